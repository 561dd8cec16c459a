"""The list, from a file to rows and rejects: streamed, capped, and never written anywhere.

A fault of the file as a whole is one sentence (ListFault). A fault of a row is a Reject: its number, its column and the
reason, never the value. Must not know: keys, hashes, pages.
"""

import csv
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from lookup import identifiers, letter_codes, names
from lookup.identifiers import Placeholder, Unreadable

MOST_BYTES = 256 * 1024 * 1024
MOST_LINE_BYTES = 64 * 1024
MOST_COLUMNS = 200
MOST_CELL = 1000  # characters
_DELIMITERS = ",;\t|"


class ListFault(Exception):
    """The file can't be read as the list that the incident declares; the message is one sentence for the custodian."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that can't be taken. `row` counts the header as row 1, as a spreadsheet does."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row in canonical form.

    Details are empty where the list has none that says anything. The names alone are as the list writes them: how they
    may be spelled is known by their letters. Never log them.
    """

    row: int
    person_key: str = field(repr=False)
    categories: frozenset[str] = field(repr=False)
    student_number: str = field(repr=False)
    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    birth_date: str = field(repr=False)
    zip: str = field(repr=False)
    letter_code: str = field(repr=False)
    unkeyed: tuple[str, ...]  # columns whose value is a placeholder


def read_csv(
    path: Path, *, columns: Mapping[str, str], categories: Iterable[str], number_width: int = 0
) -> Iterator[ListRow | Reject]:
    """Every row of the list at `path`, in order, as a row or a reject; ListFault for the file as a whole.

    `columns` maps our names to the list's headers, `categories` are the ids that a row may name, `number_width` is how
    many digits of a student number a telephone takes (0: any).
    """
    form = _Form(frozenset(categories), number_width)
    with _opened(path) as file:
        lines = _lines(file, path.name)
        places = _header(next(lines, ""), columns, path.name)
        cells = csv.reader(lines, delimiter=places.delimiter, strict=True)
        number = 1
        while True:
            number += 1
            try:
                row = next(cells)
            except StopIteration:
                return
            except csv.Error as fault:
                raise ListFault(f"{path.name}, row {number:,}: not a row of a CSV file ({fault}).") from None
            if row:
                yield _parsed(row, number, places, form)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where our columns stand in a row, and how many cells a row has."""

    at: Mapping[str, int]
    headers: Mapping[str, str]
    width: int
    delimiter: str


@dataclass(frozen=True, slots=True)
class _Form:
    """What a row may say."""

    categories: frozenset[str]
    number_width: int


def _opened(path: Path) -> BinaryIO:
    try:
        file = path.open("rb")
    except OSError as fault:
        raise ListFault(f"{path} can't be read: {fault.strerror}.") from None
    found = os.fstat(file.fileno())
    if stat.S_ISREG(found.st_mode) and found.st_size > MOST_BYTES:
        file.close()
        raise ListFault(f"{path.name} has {found.st_size // 2**20} MiB; a list may have {MOST_BYTES // 2**20} MiB.")
    return file


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    """The lines as text, each checked before it becomes anything else."""
    total = 0
    for number, raw in enumerate(iter(lambda: file.readline(MOST_LINE_BYTES + 1), b""), start=1):
        total += len(raw)
        if len(raw) > MOST_LINE_BYTES:
            raise ListFault(
                f"{name}, line {number:,} is longer than {MOST_LINE_BYTES // 1024} KiB: not a row of a list."
            )
        if total > MOST_BYTES:
            raise ListFault(f"{name} is larger than {MOST_BYTES // 2**20} MiB, the most that a list may have.")
        if b"\0" in raw:
            raise ListFault(
                f"{name} is not a text file (line {number:,} holds a NUL byte). Save the list as “CSV UTF-8”."
            )
        yield _decoded(raw, number, name)


def _decoded(raw: bytes, number: int, name: str) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise ListFault(f"{name}, line {number:,} is not UTF-8 text. Save the list as “CSV UTF-8”.") from None


def _header(line: str, columns: Mapping[str, str], name: str) -> _Places:
    if not line.strip():
        raise ListFault(f"{name} is empty: its first row must name the columns.")
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        headers = [header.strip() for header in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        raise ListFault(f"{name} has line ends that are not a CSV file's. Save the list as “CSV UTF-8”.") from None
    if len(headers) > MOST_COLUMNS:
        raise ListFault(f"{name} has {len(headers):,} columns; a list may have {MOST_COLUMNS}.")
    for ours, header in columns.items():
        if headers.count(header) > 1:
            raise ListFault(f"{name} has the column “{header}” twice.")
        if header not in headers and ours != "letter_code":
            raise ListFault(f"{name} has no column “{header}”. {_shown(headers, columns)}")
    at = {ours: headers.index(header) for ours, header in columns.items() if header in headers}
    return _Places(at, columns, len(headers), delimiter)


def _shown(headers: list[str], columns: Mapping[str, str]) -> str:
    # A file without a header has a person in its first row, and that is not for a screen or a log.
    if not set(headers) & set(columns.values()):
        return "Its first row names none of the columns."
    return f"Its columns are: {', '.join(headers[:20])}."


def _parsed(cells: list[str], number: int, places: _Places, form: _Form) -> ListRow | Reject:
    if any(places.delimiter in cell and ("\n" in cell or "\r" in cell) for cell in cells):
        # A stray quotation mark swallows whole rows, and then nobody would miss the people in them.
        return Reject(number, "", "goes over several rows: is a quotation mark missing?")
    if len(cells) != places.width:
        return Reject(number, "", f"has {len(cells)} cells where the header has {places.width}")
    texts = {ours: cells[at].strip() for ours, at in places.at.items()}
    for ours, text in texts.items():
        if len(text) > MOST_CELL:
            return Reject(number, places.headers[ours], f"longer than {MOST_CELL:,} characters")
    try:
        return _row(number, texts, form)
    except Unreadable as fault:
        return Reject(number, places.headers.get(fault.field, fault.field), fault.words)


def _row(number: int, texts: Mapping[str, str], form: _Form) -> ListRow:
    unkeyed: list[str] = []
    return ListRow(
        row=number,
        person_key=_person_key(texts["person_key"]),
        categories=_categories(texts["categories"], form.categories),
        student_number=_optional("student_number", partial(_student_number, form), texts, unkeyed),
        last_name=_optional("last_name", partial(names.listed, "last_name"), texts, unkeyed),
        first_name=_optional("first_name", partial(names.listed, "first_name"), texts, unkeyed),
        birth_date=_optional("birth_date", identifiers.birth_date, texts, unkeyed),
        zip=_optional("zip", identifiers.listed_zip_code, texts, unkeyed),
        letter_code=_optional("letter_code", letter_codes.canonical, texts, unkeyed),
        unkeyed=tuple(unkeyed),
    )


def _person_key(text: str) -> str:
    if not text:
        raise Unreadable("person_key", "empty")
    if not text.isprintable():
        raise Unreadable("person_key", "contains an invisible character")
    if text[0] in "=+-@":
        raise Unreadable("person_key", "begins like a formula, which a spreadsheet would run in the letters' file")
    return text


def _student_number(form: _Form, text: str) -> str:
    number = identifiers.student_number(text)
    if form.number_width and len(number) > form.number_width:
        raise Unreadable("student_number", f"longer than {form.number_width} digits")
    return number


def _categories(text: str, known: frozenset[str]) -> frozenset[str]:
    named = frozenset(part.strip() for part in text.split(";") if part.strip())
    if not named:
        raise Unreadable("categories", "names no kind of information")
    if strange := named - known:
        # The ids come from the incident file; a strange one may be anything, so it is counted and not shown.
        raise Unreadable("categories", f"names {len(strange)} that the incident file does not have")
    return named


def _optional(name: str, form: Callable[[str], str], texts: Mapping[str, str], unkeyed: list[str]) -> str:
    """The canonical form of a cell that may be empty; a placeholder counts as empty and is reported."""
    text = texts.get(name, "")
    if not text:
        return ""
    try:
        return form(text)
    except Placeholder:
        unkeyed.append(name)
        return ""
