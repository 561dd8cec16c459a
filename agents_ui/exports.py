"""Tables as files for a spreadsheet: CSV in which a text can never be taken for a formula, and a number stays one.

A spreadsheet runs a cell that begins with one of FORMULAS, quoted or not, and it may divide a line at another sign than
the comma. So a text is put behind an apostrophe wherever a formula could begin in it. Must not know: what is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

Cell = str | int | float | None
FORMULAS = "=+-@|%\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
# At its beginning, and after whatever a spreadsheet may take for the end of a cell.
_BEGINS = re.compile(rf"(^|[;,|])([\s'\"]*)([{re.escape(FORMULAS)}])")
_NAMES = re.compile(r"[^a-z0-9]+")


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The lines of a file (RFC 4180): a head, then rows. None is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in head])
    writer.writerows([[_written(cell) for cell in row] for row in rows])
    return out.getvalue()


def harmless(text: str) -> str:
    """A text in one line in which no spreadsheet finds a formula."""
    return _BEGINS.sub(r"\1'\2\3", _BREAKS.sub(" ", text))


def csv_file(name: str, text: str) -> Response:
    """The answer that a browser keeps as a file. With a mark at its front, by which Excel knows UTF-8."""
    reply = Response(
        f"\N{ZERO WIDTH NO-BREAK SPACE}{text}".encode(), content_type="text/csv; charset=utf-8; header=present"
    )
    reply.headers["Content-Disposition"] = f'attachment; filename="{_NAMES.sub("-", name.lower()).strip("-")}.csv"'
    return reply


def _written(cell: Cell) -> str | int | float | None:
    if isinstance(cell, str):
        return harmless(cell)
    return round(cell, 6) if isinstance(cell, float) else cell
