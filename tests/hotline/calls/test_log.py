"""What is kept of a call: how it ended, and counts that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline import incidents
from hotline.calls import Outcome, count_menu_time, count_step, outcome_of, record
from hotline.calls.log import LoggedCall, MenuTime, StepCount, interval_of
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from tests.ivr.incidents import CONTENT

NOON = datetime(2019, 6, 3, 17, 14, 42, tzinfo=UTC)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    database = Database(database_url)
    clock = StoppedClock(NOON)
    with database.write() as session:
        incidents.apply(session, CONTENT, clock=clock, keyring=KeyRing(tmp_path / "ring", clock), operator="tests")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("handed_over", "answered", "informed", "outcome"),
    [
        (True, True, True, Outcome.PERSON),
        (True, False, False, Outcome.PERSON),
        (False, True, True, Outcome.SELF_SERVICE),
        (False, False, True, Outcome.INFORMATION),
        (False, False, False, Outcome.ABANDONED),
    ],
)
def test_an_outcome_is_the_first_that_holds(
    *, handed_over: bool, answered: bool, informed: bool, outcome: Outcome
) -> None:
    assert outcome_of(handed_over=handed_over, answered=answered, informed=informed) is outcome


def test_a_row_says_when_a_call_began_and_how_it_ended_and_nothing_else(database: Database) -> None:
    with database.write() as session:
        record(session, incident_id=1, language="es", role="child", started=NOON, outcome=Outcome.SELF_SERVICE)
    with database.read() as session:
        (row,) = session.scalars(select(LoggedCall))
    kept = {column.name: getattr(row, column.name) for column in LoggedCall.__table__.columns if column.name != "id"}
    assert kept == {
        "incident_id": 1,
        "channel": "telephone",
        "language": "es",
        "role": "child",
        "started": datetime(2019, 6, 3, 17, 14, tzinfo=UTC),
        "outcome": "self_service",
    }


def test_steps_add_up_within_a_quarter_of_an_hour(database: Database) -> None:
    for minutes in (-14, 0, 1):
        with database.write() as session:
            count_step(session, incident_id=1, step="menu", at=NOON + timedelta(minutes=minutes))
    with database.read() as session:
        counts = session.execute(select(StepCount.interval, StepCount.count).order_by(StepCount.interval)).all()
    assert [(at.hour, at.minute, count) for at, count in counts] == [(17, 0, 2), (17, 15, 1)]


def test_time_in_the_menus_is_kept_as_a_total(database: Database) -> None:
    for seconds in (30, 12):
        with database.write() as session:
            count_menu_time(session, incident_id=1, seconds=seconds, at=NOON)
    with database.read() as session:
        assert session.execute(select(MenuTime.calls, MenuTime.seconds)).one() == (2, 42)


def test_an_interval_begins_at_the_quarter() -> None:
    assert interval_of(NOON) == datetime(2019, 6, 3, 17, 0, tzinfo=UTC)
    assert interval_of(NOON + timedelta(seconds=18)) == datetime(2019, 6, 3, 17, 15, tzinfo=UTC)
