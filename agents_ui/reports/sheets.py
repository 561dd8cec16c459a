"""Sheets: the tables of the reports. A page shows them, a chart draws them, a file holds them.

Each value has its exact numbers, or says that it is hidden. Must not know: how it is drawn, or who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from agents_ui.reports import words
from agents_ui.reports.pieces import Piece
from hotline.reports import BY_ID, Figures, Measure, Value, value

RowKind = Literal["time", "whole", "part", "together"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `id` is for machines; `measure` says what it is."""

    id: str
    words: Any
    measure: Measure


@dataclass(frozen=True, slots=True)
class Row:
    """One row with a value for each column. `key` is for machines: days, moments, or the part.

    `depth`: how many parts it lies in. A row `together` holds what may be shown only together. `bar`: the part of the
    whole that is drawn beside its name.
    """

    key: str
    words: str
    values: Sequence[Value]
    kind: RowKind = "time"
    depth: int = 0
    piece: Piece | None = None
    bar: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `head`: what its rows are; `notes`: what has to be known to read it."""

    id: str
    title: Any
    head: Any
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[Any] = field(default=())

    @property
    def hides(self) -> bool:
        """Whether something in it is hidden, in whole or in part."""
        return any(one.hidden for row in self.rows for one in row.values)

    @property
    def times(self) -> Sequence[Row]:
        """Its rows without the sum."""
        return [row for row in self.rows if row.kind == "time"]


def of_measures(
    id_: str, title: Any, measures: Sequence[str], pieces: Sequence[Piece], *, every: Sequence[Figures]
) -> Sheet:
    """Measures that are one number or one rate each, piece by piece, and over all stretches.

    `every`: the stretches. Where they are cut into pieces, they show more than the pieces together.
    """
    known = [BY_ID[one] for one in measures]
    columns = [Column(one.id, words.MEASURES[one.id], one) for one in known]
    rows = [in_time(piece, [value(one, piece.figures) for one in known]) for piece in pieces]
    if len(pieces) > 1:
        rows.append(in_all([value(one, every) for one in known]))
    return Sheet(id_, title, words.TIME, columns, rows)


def figures_of(pieces: Iterable[Piece]) -> list[Figures]:
    """The figures of all pieces."""
    return [one for piece in pieces for one in piece.figures]


def in_time(piece: Piece, told: Sequence[Value]) -> Row:
    """The row of a piece."""
    return Row(piece.key, words.of_piece(piece), told, piece=piece)


def in_all(told: Sequence[Value]) -> Row:
    """The row of all pieces together."""
    return Row("all", str(words.ALL), told, kind="whole")
