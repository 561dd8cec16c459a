"""The picture of the call in docs/: exactly what the flow says, and readable by whoever can't see it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ivr import picture
from ivr.roads import Road, roads
from ivr.steps.state import Step
from tests.ivr.incidents import ONE_WAY, OPEN, STAFFED, WITH_EVERY_WAY
from tests.ivr.steps.walks import everywhere

SVG = "{http://www.w3.org/2000/svg}"


def test_the_stored_picture_is_what_the_flow_says() -> None:
    stored = picture.PICTURE.read_text(encoding="utf-8")
    assert stored == picture.of_the_example(), "run python -m ivr.picture"


def test_every_step_has_a_place_of_its_own_and_a_name() -> None:
    assert set(picture.PLACES) == set(picture.TITLES) == set(Step)
    assert len(set(picture.PLACES.values())) == len(Step)


def test_every_step_is_at_the_end_of_a_road() -> None:
    ends = {road.end for facts in (WITH_EVERY_WAY, STAFFED) for road in roads(facts)}
    by_zero = {Step.PERSON, Step.QUEUE}
    assert set(Step) - ends == {Step.LANGUAGE, *by_zero}, "a call begins at one, and 0 leads to the others"


def test_the_walk_over_every_place_knows_no_other_road() -> None:
    """What the picture leaves out are the keys of every step, silence, and the last resort of a person."""
    drawn = {(road.start, road.end) for road in roads(WITH_EVERY_WAY)}
    walked = {
        (call.step, then.step)
        for call, leads in everywhere("open").items()
        for event, then in leads.items()
        if type(event).__name__ in ("Digits", "Answered", "DialEnded") and then.step is not call.step
    }
    by_trying_too_often = {(start, end) for start, end in walked if end in (Step.PERSON, Step.GOODBYE)}
    assert walked - by_trying_too_often - {(Step.LANGUAGE, Step.MENU)} <= drawn


def test_one_way_is_not_asked_for_in_a_picture_either() -> None:
    found = roads(type(WITH_EVERY_WAY)(ONE_WAY, OPEN))
    assert Road(Step.ROLE, "1 2 3", Step.STUDENT_NUMBER) in found
    assert Step.WAY not in {road.end for road in found}


def test_the_picture_tells_its_roads_as_text_too() -> None:
    drawn = ET.fromstring(picture.of_the_example())  # noqa: S314  # our own picture
    assert drawn.get("role") == "img"
    told = drawn.findtext(f"{SVG}desc") or ""
    assert drawn.findtext(f"{SVG}title")
    assert "Check how?: 1 leads to Letter code, 2 leads to Student number, 3 leads to Last name." in told
