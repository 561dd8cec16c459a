"""What the reports are made of: plain rows of counts, whoever read them, put into the stretches to which they belong.

Pure. Knows how often and when, never who, and never which call.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from hotline.reports.stretches import Stretch, Timeline

T = TypeVar("T", date, datetime)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one part of a table were counted in the quarter (UTC) that begins at `at`."""

    table: str
    at: datetime
    part: str
    count: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """The same for what is counted by the day (UTC)."""

    table: str
    day: date
    part: str
    count: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """A closed interval of the tally of answers. `closed`: when the check came that closed it, and is not in it."""

    closed: datetime
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Counted:
    """What was counted in one stretch: table → leaf → how many. `seconds` and `steps` are tables too."""

    stretch: Stretch
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, table: str) -> Mapping[str, int]:
        """The counts of one table; none where nothing was counted."""
        return self.counts.get(table, {})


def gathered(stretches: Sequence[Stretch], rows: Iterable[Count]) -> list[Counted]:
    """The rows by stretch. `stretches` are in order; a row outside all of them is left out."""
    return _gathered(stretches, [(one.begins, one.ends) for one in stretches], ((row.at, row) for row in rows))


def gathered_by_day(timeline: Timeline, stretches: Sequence[Stretch], rows: Iterable[DayCount]) -> list[Counted]:
    """The same by dates: a day (UTC) belongs to the stretch that has the local day of its date."""
    days = [(timeline.first_day(one), timeline.last_day(one) + timedelta(days=1)) for one in stretches]
    return _gathered(stretches, days, ((row.day, row) for row in rows))


def together(first: Sequence[Counted], then: Sequence[Counted]) -> list[Counted]:
    """Two lists over the same stretches as one: what both have counted of a part is added up."""
    return [Counted(one.stretch, _added(one.counts, other.counts)) for one, other in zip(first, then, strict=True)]


def tallied(intervals: Iterable[Tallied]) -> list[Count]:
    """The tally's intervals as counts: each belongs to the moment at which it became readable."""
    return [Count("answer", one.closed, name, count) for one in intervals for name, count in one.answers.items()]


def _gathered(
    stretches: Sequence[Stretch], bounds: Sequence[tuple[T, T]], rows: Iterable[tuple[T, Count | DayCount]]
) -> list[Counted]:
    begins = [first for first, _ in bounds]
    counts: list[dict[str, dict[str, int]]] = [{} for _ in stretches]
    for when, row in rows:
        place = bisect_right(begins, when) - 1
        if place >= 0 and when < bounds[place][1]:
            of_table = counts[place].setdefault(row.table, {})
            of_table[row.part] = of_table.get(row.part, 0) + row.count
    return [Counted(stretch, found) for stretch, found in zip(stretches, counts, strict=True)]


def _added(
    one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]
) -> dict[str, Mapping[str, int]]:
    found = {**one, **other}
    for table in one.keys() & other.keys():
        here, there = one[table], other[table]
        found[table] = {part: here.get(part, 0) + there.get(part, 0) for part in {**here, **there}}
    return found
