"""Whoever knows the rules of the reports too, and tries every world that there could be, finds no small figure either.

With FEWEST three instead of eleven, because every world of a few calls is tried: 3 stands for 11 in all that follows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, combinations_with_replacement, pairwise, product
from zoneinfo import ZoneInfo

import pytest

from hotline.reports.parts import Part, one_after_another
from hotline.reports.stretches import Stretch, Timeline
from hotline.reports.suppression import shown, shown_alike

FEW = 3
FIRST = date(2019, 6, 3)
World = tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """Calls of one part that begin in one quarter of one day."""

    day: int
    hour: int
    part: str


@dataclass(frozen=True)
class Setting:
    """Which calls there can be, and how many at most."""

    kinds: Sequence[Kind]
    tree: Part
    most: int
    width: int

    @property
    def days(self) -> int:
        return max(kind.day for kind in self.kinds) + 1


def setting(*, days: int, hours: int, parts: str, most: int, width: int) -> Setting:
    kinds = [Kind(day, hour, part) for day in range(days) for hour in range(hours) for part in parts]
    return Setting(kinds, one_after_another("calls", list(parts)), most, width)


def worlds(of: Setting) -> Iterator[World]:
    """Every way in which at most so many calls can be of these kinds."""
    cells = len(of.kinds)
    for total in range(of.most + 1):
        for bars in combinations(range(total + cells - 1), cells - 1):
            yield tuple(after - before - 1 for before, after in pairwise((-1, *bars, total + cells - 1)))


def at(kind: Kind) -> datetime:
    return datetime.combine(FIRST + timedelta(days=kind.day), time(kind.hour), UTC)


def published(of: Setting, world: World) -> tuple[int, str]:
    """All that the reports show of a world, and first of it how many calls they show."""
    volume = Counter[datetime]()
    for kind, count in zip(of.kinds, world, strict=True):
        volume[at(kind)] += count
    until = FIRST + timedelta(days=of.days - 1)
    timeline = Timeline(volume, ZoneInfo("UTC"), FIRST, until, fewest=FEW, width=of.width)
    tables = [shown(of.tree, counts(of, world, stretch), fewest=FEW) for stretch in timeline.wide]
    slices = [
        shown_alike(of.tree, [counts(of, world, one) for one in timeline.slices(stretch)], fewest=FEW)
        for stretch in timeline.wide
        if timeline.slices(stretch)
    ]
    intervals = [tuple(timeline.intervals(day)) for day in timeline.days]
    calls = sum(day.calls for day in timeline.days)
    return calls, repr((timeline.days, intervals, timeline.wide, tables, slices))


def counts(of: Setting, world: World, stretch: Stretch) -> Counter[str]:
    found = Counter[str]()
    for kind, count in zip(of.kinds, world, strict=True):
        if stretch.begins <= at(kind) < stretch.ends:
            found[kind.part] += count
    return found


def filters(of: Setting) -> Iterator[tuple[int, ...]]:
    """Every cell: a quarter, a day or days one after another, of each part of the tree."""
    quarters = {(kind.day, kind.hour) for kind in of.kinds}
    ranges = combinations_with_replacement(range(of.days), 2)
    times = [*({one} for one in quarters), *({one for one in quarters if a <= one[0] <= b} for a, b in ranges)]
    for within, part in product(times, of.tree.all):
        these = ((place, kind) for place, kind in enumerate(of.kinds) if kind.part in part.leaves)
        yield tuple(place for place, kind in these if (kind.day, kind.hour) in within)


SETTINGS = {
    "a day of two quarters and two parts": setting(days=1, hours=2, parts="ab", most=14, width=6),
    "a day of three quarters": setting(days=1, hours=3, parts="a", most=16, width=6),
    "a day cut into slices": setting(days=1, hours=2, parts="ab", most=14, width=5),
    "two days of two parts": setting(days=2, hours=1, parts="ab", most=14, width=6),
    "three days": setting(days=3, hours=1, parts="a", most=14, width=6),
    "three days of two parts": setting(days=3, hours=1, parts="ab", most=9, width=6),
    "a day of three parts": setting(days=1, hours=1, parts="abc", most=16, width=5),
    "two days of three parts": setting(days=2, hours=1, parts="abc", most=9, width=5),
    "two days of two quarters": setting(days=2, hours=2, parts="a", most=14, width=6),
}


@pytest.mark.parametrize("of", SETTINGS.values(), ids=SETTINGS)
def test_a_small_figure_may_be_any_of_as_many_numbers_in_a_row(of: Setting) -> None:
    alike: dict[tuple[int, str], list[World]] = defaultdict(list)
    for world in worlds(of):
        alike[published(of, world)].append(world)
    # Calls after the last day that is shown may be two more: what has no room for them was not tried to the end.
    tried = [possible for (calls, _), possible in alike.items() if calls + FEW - 1 <= of.most]
    assert len(tried) > 1
    for possible, places in product(tried, list(filters(of))):
        numbers = {sum(world[place] for place in places) for world in possible}
        narrow = [number for number in numbers if number < FEW and row_around(number, numbers) < FEW]
        assert narrow == [], (published(of, possible[0]), [of.kinds[place] for place in places], numbers)


def row_around(number: int, numbers: set[int]) -> int:
    """How many neighbours in a row a number has, itself among them."""
    least, most = number, number
    while least - 1 in numbers:
        least -= 1
    while most + 1 in numbers:
        most += 1
    return most - least + 1
