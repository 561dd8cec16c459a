"""Recordings: fetched and erased at the carrier, and tried again where it could not be reached."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hotline.calls import SwitchboardFault, Unreachable
from hotline.followups import Message, Voicemails
from hotline.followups.voicemails import VoicemailRow
from hotline.queue import Recordings
from tests.hotline.desks import ADA, Desk
from tests.switchboards import FakeSwitchboard


@pytest.fixture
def carrier() -> FakeSwitchboard:
    return FakeSwitchboard(kept={"RE1": b"RIFF one", "RE2": b"RIFF two"})


@pytest.fixture
def recordings(desk: Desk, carrier: FakeSwitchboard) -> Recordings:
    return Recordings(desk.database, desk.ring, desk.clock, carrier)


def done_with(desk: Desk, *names: str) -> None:
    """These messages were left, and an agent is done with them."""
    voicemails = Voicemails(desk.ring, desk.clock)
    for name in names:
        with desk.database.write() as session:
            voicemails.leave(session, Message(desk.incident.id, name, "", "en", 9))
            voicemails.take(session, ADA, incidents=[desk.incident.id])
            voicemails.done(session, ADA)


def rows(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(VoicemailRow)).one()


def test_a_message_is_heard_through_us(desk: Desk, recordings: Recordings) -> None:
    voicemails = Voicemails(desk.ring, desk.clock)
    with desk.database.write() as session:
        voicemails.leave(session, Message(desk.incident.id, "RE2", "", "en", 9))
        taken = voicemails.take(session, ADA, incidents=[desk.incident.id])
    assert taken is not None
    assert recordings.sound(taken) == b"RIFF two"


def test_what_is_done_is_erased_there_and_here(desk: Desk, recordings: Recordings, carrier: FakeSwitchboard) -> None:
    done_with(desk, "RE1")
    assert recordings.erase() == 0
    assert carrier.kept == {"RE2": b"RIFF two"}
    assert rows(desk) == 0
    assert recordings.erase() == 0
    assert len(carrier.asked) == 1


def test_what_could_not_be_erased_is_tried_again(desk: Desk, recordings: Recordings, carrier: FakeSwitchboard) -> None:
    done_with(desk, "RE1", "RE2")
    carrier.fault = Unreachable("silence")
    assert recordings.erase() == 2
    assert len(carrier.asked) == 1, "a carrier that is silent is not asked again and again while somebody waits"
    assert rows(desk) == 2
    carrier.fault = None
    assert recordings.erase() == 0
    assert (carrier.kept, rows(desk)) == ({}, 0)


def test_one_that_the_carrier_refuses_keeps_none_of_the_others(
    desk: Desk, recordings: Recordings, carrier: FakeSwitchboard
) -> None:
    done_with(desk, "RE1", "RE2", "RE3")
    carrier.fault = SwitchboardFault("no")
    assert recordings.erase() == 3
    assert len(carrier.asked) == 3
    assert rows(desk) == 3


def test_an_agent_waits_for_a_few_only(desk: Desk, recordings: Recordings, carrier: FakeSwitchboard) -> None:
    done_with(desk, *(f"RE{number}" for number in range(8)))
    assert recordings.erase() == 3
    assert len(carrier.asked) == 5
    assert recordings.erase(most=100) == 0
