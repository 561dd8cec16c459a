"""How the ways of checking must fit one another, the columns of the list, and the custodian's key.

Looks only at what has the expected shape. Knows nothing of lines or files, nor how a check is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from hotline.incidents.content import DOOR_OF_NAMES, SCHEMES
from hotline.incidents.file.documents import Document, listed, rows, table
from hotline.incidents.file.faults import Path
from hotline.incidents.file.shapes import Found

Row = dict[str, Any]


def faults(document: Document) -> Iterator[Found]:
    """Everything in which schemes, columns and key disagree."""
    schemes = rows(document, "schemes")
    if schemes and not any("telephone" in listed(row, "doors") for _, row in schemes):
        yield ("schemes",), "no scheme is offered on the telephone, so callers could check nothing"
    for path, row in schemes:
        for rule in _RULES:
            yield from rule(path, row)
    yield from _blind(document, [row for _, row in schemes])
    yield from _columns(document, [row for _, row in schemes])


def _width(path: Path, row: Row) -> Iterator[Found]:
    numbered = row.get("name") == "student_number"
    if numbered and "width" not in row:
        yield (*path, "width"), "is missing: how many digits a student number has"
    if not numbered and "width" in row:
        yield (*path, "width"), "only student_number has a width"


def _disclosure(path: Path, row: Row) -> Iterator[Found]:
    by_letter = row.get("name") == "letter_code"
    if not by_letter and row.get("disclosure") == "full" and not row.get("reason"):
        yield (*path, "reason"), "is missing: others can know these details too; write why all kinds may be told"
    if by_letter and row.get("disclosure") == "blind":
        yield (*path, "disclosure"), "a letter code is always looked up; only the other schemes can be blind"


def _door(path: Path, row: Row) -> Iterator[Found]:
    door = DOOR_OF_NAMES.get(str(row.get("name")))
    if door and listed(row, "doors") != [door]:
        other = next(name for name, others in DOOR_OF_NAMES.items() if others != door)
        yield (*path, "doors"), f'{row["name"]} is for the {door}: doors = ["{door}"]; the other door has {other}'


def _zip(path: Path, row: Row) -> Iterator[Found]:
    if "zip" in row and str(row.get("name")) not in DOOR_OF_NAMES:
        yield (*path, "zip"), "only name and name_desk can ask for the ZIP code"


_RULES: Final[tuple[Callable[[Path, Row], Iterator[Found]], ...]] = (_width, _disclosure, _door, _zip)


def _blind(document: Document, schemes: list[Row]) -> Iterator[Found]:
    """Where a scheme is blind, its details must reach somebody, and callers must be told whom."""
    blind = [row.get("name") for row in schemes if row.get("disclosure") == "blind"]
    for key, words in (
        ("custodian_key", "the details of callers are sealed to it"),
        ("blind", "the sentences that callers hear when their details were sent"),
    ):
        if blind and key not in document:
            yield (key,), f"is missing: the scheme {blind[0]} is blind and needs {words}"


def _columns(document: Document, schemes: list[Row]) -> Iterator[Found]:
    columns = table(document, "columns")
    # Nothing is looked up in a blind scheme, so the list may well lack its fields.
    looked_up = [row for row in schemes if row.get("disclosure") != "blind"]
    needed = {field: row["name"] for row in reversed(looked_up) for field in _fields(row)}
    for field in needed.keys() - columns.keys() if columns else ():
        yield ("columns", field), f"is missing: the scheme {needed[field]} needs it"
    seen: dict[object, str] = {}
    for column, header in columns.items():
        if isinstance(header, str) and header in seen:
            yield ("columns", column), f'"{header}" is the column of {seen[header]} already'
        elif isinstance(header, str):
            seen[header] = column


def _fields(row: Row) -> tuple[str, ...]:
    fields = SCHEMES.get(str(row.get("name")), ())
    return (*fields, "zip") if row.get("zip") is True and fields else fields
