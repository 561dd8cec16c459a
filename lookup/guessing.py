"""How likely a stranger's guesses find what a way of checking tells: the arithmetic behind "this way is too weak".

Pure. A stranger is taken to know a lot: the name of whom they ask about, the year of birth, and every field that stood
in the files that got out. What is left are values to guess among; how often may be guessed, the limits say. A way that
tells every kind of information should lose to no more than one stranger in a hundred.
Must not know: the register, who asks, and what a check answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.incidents import Content, Limits, Scheme
from hotline.incidents.content import DOOR_OF_NAMES, EXPOSABLE
from lookup.names import MOST_SPELLINGS

LIFETIME_DAYS = 365  # a line is open for months; a year is on the safe side
MOST = 0.01

# Into how many values a field divides the people among whom a stranger looks, if it was not in the files. A name is
# known to whoever asks about somebody. A ZIP code hardly divides the people of one place. A birth date in a known year
# is one of 365.
_VALUES: Mapping[str, int] = {"last_name": 1, "first_name": 1, "zip": 1, "birth_date": 365}
# By what a limit knows one person again (`Query.subject`).
_SUBJECT: Mapping[str, tuple[str, ...]] = {"student_number": ("student_number",)}


@dataclass(frozen=True, slots=True)
class Odds:
    """What a stranger has in the whole life of the line: `guesses` that the limits allow, among `values` left."""

    scheme: str
    guesses: int
    values: int

    @property
    def chance(self) -> float:
        """From 0 to 1: that one of the guesses is right."""
        return min(1.0, self.guesses / self.values)

    @property
    def too_likely(self) -> bool:
        """Over one in a hundred."""
        return self.chance > MOST


def odds(scheme: Scheme, content: Content, *, people: int, code_digits: int) -> Odds:
    """The odds against a way of checking. `people`: individuals on the list; `code_digits` with the check digit."""
    if scheme.name == "letter_code":
        return _of_codes(content.limits, people=people, digits=code_digits)
    known = {*content.exposed_fields, "last_name", "first_name"} & set(EXPOSABLE)
    values = math.prod(_values(field, scheme) for field in scheme.fields if field not in known)
    if known.issuperset(_SUBJECT.get(scheme.name, ())):
        # The limit of one person stops the stranger. Each door counts by itself, and so does each spelling of a name.
        pools = len(scheme.doors) * (MOST_SPELLINGS if scheme.name in DOOR_OF_NAMES else 1)
        return Odds(scheme.name, content.limits.failures_per_subject * pools, values)
    # Each guess is another number, so no person's limit sees them together: what stops them is the limit of a day.
    return Odds(scheme.name, _checks_per_day(content.limits, people) * LIFETIME_DAYS, values)


def too_weak(content: Content, *, people: int, code_digits: int) -> tuple[Odds, ...]:
    """The ways that tell every kind, can be guessed too easily, and for which the incident file gives no reason."""
    full = [scheme for scheme in content.schemes if scheme.disclosure == "full" and not scheme.reason]
    found = [odds(scheme, content, people=people, code_digits=code_digits) for scheme in full]
    return tuple(one for one in found if one.too_likely)


def _of_codes(limits: Limits, *, people: int, digits: int) -> Odds:
    # Any code of anybody is a find, so the codes are shared out among the people. The last digit follows from the
    # others, and the first is never 0.
    codes = 9 * 10 ** (digits - 2)
    return Odds("letter_code", limits.wrong_letter_codes, max(1, codes // max(1, people)))


def _values(field: str, scheme: Scheme) -> int:
    return 10**scheme.width if field == "student_number" else _VALUES[field]


def _checks_per_day(limits: Limits, people: int) -> int:
    return max(limits.checks_per_day_floor, people * limits.checks_per_day_percent // 100)
