"""Letter codes: the number in a notice by which its reader is recognised, with one check digit.

A code is drawn from the incident's letters key and the person's key in the list, so a corrected list or a second import
gives everybody the code that was already mailed. The last digit is Damm's, which finds every single wrong digit and
every swap of two neighbours (H. M. Damm, 2004).
Must not know: the list, the register.
"""

import math

from hotline.sealing import digest
from lookup.identifiers import Unreadable, digits_of

FEWEST_DIGITS = 11  # without the check digit
SHORTEST = FEWEST_DIGITS + 1
_GROUP = 4
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class NotACode(Unreadable):
    """Digits that no letter can show: a check digit or a length that is wrong. Nobody has them."""


def canonical(text: str) -> str:
    """The digits of a code as read or typed, hyphens and spaces gone; NotACode unless the check digit holds."""
    digits = digits_of("code", text)
    if not well_formed(digits):
        raise NotACode("code", "not a letter code: a digit is wrong, missing or too many")
    return digits


def well_formed(digits: str) -> bool:
    """Whether `digits` (hyphens and spaces allowed) can be a code: long enough, no leading 0, check digit right."""
    compact = digits.replace("-", "").replace(" ", "")
    return (
        compact.isascii()
        and compact.isdigit()
        and len(compact) > FEWEST_DIGITS
        and compact[0] != "0"
        and check_digit(compact) == "0"
    )


def check_digit(digits: str) -> str:
    """Damm's digit for `digits`; "0" for digits that already end in theirs."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def length(people: int, wrong_codes: int) -> int:
    """How many digits a code needs, check digit included, so that `wrong_codes` guesses find one in 100 times."""
    # The first digit has nine values and each of the others ten.
    needed = math.ceil(math.log10(100 * max(people, 1) * wrong_codes / 9)) + 1
    return max(FEWEST_DIGITS, needed) + 1


def draw(letters_key: bytes, incident_id: int, person_key: str, *, number: int, digits: int) -> str:
    """The `number`-th code (0, 1, … after a clash) of one person, `digits` long, check digit included."""
    seed = digest(letters_key, str(incident_id).encode(), person_key.encode(), str(number).encode())
    free = digits - 1
    # The first digit is 1–9: a spreadsheet would drop a leading nought. 256 bits make the remainder's bias nothing.
    first = 10 ** (free - 1)
    payload = str(first + int.from_bytes(seed, "big") % (9 * first))
    return payload + check_digit(payload)


def printed(code: str) -> str:
    """The code as a letter shows it: 4831-0927-5510."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
