"""How the hours, holidays and closures of an incident file must fit one another.

Looks only at what has the expected shape. Knows nothing of lines or files, nor what is closed now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeGuard

from hotline.incidents.file.documents import Document, entries, rows, table
from hotline.incidents.file.faults import Path
from hotline.incidents.file.shapes import Found
from hotline.incidents.hours import WEEKDAYS, public_holidays

_OUT_OF_TURN = (("closures", "closure"), ("openings", "opening"))


def faults(document: Document) -> Iterator[Found]:
    """Everything in which the times disagree."""
    hours = table(document, "hours")
    if hours and not hours.keys() & set(WEEKDAYS):
        yield ("hours",), 'no day has hours; give at least one, like monday = ["08:00-17:30"]'
    days = table(hours, "holidays")
    for place, day in enumerate(entries(days, "closed_on")):
        if day in entries(days, "open_on"):
            yield ("hours", "holidays", "closed_on", place), f"{day} is in open_on too"
    yield from _subdivision(days)
    for name, noun in _OUT_OF_TURN:
        yield from _stretches(document, name, noun)


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


def _stretches(document: Document, name: str, noun: str) -> Iterator[Found]:
    """Each ends after it begins, and no two hold at once: callers could not be told both."""
    earlier: list[tuple[datetime, datetime]] = []
    for path, row in rows(document, name):
        begins, ends = row.get("begins"), row.get("ends")
        if not _local(begins) or not _local(ends):
            continue
        if ends <= begins:
            yield (*path, "ends"), f"lies not after {begins}, when this {noun} begins"
            continue
        yield from _overlaps(path, (begins, ends), earlier, noun=noun)
        earlier.append((begins, ends))


def _overlaps(
    path: Path, span: tuple[datetime, datetime], earlier: list[tuple[datetime, datetime]], *, noun: str
) -> Iterator[Found]:
    begins, ends = span
    for other_begins, other_ends in earlier:
        if begins < other_ends and other_begins < ends:
            yield (*path, "begins"), f"lies within the {noun} that begins {other_begins}; they must not overlap"


def _local(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and value.tzinfo is None
