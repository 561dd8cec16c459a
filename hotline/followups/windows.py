"""Windows: when somebody may be rung back.

Nobody is rung before eight or after nine by their own clock: neither by that of the line's zone, nor by any that their
number may have. Pure: the moment is given. Must not know: who wants to be rung, and what is kept of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hotline.clock import minute
from hotline.followups.numbers import zones_of
from hotline.incidents import Content

FIRST_HOUR, LAST_HOUR = 8, 21
DAYS_AHEAD = 3
SOON = timedelta(hours=4)  # how long the window is that a caller is promised on the telephone
_FURTHEST = timedelta(days=30)  # a line that opens in no month promises nothing
_MINUTE = timedelta(minutes=1)
_ID = "%Y-%m-%dT%H:%MZ"


class NotAWindow(Exception):
    """No window that is offered now."""


class NotTheirDay(NotAWindow):
    """In this window it is before eight or after nine where the number may be."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the caller can be rung, aware and in the zone in which they said it; it may be rung late, never early."""

    begins: datetime
    ends: datetime

    @property
    def id(self) -> str:
        """How a form names it."""
        return f"{self.begins.astimezone(UTC):{_ID}}"


def zone_named(zone: str) -> ZoneInfo:
    """The zone of this IANA name; NotAWindow where there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise NotAWindow("There is no such time zone.") from None


def hours_ahead(zone: str, *, now: datetime) -> Sequence[Window]:
    """The hours of today and the next days from which an agent chooses, whether the line is open then or not."""
    there = zone_named(zone)
    today = now.astimezone(there).date()
    hours = [
        datetime.combine(today + timedelta(days=day), time(hour), tzinfo=there)
        for day in range(DAYS_AHEAD)
        for hour in range(FIRST_HOUR, LAST_HOUR)
    ]
    return tuple(Window(begins, begins + timedelta(hours=1)) for begins in hours if begins > now)


def may_ring(number: str, zone: str, *, at: datetime) -> bool:
    """Whether it is between eight and nine in `zone` (the line's) and wherever this number (E.164) may be."""
    return _by_day(_clocks(number, zone), at)


def soonest(content: Content, number: str, *, after: datetime) -> Window:
    """From the first moment at which people answer and this number may be rung, for four hours at most.

    It ends with the opening hours or with the day where the number is. NotAWindow where there is none for a month.
    """
    clocks = _clocks(number, content.zone)
    begins = _first(content, clocks, after=after)
    ends = begins
    while ends < begins + SOON and content.is_open(ends) and _by_day(clocks, ends):
        ends = min(minute(ends) + _MINUTE, begins + SOON)
    there = ZoneInfo(content.zone)
    return Window(begins.astimezone(there), ends.astimezone(there))


def _first(content: Content, clocks: Collection[ZoneInfo], *, after: datetime) -> datetime:
    at = content.next_opening(after)
    while at is not None and at < after + _FURTHEST:
        if _by_day(clocks, at):
            return at
        # A day begins and ends on the hour, and clocks differ by quarters.
        at = content.next_opening(minute(at) + (15 - at.minute % 15) * _MINUTE)
    raise NotAWindow("There is no hour in which this number may be rung.")


def _clocks(number: str, zone: str) -> Collection[ZoneInfo]:
    return tuple(ZoneInfo(one) for one in {zone, *zones_of(number)})


def _by_day(clocks: Collection[ZoneInfo], at: datetime) -> bool:
    return all(FIRST_HOUR <= at.astimezone(clock).hour < LAST_HOUR for clock in clocks)
