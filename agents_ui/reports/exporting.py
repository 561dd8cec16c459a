"""A sheet as rows of a file: the numbers that its page shows, and for each how much of it is hidden. None is added.

Must not know: how a file is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents_ui.exports import Cell, csv_of
from agents_ui.reports.asked import Asked
from agents_ui.reports.sheets import Column, Sheet
from hotline.reports import Value


def as_csv(sheet: Sheet) -> str:
    """A sheet as CSV: a row for each of its rows.

    A measure has its number; where it is a rate, what is divided, by what, and the rate; and in how many of how many
    stretches of days it is hidden. Where it is hidden in all of them its numbers are empty.
    """
    head = ["key", str(sheet.head), *(name for column in sheet.columns for name in _names(sheet, column))]
    return csv_of(head, [[row.key, row.words, *_cells(sheet, row.values)] for row in sheet.rows])


def name_of(incident: str, topic: str, sheet: Sheet, asked: Asked) -> str:
    """What the file is called."""
    return f"{incident} {topic} {sheet.id} {asked.first} {asked.last} by {asked.by.value}"


def _cells(sheet: Sheet, values: Sequence[Value]) -> Iterator[Cell]:
    for column, one in zip(sheet.columns, values, strict=True):
        rated = _is_rated(sheet, column)
        told = (one.numerator, one.denominator, one.rate) if rated else (one.numerator,)
        yield from told if one.told else [None] * len(told)
        yield from (one.hidden, one.stretches)


def _names(sheet: Sheet, column: Column) -> Iterator[str]:
    yield column.id
    if _is_rated(sheet, column):
        yield from (f"{column.id}_of", f"{column.id}_rate")
    yield from (f"{column.id}_hidden_in", f"{column.id}_stretches")


def _is_rated(sheet: Sheet, column: Column) -> bool:
    """Whether any row of the sheet divides: the parts of a table do so by its whole, whose own row does not."""
    place = list(sheet.columns).index(column)
    return bool(column.measure.denominator) or any(row.values[place].denominator is not None for row in sheet.rows)
