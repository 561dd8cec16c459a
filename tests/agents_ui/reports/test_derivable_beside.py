"""Nor can anybody compute a small figure of what is counted beside the calls: in the queue, the vault, at the desk.

As with the calls: small worlds, every page and every file over HTTP, and an exact solver that is told every number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from agents_ui.reports.trees import PLACES
from hotline.reports import BY_ID, FEWEST, Timeline
from hotline.reports.parts import ANSWERS, CALLBACKS, DISPOSITIONS, QUEUE, WAYS
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reports.everything import Read, bounds_of, every_number, is_of_people
from tests.agents_ui.reports.populations import Population, drawn, happens
from tests.hotline.reports.solver import Knowledge
from tests.hotline.reports.worlds import FIRST

DAYS = [FIRST + timedelta(days=number) for number in range(3)]
LATER = timedelta(days=60)  # by then callbacks are shown too
SEEDS = (1, 2, 3)
TOPICS = ("summary", "waiting", "menu", "answers", "desk")
Told = tuple[tuple[int, ...], int]  # which kinds together, and how often they were counted


@pytest.fixture(scope="module")
def sam(desk: Office) -> Browser:
    """A supervisor, long after."""
    desk.clock.advance(LATER)
    return desk.signs_in("sam")


def told_by(timeline: Timeline, population: Population, read: Read) -> Iterator[Told]:
    """What a number says of a population, where all of its stretches show it."""
    one = read.number
    if one.above is None or one.without:
        return
    if one.row.endswith(":together") and one.of < len(timeline.within(timeline.wide, read.of.first, read.of.last)):
        return  # of those stretches only in which the part is not divided, each of which has a page of its own
    id_, _, named = one.column.partition(".")
    measure, table = BY_ID[id_], population.table
    parts = {f"{table.id}.{part.id}": part for part in table.tree.all}
    above, below = measure.numerator, measure.denominator
    if above == (table.id,):
        above = (f"{table.id}.{named or one.row.partition(':')[0]}",)
        below = (f"{table.id}.{table.tree.id}",) if table.tree.parts else ()
    terms = (above, one.above), (below, one.below)
    for names, count in terms:
        if count is not None and len(names) == 1 and names[0] in parts:
            yield population.places(*bounds_of(timeline, read), parts[names[0]]), count


def bounded_closely(population: Population, told: Sequence[Told]) -> list[tuple[tuple[int, ...], int]]:
    """The small cells of which somebody knows more than that they are small."""
    known, found = Knowledge(len(population.kinds), told), []
    for cell in population.cells():
        count = population.count(cell)
        if count < FEWEST:
            least, most = known.bounds(cell)
            assert least <= count
            if most is not None and most - least < FEWEST:
                found.append((cell, count))
    return found


def test_no_small_cell_can_be_computed_of_what_is_counted_beside_the_calls(desk: Office, sam: Browser) -> None:
    shown = Counter[str]()
    for seed in SEEDS:
        world = drawn(seed, DAYS)
        happens(desk, world)
        seen = list(every_number(sam, DAYS, TOPICS))
        timeline = world.timeline(desk.clock.now().date() - timedelta(days=2))
        for population in world.populations():
            about = f"{population.table.id} in the world of {seed}"
            told = {fact for read in seen for fact in told_by(timeline, population, read)}
            assert [fact for fact in told if fact[1] != population.count(fact[0])] == [], about
            assert bounded_closely(population, sorted(told)) == [], about
            shown[population.table.id] += len(told)
        told_of_people = [read.number for read in seen if read.number.above is not None and is_of_people(read.number)]
        assert [one for one in told_of_people if (one.above or 0) < FEWEST] == []
    assert all(shown[table.id] > len(SEEDS) for table in (QUEUE, WAYS, PLACES, DISPOSITIONS, CALLBACKS, ANSWERS)), shown
