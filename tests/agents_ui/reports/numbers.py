"""Every number of a report as its page, or its file, tells it to a machine: in which sheet, row and column it stands.

Must not know: what a number is of.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Number:
    """One place of a sheet. `above` is None where it is hidden; it is told by `of` stretches but for `without`."""

    sheet: str
    row: str
    column: str
    above: int | None
    below: int | None
    of: int
    without: int


def numbers(page: str) -> Iterator[Number]:
    """All numbers of a page, in its order. A card is a row of its sheet that is called `all`."""
    reader = _Reader()
    reader.feed(page)
    return iter(reader.found)


def in_file(sheet: str, text: str) -> Iterator[Number]:
    """All numbers of a sheet's file, in its order."""
    hidden, of = "_hidden_in", "_stretches"
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        for column in (name.removesuffix(hidden) for name in row if name.endswith(hidden)):
            above, below = (int(row.get(name) or 0) if row.get(name) else None for name in (column, f"{column}_of"))
            yield Number(sheet, row["key"], column, above, below, int(row[column + of]), int(row[column + hidden]))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Number] = []
        self._section, self._table, self._row = "", "", "all"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._section, self._table, self._row = said.get("id", ""), "", "all"
        elif tag == "table":
            self._table = said.get("id", "").removeprefix("sheet-")
        elif "data-key" in said:
            self._row = said["data-key"]
        if "data-column" in said:
            told = {name: int(said[f"data-{name}"]) for name in ("above", "below", "of", "without") if _is(said, name)}
            place = (self._table or self._section, self._row, said["data-column"])
            hidden = "data-hidden" in said
            assert hidden is ("above" not in told), (place, said)
            self.found.append(Number(*place, told.get("above"), told.get("below"), told["of"], told["without"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table, self._row = "", "all"


def _is(said: dict[str, str], name: str) -> bool:
    return said.get(f"data-{name}", "") != ""
