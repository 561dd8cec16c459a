"""When people answer next: over nights, holidays, closures, and the two nights in which clocks change."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.incidents import Closure, OpeningHours
from hotline.incidents.hours import WEEKDAYS, Holidays, Span
from tests.ivr.incidents import CONTENT

CHICAGO = ZoneInfo("America/Chicago")
MINUTE = timedelta(minutes=1)
NEVER = OpeningHours("America/Chicago", {}, Holidays(), {})


def hours(days: dict[str, str], *, zone: str = "America/Chicago", holidays: Holidays | None = None) -> OpeningHours:
    """Weekly hours, as an incident file writes them."""
    weekly = {day: tuple(map(Span.parse, spans.split())) for day, spans in days.items()}
    return OpeningHours(zone, weekly, holidays or Holidays(), {})


OFFICE = hours(dict.fromkeys(WEEKDAYS[:5], "08:00-17:30"))
AMERICAN = replace(OFFICE, holidays=Holidays("US", "MO", closed_on=(date(2019, 11, 29),)))
# Open while clocks change, in the night to Sunday: at two they go to three in March, and back to one in November.
NIGHT = hours({"saturday": "23:00-24:00", "sunday": "00:00-00:30 01:10-01:20 02:05-02:20 02:45-03:30"})


def there(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO, fold=fold)


@pytest.mark.parametrize(
    ("open_on", "after", "opens"),
    [
        (OFFICE, "2019-06-03 10:00:30", "2019-06-03 10:00:30"),  # open: now
        (OFFICE, "2019-06-03 07:59:59", "2019-06-03 08:00"),
        (OFFICE, "2019-06-03 17:30", "2019-06-04 08:00"),
        (OFFICE, "2019-05-31 17:30", "2019-06-03 08:00"),  # Friday evening
        (OFFICE, "2019-06-02 23:59:59", "2019-06-03 08:00"),
        (OFFICE, "2019-03-08 18:00", "2019-03-11 08:00"),  # clocks go forward on the Sunday
        (OFFICE, "2019-11-01 18:00", "2019-11-04 08:00"),  # and back
        (AMERICAN, "2019-07-03 18:00", "2019-07-05 08:00"),  # Independence Day
        (AMERICAN, "2019-11-27 18:00", "2019-12-02 08:00"),  # Thanksgiving, the closed Friday, a weekend
        (AMERICAN, "2019-12-31 18:00", "2020-01-02 08:00"),  # over the turn of the year
        (NIGHT, "2019-03-10 00:30", "2019-03-10 01:10"),
        (NIGHT, "2019-03-10 01:20", "2019-03-10 03:00"),  # what was to begin at 2:45 begins when the hour is left out
    ],
)
def test_the_next_opening_by_the_local_clock(open_on: OpeningHours, after: str, opens: str) -> None:
    found = open_on.next_opening(there(after))
    assert found == there(opens)
    assert found.tzinfo is UTC


def test_an_hour_that_comes_twice_opens_twice() -> None:
    first, second = (there("2019-11-03 01:10", fold=fold).astimezone(UTC) for fold in (0, 1))
    assert NIGHT.next_opening(there("2019-11-03 00:30")) == first
    assert NIGHT.next_opening(first + 10 * MINUTE) == second == first + 60 * MINUTE
    assert NIGHT.next_opening(second + 10 * MINUTE) == there("2019-11-03 02:05")


def test_a_line_that_never_opens_says_so() -> None:
    assert NEVER.next_opening(there("2019-06-03 10:00")) is None


def test_a_naive_moment_has_no_place() -> None:
    with pytest.raises(ValueError, match="zone"):
        OFFICE.next_opening(datetime(2019, 6, 3))  # noqa: DTZ001  that is the point


def by_every_minute(open_on: OpeningHours, after: datetime) -> datetime:
    """The same, found by asking minute after minute."""
    if open_on.is_open(after):
        return after
    at = after.replace(second=0, microsecond=0) + MINUTE
    while not open_on.is_open(at):
        at += MINUTE
    return at


@pytest.mark.parametrize("zone", ["America/Chicago", "America/New_York", "America/Phoenix", "Australia/Lord_Howe"])
@pytest.mark.parametrize("around", ["2019-03-09", "2019-04-06", "2019-10-05", "2019-11-02", "2019-07-01"])
def test_it_is_what_asking_every_minute_would_find(zone: str, around: str) -> None:
    week = dict.fromkeys(WEEKDAYS, "00:10-00:25 01:07-01:20 01:50-02:10 02:40-02:50 07:30-11:00 22:15-24:00")
    open_on = hours(week, zone=zone, holidays=Holidays("US", closed_on=(date(2019, 7, 2),)))
    drawn = random.Random(f"{zone}{around}")  # noqa: S311  no secret, the same in every run
    begin = datetime.fromisoformat(around).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for _ in range(60):
        after = begin + timedelta(seconds=drawn.randrange(72 * 3600))
        assert open_on.next_opening(after) == by_every_minute(open_on, after), after


def closure(begins: str, ends: str) -> Closure:
    return Closure(there(begins), there(ends), {})


@pytest.mark.parametrize(
    ("closures", "opens"),
    [
        ((), "2019-06-04 08:00"),
        ((closure("2019-06-04 07:00", "2019-06-04 09:20"),), "2019-06-04 09:20"),  # a late morning
        ((closure("2019-06-04 07:00", "2019-06-04 18:00"),), "2019-06-05 08:00"),  # a day
        (
            (closure("2019-06-05 00:00", "2019-06-06 10:00"), closure("2019-06-04 08:00", "2019-06-05 00:00")),
            "2019-06-06 10:00",  # one after the other
        ),
        ((closure("2019-06-04 08:30", "2019-06-04 09:00"),), "2019-06-04 08:00"),  # one that comes later
    ],
)
def test_nobody_is_promised_a_closure(closures: tuple[Closure, ...], opens: str) -> None:
    content = replace(CONTENT, closures=closures)
    found = content.next_opening(there("2019-06-03 20:00"))
    assert found == there(opens)
    assert content.is_open(found)
    assert replace(content, hours=NEVER).next_opening(there("2019-06-03 20:00")) is None
