"""How time is divided: every figure is of a stretch of whole days, or of whole quarters within one.

A day with fewer than eleven calls is never shown alone: it runs on into the next. Tables are shown for stretches of
days that hold WIDE calls at least. All of this follows from how many calls began when, which is shown, and from nothing
that is hidden; and a stretch that is over never changes again.
Pure: the moment is given. Knows calls only as a number a quarter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from hotline.reports.suppression import FEWEST

WIDE = 10 * FEWEST  # of so many, a tenth is a part that may be shown
QUARTER = timedelta(minutes=15)
SETTLING = timedelta(hours=6)  # a call lasts four hours at most, then it is swept


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` until `ends` (UTC, not in it): how many calls began."""

    begins: datetime
    ends: datetime
    calls: int

    def covers(self, other: Stretch) -> bool:
        """Whether the other one lies in it."""
        return self.begins <= other.begins and other.ends <= self.ends


def joined(pieces: Iterable[Stretch], fewest: int, *, over: bool = False) -> list[Stretch]:
    """Neighbours put together until each stretch holds `fewest` calls.

    What is left at the end waits for more; where there will be no more (`over`) it is added to the last stretch.
    """
    stretches: list[Stretch] = []
    running: Stretch | None = None
    for piece in pieces:
        running = _together(running, piece)
        if running.calls >= fewest:
            stretches.append(running)
            running = None
    if over and running and stretches:
        stretches[-1] = _together(stretches[-1], running)
    return stretches


def _together(first: Stretch | None, then: Stretch) -> Stretch:
    return then if first is None else Stretch(first.begins, then.ends, first.calls + then.calls)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """When a local day begins, in UTC. Between two of them lie 92, 96 or 100 quarters."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_settled(now: datetime, zone: ZoneInfo) -> date:
    """The last local day of which every call is over and counted, also by those who count days in UTC."""
    day = min((now - SETTLING).astimezone(zone).date(), (now - SETTLING).astimezone(UTC).date())
    return day - timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """The stretches of one incident, from its first day until the last that is settled.

    `volume`: how many calls began in each quarter (UTC); never to be shown. `since`: the incident's first day, whether
    anybody called on it or not. A stretch that is shown holds `fewest` calls, one for which tables are shown `width`.
    """

    volume: Mapping[datetime, int] = field(repr=False)
    zone: ZoneInfo
    since: date
    until: date
    fewest: int = FEWEST
    width: int = WIDE

    @cached_property
    def days(self) -> Sequence[Stretch]:
        """Single days; those with few calls together with the days after them."""
        return joined(self._single_days(), self.fewest)

    @cached_property
    def wide(self) -> Sequence[Stretch]:
        """The stretches for which tables are shown."""
        return joined(self.days, self.width)

    def intervals(self, stretch: Stretch) -> Sequence[Stretch]:
        """The quarters of a stretch, day by day; those with few calls together with the ones after them."""
        days = [day for day in self.days if stretch.covers(day)]
        return [one for day in days for one in joined(self._quarters(day), self.fewest, over=True)]

    def slices(self, stretch: Stretch) -> Sequence[Stretch]:
        """The parts of a wide stretch for which tables are shown too; none where it can't be cut."""
        slices = joined(self.intervals(stretch), self.width, over=True)
        return slices if len(slices) > 1 else ()

    def last_day(self, stretch: Stretch) -> date:
        """The local day on which a stretch ends: it belongs to the week, and to each range, in which that day lies."""
        return (stretch.ends - QUARTER).astimezone(self.zone).date()

    def first_day(self, stretch: Stretch) -> date:
        """The local day on which a stretch begins."""
        return stretch.begins.astimezone(self.zone).date()

    def within(self, stretches: Iterable[Stretch], first: date, last: date) -> list[Stretch]:
        """Those of the stretches that belong to a range of local days, both included."""
        return [stretch for stretch in stretches if first <= self.last_day(stretch) <= last]

    def bounds(self, first: date, last: date) -> list[tuple[date, datetime, datetime]]:
        """Each local day with its beginning and its end; how many called on it is no part of that."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [(day, day_begins(day, self.zone), day_begins(day + timedelta(days=1), self.zone)) for day in days]

    @cached_property
    def _sorted(self) -> Sequence[datetime]:
        return sorted(self.volume)

    def _single_days(self) -> Iterator[Stretch]:
        begins = day_begins(self.since, self.zone)
        for number in range((self.until - self.since).days + 1):
            ends = day_begins(self.since + timedelta(days=number + 1), self.zone)
            within = self._sorted[bisect_left(self._sorted, begins) : bisect_left(self._sorted, ends)]
            yield Stretch(begins, ends, sum(self.volume[at] for at in within))
            begins = ends

    def _quarters(self, day: Stretch) -> Iterator[Stretch]:
        at = day.begins
        while at < day.ends:
            yield Stretch(at, at + QUARTER, self.volume.get(at, 0))
            at += QUARTER
