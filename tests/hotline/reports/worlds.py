"""Small worlds of calls, and all that anybody can read about one of them in the reports.

Must not know how the reports decide what they show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import product
from zoneinfo import ZoneInfo

from hotline.reports.definitions import BY_ID
from hotline.reports.figures import Figures, figures, figures_of_slices
from hotline.reports.parts import OUTCOMES, Part, Table, languages
from hotline.reports.rows import Count, gathered
from hotline.reports.stretches import Stretch, Timeline
from hotline.reports.values import values
from tests.hotline.reports.solver import Knowledge

FIRST = date(2019, 6, 3)
TIMES = (time(9, 0), time(9, 15), time(13, 0))  # calls come at no other, and whoever attacks knows it
LANGUAGES = languages(("en", "es"))
ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Cell:
    """Calls of one kind that began in one quarter."""

    at: datetime
    language: str
    outcome: str


@dataclass(frozen=True)
class Asked:
    """A cell that somebody may want to know: all calls of a time, or those of one part of a table."""

    first: datetime
    until: datetime
    table: Table | None = None
    part: Part | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether such calls are in it."""
        if self.table is None or self.part is None:
            return self.first <= cell.at < self.until
        (leaf,) = (name for name, count in self.table.sorted_in({getattr(cell, self.table.id): 1}).items() if count)
        return self.first <= cell.at < self.until and leaf in self.part.leaves


@dataclass(frozen=True)
class World:
    """What really happened, on some days. `languages`: how the reports tell languages apart."""

    calls: Counter[Cell]
    days: int
    languages: Table = LANGUAGES

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Every kind of call that there can be."""
        dates = [FIRST + timedelta(days=day) for day in range(self.days)]
        moments = [datetime.combine(day, at, UTC) for day, at in product(dates, TIMES)]
        return [Cell(*one) for one in product(moments, LANGUAGES.tree.leaves, ("self_service", "menu", "person"))]

    @cached_property
    def timeline(self) -> Timeline:
        volume = Counter[datetime]()
        for cell, count in self.calls.items():
            volume[cell.at] += count
        return Timeline(volume, ZONE, FIRST, FIRST + timedelta(days=self.days - 1))

    @cached_property
    def figures(self) -> Sequence[Figures]:
        return [figures(one, self.languages) for one in gathered(self.timeline.wide, self._rows)]

    def slices(self, stretch: Stretch) -> Sequence[Figures]:
        return figures_of_slices(gathered(self.timeline.slices(stretch), self._rows), self.languages)

    @property
    def _rows(self) -> Sequence[Count]:
        named = [(cell, table, count) for cell, count in self.calls.items() for table in ("language", "outcome")]
        return [Count(table, cell.at, getattr(cell, table), count) for cell, table, count in named]

    def count(self, cell: Asked) -> int:
        """The truth about one cell."""
        return sum(self.calls[self.cells[place]] for place in self.places(cell))

    def places(self, asked: Asked) -> tuple[int, ...]:
        """Which of the kinds of calls are in a cell."""
        return tuple(place for place, cell in enumerate(self.cells) if asked.holds(cell))


def told(world: World) -> set[tuple[tuple[int, ...], int]]:
    """All that the reports tell, over every filter: which kinds of calls together, and how many they are."""
    return set(_told(world))


def knowledge(*worlds: World) -> Knowledge:
    """What somebody knows who has read every report, of the same calls if they were told in several ways."""
    return Knowledge(len(worlds[0].cells), sorted(set().union(*map(told, worlds))))


def offered(world: World) -> Iterator[Asked]:
    """Every cell that somebody may want to know: each quarter, each range of days, of each part of each table."""
    quarters = [(cell, cell + timedelta(minutes=15)) for cell in dict.fromkeys(one.at for one in world.cells)]
    for (first, until), table in product([*quarters, *_ranges(world)], (world.languages, OUTCOMES)):
        asked = (Asked(first, until, table, part) for part in table.tree.all)
        yield from (one for one in asked if world.places(one))


def _ranges(world: World) -> Iterator[tuple[datetime, datetime]]:
    midnights = [datetime.combine(FIRST + timedelta(days=day), time(), UTC) for day in range(world.days + 1)]
    yield from ((first, until) for place, first in enumerate(midnights) for until in midnights[place + 1 :])


def _told(world: World) -> Iterator[tuple[tuple[int, ...], int]]:
    timeline = world.timeline
    pieces = [*timeline.days, *timeline.wide]
    pieces += [one for piece in pieces for one in (*timeline.intervals(piece), *timeline.slices(piece))]
    yield from ((world.places(Asked(one.begins, one.ends)), one.calls) for one in pieces)
    for one in (*world.figures, *(one for stretch in timeline.wide for one in world.slices(stretch))):
        yield from _tables(world, one)
    yield from _told_of_ranges(world)


def _tables(world: World, one: Figures) -> Iterator[tuple[tuple[int, ...], int]]:
    for table in (world.languages, OUTCOMES):
        shown = (part for part in table.tree.all if part.id in one.tables[table.id])
        for part in shown:
            asked = Asked(one.stretch.begins, one.stretch.ends, table, part)
            yield world.places(asked), one.tables[table.id][part.id]


def _told_of_ranges(world: World) -> Iterator[tuple[tuple[int, ...], int]]:
    for first, until in _ranges(world):
        within = world.timeline.within(world.timeline.wide, first.date(), (until - timedelta(days=1)).date())
        chosen = [one for one in world.figures if one.stretch in within]
        for measure, table in ((BY_ID["languages"], world.languages), (BY_ID["outcomes"], OUTCOMES)):
            told_of = values(measure, chosen)
            for part in (part for part in table.tree.all if part.id in told_of):
                showing = [one.stretch for one in chosen if part.id in one.tables[table.id]]
                places = [world.places(Asked(one.begins, one.ends, table, part)) for one in showing]
                yield tuple(sorted(one for some in places for one in some)), told_of[part.id].numerator
