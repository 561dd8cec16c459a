"""Canonical forms: whatever a caller keys, an agent types or a list holds becomes the same bytes, or is refused.

`VERSION` is sealed into every register and must change with any change of these
rules, so that a register keyed by other rules is never asked.
Must not know: keys, hashes, or who asks.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

VERSION = 1
# ITU-T E.161: the digit on whose key a letter stands.
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_STUDENT_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z]{1,32}")
_MANGLED = re.compile(r"[0-9]+E[0-9]+")  # 8E09 was 8000000000 once
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_LISTED_ZIP = re.compile(r"([0-9]{3,5})(?:-?[0-9]{4})?")  # a spreadsheet writes 00501 as 501
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# Dates that registries write where they know none.
_PLACEHOLDER_DATES = frozenset({date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1), date(9999, 12, 31)})
_YEARS = range(1900, 2100)


class Unreadable(ValueError):
    """A detail that has no canonical form: `field` names it, `words` say why and never show the value."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field
        self.words = words


class Placeholder(Unreadable):
    """A detail that is well formed and says nothing, such as 1900-01-01."""


def student_number(text: str, *, width: int = 0) -> str:
    """Digits, padded on the left to `width`: letters become the keys they are on, spaces and hyphens go."""
    compact = re.sub(r"[ \-]", "", _folded("student_number", text).upper())
    if not _STUDENT_NUMBER.fullmatch(compact):
        raise Unreadable("student_number", "not a student number")
    if _MANGLED.fullmatch(compact):
        raise Unreadable("student_number", "looks like a number that a spreadsheet has shortened")
    digits = compact.translate(KEYPAD)
    if set(digits) <= {"0"} or (len(digits) > 3 and set(digits) <= {"9"}):
        raise Placeholder("student_number", "a placeholder, not a student number")
    return digits.lstrip("0").rjust(width, "0")


def birth_date(text: str) -> str:
    """YYYYMMDD from an ISO date; Unreadable for impossible days, Placeholder for those that registries make up."""
    found = _ISO_DATE.fullmatch(_folded("birth_date", text))
    if not found:
        raise Unreadable("birth_date", "not a date written as YYYY-MM-DD")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as fault:
        raise Unreadable("birth_date", "a day that does not exist") from fault
    if day in _PLACEHOLDER_DATES:
        raise Placeholder("birth_date", "a placeholder, not a birth date")
    if day.year not in _YEARS:
        raise Unreadable("birth_date", "not a year of birth")
    return day.strftime("%Y%m%d")


def zip_code(text: str) -> str:
    """The five digits of a ZIP code, ZIP+4 folded to them; Unreadable for anything else."""
    return _zip_code(_ZIP, text)


def listed_zip_code(text: str) -> str:
    """The same for a list, whose ZIP codes may have lost their leading noughts. Placeholder: a code of elsewhere."""
    try:
        return _zip_code(_LISTED_ZIP, text)
    except Unreadable as fault:
        raise Placeholder(fault.field, fault.words) from None


def _zip_code(form: re.Pattern[str], text: str) -> str:
    found = form.fullmatch(re.sub(r"\s", "", _folded("zip", text)))
    if not found:
        raise Unreadable("zip", "not a ZIP code of five digits")
    digits = found[1].rjust(5, "0")
    if digits in {"00000", "99999"}:
        raise Placeholder("zip", "a placeholder, not a ZIP code")
    return digits


def encode(scheme: str, fields: Sequence[str], *, version: int = VERSION) -> bytes:
    """The bytes that are hashed: every part has its length before it, so that no two lists of fields are alike."""
    parts = [part.encode() for part in (scheme, str(version), *fields)]
    return b"NL1" + b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def digits_of(field: str, text: str) -> str:
    """The digits of `text` without spaces and hyphens, full-width ones folded; Unreadable for anything else."""
    compact = re.sub(r"[ \-]", "", _folded(field, text))
    if not re.fullmatch(r"[0-9]{1,64}", compact):
        raise Unreadable(field, "not a number")
    return compact


def _folded(field: str, text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()  # nearly every cell of a million rows; none of what follows would change it
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in text):
        raise Unreadable(field, "contains an invisible character")
    return unicodedata.normalize("NFKC", text).strip()
