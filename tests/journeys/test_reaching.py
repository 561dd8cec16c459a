"""Reaching a person, told as stories: callers, agents at the desk, and their telephones, on one network."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import text

from hotline.calls import AgentState, CallLog
from tests.journeys.desks import Agent, Hotline
from tests.journeys.lines import MONDAY_NIGHT, MOTHER, Caller

FATHER, AUNT = "+15735550101", "+15735550102"


def outcomes(hotline: Hotline) -> Counter[str]:
    """How the calls that are over have ended, by the log."""
    house = hotline.line.house
    with house.database.read() as session:
        rows = session.execute(text("SELECT outcome FROM call_log")).scalars().all()
        today = CallLog(house.keyring, house.clock).today(session, hotline.office.incident.id)
    return Counter([*rows, *(call.outcome for call in today)])


def count(hotline: Hotline, what: str) -> int:
    """One total of the queue over all its intervals."""
    with hotline.line.house.database.read() as session:
        return session.scalar(text(f"SELECT sum({what}) FROM queue_counts")) or 0


def nobody_is_left(hotline: Hotline) -> None:
    """No caller, no offer and no queue of the network is left behind."""
    with hotline.line.house.database.read() as session:
        for table in ("live_calls", "queued_calls", "agent_legs"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
    assert [queue.name for queue in hotline.line.carrier.queues.everyone() if queue.members] == []
    assert [call.failure for call in hotline.line.carrier.calls if call.failure] == []


def mother(hotline: Hotline) -> Caller:
    return hotline.caller(MOTHER).dials().chooses_english()


def in_line(hotline: Hotline, number: str = MOTHER) -> Caller:
    """A caller who has asked for a person."""
    return hotline.caller(number).dials().chooses_english().asks_for_a_person()


def talking(hotline: Hotline) -> tuple[Caller, Agent, Agent]:
    """A mother talks with Alma; Ben is free."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.takes_it()
    hotline.waits(3, alma, ben)
    assert caller.is_connected
    assert alma.talks_with == MOTHER
    return caller, alma, ben


@pytest.mark.parametrize(
    ("language", "hears", "sees"),
    [
        ("1", ("We are looking for a person to help you", "You are next in line"), "Call in English"),
        ("2", ("Estamos buscando", "Usted es"), "Call in Spanish"),
    ],
)
def test_a_caller_is_answered_in_either_language(
    either_hotline: Hotline, language: str, hears: tuple[str, ...], sees: str
) -> None:
    alma, ben = either_hotline.at_work("alma", "ben")
    caller = either_hotline.caller(MOTHER).dials().presses(language).asks_for_a_person().hears(*hears)
    assert alma.rings, "who has been free longest is rung"
    assert not ben.rings
    alma.looks().is_(AgentState.RINGING)
    alma.picks_up().hears("A caller.", {"1": "In English.", "2": "In Spanish."}[language]).presses("1")
    either_hotline.waits(3, alma, ben)
    assert caller.is_connected
    assert alma.talks_with == MOTHER
    alma.looks().sees(sees, "0100").is_(AgentState.ON_CALL)
    alma.ends_the_call().is_(AgentState.WRAP_UP)
    assert alma.call.is_over
    alma.wraps_up().is_(AgentState.AVAILABLE)
    caller.hangs_up()
    assert outcomes(either_hotline) == {"person": 1}
    assert (count(either_hotline, "offered"), count(either_hotline, "answered")) == (1, 1)
    nobody_is_left(either_hotline)
