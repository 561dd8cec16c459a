"""What the keys of one step mean: the keypad's grammar, and for an entry the canonical rules of the vault.

An entry that can't be one (a check digit that fails, a day that does not exist) is Unreadable here, so it is asked
again and spends nothing. It must not know where a call goes next.
"""

from __future__ import annotations

from ivr import digits
from ivr.digits import Digits, Entry, Unreadable
from ivr.facts import Facts
from ivr.state import ENTRIES, Step
from lookup import identifiers, letter_codes


def read(step: Step, keys: str, *, facts: Facts) -> Entry:
    """The keys pressed at `step`; a birth date comes back as YYYY-MM-DD, a number as it was keyed."""
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
        match step:
            case Step.LETTER_CODE:
                return keys if letter_codes.well_formed(keys) else ""
            case Step.STUDENT_NUMBER:
                identifiers.student_number(keys)
                return keys if len(keys) <= facts.student_number_width else ""
        day = digits.birth_date(keys, today=facts.today)
        if day:
            identifiers.birth_date(day.isoformat())
    except identifiers.Unreadable:
        return ""
    return day.isoformat() if day else ""
