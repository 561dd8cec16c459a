"""Reads one sheet of a workbook in a process of its own: `sheet.py FILE SHEET`, an empty SHEET for the first.

Prints lines of JSON: a list of rows, each a row number and its cells as text or {"date": …}; a string where the sheet
can't be taken; null after the last row. Where the memory or time that it allows itself is too little, it just ends.
Knows nothing of the rest of the program: it is started by its path, alone with the file.
"""

import json
import math
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 300  # of a processor
MOST_COLUMNS = 200
ROWS_A_LINE = 500
_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number


class Unfit(Exception):
    """The sheet can't be taken; the words follow the file's name."""


def main(path: str, name: str) -> None:
    """Print the rows of the sheet."""
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
    ):
        with suppress(ValueError, OSError):  # some systems know a limit and refuse to set it
            resource.setrlimit(limit, (most, most))
    try:
        with open(path, "rb") as file, CalamineWorkbook.from_filelike(file) as workbook:  # noqa: PTH123  started alone
            for batch in batches(chosen(workbook, name)):
                say(batch)
    except Unfit as fault:
        say(str(fault))
    except (CalamineError, ValueError, OSError):
        say("can't be read as an XLSX file. Save the list as XLSX or “CSV UTF-8”.")
    else:
        say(None)


def chosen(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """The sheet of this name, or the first; a hidden one is taken only by its name."""
    found = [sheet for sheet in workbook.sheets_metadata if not name or sheet.name == name]
    if not found:
        raise Unfit("has no sheet of the name that the incident file declares ([list] sheet).")
    if not name and found[0].visible is not SheetVisibleEnum.Visible:
        raise Unfit("begins with a hidden sheet: say in the incident file which sheet is the list ([list] sheet).")
    sheet = workbook.get_sheet_by_name(found[0].name)
    if sheet.total_width > MOST_COLUMNS:
        raise Unfit(f"has {sheet.total_width:,} columns; a list may have {MOST_COLUMNS}.")
    if sheet.merged_cell_ranges:
        raise Unfit("has merged cells, which hide what belongs to each row. Unmerge them.")
    return sheet


def batches(sheet: CalamineSheet) -> Iterator[list[tuple[int, list[object]]]]:
    """The rows that are not empty, with their numbers, some at a time."""
    batch: list[tuple[int, list[object]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell if isinstance(cell, str) else plain(cell) for cell in row]
        if any(cells):
            batch.append((number, cells))
        if len(batch) == ROWS_A_LINE:
            yield batch
            batch = []
    yield batch


def plain(cell: object) -> object:
    """A cell that is not text as the person who filled it would write it."""
    match cell:
        case bool():
            return str(cell).upper()
        case datetime() if cell.time() == time():
            return {"date": cell.date().isoformat()}
        case datetime():
            return cell.isoformat(" ")
        case date():
            return {"date": cell.isoformat()}
        case float() if math.isfinite(cell) and cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case _:
            return str(cell)


def say(said: object) -> None:
    """One line of JSON."""
    sys.stdout.write(f"{json.dumps(said)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
