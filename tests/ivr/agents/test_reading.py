"""The call that reads a draft: to its supervisor, in the chosen language, and never to a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from hotline.line import Author, Drafts, name_of
from hotline.queue import AgentLeg, AgentLegs, Purpose
from hotline.queue.legs import NO_CALL
from ivr.agents.reading import AT_ONCE
from tests.ivr.agents.conftest import hire
from tests.ivr.agents.telephones import AGENT, ALMA, OFFER, FakeOffers, Handset, open_agents_door
from tests.ivr.fakes import FakeHouse
from tests.ivr.incidents import LINE

GREETING = {"en": "This is the new greeting.", "es": "Este es el saludo nuevo."}
MOVED = {"en": "Letters find you.", "es": "Las cartas lo encuentran."}
ME = Author(ALMA, "supervisor 1")


class Desk:
    """Alma writes a draft, and has her telephone rung for it."""

    def __init__(self, house: FakeHouse) -> None:
        self._house = house
        self.drafts = Drafts(house.keyring, house.clock)
        self.legs = AgentLegs(house.keyring, house.clock)

    def writes(self, **texts: dict[str, str]) -> None:
        said = {path.replace("__", "."): words for path, words in texts.items()}
        with self._house.database.write() as session:
            self.drafts.write(session, 1, ME, texts=dict(said))

    def rings(self, language: str = "en", *, purpose: Purpose = Purpose.READING) -> None:
        now = self._house.clock.now()
        leg = AgentLeg(
            *(ALMA, OFFER, NO_CALL),
            purpose=purpose,
            address=AGENT,
            line=LINE,
            began=now,
            until=now + timedelta(hours=1),
        )
        with self._house.database.write() as session:
            draft = self.drafts.of(session, 1, ALMA)
            assert draft is not None
            assert self.legs.reserve(session, replace(leg, about=name_of(draft, language)))

    def throws_it_away(self) -> None:
        with self._house.database.write() as session:
            session.execute(text("DELETE FROM text_drafts"))


@pytest.fixture
def desk(house: FakeHouse, offers: FakeOffers) -> Desk:
    desk = Desk(house)
    desk.writes(greeting=GREETING, letters__moved=MOVED)
    return desk


def test_it_is_read_once_somebody_has_pressed_1(desk: Desk, handset: Handset) -> None:
    desk.rings()
    handset.posts("reading")
    assert handset.heard == "Hello. This call reads texts to you that are not in force yet. To hear them, press 1."
    handset.presses("1")
    assert handset.heard.startswith("This is the new greeting. Letters find you. That was all.")
    assert handset.verbs[:4] == ["Say", "Pause", "Say", "Pause"]


def test_it_is_read_again_as_it_is_then(desk: Desk, handset: Handset) -> None:
    desk.rings()
    handset.posts("reading").presses("1")
    desk.writes(greeting={**GREETING, "en": "This is better."})
    assert handset.presses("9").heard.startswith("This is better.")
    assert handset.verbs[-1] == "Hangup", "who presses nothing then is let go"


def test_another_language_is_read_with_its_own_voice_and_the_rest_in_ones_own(desk: Desk, handset: Handset) -> None:
    desk.rings("es")
    handset.posts("reading").presses("1")
    says = list(handset.document.iter("Say"))
    assert says[0].text == "Este es el saludo nuevo."
    assert (says[0].attrib["language"], says[-1].attrib["language"]) == ("es-US", "en-US")


def test_the_frame_is_in_the_supervisor_s_language(house: FakeHouse) -> None:
    hire(house, language="es")
    desk = Desk(house)
    desk.writes(greeting=GREETING)
    desk.rings("en")
    handset = Handset(open_agents_door(house, FakeOffers()).test_client()).posts("reading")
    assert "Para oírlos, marque 1." in handset.heard
    assert "This is the new greeting." in handset.presses("1").heard


def test_a_machine_hears_nothing(desk: Desk, handset: Handset) -> None:
    desk.rings()
    handset.posts("reading").is_silent()
    assert "press 1" in handset.heard
    handset.is_silent()
    assert handset.verbs[-1] == "Hangup"
    assert "greeting" not in handset.heard


def test_a_long_draft_comes_in_parts(desk: Desk, handset: Handset) -> None:
    long = " ".join(["word"] * 590) + "."
    paths = [
        f"headings__{one}" for one in ("what_happened", "what_information", "what_we_are_doing", "more_information")
    ]
    desk.writes(
        **{path: {"en": f"{path[-4:]} {long}", "es": "Largo."} for path in [*paths, "headings__what_you_can_do"]}
    )
    desk.rings()
    handset.posts("reading").presses("1")
    heard = [handset.heard]
    while handset.verbs[-1] == "Redirect":
        handset.is_silent()
        heard.append(handset.heard)
    assert len(heard) > 1
    assert max(map(len, heard)) <= AT_ONCE + 200
    assert all(path[-4:] in " ".join(heard) for path in paths)
    assert "That was all." in heard[-1]


@pytest.mark.parametrize("purpose", [Purpose.CHECK, Purpose.CALL])
def test_a_telephone_that_rings_for_something_else_is_read_nothing(
    desk: Desk, handset: Handset, purpose: Purpose
) -> None:
    desk.rings(purpose=purpose)
    assert handset.posts("reading").verbs[-1] == "Hangup"
    assert "greeting" not in handset.posts("reading/key", Digits="1").heard


def test_nothing_is_read_of_a_draft_that_is_gone(desk: Desk, handset: Handset) -> None:
    desk.rings()
    handset.posts("reading")
    desk.throws_it_away()
    assert handset.presses("1").verbs[-1] == "Hangup"
    assert "greeting" not in handset.heard


def test_when_nothing_can_be_read_it_says_so(house: FakeHouse, desk: Desk, handset: Handset) -> None:
    desk.rings()
    handset.posts("reading")
    ring = house.settings.keyring
    away = ring.rename(ring.with_name("away"))
    assert handset.presses("1").verbs[-1] == "Hangup"
    away.rename(ring)
