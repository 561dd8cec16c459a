"""When people answer: weekly hours by the incident's own clock, holidays, single days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.incidents import OpeningHours
from hotline.incidents.hours import WEEKDAYS, Holidays, Span

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = Span.parse("08:00-17:30")


def office(holidays: Holidays | None = None, **other: tuple[Span, ...]) -> OpeningHours:
    weekly = dict.fromkeys(WEEKDAYS[:5], (OFFICE,)) | other
    return OpeningHours("America/Chicago", weekly, holidays or Holidays(), {"en": "on weekdays"})


def there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2019-05-29 07:59:59", False),
        ("2019-05-29 08:00:00", True),
        ("2019-05-29 17:29:59", True),
        ("2019-05-29 17:30:00", False),
        ("2019-06-01 12:00:00", False),  # a Saturday
    ],
)
def test_a_span_begins_and_ends_to_the_minute(at: str, *, open_then: bool) -> None:
    assert office().is_open(there(at)) is open_then


@pytest.mark.parametrize(
    ("utc", "open_then"),
    [
        ("2019-03-08 13:59", False),  # Friday, standard time: 8:00 is 14:00 UTC
        ("2019-03-08 14:00", True),
        ("2019-03-11 12:59", False),  # Monday, summer time: 8:00 is 13:00 UTC
        ("2019-03-11 13:00", True),
        ("2019-11-01 22:29", True),  # Friday, summer time ends on Sunday
        ("2019-11-04 22:29", True),
        ("2019-11-04 23:29", True),
        ("2019-11-01 23:29", False),
    ],
)
def test_the_hours_keep_to_the_local_clock_over_the_change_of_time(utc: str, *, open_then: bool) -> None:
    assert office().is_open(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is open_then


def test_the_local_day_counts_not_the_one_of_utc() -> None:
    late = office(friday=(Span.parse("20:00-24:00"),))
    assert late.is_open(there("2019-05-31 23:59:59"))
    assert not late.is_open(there("2019-06-01 00:00:00"))


def test_a_day_may_have_a_break() -> None:
    halves = office(wednesday=(Span.parse("08:00-12:00"), Span.parse("13:00-17:30")))
    assert [halves.is_open(there(f"2019-05-29 {at}")) for at in ("11:59", "12:30", "13:00")] == [True, False, True]


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        ("2019-07-04", False),
        ("2021-07-05", False),  # the fourth is a Sunday: observed on Monday
        ("2021-12-31", False),  # New Year's Day of 2022, observed in the year before
        ("2019-05-08", False),  # Truman Day, Missouri's own
        ("2019-11-28", False),
        ("2019-11-29", False),  # the example's own closed day
        ("2019-10-14", True),  # Columbus Day, on which people answer
        ("2019-11-27", True),
    ],
)
def test_holidays_are_closed_and_exceptions_are_not(day: str, *, open_then: bool) -> None:
    holidays = Holidays("US", "MO", closed_on=(date(2019, 11, 29),), open_on=(date(2019, 10, 14),))
    assert office(holidays).is_open(there(f"{day} 12:00")) is open_then


def test_another_state_works_on_truman_day() -> None:
    assert office(Holidays("US")).is_open(there("2019-05-08 12:00"))
    assert office().is_open(there("2019-07-04 12:00"))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        office().is_open(datetime(2019, 5, 29, 12))  # noqa: DTZ001  the naive time is the point


@pytest.mark.parametrize("words", ["00:00-24:00", "08:00-17:30", "23:59-24:00"])
def test_a_span_is_written_as_it_was_read(words: str) -> None:
    assert str(Span.parse(words)) == words


@pytest.mark.parametrize("words", ["", "8-17", "08:00", "08:60-09:00", "24:30-25:00", "09:00-09:00", "٠٨:٠٠-١٧:٠٠"])
def test_what_is_no_span_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"span|24:00|closes"):
        Span.parse(words)


def test_the_exception_would_be_closed_without_it() -> None:
    assert not office(Holidays("US", "MO")).is_open(there("2019-10-14 12:00"))
