"""What is kept of a call: how it ended, and counts that name nobody."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from hotline import incidents
from hotline.calls import CallLog, EndedToday, Outcome, count_menu_time, count_step, outcome_of
from hotline.calls.counts import interval_of
from hotline.calls.day import _CALL, MOST_CALLS, CallDay, _packed, _unpacked
from hotline.calls.log import LoggedCall, MenuTime, StepCount
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from tests.ivr.incidents import CONTENT

NOON = datetime(2019, 6, 3, 17, 14, 42, tzinfo=UTC)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOON)


@pytest.fixture
def database(database_url: str, ring: KeyRing, clock: StoppedClock) -> Iterator[Database]:
    database = Database(database_url)
    with database.write() as session:
        incidents.apply(session, CONTENT, clock=clock, keyring=ring, operator="tests")
    yield database
    database.close()


@pytest.fixture
def call_log(ring: KeyRing, clock: StoppedClock) -> CallLog:
    return CallLog(ring, clock)


IN_ORDER = ("handed_over", "callback", "voicemail", "waiting", "answered", "informed")


@pytest.mark.parametrize("first", range(len(IN_ORDER)))
def test_an_outcome_is_the_first_that_holds(first: int) -> None:
    outcomes = [one for one in Outcome if one not in (Outcome.MENU, Outcome.FAULT)]
    course = {name: place >= first for place, name in enumerate(IN_ORDER)}
    assert outcome_of(**course) is outcomes[first]
    assert outcome_of(**{**course, "answered": first == 4, "informed": first == 5}) is outcomes[first]


def test_who_heard_nothing_and_wanted_nobody_gave_up_in_the_menus() -> None:
    assert outcome_of(handed_over=False, answered=False, informed=False) is Outcome.MENU


def ends(database: Database, call_log: CallLog, *, minutes: int = 0, role: str = "child") -> None:
    """A call that began so many minutes after noon is over."""
    started = NOON + timedelta(minutes=minutes)
    with database.write() as session:
        call_log.record(session, 1, EndedToday("es", role, started, Outcome.SELF_SERVICE))


def rows(database: Database) -> list[LoggedCall]:
    with database.read() as session:
        return list(session.scalars(select(LoggedCall)))


def test_a_row_says_when_a_call_began_and_how_it_ended_and_nothing_else(
    database: Database, call_log: CallLog, clock: StoppedClock
) -> None:
    ends(database, call_log)
    clock.advance(timedelta(days=1))
    ends(database, call_log)
    (row,) = rows(database)
    kept = {column.name: getattr(row, column.name) for column in LoggedCall.__table__.columns if column.name != "id"}
    assert kept == {
        "incident_id": 1,
        "channel": "telephone",
        "language": "es",
        "role": "child",
        "started": datetime(2019, 6, 3, 17, 14, tzinfo=UTC),
        "outcome": "self_service",
    }


def test_calls_of_both_channels_are_told_apart(database: Database, call_log: CallLog, clock: StoppedClock) -> None:
    for channel in ("telephone", "desk"):
        with database.write() as session:
            call_log.record(session, 1, EndedToday("fil", "child", NOON, Outcome.SELF_SERVICE, channel))
    clock.advance(timedelta(days=1))
    ends(database, call_log)
    written = sorted((row.channel, row.language, row.role, row.outcome) for row in rows(database))
    assert written == [("desk", "fil", "child", "self_service"), ("telephone", "fil", "child", "self_service")]


def test_a_day_that_an_earlier_version_sealed_came_by_telephone() -> None:
    started = datetime.fromtimestamp(25_000_000 * 60, UTC)
    for outcome, now in (("self_service", "self_service"), ("abandoned", "menu")):
        before = struct.Struct(">I8s8s12s").pack(25_000_000, b"es", b"child", outcome.encode())
        assert _unpacked(*_CALL.unpack(before)) == EndedToday("es", "child", started, now, "telephone")


@pytest.mark.parametrize("channel", ["telephone", "desk"])
@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_read_as_it_was_packed(channel: str, outcome: Outcome) -> None:
    call = EndedToday("fil", "child", datetime.fromtimestamp(25_000_000 * 60, UTC), outcome, channel)
    assert _unpacked(*_CALL.unpack(_packed(call))) == call


def test_a_day_has_no_row_until_it_is_over_and_can_be_read_all_the_same(
    database: Database, call_log: CallLog, clock: StoppedClock
) -> None:
    for minutes in range(3):
        ends(database, call_log, minutes=minutes)
        with database.read() as session:
            assert session.scalars(select(func.length(CallDay.sealed))).all() == [8192]
    assert rows(database) == []
    with database.read() as session:
        assert sorted(call.started.minute for call in call_log.today(session, 1)) == [14, 15, 16]
    clock.advance(timedelta(days=1))
    ends(database, call_log, minutes=1440)
    assert sorted(row.started.minute for row in rows(database)) == [14, 15, 16]
    with database.read() as session:
        assert [call.started.day for call in call_log.today(session, 1)] == [4]


def test_the_rows_of_a_day_lie_in_no_order(database: Database, call_log: CallLog, clock: StoppedClock) -> None:
    for minutes in range(30):
        ends(database, call_log, minutes=minutes)
    with database.read() as session:
        today = [call.started for call in call_log.today(session, 1)]
    clock.advance(timedelta(days=1))
    ends(database, call_log)
    written = [row.started for row in rows(database)]
    for order in (today, written):
        assert len(order) == 30
        assert 4 < sum(one < other for one, other in pairwise(order)) < 25, "as often before the next as after it"


def test_a_full_day_is_written_before_it_is_over(database: Database, call_log: CallLog) -> None:
    with database.write() as session:
        for _ in range(MOST_CALLS + 1):
            call_log.record(session, 1, EndedToday("", "", NOON, Outcome.FAULT))
    assert len(rows(database)) == MOST_CALLS
    with database.read() as session:
        assert len(call_log.today(session, 1)) == 1


def test_a_clock_set_back_writes_no_row_early(database: Database, call_log: CallLog, clock: StoppedClock) -> None:
    ends(database, call_log)
    clock.advance(-timedelta(days=2))
    ends(database, call_log)
    assert rows(database) == []


def test_longest_words_fit(database: Database, call_log: CallLog) -> None:
    outcomes = list(Outcome)
    with database.write() as session:
        for outcome in outcomes:
            call_log.record(session, 1, EndedToday("fil", "child", NOON, outcome))
        kept = call_log.today(session, 1)
    assert sorted(call.outcome for call in kept) == sorted(outcomes)
    assert {call.language for call in kept} == {"fil"}


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
