"""How the parts of an incident file must fit one another: what no single value can show.

Reads a document that may be wrong in any other way, so it looks only at what has the expected shape; the shapes
themselves are told elsewhere. Knows nothing of lines or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hotline.incidents.content import ROLES, SCHEMES
from hotline.incidents.file.checks import nearest
from hotline.incidents.file.faults import Path
from hotline.incidents.file.shapes import Found
from hotline.incidents.file.speech import WORDS_PER_SECOND
from hotline.incidents.hours import WEEKDAYS, public_holidays

ANSWER_SECONDS: Final = 60
FRAME_WORDS: Final = 25  # what the telephone itself says around the kinds and the advice
ANSWER_WORDS: Final = int(ANSWER_SECONDS * WORDS_PER_SECOND) - FRAME_WORDS

Document = Mapping[str, object]


def faults(document: Document) -> Iterator[Found]:
    """Everything in which the parts disagree."""
    yield from _numbers(document)
    yield from _hours(document)
    for rows, key in (("categories", "id"), ("advice", "id"), ("questions", "id"), ("schemes", "name")):
        yield from _twice(document, rows, key)
    yield from _advice(document)
    yield from _schemes(document)
    yield from _columns(document)
    yield from _answer_length(document)


def _rows(document: Document, name: str) -> list[tuple[Path, dict[str, Any]]]:
    """The rows of a table that are tables themselves, with their paths."""
    return [((name, place), row) for place, row in enumerate(_entries(document, name)) if isinstance(row, dict)]


def _table(around: Mapping[str, object], name: str) -> dict[str, Any]:
    table = around.get(name)
    return table if isinstance(table, dict) else {}


def _entries(around: Mapping[str, object], name: str) -> list[Any]:
    entries = around.get(name)
    return entries if isinstance(entries, list) else []


def _listed(row: Mapping[str, object], name: str) -> list[str]:
    return [entry for entry in _entries(row, name) if isinstance(entry, str)]


def _numbers(document: Document) -> Iterator[Found]:
    if "line" in document and document["line"] == document.get("fallback_number"):
        yield ("fallback_number",), "rings this line itself; give a number where people answer"


def _hours(document: Document) -> Iterator[Found]:
    hours = _table(document, "hours")
    if hours and not hours.keys() & set(WEEKDAYS):
        yield ("hours",), 'no day has hours; give at least one, like monday = ["08:00-17:30"]'
    days = _table(hours, "holidays")
    for place, day in enumerate(_entries(days, "closed_on")):
        if day in _entries(days, "open_on"):
            yield ("hours", "holidays", "closed_on", place), f"{day} is in open_on too"
    yield from _subdivision(days)


def _subdivision(days: Mapping[str, Any]) -> Iterator[Found]:
    country, subdivision = days.get("country", ""), days.get("subdivision", "")
    path = ("hours", "holidays", "subdivision")
    if subdivision and not country:
        yield path, "needs a country beside it"
    elif isinstance(country, str) and isinstance(subdivision, str):
        try:
            public_holidays(country, subdivision, 2026)
            known = True
        except NotImplementedError:
            known = False
        if not known and _country_is_known(country):
            yield path, f'the holidays of "{subdivision}" in "{country}" are not known; use a code like "MO"'


def _country_is_known(country: str) -> bool:
    try:
        public_holidays(country, "", 2026)
    except NotImplementedError:
        return False
    return True


def _twice(document: Document, rows: str, key: str) -> Iterator[Found]:
    seen: list[object] = []
    for path, row in _rows(document, rows):
        if key in row and row[key] in seen:
            yield (*path, key), f'"{row[key]}" stands in {rows} twice'
        seen.append(row.get(key))


def _advice(document: Document) -> Iterator[Found]:
    written = [row["id"] for _, row in _rows(document, "advice") if isinstance(row.get("id"), str)]
    wanted: set[str] = set()
    for path, row in _rows(document, "categories"):
        for place, advice in enumerate(_listed(row, "advice")):
            wanted.add(advice)
            if advice not in written:
                yield (*path, "advice", place), f'there is no advice "{advice}"{nearest(advice, written)}'
    for path, row in _rows(document, "advice"):
        if isinstance(row.get("id"), str) and row["id"] not in wanted:
            yield (*path, "id"), f'no category uses the advice "{row["id"]}", so nobody would hear it'


def _schemes(document: Document) -> Iterator[Found]:
    rows = _rows(document, "schemes")
    if rows and not any("telephone" in _listed(row, "doors") for _, row in rows):
        yield ("schemes",), "no scheme is offered on the telephone, so callers could check nothing"
    for path, row in rows:
        numbered = row.get("name") == "student_number"
        if numbered and "width" not in row:
            yield (*path, "width"), "is missing: how many digits a student number has"
        if not numbered and "width" in row:
            yield (*path, "width"), "only student_number has a width"
        if numbered and row.get("disclosure") == "full" and not row.get("reason"):
            yield (*path, "reason"), "is missing: others can know these details too; write why all kinds may be told"


def _columns(document: Document) -> Iterator[Found]:
    columns = _table(document, "columns")
    for _, row in _rows(document, "schemes"):
        name = row.get("name")
        for field in SCHEMES.get(name, ()) if isinstance(name, str) else ():
            if columns and field not in columns:
                yield ("columns", field), f"is missing: the scheme {name} needs it"
    seen: dict[object, str] = {}
    for column, header in columns.items():
        if isinstance(header, str) and header in seen:
            yield ("columns", column), f'"{header}" is the column of {seen[header]} already'
        elif isinstance(header, str):
            seen[header] = column


def _answer_length(document: Document) -> Iterator[Found]:
    """The longest answer: a person with every category. Nobody listens to more than a minute."""
    for language in _listed(document, "languages"):
        always = _words(document.get("not_involved"), language)
        always += sum(_words(row.get("say"), language) for _, row in _rows(document, "categories"))
        for role in ROLES:
            advice = sum(_words(_table(row, "do").get(role), language) for _, row in _rows(document, "advice"))
            if always + advice > ANSWER_WORDS:
                longest = (
                    f'the longest answer (every category, role {role}, in "{language}") has {always + advice} words'
                )
                yield ("advice",), f"{longest}; one minute has room for {ANSWER_WORDS}: shorten advice or not_involved"


def _words(text: object, language: str) -> int:
    words = text.get(language) if isinstance(text, dict) else None
    return len(words.split()) if isinstance(words, str) else 0
