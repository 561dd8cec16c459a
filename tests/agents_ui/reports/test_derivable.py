"""Whoever reads every page of the reports, over every range of days and divided in every way, computes no small figure.

Small worlds of calls are put where the line's sums lie, every page and file is asked for over HTTP, and an exact solver
is told every number that stands in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete

from hotline.calls import EndedToday
from hotline.calls.counts import CallCount, CallDayCount, count_calls
from hotline.reports import FEWEST
from hotline.reports.parts import OUTCOMES, Part, Table
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reports.everything import Read, bounds_of, every_number, is_of_people
from tests.agents_ui.reports.numbers import Number
from tests.hotline.reports.solver import Knowledge
from tests.hotline.reports.test_derivable import bounded_closely, world_of
from tests.hotline.reports.worlds import FIRST, LANGUAGES, Asked, World

DAYS = 4
SEEDS = (0, 3, 5, 13)
TOPICS = ("summary", "calls", "menu", "callers")
TABLES = {"outcomes": OUTCOMES, "languages": LANGUAGES}
# Columns that are a part of a table under another name: above, and below.
PARTS = {"containment": "contained", "self_service_completion": "self_service"}
Told = tuple[tuple[int, ...], int]  # which kinds of calls together, and how many they are


@pytest.fixture(scope="module")
def sam(desk: Office) -> Browser:
    """A supervisor, once all days are over and settled."""
    over = datetime.combine(FIRST + timedelta(days=DAYS), time(20), UTC)
    desk.clock.advance(over - desk.clock.now())
    return desk.signs_in("sam")


def happens(desk: Office, world: World) -> None:
    """The line's sums are those of this world, and of no other."""
    calls = [
        EndedToday("" if cell.language == "other" else cell.language, "child", cell.at, cell.outcome)
        for cell, count in world.calls.items()
        for _ in range(count)
    ]
    with desk.house.database.write() as session:
        session.execute(delete(CallCount))
        session.execute(delete(CallDayCount))
        count_calls(session, desk.incident.id, calls)


def told_by(world: World, read: Read) -> Iterator[Told]:
    """What a number says that all of its stretches show; those that some of them hide are told one by one elsewhere."""
    one, of = read.number, read.of
    if one.above is None or one.without or one.row == "all" or one.sheet in ("hours", "places"):
        return
    if (about := part_of(one)) is None:
        return
    begins, ends = bounds_of(world.timeline, read)
    if one.row.endswith(":together") and one.of < len(world.timeline.within(world.timeline.wide, of.first, of.last)):
        return  # of those stretches only in which the part is not divided, each of which has a page of its own
    table, part = about
    yield world.places(Asked(begins, ends, table, part)), one.above
    if one.below is not None:
        yield world.places(Asked(begins, ends)), one.below


def part_of(one: Number) -> tuple[Table | None, Part | None] | None:
    """Of which part of which table a number is; None for one that these worlds know nothing of."""
    if one.column == "calls":
        return None, None
    measure, _, named = one.column.partition(".")
    if measure in PARTS:
        return OUTCOMES, next(part for part in OUTCOMES.tree.all if part.id == PARTS[measure])
    if measure not in TABLES:
        return None
    table = TABLES[measure]
    name = named or one.row.partition(":")[0]
    return table, next(part for part in table.tree.all if part.id == name)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_cell_can_be_computed_from_all_pages_together(desk: Office, sam: Browser, seed: int) -> None:
    world = replace(world_of(seed), days=DAYS)
    happens(desk, world)
    seen = list(every_number(sam, [FIRST + timedelta(days=number) for number in range(DAYS)], TOPICS))
    none_is_small([one.number for one in seen if one.number.sheet != "hours" and is_of_people(one.number)])
    read = {told for one in seen for told in told_by(world, one)}
    for places, count in read:
        assert count == sum(world.calls[world.cells[place]] for place in places), "a number is not what it says"
    assert read
    assert bounded_closely(Knowledge(len(world.cells), sorted(read)), world) == []


def none_is_small(seen: Sequence[Number]) -> None:
    """No number that stands on a page, and none that is missing between a part and its whole."""
    shown = [(one, one.above, one.below) for one in seen if one.above is not None]
    assert [one for one, above, _ in shown if above < FEWEST] == []
    rates = [(one, below - above) for one, above, below in shown if below is not None and one.column in PARTS]
    assert [one for one, missing in rates if missing < FEWEST] == []
