"""Nobody can compute a figure under eleven from the reports, who compares every filter with every other.

Somebody who knows when calls may come, but not how the reports decide, is played by an exact solver; somebody who knows
the rules as well, by trying every world that there could be.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from hotline.reports.parts import languages
from hotline.reports.suppression import FEWEST
from tests.hotline.reports.solver import Knowledge
from tests.hotline.reports.worlds import LANGUAGES, Asked, World, knowledge, offered

WORLDS = range(40)


def world_of(seed: int) -> World:
    """A world with busy days and quiet ones, large parts and small ones."""
    draw = random.Random(seed)  # noqa: S311  drawn again alike
    world = World(Counter(), draw.randint(1, 4))
    busy = [draw.choice((0, 1, 4, 12, 40, 90)) for _ in world.cells[:: 3 * len(LANGUAGES.tree.leaves)]]
    weight = {one: draw.choice((0.05, 0.2, 1.0)) for one in (*LANGUAGES.tree.leaves, "self_service", "menu", "person")}
    for place, cell in enumerate(world.cells):
        most = busy[place // (3 * len(LANGUAGES.tree.leaves))] * 2 * weight[cell.language] * weight[cell.outcome]
        world.calls[cell] = draw.randint(0, round(most))
    return world


def bounded_closely(known: Knowledge, world: World) -> list[tuple[Asked, int]]:
    """The small cells of which somebody knows more than that they are small."""
    found = []
    for cell in offered(world):
        count = world.count(cell)
        if count < FEWEST:
            least, most = known.bounds(world.places(cell))
            assert least <= count
            if most is not None and most - least < FEWEST:
                found.append((cell, count))
    return found


@pytest.mark.parametrize("seed", WORLDS)
def test_no_small_cell_is_bounded_more_closely_than_by_eleven(seed: int) -> None:
    world = world_of(seed)
    assert bounded_closely(knowledge(world), world) == []


@pytest.mark.parametrize("seed", WORLDS)
def test_nor_when_the_incident_came_to_have_another_language_in_between(seed: int) -> None:
    world = world_of(seed)
    before = replace(world, languages=languages(("en",)))
    assert bounded_closely(knowledge(before, world), world) == []


def test_the_worlds_are_such_that_much_is_shown_and_much_is_hidden() -> None:
    worlds = [world_of(seed) for seed in WORLDS]
    assert sum(len(world.timeline.slices(one)) > 1 for world in worlds for one in world.timeline.wide) > 5
    assert sum(len(world.timeline.days) < world.days for world in worlds) > 10
    parts = [len(one.tables["outcome"]) for world in worlds for one in world.figures]
    assert {1, 3, 5} <= {*parts}
