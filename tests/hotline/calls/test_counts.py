"""The sums of calls are those of the log, whenever its rows are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

import migrations
from hotline import incidents
from hotline.calls import CallLog, EndedToday
from hotline.calls.counts import CallCount, CallDayCount, PartOfCalls, by_local_day, counts_of
from hotline.calls.day import MOST_CALLS
from hotline.calls.log import LoggedCall
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from tests.ivr.incidents import CONTENT

NOON = datetime(2019, 6, 3, 17, 14, tzinfo=UTC)
QUARTER = datetime(2019, 6, 3, 17, 0, tzinfo=UTC)


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


def end(database: Database, call_log: CallLog, *calls: EndedToday) -> None:
    with database.write() as session:
        for call in calls:
            call_log.record(session, 1, call)


def kept(database: Database) -> Counter[tuple[str, datetime, str]]:
    with database.read() as session:
        return Counter({(one.counted, one.interval, one.part): one.count for one in session.scalars(select(CallCount))})


def logged(database: Database) -> Counter[tuple[str, datetime, str]]:
    """The same sums, over the rows of the log one by one."""
    with database.read() as session:
        rows = session.scalars(select(LoggedCall)).all()
    calls = [EndedToday(row.language, row.role, row.started, row.outcome, row.channel) for row in rows]
    return Counter({(of.counted, of.interval, of.part): count for of, count in counts_of(calls).items()})


def test_sums_come_with_the_rows_and_not_before(database: Database, ring: KeyRing, clock: StoppedClock) -> None:
    call_log = CallLog(ring, clock)
    end(database, call_log, *(EndedToday("en", "self", NOON, "person"), EndedToday("es", "", NOON, "menu", "desk")))
    assert not kept(database)
    clock.advance(timedelta(days=1))
    end(database, call_log, EndedToday("en", "self", NOON + timedelta(days=1), "person"))
    assert kept(database) == {
        ("calls", QUARTER, ""): 2,
        ("channel", QUARTER, "telephone"): 1,
        ("channel", QUARTER, "desk"): 1,
        ("language", QUARTER, "en"): 1,
        ("language", QUARTER, "es"): 1,
        ("role", QUARTER, "self"): 1,
        ("role", QUARTER, ""): 1,
        ("outcome", QUARTER, "person"): 1,
        ("outcome", QUARTER, "menu"): 1,
    }


def test_sums_grow_with_each_full_day(database: Database, ring: KeyRing, clock: StoppedClock) -> None:
    call_log = CallLog(ring, clock)
    end(database, call_log, *[EndedToday("en", "child", NOON, "menu")] * (2 * MOST_CALLS + 1))
    assert kept(database)["calls", QUARTER, ""] == 2 * MOST_CALLS
    assert kept(database) == logged(database)


def test_the_migration_fills_them_from_the_log(database: Database, ring: KeyRing, clock: StoppedClock) -> None:
    end(database, CallLog(ring, clock), *[EndedToday("en", "child", NOON, "menu")] * (MOST_CALLS + 1))
    before = kept(database)
    migrations.downgrade(database, "0014")
    migrations.upgrade(database, "0015")
    assert kept(database) == before == logged(database)


def test_sums_lie_in_the_order_of_their_names(database: Database, ring: KeyRing, clock: StoppedClock) -> None:
    call_log = CallLog(ring, clock)
    end(database, call_log, *(EndedToday(one, "child", NOON, "menu") for one in ("es", "en", "fil")))
    clock.advance(timedelta(days=1))
    end(database, call_log, EndedToday("en", "child", NOON, "menu"))
    with database.read() as session:
        parts = session.scalars(text("SELECT part FROM call_counts WHERE counted = 'language'")).all()
    assert parts == sorted(parts)


EVENING = datetime(2019, 6, 4, 4, 50, tzinfo=UTC)  # ten to midnight where the line is, on the day of NOON


def kept_by_day(database: Database) -> Counter[tuple[date, str, str]]:
    with database.read() as session:
        rows = session.scalars(select(CallDayCount)).all()
    return Counter({(one.day, one.counted, one.part): one.count for one in rows})


def two_days(database: Database, call_log: CallLog, clock: StoppedClock) -> None:
    """Calls of one local day that end on two days (UTC), and one of the next."""
    for at, language in ((NOON, "en"), (EVENING, "en"), (EVENING + timedelta(minutes=10), "es")):
        clock.advance(at - clock.now())
        end(database, call_log, EndedToday(language, "child", at, "menu"))
    clock.advance(timedelta(days=1))
    end(database, call_log, EndedToday("en", "child", clock.now(), "menu"))


def test_days_are_those_of_the_line_and_hold_what_their_quarters_do(
    database: Database, ring: KeyRing, clock: StoppedClock
) -> None:
    two_days(database, CallLog(ring, clock), clock)
    monday, tuesday = date(2019, 6, 3), date(2019, 6, 4)
    languages = {
        (day, part): count for (day, counted, part), count in kept_by_day(database).items() if counted == "language"
    }
    assert languages == {(monday, "en"): 2, (tuesday, "es"): 1}
    zone = ZoneInfo(CONTENT.zone)
    quarters = Counter({PartOfCalls(*one): count for one, count in kept(database).items()})
    assert kept_by_day(database) == by_local_day(quarters, zone)


def test_the_migration_fills_days_from_quarters(database: Database, ring: KeyRing, clock: StoppedClock) -> None:
    two_days(database, CallLog(ring, clock), clock)
    before = kept_by_day(database)
    migrations.downgrade(database, "0021")
    migrations.upgrade(database, "0022")
    assert kept_by_day(database) == before != Counter()
