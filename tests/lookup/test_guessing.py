"""The arithmetic of guessing, by numbers that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline import incidents
from hotline.incidents import Content, Disclosure, Door, Limits, Scheme
from hotline.settings import PROJECT
from lookup import letter_codes
from lookup.guessing import Odds, odds, too_weak

EXAMPLE = incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
PHONE: tuple[Door, ...] = ("telephone",)
BOTH: tuple[Door, ...] = ("telephone", "desk")


def scheme(name: str, *, doors: tuple[Door, ...] = PHONE, width: int = 0, reason: str = "") -> Scheme:
    return Scheme(name, doors, disclosure="full", reason=reason, width=width)


def content(*schemes: Scheme, exposed: tuple[str, ...], limits: Limits | None = None) -> Content:
    return replace(EXAMPLE, schemes=schemes, exposed_fields=exposed, limits=limits or Limits())


def judged(one: Scheme, *exposed: str, people: int = 3_500) -> Odds:
    return odds(one, content(one, exposed=exposed), people=people, code_digits=12)


def test_where_the_number_got_out_ten_guesses_meet_365_birthdays() -> None:
    number = scheme("student_number", width=10)
    assert judged(number, "student_number") == Odds("student_number", 10, 365)
    assert round(judged(number, "student_number").chance, 4) == 0.0274


def test_each_door_has_a_pool_of_its_own() -> None:
    assert judged(scheme("student_number", width=10, doors=BOTH), "student_number").guesses == 20


def test_where_number_and_birthday_got_out_one_guess_is_enough() -> None:
    assert judged(scheme("student_number", width=10), "student_number", "birth_date").chance == 1.0


def test_where_nothing_got_out_numbers_are_tried_day_after_day() -> None:
    # 200 checks a day for a year, among 10 000 numbers and 365 birthdays
    assert judged(scheme("student_number", width=4)) == Odds("student_number", 73_000, 3_650_000)
    assert judged(scheme("student_number", width=4)).too_likely
    assert not judged(scheme("student_number", width=10)).too_likely


def test_a_longer_list_allows_more_checks_a_day() -> None:
    assert judged(scheme("student_number", width=10), people=100_000).guesses == 5_000 * 365


@pytest.mark.parametrize("name", ["name", "name_desk"])
def test_a_name_is_known_to_whoever_asks_about_it_and_a_zip_code_is_no_secret(name: str) -> None:
    named = replace(scheme(name), zip=True)
    assert judged(named) == Odds(name, 80, 365)  # it may be stored in eight spellings, and each is counted apart


@pytest.mark.parametrize("people", [1, 200, 3_500, 1_000_000])
def test_a_code_as_long_as_we_print_it_is_strong(people: int) -> None:
    code, limits = scheme("letter_code"), Limits()
    digits = letter_codes.length(people, limits.wrong_letter_codes)
    assert not odds(code, content(code, exposed=(), limits=limits), people=people, code_digits=digits).too_likely


def test_codes_are_shared_out_among_the_people() -> None:
    # 9 × 10^10 codes of 11 digits and a check digit, among 3 500 people
    assert judged(scheme("letter_code")) == Odds("letter_code", 10_000, 90_000_000_000 // 3_500)


def test_a_weak_way_that_tells_all_is_named_unless_the_file_says_why() -> None:
    weak = scheme("student_number", width=10)
    assert [one.scheme for one in too_weak(content(weak, exposed=("student_number",)), people=200, code_digits=12)] == [
        "student_number"
    ]
    reasoned = replace(weak, reason="the notice promises it")
    assert too_weak(content(reasoned, exposed=("student_number",)), people=200, code_digits=12) == ()


@pytest.mark.parametrize("disclosure", ["ordinary", "yes_no", "blind"])
def test_a_weak_way_that_tells_less_may_be(disclosure: Disclosure) -> None:
    weak = replace(scheme("student_number", width=10), disclosure=disclosure)
    assert too_weak(content(weak, exposed=("student_number",)), people=200, code_digits=12) == ()


def test_the_example_gives_its_reason() -> None:
    assert odds(EXAMPLE.schemes[1], EXAMPLE, people=3_500, code_digits=12).too_likely
    assert too_weak(EXAMPLE, people=3_500, code_digits=12) == ()
