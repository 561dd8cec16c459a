"""Marks of the line's readiness: one for each minute, whoever makes it and however often."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hotline import availability
from hotline.availability import LineQuarter
from hotline.clock import StoppedClock
from tests.hotline.desks import Desk

NOON = datetime(2019, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOON)


def marks(desk: Desk, *incidents: int) -> None:
    with desk.database.write() as session:
        availability.mark(session, incidents, clock=desk.clock)


def kept(desk: Desk) -> list[tuple[int, datetime, int]]:
    with desk.database.read() as session:
        found = session.scalars(select(LineQuarter).order_by(LineQuarter.incident_id, LineQuarter.interval))
        return [(one.incident_id, one.interval, one.minutes) for one in found]


def since(desk: Desk) -> datetime | None:
    with desk.database.read() as session:
        return availability.known_since(session, desk.incident.id)


def test_each_minute_has_one_mark(desk: Desk) -> None:
    one = desk.incident.id
    assert (kept(desk), since(desk)) == ([], None)
    desk.clock.advance(timedelta(minutes=2, seconds=20))
    marks(desk, one)
    marks(desk, one)
    desk.clock.advance(timedelta(minutes=12))
    marks(desk, one)
    desk.clock.advance(timedelta(minutes=1))
    marks(desk, one)
    assert kept(desk) == [(one, NOON, 1 << 2 | 1 << 14), (one, NOON + timedelta(minutes=15), 1)]
    assert since(desk) == NOON + timedelta(minutes=2)


def test_an_incident_that_is_not_ready_gets_none(desk: Desk) -> None:
    marks(desk)
    assert kept(desk) == []
