"""Nobody can compute a figure under eleven from the reports, who compares every filter with every other.

Somebody who knows when calls may come, but not how the reports decide, is played by an exact solver; somebody who knows
the rules as well, by trying every world that there could be.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hotline.reports.suppression import FEWEST
from tests.hotline.reports.worlds import LANGUAGES, World, knowledge, offered

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


@pytest.mark.parametrize("seed", WORLDS)
def test_no_small_cell_is_bounded_more_closely_than_by_eleven(seed: int) -> None:
    world = world_of(seed)
    known = knowledge(world)
    tried = 0
    for first, until, table, part in offered(world):
        count = world.count(first, until, part=part, table=table.id)
        if count >= FEWEST:
            continue
        least, most = known.bounds(world.places(first, until, part=part, table=table.id))
        tried += 1
        assert least <= count
        assert most is None or most - least >= FEWEST, (first, until, part.id, count)
    assert tried
