"""The call that shows whose telephone it is: it counts only at the very telephone, while the desk waits for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.queue import AgentLeg, AgentLegs, Endpoints, Purpose
from hotline.queue.legs import NO_CALL
from tests.ivr.agents.conftest import hire
from tests.ivr.agents.telephones import AGENT, ALMA, OFFER, FakeOffers, Handset, open_agents_door
from tests.ivr.fakes import FakeHouse
from tests.ivr.incidents import LINE

ELSEWHERE = "+12125550143"


class Desk:
    """Alma at the desk: she names a telephone, it is rung, and she reads the code."""

    def __init__(self, house: FakeHouse) -> None:
        self._house = house
        self.endpoints = Endpoints(house.keyring, house.clock)
        self.legs = AgentLegs(house.keyring, house.clock)

    def names(self, address: str = AGENT) -> str:
        """The code on the screen."""
        with self._house.database.write() as session:
            return self.endpoints.begin(session, ALMA, address=address).code

    def rings(self, address: str = AGENT, *, purpose: Purpose = Purpose.CHECK) -> None:
        now = self._house.clock.now()
        until = now + timedelta(minutes=2)
        leg = AgentLeg(ALMA, OFFER, NO_CALL, purpose=purpose, address=address, line=LINE, began=now, until=until)
        with self._house.database.write() as session:
            assert self.legs.reserve(session, leg)

    def rings_another(self, address: str) -> None:
        with self._house.database.write() as session:
            found = self.legs.of_agent(session, ALMA)
            assert found is not None
            self.legs.save(session, replace(found, address=address))

    @property
    def verified(self) -> str | None:
        with self._house.database.read() as session:
            return self.endpoints.verified(session, ALMA)


@pytest.fixture
def desk(house: FakeHouse, offers: FakeOffers) -> Desk:
    return Desk(house)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04}"


def test_whoever_keys_the_code_verifies_the_telephone(desk: Desk, handset: Handset) -> None:
    code = desk.names()
    desk.rings()
    handset.posts("check")
    assert "Enter the 4 digits that you see on your screen." in handset.heard
    assert handset.verb("Gather").attrib["numDigits"] == "4"
    assert desk.verified is None
    handset.presses(code)
    assert (handset.heard, handset.verbs[-1]) == ("Thank you. Calls will come to this telephone. Goodbye.", "Hangup")
    assert desk.verified == AGENT


def test_it_speaks_the_agents_language(house: FakeHouse) -> None:
    hire(house, language="es")
    desk = Desk(house)
    desk.names()
    desk.rings()
    handset = Handset(open_agents_door(house, FakeOffers()).test_client()).posts("check")
    assert "Marque los 4 números que ve en su pantalla." in handset.heard


def test_another_code_does_not(desk: Desk, handset: Handset) -> None:
    code = desk.names()
    desk.rings()
    handset.posts("check").presses(wrong(code))
    assert handset.heard.startswith("That did not work. Please enter the 4 digits")
    assert desk.verified is None
    handset.presses(code)
    assert desk.verified == AGENT


def test_it_is_asked_three_times(desk: Desk, handset: Handset) -> None:
    code = desk.names()
    desk.rings()
    handset.posts("check").presses(wrong(code)).presses(wrong(code)).presses(wrong(code))
    assert handset.heard.startswith("That did not work. Please look at your screen")
    assert handset.verbs[-1] == "Hangup"
    assert handset.posts("check").presses(code).verbs[0] == "Gather", "the desk must begin anew"
    assert desk.verified is None


def test_silence_is_asked_three_times(desk: Desk, handset: Handset) -> None:
    desk.names()
    desk.rings()
    handset.posts("check").is_silent().is_silent()
    assert handset.verbs == ["Gather", "Redirect"]
    assert handset.is_silent().verbs[-1] == "Hangup"


def test_a_telephone_that_is_not_being_verified_verifies_nothing(desk: Desk, handset: Handset) -> None:
    code = desk.names()
    for purpose in (None, Purpose.CALL):
        if purpose is not None:
            desk.rings(purpose=purpose)
        assert handset.posts("check").verbs[-1] == "Hangup"
        handset.posts("check/key", Digits=code)
        assert desk.verified is None


def test_one_telephone_can_not_verify_another(desk: Desk, handset: Handset) -> None:
    """Alma names her own, is rung, and names somebody else's meanwhile: that one never rang."""
    desk.names()
    desk.rings()
    handset.posts("check")
    handset.presses(desk.names(ELSEWHERE))
    assert desk.verified is None
    desk.rings_another(ELSEWHERE)
    handset.presses(desk.names(ELSEWHERE))
    assert desk.verified == ELSEWHERE


def test_when_nothing_can_be_read_nothing_is_verified(house: FakeHouse, desk: Desk, handset: Handset) -> None:
    code = desk.names()
    desk.rings()
    handset.posts("check")
    ring = house.settings.keyring
    away = ring.rename(ring.with_name("away"))
    handset.presses(code)
    assert handset.verbs[-1] == "Hangup"
    away.rename(ring)
    assert desk.verified is None
