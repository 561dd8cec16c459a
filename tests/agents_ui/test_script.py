"""What an agent says, beside what callers hear on the telephone, and beside what the incident says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agents_ui.script import Line, calling_back, opening, told_lines
from agents_ui.script.sheets import sheets
from hotline.calls import BY_HAND, TELEPHONE, AgentCall, Told
from ivr.words import prompts
from tests.journeys.lines import EXAMPLE

NOON = datetime(2019, 6, 3, 17, 0, tzinfo=UTC)
CALL = AgentCall(bytes(32), 1, incident=1, version=1, channel=BY_HAND, language="es", role="child", began=NOON)
ANSWERS = ("match", "no_match", "cannot_tell", "may_not_tell")
MATCH = Told("MATCH", "letter_code", categories=("name", "medical"))


def said(lines: tuple[Line, ...]) -> str:
    return " ".join(line.caller for line in lines)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_has_the_same_words_through_both_doors(language: str, answer: str) -> None:
    heard = prompts.load()[language].prompt(f"answer.{answer}").words
    spoken = sheets()[language].sentences[f"answer.{answer}"]
    # On the telephone a caller enters details; at the desk they give them.
    by_keypad = {"en": ("entered", "gave me"), "es": ("marcó", "me dio")}[language]
    assert spoken == heard.replace(*by_keypad)


@pytest.mark.parametrize("language", ["en", "es"])
def test_only_a_match_says_match(language: str) -> None:
    word = {"en": "match", "es": "coincidencia"}[language]
    speaking = {name for name, words in sheets()[language].sentences.items() if word in words.lower()}
    assert speaking == {"answer.match", "answer.no_match"}


@pytest.mark.parametrize(
    "told", [Told(name.upper(), "name_desk", gaps=gaps) for name in ANSWERS for gaps in (False, True)]
)
def test_nobody_is_ever_told_that_they_are_not_impacted(told: Told) -> None:
    for language in EXAMPLE.languages:
        words = said(told_lines(told, replace(CALL, language=language), EXAMPLE)).lower()
        assert "not impacted" not in words
        assert "no está afectad" not in words


def test_a_match_tells_kinds_what_was_not_involved_and_what_to_do() -> None:
    lines = told_lines(MATCH, CALL, EXAMPLE)
    assert [line.kind for line in lines] == ["say", "kinds", "not_involved", "do", "do", "next"]
    assert EXAMPLE.category("medical").say["es"] in lines[1].caller
    assert lines[1].english is not None
    assert EXAMPLE.category("medical").say["en"] in lines[1].english


def test_an_english_caller_has_one_column() -> None:
    lines = told_lines(MATCH, replace(CALL, language="en"), EXAMPLE)
    assert {line.english for line in (*lines, *opening(replace(CALL, language="en"), EXAMPLE, agent="Alma"))} == {None}


def test_advice_is_worded_for_whoever_calls() -> None:
    by_role = {role: said(told_lines(MATCH, replace(CALL, role=role), EXAMPLE)) for role in ("self", "child", "other")}
    assert len(set(by_role.values())) == 3
    grown_up = replace(MATCH, adult=True)
    assert said(told_lines(grown_up, CALL, EXAMPLE)) == by_role["other"]


def test_kinds_are_not_told_where_the_letter_tells_them() -> None:
    shared = said(told_lines(replace(MATCH, categories=(), shared=True), CALL, EXAMPLE))
    yes_only = said(told_lines(replace(MATCH, categories=(), letter_tells=True), CALL, EXAMPLE))
    for words in (shared, yes_only):
        assert "La carta sobre esto" in words
        assert EXAMPLE.category("medical").say["es"] not in words


def test_a_kind_that_this_version_does_not_know_is_left_to_the_letter() -> None:
    words = said(told_lines(replace(MATCH, categories=("unheard_of",)), CALL, EXAMPLE))
    assert "La carta sobre esto" in words


def test_nothing_is_asked_twice_of_whoever_comes_by_telephone() -> None:
    by_hand, unknown = replace(CALL, language="en"), replace(CALL, language="en", role="")
    assert "You have reached" in said(opening(by_hand, EXAMPLE, agent="Alma"))
    assert "Are you calling about yourself" not in said(opening(by_hand, EXAMPLE, agent="Alma"))
    assert "Are you calling about yourself" in said(opening(unknown, EXAMPLE, agent="Alma"))
    waited = said(opening(replace(by_hand, channel=TELEPHONE), EXAMPLE, agent="Alma"))
    assert waited.startswith("Thank you for waiting. My name is Alma.")


@pytest.mark.parametrize("language", ["en", "es"])
def test_whoever_is_called_back_hears_the_phrase_before_any_name(language: str) -> None:
    call = replace(CALL, language=language, channel=TELEPHONE, calls_back="00")
    words = calling_back(call, EXAMPLE, agent="Alma", phrase="4 8 3 1").caller
    assert 0 < words.index("4 8 3 1") < words.index("Alma") < words.index("Jefferson City")
    assert "Alma" in calling_back(call, EXAMPLE, agent="Alma", phrase="").caller
    assert said(opening(call, EXAMPLE, agent="Alma")).startswith(("To look", "Para buscar"))
