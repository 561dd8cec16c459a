"""When people answer the line: weekly hours in the incident's own zone, holidays, single days.

Pure: the moment is given. Knows nothing of queues, agents, or what a caller hears beyond the spoken hours.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_MIDNIGHT = 24 * 60
_FURTHEST_DAYS = 400  # a year of holidays, and more
_QUARTER = timedelta(minutes=15)  # clocks change on one


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An open stretch of one day, in minutes after local midnight: `opens` is inside, `closes` is not."""

    opens: int
    closes: int

    @classmethod
    def parse(cls, words: str) -> Span:
        """Read "08:00-17:30" (24-hour clock; "24:00" ends a day). ValueError says what is wrong with it."""
        found = _SPAN.fullmatch(words)
        if not found:
            raise ValueError('not a span of hours; write it like "08:00-17:30"')
        opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
        span = cls(opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute)
        if span.closes > _MIDNIGHT:
            raise ValueError("ends after 24:00")
        if span.closes <= span.opens:
            raise ValueError("closes before it opens; write what lies after midnight on the next day")
        return span

    def __str__(self) -> str:
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{self.closes // 60:02}:{self.closes % 60:02}"


@dataclass(frozen=True, slots=True)
class Holidays:
    """Closed days: a country's public holidays, with a subdivision's, and `closed_on`; but never `open_on`."""

    country: str = ""
    subdivision: str = ""
    closed_on: tuple[date, ...] = ()
    open_on: tuple[date, ...] = ()

    def closed(self, day: date) -> bool:
        """Whether the line has nobody on `day`, a local date."""
        if day in self.open_on:
            return False
        return day in self.closed_on or day in public_holidays(self.country, self.subdivision, day.year)


@functools.lru_cache(maxsize=64)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of one year with the days on which they are observed; none when `country` is empty.

    `country` and `subdivision` are codes of ISO 3166 ("US", "MO"). NotImplementedError when either is unknown.
    """
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Weekly hours by weekday name, in `zone`; a weekday that is absent is closed. `spoken` is language → phrase."""

    zone: str
    weekly: Mapping[str, tuple[Span, ...]]
    holidays: Holidays
    spoken: Mapping[str, str]

    def is_open(self, at: datetime) -> bool:
        """Whether people answer at this moment. `at` must be aware (ValueError): a naive time has no place."""
        if at.tzinfo is None:
            raise ValueError("opening hours need a time with its zone")
        local = at.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        spans = self.weekly.get(WEEKDAYS[local.weekday()], ())
        return any(span.opens <= minute < span.closes for span in spans) and not self.holidays.closed(local.date())

    def next_opening(self, after: datetime) -> datetime | None:
        """The first moment from `after` on at which people answer, in UTC; None where there is none for over a year.

        `after` itself where they answer then. Must be aware (ValueError).
        """
        if self.is_open(after):
            return after.astimezone(UTC)
        first = after.astimezone(ZoneInfo(self.zone)).date()
        days = (first + timedelta(days=number) for number in range(_FURTHEST_DAYS))
        moments = (moment for day in days for moment in self._beginnings(day) if moment >= after)
        return next((moment for moment in moments if self.is_open(moment)), None)

    def _beginnings(self, day: date) -> list[datetime]:
        """The moments of a local day at which an open stretch may begin, in order, in UTC."""
        if self.holidays.closed(day):
            return []
        there = ZoneInfo(self.zone)
        spans = self.weekly.get(WEEKDAYS[day.weekday()], ())
        midnight, next_midnight = (datetime.combine(one, time(), there) for one in (day, day + timedelta(days=1)))
        opens = [midnight.replace(hour=span.opens // 60, minute=span.opens % 60) for span in spans]
        moments = {moment.replace(fold=fold).astimezone(UTC) for moment in opens for fold in (0, 1)}
        if midnight.utcoffset() != next_midnight.utcoffset():
            # A stretch may begin in the hour that is left out, or twice in the hour that comes twice.
            begin = midnight.astimezone(UTC)
            moments |= {begin + number * _QUARTER for number in range(26 * 4)}
        return sorted(moments)
