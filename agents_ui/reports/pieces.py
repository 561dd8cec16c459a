"""A range in pieces: parts of a day, days, weeks, or all of it, each with what is shown of it.

A piece is a sum of stretches that are shown, and never a part of one. Must not know: which measures there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TypeVar

from agents_ui.reports.asked import By
from agents_ui.reports.reading import Told
from hotline.reports import Figures, Stretch, Timeline

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Piece:
    """From `begins` until `ends` (local time, not in it), and the figures of its stretches."""

    begins: datetime
    ends: datetime
    figures: Sequence[Figures]

    @property
    def first(self) -> date:
        """Its first local day."""
        return self.begins.date()

    @property
    def last(self) -> date:
        """Its last local day."""
        return (self.ends - timedelta(minutes=15)).date()

    @property
    def whole_days(self) -> bool:
        """Whether it is of whole days."""
        return (self.begins.hour, self.begins.minute, self.ends.hour, self.ends.minute) == (0, 0, 0, 0)

    @property
    def key(self) -> str:
        """Its days, or its moments, for machines."""
        if self.whole_days:
            return f"{self.first}/{self.last}"
        return f"{self.begins.isoformat(timespec='minutes')}/{self.ends.isoformat(timespec='minutes')}"


def pieces(told: Told, *, at_least: By = By.INTERVAL) -> list[Piece]:
    """The pieces of a report as they are asked for; not smaller than `at_least`."""
    timeline = told.report.timeline
    if told.asked.by is By.INTERVAL and at_least is By.INTERVAL:
        cut = (told.slices.get(one.stretch) or [one] for one in told.figures)
        return [_piece([one], timeline) for some in cut for one in some]
    grouped = in_groups(told.figures, told.asked.by, timeline)
    return [_piece(some, timeline) for some in grouped]


def in_groups(figures: Iterable[Figures], by: By, timeline: Timeline) -> Iterator[list[Figures]]:
    """Stretches that are one piece, in order."""

    def belongs(one: Figures) -> date | None:
        return group_of(timeline.last_day(one.stretch), by)

    yield from (list(some) for _, some in groupby(figures, key=belongs))


def group_of(day: date, by: By) -> date | None:
    """The first day of the piece to which a day belongs; None where all is one piece."""
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return None if by is By.WHOLE else day


def calls_in(told: Told) -> list[Piece]:
    """The pieces of which only the number of calls is told: they are smaller, because that tells less."""
    timeline, by = told.report.timeline, told.asked.by
    stretches = list(told.days)
    if by is By.INTERVAL:
        stretches = [one for day in stretches for one in timeline.intervals(day)]
    bare = [Figures(one, {}) for one in stretches]
    if by is By.INTERVAL:
        return [_piece([one], timeline) for one in bare]
    return [_piece(some, timeline) for some in in_groups(bare, by, timeline)]


def _piece(figures: Sequence[Figures], timeline: Timeline) -> Piece:
    begins, ends = figures[0].stretch.begins, figures[-1].stretch.ends
    return Piece(begins.astimezone(timeline.zone), ends.astimezone(timeline.zone), figures)


def covered(stretches: Sequence[Stretch], timeline: Timeline) -> tuple[date, date] | None:
    """The first and the last local day of stretches; None where there are none."""
    if not stretches:
        return None
    return timeline.first_day(stretches[0]), timeline.last_day(stretches[-1])
