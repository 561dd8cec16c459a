"""Rows: what the cells of one row say, in canonical form, or why the row can't be taken.

Must not know: files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from hotline.incidents import Content
from lookup import identifiers, letter_codes, names
from lookup.identifiers import Placeholder, Unreadable
from lookup.imports.lists import dates
from lookup.imports.lists.faults import MOST_CELL, MOST_COLUMNS, ListFault, Reject

Cell = str | date  # a real date cell of a spreadsheet, else text


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


class RowReader:
    """Reads rows under one header, as one incident declares them."""

    def __init__(self, header: Sequence[str], content: Content, *, name: str, show_values: bool = False) -> None:
        self._show_values = show_values
        self._headers = content.columns
        self._width = len(header)
        self._at = _places([text.strip() for text in header], content.columns, name)
        self._categories = frozenset(category.id for category in content.categories)
        self._date_format = content.source.date_format
        number_width = max((scheme.width for scheme in content.schemes), default=0)
        self._forms: Mapping[str, Callable[[str], str]] = {
            "student_number": partial(_student_number, number_width),
            "last_name": partial(names.listed, "last_name"),
            "first_name": partial(names.listed, "first_name"),
            "birth_date": dates.reader(self._date_format),
            "zip": identifiers.listed_zip_code,
            "letter_code": letter_codes.canonical,
        }

    def read(self, number: int, cells: Sequence[Cell]) -> ListRow | Reject:
        """The row with this number, or what is wrong with it."""
        if len(cells) != self._width:
            return Reject(number, "", f"has {len(cells)} cells where the header has {self._width}")
        try:
            return self._row(number, {name: self._text(name, cells[at]) for name, at in self._at.items()})
        except Unreadable as fault:
            name = "letter_code" if fault.field == "code" else fault.field
            value = str(cells[self._at[name]]) if self._show_values else ""
            return Reject(number, self._headers[name], fault.words, value)

    def _text(self, name: str, cell: Cell) -> str:
        if isinstance(cell, date):
            if name != "birth_date":
                raise Unreadable(name, "a date, which a spreadsheet has made of it")
            return dates.written(cell, self._date_format)
        if len(cell) > MOST_CELL:
            raise Unreadable(name, f"longer than {MOST_CELL:,} characters")
        return cell.strip()

    def _row(self, number: int, texts: Mapping[str, str]) -> ListRow:
        unkeyed: list[str] = []
        details = {name: _optional(name, form, texts, unkeyed) for name, form in self._forms.items()}
        return ListRow(
            row=number,
            person_key=_person_key(texts["person_key"]),
            categories=_kinds(texts["categories"], self._categories),
            unkeyed=tuple(unkeyed),
            **details,
        )


def _places(headers: Sequence[str], columns: Mapping[str, str], name: str) -> dict[str, int]:
    """Where our columns stand; ListFault where one is missing or there twice."""
    if len(headers) > MOST_COLUMNS:
        raise ListFault(f"{name} has {len(headers):,} columns; a list may have {MOST_COLUMNS}.")
    for ours, header in columns.items():
        if headers.count(header) > 1:
            raise ListFault(f"{name} has the column “{header}” twice.")
        if header not in headers and ours != "letter_code":
            raise ListFault(f"{name} has no column “{header}”. {_shown(headers, columns)}")
    return {ours: headers.index(header) for ours, header in columns.items() if header in headers}


def _shown(headers: Sequence[str], columns: Mapping[str, str]) -> str:
    # A first row may be a person, or have one drawn into it by a lost line end, and that is not for a screen or a log.
    known = dict.fromkeys(header for header in headers if header in columns.values())
    if not known:
        return "Its first row names none of the columns."
    others = len(headers) - len(known)
    return f"Its columns are: {', '.join(known)}{f', and {others:,} others' if others else ''}."


def _person_key(text: str) -> str:
    if not text:
        raise Unreadable("person_key", "empty")
    if not text.isprintable():
        raise Unreadable("person_key", "contains an invisible character")
    if text[0] in "=+-@":
        raise Unreadable("person_key", "begins like a formula, which a spreadsheet would run in the letters' file")
    return text


def _student_number(width: int, text: str) -> str:
    number = identifiers.student_number(text)
    if width and len(number) > width:
        raise Unreadable("student_number", f"longer than {width} digits")
    return number


def _kinds(text: str, known: frozenset[str]) -> frozenset[str]:
    named = frozenset(part.strip() for part in text.split(";") if part.strip())
    if not named:
        raise Unreadable("categories", "names no kind of information")
    if strange := named - known:
        # The ids come from the incident file; a strange one may be anything, so it is counted and not shown.
        raise Unreadable("categories", f"{len(strange)} of the kinds named here are not in the incident file")
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
