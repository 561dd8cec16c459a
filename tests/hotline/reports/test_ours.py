"""What the line knows of itself: minutes in which it was ready, letters mailed, and how busy its agents were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from hotline import availability
from hotline.calls import CallLog, EndedToday
from hotline.calls.agent_days import AgentDay
from hotline.clock import StoppedClock
from hotline.mailings import Mailings
from hotline.reports import BY_ID, Figures, Reports, Value, value
from hotline.sealing import KeyRing
from hotline.totals import add_up
from tests.hotline.desks import ADA, BO, Desk

BEGINS = datetime(2019, 10, 28, 15, tzinfo=UTC)  # a Monday, ten in the morning on this line
FIRST = date(2019, 10, 28)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(BEGINS)


@pytest.fixture
def figures(desk: Desk, ring: KeyRing) -> list[Figures]:
    """Two days of 120 calls. The line was away for seven minutes of the first, and for four hours of the second."""
    call_log = CallLog(ring, desk.clock)
    with desk.database.write() as session:
        Mailings(ring, desk.clock).mailed(session, 1, FIRST, letters=3_500, by="ops")
    for day in range(2):
        with desk.database.write() as session:
            for _ in range(120):
                call_log.record(session, 1, EndedToday("en", "self", desk.clock.now(), "person"))
            works(session, day)
            for number in range(24 * 60):
                if day or not (60 <= number < 67 or number >= 20 * 60):
                    availability.mark(session, [1], clock=desk.clock)
                desk.clock.advance(timedelta(minutes=1))
    desk.clock.advance(timedelta(days=1))
    reports = Reports(call_log, desk.clock)
    with desk.database.snapshot() as session:
        return reports.figures(session, reports.open(session, 1), FIRST, FIRST + timedelta(days=1))


def works(session: Session, day: int) -> None:
    """Two agents have eleven calls each. An earlier version has counted Bo's first day."""
    for agent in (ADA, BO):
        key = {"day": FIRST + timedelta(days=day), "account_id": agent, "incident_id": 1}
        times = {"timed_calls": 11, "talk_seconds": 600, "wrap_up_seconds": 200, "ready_seconds": 1_200}
        add_up(session, AgentDay, key, {"calls": 11, "by_hand": 0, "checks": 0, **times})
    if day == 0:
        session.execute(update(AgentDay).where(AgentDay.account_id == BO).values(ready_seconds=None))


def test_what_the_line_knows_of_itself(figures: list[Figures]) -> None:
    first, second = figures
    until_midnight = 14 * 60  # from its first minute at ten
    assert value(BY_ID["availability"], [first]) == Value(until_midnight - 7, until_midnight, 1, 0)
    assert value(BY_ID["availability"], [second]) == Value(20 * 60, 24 * 60, 1, 0)
    assert value(BY_ID["letters"], figures) == Value(3_500, None, 2, 0)
    assert second.shows("letters.mailed") == 0


def test_occupancy_is_of_those_whose_time_is_known(figures: list[Figures]) -> None:
    first, second = figures
    assert value(BY_ID["occupancy"], [first]) == Value(800, 2_000, 1, 0)
    assert value(BY_ID["handle_time"], [first]) == Value(1_600, 22, 1, 0)
    assert value(BY_ID["occupancy"], [second]) == Value(1_600, 4_000, 1, 0)
