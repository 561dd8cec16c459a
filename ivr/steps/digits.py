"""The grammar of the keypad: what a run of keys means at a menu, in an entry, and as a date.

Pure. It must not know which step of a call is listening, nor what an entry is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

KEYS = re.compile(r"[0-9*#]{0,64}", re.ASCII)  # what a keypad can have produced


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was pressed."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something was pressed that means nothing here."""


@dataclass(frozen=True, slots=True)
class Person:
    """0, alone: a person, please."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """9, alone: say that again."""


@dataclass(frozen=True, slots=True)
class Back:
    """`*` at a menu: one step back."""


@dataclass(frozen=True, slots=True)
class MoreTime:
    """`*` anywhere in an entry: ask again, and wait longer between keys."""


@dataclass(frozen=True, slots=True)
class Digits:
    """Keys to be read by the step: one at a menu, several in an entry. Never shown, not even in a traceback."""

    keys: str

    def __repr__(self) -> str:
        return "Digits(…)"


Entry = Silence | Unreadable | Person | Repeat | Back | MoreTime | Digits


def at_menu(keys: str) -> Entry:
    """One key at a menu."""
    match keys:
        case "":
            return Silence()
        case "0":
            return Person()
        case "9":
            return Repeat()
        case "*":
            return Back()
        case _ if len(keys) == 1 and keys.isdigit():
            return Digits(keys)
    return Unreadable()


def in_entry(keys: str) -> Entry:
    """A run of keys, ended by `#` (which the carrier keeps for itself) or by a silence."""
    match keys.removesuffix("#"):
        case "":
            return Silence()
        case "0":
            return Person()
        case "9":
            return Repeat()
        case run if "*" in run:
            return MoreTime()
        case run if run.isdigit():
            return Digits(run)
    return Unreadable()


def birth_date(keys: str, *, today: date) -> date | None:
    """The day that MMDDYYYY names; None for a day that does not exist, has not come yet, or lies before 1900."""
    if not re.fullmatch(r"[0-9]{8}", keys):
        return None
    try:
        day = date(int(keys[4:]), int(keys[:2]), int(keys[2:4]))
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= today else None
