"""What the keys of one step mean: the keypad's grammar, and for an entry the canonical rules of the vault and the desk.

An entry that can't be one (a check digit that fails, a day that does not exist) is Unreadable here, so it is asked
again and spends nothing. It must not know where a call goes next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.followups import NotANumber, canonical_number
from ivr.steps import digits
from ivr.steps.digits import Digits, Entry, Unreadable
from ivr.steps.facts import Facts
from ivr.steps.state import ENTRIES, Step
from lookup import identifiers, letter_codes, names


def read(step: Step, keys: str, *, facts: Facts) -> Entry:
    """The keys at `step`: a birth date as YYYY-MM-DD, a name as its keys that count, a telephone number in E.164."""
    if step not in ENTRIES:
        return digits.at_menu(keys)
    entry = digits.in_entry(keys)
    if not isinstance(entry, Digits):
        return entry
    understood = _understood(step, entry.keys, facts)
    return Digits(understood) if understood else Unreadable()


def _understood(step: Step, keys: str, facts: Facts) -> str:
    """The entry, or "" where it can't be one."""
    try:
        return _READERS[step](keys, facts)
    except identifiers.Unreadable:
        return ""


def _letter_code(keys: str, _facts: Facts) -> str:
    return keys if letter_codes.well_formed(keys) else ""


def _student_number(keys: str, facts: Facts) -> str:
    identifiers.student_number(keys)
    return keys if len(keys) <= facts.student_number_width else ""


def _last_name(keys: str, _facts: Facts) -> str:
    return names.last_name(keys)


def _first_name(keys: str, _facts: Facts) -> str:
    return names.first_name(keys)


def _birth_date(keys: str, facts: Facts) -> str:
    day = digits.birth_date(keys, today=facts.today)
    if day is None:
        return ""
    identifiers.birth_date(day.isoformat())
    return day.isoformat()


def _zip(keys: str, _facts: Facts) -> str:
    return identifiers.zip_code(keys)


def _number(keys: str, _facts: Facts) -> str:
    """A telephone number as it is dialled, E.164."""
    try:
        return canonical_number(keys)
    except NotANumber:
        return ""


_READERS: Mapping[Step, Callable[[str, Facts], str]] = {
    Step.LETTER_CODE: _letter_code,
    Step.STUDENT_NUMBER: _student_number,
    Step.LAST_NAME: _last_name,
    Step.FIRST_NAME: _first_name,
    Step.BIRTH_DATE: _birth_date,
    Step.ZIP: _zip,
    Step.NUMBER: _number,
}
