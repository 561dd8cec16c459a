"""Telephone numbers that may be rung, in one form, and the time zones in which they may be.

Only numbers of the North American plan are taken, and none of those that cost whoever rings them. Must not know: whose
number it is, and why it is rung.
"""

import re

import phonenumbers
from phonenumbers import timezone

_SEPARATORS = re.compile(r"[\s().+-]")
# Area codes of the plan that carriers charge as calls abroad: islands, numbers that follow a person or a satellite
# telephone, and 900.
_DEAR = (
    *("242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784", "809"),
    *("829", "849", "868", "869", "876", "500", "52[1-9]", "533", "544", "566", "577", "588", "700", "710", "900"),
    *("456", "600", "622", "633", "644", "655", "677", "688"),
)
# Area code and exchange begin with 2 to 9 and are no N11, the numbers of services and of the emergency one. Whoever
# rings pays for 976, and for 555-1212 in every area.
_NUMBER = re.compile(rf"1?((?!{'|'.join(_DEAR)}|\d11)[2-9]\d{{2}}(?!976|\d11|5551212)[2-9]\d{{6}})", re.ASCII)
_NOWHERE = "+18005550100"  # a number without a place: every zone of the plan is known for it, so none is


class NotANumber(Exception):
    """No telephone number of the North American plan that may be rung. It is not repeated in the sentence."""


def canonical_number(text: str) -> str:
    """A telephone number as people write it, in E.164; NotANumber."""
    digits = _SEPARATORS.sub("", text)
    found = _NUMBER.fullmatch(digits)
    if found is None:
        raise NotANumber("This is no telephone number that can be rung back.")
    return f"+1{found[1]}"


def zones_of(number: str) -> frozenset[str]:
    """The IANA zones in which this number (E.164) may be; none where nothing is known, as of a number without a place.

    A number tells where it was given out, not where its owner is: it can only add zones, never take the line's away.
    """
    zones = _known(number)
    return frozenset() if zones == _known(_NOWHERE) else zones


def _known(number: str) -> frozenset[str]:
    found = timezone.time_zones_for_number(phonenumbers.parse(number))
    return frozenset(found) - {timezone.UNKNOWN_TIMEZONE}
