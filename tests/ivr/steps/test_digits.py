"""What keys mean at a menu, in an entry, and as a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ivr import entries
from ivr.steps import digits
from ivr.steps.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.facts import Facts
from ivr.steps.state import Step
from tests.ivr.incidents import CONTENT, LETTER_CODE, OPEN, WHEN_OPEN

TODAY = date(2019, 6, 3)


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ("", Silence()),
        ("0", Person()),
        ("9", Repeat()),
        ("*", Back()),
        ("1", Digits("1")),
        ("8", Digits("8")),
        ("#", Unreadable()),
        ("11", Unreadable()),
        ("00", Unreadable()),
    ],
)
def test_one_key_at_a_menu(keys: str, meaning: Entry) -> None:
    assert digits.at_menu(keys) == meaning


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ("", Silence()),
        ("#", Silence()),
        ("0", Person()),
        ("0#", Person()),
        ("9", Repeat()),
        ("*", MoreTime()),
        ("12*34", MoreTime()),
        ("1*#", MoreTime()),
        ("00", Digits("00")),
        ("1234", Digits("1234")),
        ("1234#", Digits("1234")),
        ("12#34", Unreadable()),
    ],
)
def test_a_run_of_keys_in_an_entry(keys: str, meaning: Entry) -> None:
    assert digits.in_entry(keys) == meaning


@pytest.mark.parametrize("words", ["0" * 65, "12a", "１２", "1 2", "1\n", "٣"])
def test_what_no_keypad_can_have_sent(words: str) -> None:
    assert not digits.KEYS.fullmatch(words)


def test_sixty_four_keys_are_keys() -> None:
    assert digits.KEYS.fullmatch("0123456789*#" * 5 + "0123")


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ("05172009", date(2009, 5, 17)),
        ("02292008", date(2008, 2, 29)),
        ("02292009", None),
        ("13012009", None),
        ("00002009", None),
        ("5172009", None),
        ("051720090", None),
        ("06042019", None),
        ("06032019", date(2019, 6, 3)),
        ("12311899", None),
    ],
)
def test_a_birth_date_is_a_day_that_has_been(keys: str, day: date | None) -> None:
    assert digits.birth_date(keys, today=TODAY) == day


@pytest.mark.parametrize(
    ("step", "keys", "meaning"),
    [
        (Step.MENU, "1", Digits("1")),
        (Step.LETTER_CODE, LETTER_CODE, Digits(LETTER_CODE)),
        (Step.LETTER_CODE, LETTER_CODE[:-1] + "1", Unreadable()),
        (Step.LETTER_CODE, LETTER_CODE[:11], Unreadable()),
        (Step.LETTER_CODE, "0", Person()),
        (Step.STUDENT_NUMBER, "1234567890", Digits("1234567890")),
        (Step.STUDENT_NUMBER, "12345", Digits("12345")),
        (Step.STUDENT_NUMBER, "12345678901", Unreadable()),
        (Step.STUDENT_NUMBER, "0000000000", Unreadable()),
        (Step.BIRTH_DATE, "05172009", Digits("2009-05-17")),
        (Step.BIRTH_DATE, "02302009", Unreadable()),
        (Step.BIRTH_DATE, "01011900", Unreadable()),
        (Step.BIRTH_DATE, "*", MoreTime()),
    ],
)
def test_each_step_reads_its_own_entry(step: Step, keys: str, meaning: Entry) -> None:
    assert entries.read(step, keys, facts=WHEN_OPEN) == meaning


def test_the_incident_says_how_long_a_student_number_is() -> None:
    short = tuple(replace(way, width=6) if way.name == "student_number" else way for way in CONTENT.schemes)
    facts = Facts(replace(CONTENT, schemes=short), OPEN)
    assert entries.read(Step.STUDENT_NUMBER, "1234567", facts=facts) == Unreadable()
