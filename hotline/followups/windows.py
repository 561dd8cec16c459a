"""Windows: when somebody may be rung back.

Nobody is rung before eight or after nine by their own clock: neither by that of the line's zone, nor by any that their
number may have. Pure: the moment is given. Must not know: who wants to be rung, and what is kept of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hotline.followups.numbers import zones_of
from hotline.incidents import Content

FIRST_HOUR, LAST_HOUR = 8, 21
DAYS_AHEAD = 3
SOON = timedelta(hours=4)  # how long the window is that a caller is promised on the telephone
_FURTHEST = timedelta(days=30)  # a line that opens in no month promises nothing
_STEP = timedelta(minutes=15)
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
    zones = {zone, *zones_of(number)}
    return all(FIRST_HOUR <= at.astimezone(ZoneInfo(one)).hour < LAST_HOUR for one in zones)


def soonest(content: Content, number: str, *, after: datetime) -> Window:
    """From the first moment at which people answer and this number may be rung, for four hours at most.

    It ends with the opening hours or with the day where the number is. NotAWindow where there is none for a month.
    """
    begins = _first(content, number, after=after)
    ends = begins
    while ends < begins + SOON and _both(content, number, at=ends):
        ends += _STEP
    there = ZoneInfo(content.zone)
    return Window(begins.astimezone(there), ends.astimezone(there))


def _first(content: Content, number: str, *, after: datetime) -> datetime:
    at = content.next_opening(after)
    while at is not None and at < after + _FURTHEST:
        if may_ring(number, content.zone, at=at):
            return at
        at = content.next_opening(at + _STEP - timedelta(minutes=at.minute % 15, seconds=at.second))
    raise NotAWindow("There is no hour in which this number may be rung.")


def _both(content: Content, number: str, *, at: datetime) -> bool:
    return content.is_open(at) and may_ring(number, content.zone, at=at)
