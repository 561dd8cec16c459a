"""What an agent types, field by field, on its way to the vault.

A fault names its field and never repeats what was typed. Must not know: the call in which it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline.incidents import Content, Scheme
from lookup import Query, Unreadable

MOST = 80  # characters of a field
DATE = re.compile(r"(?P<month>\d{1,2})[/.\- ](?P<day>\d{1,2})[/.\- ](?P<year>\d{4})", re.ASCII)
KEYED_DATE = re.compile(r"(?P<month>\d{2})(?P<day>\d{2})(?P<year>\d{4})", re.ASCII)
WAYS: Mapping[str, Any] = {
    "letter_code": _l("Letter code"),
    "student_number": _l("Student number"),
    "name_desk": _l("Name"),
}


class Unusable(Exception):
    """Fields that can't be used: field → the key of what is said of it (sentences.FAULTS)."""

    def __init__(self, way: str, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.way = way
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: what it is for, an example, and what is typed into it (digits, text, date, zip)."""

    name: str
    label: str
    hint: str
    kind: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way of checking as a form."""

    name: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What was typed for one scheme, by the vault's names; birth dates ISO. Never shown."""

    scheme: str
    values: Mapping[str, str] = field(repr=False)


def ways(content: Content, *, code_digits: int) -> tuple[Way, ...]:
    """The forms of every way that the desk offers, in the order of the incident file."""
    return tuple(
        Way(scheme.name, str(WAYS[scheme.name]), tuple(_fields(scheme, code_digits)))
        for scheme in content.schemes_at("desk")
    )


def way_of(content: Content, name: str) -> Scheme:
    """The way of checking called `name`; Unusable where the desk does not offer it."""
    for scheme in content.schemes_at("desk"):
        if scheme.name == name:
            return scheme
    raise Unusable("", {"code": "way"})


def details_of(scheme: Scheme, form: Mapping[str, str], *, code_digits: int, today: date) -> Details:
    """What a form says, by the vault's names; Unusable names every field that is empty or can't be right.

    A birth date has come by `today`, that of the incident's zone.
    """
    names = ("code",) if scheme.name == "letter_code" else scheme.fields
    typed = {name: form.get(name, "").strip()[: MOST + 1] for name in names}
    digits = scheme.width if "student_number" in names else code_digits
    faults = {name: fault for name, text in typed.items() if (fault := _fault(name, text, digits=digits, today=today))}
    if faults:
        raise Unusable(scheme.name, faults)
    if "birth_date" in typed:
        typed["birth_date"] = _iso(typed["birth_date"])
    return Details(scheme.name, typed)


def query_of(incident: int, details: Details) -> Query:
    """The question to the vault; Unusable where a detail has no canonical form."""
    try:
        return Query.of(incident, details.scheme, details.values)
    except Unreadable as fault:
        raise Unusable(details.scheme, {fault.field: fault.field}) from None


def _fields(scheme: Scheme, code_digits: int) -> list[Field]:
    if scheme.name == "letter_code":
        hint = _("%(count)s digits, as printed: 4831‑0927‑5510", count=code_digits)
        return [Field("code", _("Code of the letter"), hint, "digits")]
    number = _("up to %(count)s digits; zeros at the front may be left out", count=scheme.width)
    known = {
        "student_number": Field("student_number", _("Student number"), number, "digits"),
        "last_name": Field("last_name", _("Last name"), "", "text"),
        "first_name": Field("first_name", _("First name"), "", "text"),
        "birth_date": Field("birth_date", _("Birth date"), _("month/day/year"), "date"),
        "zip": Field("zip", _("ZIP code"), _("the one that the records would have"), "zip"),
    }
    return [known[name] for name in scheme.fields]


def _fault(name: str, text: str, *, digits: int, today: date) -> str:
    if not text:
        return "missing"
    if len(text) > MOST:
        return name
    match name:
        case "student_number":
            # A letter stands for the key that it is on.
            usable = sum(letter.isalnum() for letter in text) <= digits
        case "code":
            usable = sum(letter.isdigit() for letter in text) == digits
        case "birth_date":
            usable = "" < _iso(text) <= today.isoformat()  # days written so are in their order
        case _:
            usable = True
    return "" if usable else name


def _iso(text: str) -> str:
    """A date as agents of this country type it, or as ISO has it; empty where it is none."""
    found = DATE.fullmatch(text) or KEYED_DATE.fullmatch(text)
    if found:
        return f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}"
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else ""
