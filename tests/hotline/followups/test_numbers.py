"""Numbers: what may be rung, in one form, and in which zones it may be."""

from __future__ import annotations

import pytest

from hotline.followups import NotANumber, canonical_number
from hotline.followups.numbers import zones_of


@pytest.mark.parametrize("number", ["5735550100", "(573) 555-0100", "+1 573.555.0100", "1-573-555-0100"])
def test_numbers_are_taken_as_people_write_them(number: str) -> None:
    assert canonical_number(number) == "+15735550100"


@pytest.mark.parametrize(
    "number",
    [
        *("", "911", "555 0100", "1573555010", "0735550100", "5731550100", "+44 20 7946 0000", "57355501000"),
        *("900 555 0100", "573 976 0100", "573 911 0100", "573 555 0100 x2", "٥٧٣٥٥٥٠١٠٠", "5735550100\n9"),
        *("876 555 0100", "+1 809-555-0100", "1 (473) 555 0100", "700 555 0100", "521 555 0100"),
        *("911 555 0100", "411 555 0100", "573 555 1212", "600 555 0100", "456 555 0100"),
    ],
)
def test_what_can_not_be_rung_is_refused_and_not_repeated(number: str) -> None:
    with pytest.raises(NotANumber) as refused:
        canonical_number(number)
    assert not number or number not in str(refused.value)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+15735550100", {"America/Chicago"}),
        ("+18085550100", {"Pacific/Honolulu"}),
        ("+16715550100", {"Pacific/Guam"}),
        ("+12085550100", {"America/Boise", "America/Los_Angeles"}),  # Idaho has one area code and two clocks
        ("+18885550100", set()),  # a number without a place
        ("+12215550100", set()),  # an area code that nobody has
    ],
)
def test_a_number_says_in_which_zones_it_may_be(number: str, zones: set[str]) -> None:
    assert zones_of(number) == zones
