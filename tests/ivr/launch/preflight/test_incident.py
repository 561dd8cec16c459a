"""The incident: can callers be answered, and is no way too easy to guess?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.incidents.hours import Holidays
from ivr.launch.preflight import Level, incident
from lookup.registers.register import Status
from tests.ivr.fakes import settings
from tests.ivr.incidents import CONTENT, FALLBACK, LINE, SHEETS

ANSWERS = Status(staged=None, published=2, serial=2, people=3_500, pages=40)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "reasons", "level"),
    [
        (ANSWERS, (), Level.OK),
        (replace(ANSWERS, staged=3), (), Level.WARNING),
        (replace(ANSWERS, published=None), (), Level.FAIL),
        (ANSWERS, ("The key “pepper” can't be read.",), Level.FAIL),
    ],
)
def test_a_register_answers_or_not(status: Status, reasons: tuple[str, ...], level: Level) -> None:
    assert incident.register(status, reasons).level is level


def test_a_weak_way_fails_with_its_arithmetic() -> None:
    weak = tuple(replace(scheme, reason="") for scheme in CONTENT.schemes)
    content = replace(CONTENT, schemes=weak, exposed_fields=("student_number",))
    (found,) = incident.schemes(content, people=3_500, code_digits=12)
    assert found.level is Level.FAIL
    assert "student_number tells every kind, and 10 guesses among 365 values find it in 2.7% of tries." in found.says


def test_a_way_with_its_reason_is_well() -> None:
    (found,) = incident.schemes(CONTENT, people=3_500, code_digits=12)
    assert found.level is Level.OK


def test_a_line_without_letters_is_thought_about() -> None:
    assert incident.letters(CONTENT, ANSWERS).level is Level.OK
    without = replace(CONTENT, schemes=CONTENT.schemes[1:])
    assert incident.letters(without, ANSWERS).level is Level.WARNING


def test_somebody_is_rung(tmp_path: Path) -> None:
    chosen = settings(tmp_path, "sqlite:///none", fallback_number=FALLBACK)
    assert incident.person(CONTENT, chosen).level is Level.OK
    assert incident.person(CONTENT, replace(chosen, fallback_number="")).level is Level.WARNING
    assert incident.person(replace(CONTENT, fallback=LINE), chosen).level is Level.FAIL


def test_every_language_has_its_prompts() -> None:
    assert incident.languages(CONTENT, SHEETS).level is Level.OK
    assert incident.languages(replace(CONTENT, languages=("en", "tlh")), SHEETS).level is Level.FAIL


@pytest.mark.parametrize(
    ("named", "level"),
    [
        (Holidays(country="US", subdivision="MO"), Level.OK),
        (Holidays(), Level.WARNING),
    ],
)
def test_public_holidays_are_known(named: Holidays, level: Level) -> None:
    content = replace(CONTENT, hours=replace(CONTENT.hours, holidays=named))
    assert incident.holidays(content, NOW).level is level


def test_holidays_of_a_year_that_nobody_knows_are_missed() -> None:
    named = replace(CONTENT.hours, holidays=Holidays(country="US", subdivision="MO"))
    far = datetime(1500, 1, 1, tzinfo=UTC)
    assert incident.holidays(replace(CONTENT, hours=named), far).level is Level.FAIL
