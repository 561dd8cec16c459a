"""The room of the line: a supervisor closes, opens and announces at once, and texts take two."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from hotline import incidents
from hotline.incidents import Content
from tests.agents_ui.desks import WITH_KEY, Browser, Office

SMOKE = {"say-en": "There is smoke in our building.", "say-es": "Hay humo en nuestro edificio."}


def present(office: Office) -> Content:
    with office.house.database.read() as session:
        return incidents.current_by_id(session, office.incident.id).content


def offered(browser: Browser, form: str) -> str:
    """The end that a form offers first."""
    assert browser.page is not None
    raw = browser.page.get_data(as_text=True)
    found = re.search(rf'id="{form}-until".*?<option value="([^"]+)"', raw, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.fixture
def room(at_the_desk: Office) -> Browser:
    return at_the_desk.signs_in("sam").opens("/supervision/line")


def test_the_line_is_closed_at_once_and_opened_again(at_the_desk: Office, room: Browser) -> None:
    room.sees("Open", "People answer by the weekly hours")
    room.sends("/supervision/line/close", until=offered(room, "close"), **SMOKE)
    room.is_at("/supervision/line").sees("The line is closed.", "Closed until", *SMOKE.values())
    assert not present(at_the_desk).is_open(at_the_desk.clock.now())
    room.sends("/supervision/line/reopen").sees("The closure is over.", "People answer by the weekly hours")
    assert present(at_the_desk).is_open(at_the_desk.clock.now())


def test_it_is_opened_on_an_evening(at_the_desk: Office, room: Browser) -> None:
    at_the_desk.clock.advance(timedelta(hours=9))
    room = at_the_desk.signs_in("sam").opens("/supervision/line")
    room.sees("Closed", "By the weekly hours nobody answers", "People answer again on Tuesday, June 4, 8:00 AM")
    room.sends("/supervision/line/open", until=offered(room, "open")).sees(
        "The line is open.", "Open out of turn until"
    )
    assert present(at_the_desk).is_open(at_the_desk.clock.now())
    room.sends("/supervision/line/end-opening").sees("The opening is over.", "By the weekly hours nobody answers")


def test_everybody_is_told_something_until_it_is_taken_back(at_the_desk: Office, room: Browser) -> None:
    room.sees("Nothing but the greeting.")
    room.sends("/supervision/line/announce", until=offered(room, "announce"), **SMOKE)
    room.sees("Every caller hears it", *SMOKE.values(), "announcement")
    assert present(at_the_desk).emergency_at(at_the_desk.clock.now()) is not None
    room.sends("/supervision/line/hush").sees("It is announced no more.", "Nothing but the greeting.")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"say-en": "We found a match."}, "“match” belongs to the answers of the line alone"),
        ({"say-es": ""}, "Words are missing."),
        ({"say-en": "word " * 41 + "."}, "This has 42 words. At most 40 can be listened to here."),
        ({"say-en": "No stop"}, "Write whole sentences that end with a full stop"),
        ({"say-en": "Call 5735550142."}, "Put blanks between the digits"),
        ({"until": "other", "at": ""}, "Choose a day and a time."),
        ({"until": "other", "at": "2019-06-03T09:00"}, "Choose an end that is still to come"),
        ({"until": "other", "at": "2020-06-03T09:00"}, "That is too long."),
        ({"until": "<b>", "at": ""}, "Choose a day and a time."),
    ],
)
def test_what_can_t_be_is_said_beside_its_field_and_all_words_stay(
    at_the_desk: Office, room: Browser, change: dict[str, str], why: str
) -> None:
    form = {"until": offered(room, "close"), **SMOKE, **change}
    room.sends("/supervision/line/close", **form)
    assert room.status == 400
    room.sees(why, form["say-en"].strip() or SMOKE["say-es"])
    assert present(at_the_desk).is_open(at_the_desk.clock.now())


def test_nobody_sets_the_line_of_another_incident(at_the_desk: Office, room: Browser) -> None:
    with at_the_desk.house.database.read() as session:
        other = incidents.current(session, "elsewhere")
    for path in ("", "/hours", "/texts", "/draft"):
        assert room.opens(f"/supervision/line{path}?incident={other.id}").status == 403
    room.opens("/supervision/line").sends("/supervision/line/hush", incident=other.id)
    assert room.status == 403
    assert room.opens("/supervision/line?incident=x").status == 403


def hours_of(room: Browser) -> dict[str, str]:
    """The form of the hours as the page has it."""
    assert room.page is not None
    raw = room.page.get_data(as_text=True)
    fields = dict(re.findall(r'<input id="hours-[^"]*" name="([^"]+)" type="text" value="([^"]*)"', raw))
    words = dict(re.findall(r'<textarea id="hours-[^"]*" name="([^"]+)"[^>]*>([^<]*)<', raw))
    return {name: unescape(value) for name, value in {**fields, **words}.items()} | {"version": room.hidden("version")}


def test_hours_are_set(at_the_desk: Office, room: Browser) -> None:
    room.opens("/supervision/line/hours").sees("Hours and holidays", "Thursday, July 4, 2019")
    form = hours_of(room)
    assert form["monday"] == "08:00-17:30"
    room.sends("/supervision/line/hours", **{**form, "saturday": "9:00 – 12:00, 13:00-14:00", "friday": ""})
    room.sees("These hours are in force.").is_at("/supervision/line/hours")
    weekly = present(at_the_desk).hours.weekly
    assert [str(one) for one in weekly["saturday"]] == ["09:00-12:00", "13:00-14:00"]
    assert "friday" not in weekly
    assert hours_of(room)["saturday"] == "09:00-12:00, 13:00-14:00"


def test_hours_that_somebody_else_has_set_meanwhile_are_not_undone(at_the_desk: Office, room: Browser) -> None:
    form = hours_of(room.opens("/supervision/line/hours"))
    room.sends("/supervision/line/hours", **{**form, "saturday": "09:00-12:00"})
    room.sends("/supervision/line/hours", **{**form, "sunday": "09:00-12:00"})
    room.sees("Somebody else has changed the hours since you looked.")
    assert present(at_the_desk).hours.weekly.keys() >= {"saturday"}
    assert "sunday" not in present(at_the_desk).hours.weekly


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"monday": "8-17"}, "Write hours like 08:00-12:00"),
        ({"monday": "17:00-08:00"}, "It closes before it opens."),
        ({"monday": "08:00-12:00, 11:00-13:00"}, "These hours overlap"),
        ({"monday": "08:00-25:00"}, "Write hours like"),
        ({"country": "XX"}, "A country is a code of two letters"),
        ({"subdivision": "XX"}, "The holidays of this state are not known."),
        ({"country": ""}, "A state needs its country beside it."),
        ({"closed_on": "tomorrow"}, "Write days like 2019-11-29."),
        ({"closed_on": "2019-10-14"}, "The same day is said to be open and closed."),
        ({"spoken-es": ""}, "Words are missing."),
        ({"spoken-en": "Always."}, "Write a phrase without a full stop"),
        (
            dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ""),
            "Give hours to one day at least.",
        ),
    ],
)
def test_hours_that_can_t_be_are_told(room: Browser, at_the_desk: Office, change: dict[str, str], why: str) -> None:
    form = hours_of(room.opens("/supervision/line/hours"))
    room.sends("/supervision/line/hours", **{**form, **change})
    assert room.status == 400
    room.sees(why)
    assert present(at_the_desk).hours == WITH_KEY.hours


def test_a_closure_is_planned_and_taken_away(at_the_desk: Office, room: Browser) -> None:
    form = {"begins": "2019-07-05T08:00", "ends": "2019-07-05T12:00", **SMOKE}
    room.opens("/supervision/line/hours").sends("/supervision/line/closure", **form)
    room.sees("The closure is planned.", "Friday, July 5, 8:00 AM to Friday, July 5, 12:00 PM")
    begins = room.hidden("begins")
    room.sends("/supervision/line/closure", **form).sees("It overlaps another one.")
    room.sends("/supervision/line/closure", **{**form, "ends": "2019-07-04T12:00"}).sees("Choose an end")
    room.sends("/supervision/line/closure", **{**form, "begins": ""}).sees("Choose a day and a time.")
    room.sends("/supervision/line/drop-closure", begins=begins).sees("The closure is taken away.")
    room.sends("/supervision/line/drop-closure", begins=begins).sees("It is over already.")
    assert room.sends("/supervision/line/drop-closure", begins="x").status == 400
