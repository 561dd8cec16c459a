"""Tables that are divided into parts, as sheets: each part in its place, and what may be shown only together.

Every call is in exactly one of the rows that have no part below them, so the rows come to the whole.
Must not know: how a part comes to be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents_ui.reports import words
from agents_ui.reports.pieces import Piece
from agents_ui.reports.sheets import Column, Row, Sheet, in_all, in_time
from hotline.reports import BY_ID, Figures, Value, values
from hotline.reports.figures import ROAD
from hotline.reports.parts import Part, Table

Shown = Mapping[str, int]
PLACES = Table("road", Part("calls", tuple(Part(place) for place in ROAD[1:])))


@dataclass(frozen=True, slots=True)
class _Branch:
    """A tree over some stretches: what each of them shows of it."""

    table: Table
    shown: Sequence[Shown]

    def count(self, part: Part) -> Value:
        """How many a part holds, by how many the whole of the same stretches does."""
        here = [one for one in self.shown if part.id in one]
        whole = None if part is self.table.tree else sum(one[self.table.tree.id] for one in here)
        return Value(sum(one[part.id] for one in here), whole, len(self.shown), len(self.shown) - len(here))

    def together(self, part: Part) -> Value:
        """How many of them are told of the part alone, where it is not divided."""
        here = [one for one in self.shown if part.id in one and not _divided(part, one)]
        whole = sum(one[self.table.tree.id] for one in self.shown if part.id in one)
        return Value(sum(one[part.id] for one in here), whole, len(here), 0)

    def part_of_all(self, one: Value) -> float:
        """Which part of all stretches' whole it is: so those that have no part below them come to the whole."""
        return one.numerator / (sum(shown.get(self.table.tree.id, 0) for shown in self.shown) or 1)


def of_parts(id_: str, title: Any, table: Table, figures: Sequence[Figures]) -> Sheet:
    """A row for each part that is shown, one inside the other."""
    measure = BY_ID[words.MEASURE_OF[table.id]]
    branch = _Branch(table, [_shown(one, table) for one in figures])
    rows = list(_rows(branch, table.tree, depth=0))
    return Sheet(id_, title, words.HEADS[table.id], [Column(measure.id, words.UNITS[measure.unit], measure)], rows)


def of_places(id_: str, title: Any, figures: Sequence[Figures]) -> Sheet:
    """A row for each place of the way to an answer, in order, that is shown at all."""
    measure, branch = BY_ID["drop_off"], _Branch(PLACES, [one.road for one in figures])
    told = [(part, branch.count(part)) for part in PLACES.tree.all]
    rows = [
        Row(part.id, words.of_part(PLACES, part), [one], kind="part", bar=1.0 if one.rate is None else one.rate)
        for part, one in told
        if one.told
    ]
    return Sheet(id_, title, words.HEADS["road"], [Column(measure.id, words.UNITS[measure.unit], measure)], rows)


def over_time(id_: str, title: Any, table: Table, pieces: Sequence[Piece], *, every: Sequence[Figures]) -> Sheet:
    """Each part that is shown at all as a column, piece by piece, and over all stretches."""
    measure = BY_ID[words.MEASURE_OF[table.id]]
    shown = values(measure, every)
    parts = [part for part in table.tree.all if part.id in shown and words.has_a_name(table, part)]
    columns = [Column(f"{measure.id}.{part.id}", words.of_part(table, part), measure) for part in parts]

    def told(figures: Sequence[Figures]) -> list[Value]:
        here, nothing = values(measure, figures), Value(0, None, len(figures), len(figures))
        return [here.get(part.id, nothing) for part in parts]

    rows = [in_time(piece, told(piece.figures)) for piece in pieces]
    return Sheet(id_, title, words.TIME, columns, [*rows, in_all(told(every))])


def _rows(branch: _Branch, part: Part, *, depth: int) -> Iterator[Row]:
    told = branch.count(part)
    if not told.told:
        return
    below = depth
    if words.has_a_name(branch.table, part):
        named = words.of_part(branch.table, part)
        yield Row(part.id, named, [told], kind="part", depth=depth, bar=branch.part_of_all(told))
        below = depth + 1
    divided = [one for one in branch.shown if _divided(part, one)]
    for inner in part.parts if divided else ():
        yield from _rows(branch, inner, depth=below)
    alone = branch.together(part)
    # Where a part is divided nowhere, its own row has said it; the rest of a list has none.
    if alone.numerator and part.parts and (divided or not words.has_a_name(branch.table, part)):
        said = words.together(branch.table, part)
        bar = branch.part_of_all(alone)
        yield Row(f"{part.id}:together", said, [alone], kind="together", depth=below, bar=bar)


def _divided(part: Part, shown: Shown) -> bool:
    return bool(part.parts) and all(inner.id in shown for inner in part.parts)


def _shown(one: Figures, table: Table) -> Shown:
    return one.tables.get(table.id, {})
