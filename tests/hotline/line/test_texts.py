"""Every text of an incident has one place, is read there, and is laid over there and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.incidents import Content, IncidentFileError, read
from hotline.incidents.changes import between
from hotline.incidents.file import held_to_the_rules, written
from hotline.line import Change, Group, NoSuchText, laid_over, path_of, place, places, text_at
from hotline.line.texts import stale, tidy, with_texts
from tests.journeys.lines import EXAMPLE

WORDS = {"en": "Other words.", "es": "Otras palabras."}
WITH_BLIND = replace(EXAMPLE, blind=WORDS)
PATHS = [one.path for one in places(WITH_BLIND)]


def test_every_text_that_the_file_asks_for_has_a_place() -> None:
    groups = {one.group for one in places(WITH_BLIND)}
    assert groups == set(Group)
    assert len(PATHS) == len(set(PATHS)) == 2 + 5 + 4 + 2 + 5 + 5 * 3 + 10 * 2
    assert "blind" not in {one.path for one in places(EXAMPLE)}


@pytest.mark.parametrize("path", PATHS)
def test_a_text_is_changed_at_its_place_alone(path: str) -> None:
    changed = with_texts(WITH_BLIND, {path: {"en": "Another one.", "es": "Otra."}})
    assert text_at(changed, path) == {"en": "Another one.", "es": "Otra."}
    assert [one for one in PATHS if text_at(changed, one) != text_at(WITH_BLIND, one)] == [path]
    told = between(WITH_BLIND, changed)
    assert (len(told.changed), told.new, told.gone) == (1, (), ())
    assert with_texts(changed, {path: text_at(WITH_BLIND, path)}) == WITH_BLIND


@pytest.mark.parametrize(
    "path",
    [
        *("", "slug", "line", "hours.spoken", "headings", "headings.hours", "advice.watch_accounts", "advice.x.mother"),
        *("categories", "categories.name.say", "questions.hacked", "questions.hacked.id", "columns.zip", "limits.x"),
    ],
)
def test_nothing_else_is_a_text(path: str) -> None:
    with pytest.raises(NoSuchText):
        place(path)


def test_a_place_says_how_much_may_be_said_there() -> None:
    assert (place("greeting").most, place("greeting").whole) == (25, True)
    assert (place("categories.medical").most, place("categories.medical").whole) == (12, False)


def test_a_question_comes_and_goes_with_its_texts() -> None:
    asked = with_texts(EXAMPLE, {"questions.new_one.ask": WORDS, "questions.new_one.answer": WORDS})
    assert asked.questions[-1].id == "new_one"
    assert held_to_the_rules(asked, before=EXAMPLE) == asked
    assert with_texts(asked, {"questions.new_one.ask": None, "questions.new_one.answer": None}) == EXAMPLE


def test_kinds_and_advice_are_the_file_s() -> None:
    with pytest.raises(KeyError):
        with_texts(EXAMPLE, {"categories.shoe_size": WORDS})


def test_a_change_is_stale_once_its_text_is_another() -> None:
    change = {"greeting": Change(text_at(EXAMPLE, "greeting"), WORDS)}
    assert stale(EXAMPLE, change) == ()
    after = laid_over(EXAMPLE, change)
    assert after.greeting == WORDS
    assert stale(after, change) == ("greeting",)


def faulty(path: str, words: str) -> Content:
    return with_texts(WITH_BLIND, {path: {"en": words, "es": "Bien dicho."}})


@pytest.mark.parametrize("path", [one for one in PATHS if place(one).whole])
def test_a_fault_is_told_at_the_text_that_has_it(path: str) -> None:
    content = faulty(path, "This is a match.")
    with pytest.raises(IncidentFileError) as refused:
        read(written(content))
    assert (path, "en") in {path_of(fault, content) for fault in refused.value.faults}


def test_a_fault_of_no_text_is_told_of_none() -> None:
    long = with_texts(EXAMPLE, {"not_involved": {"en": "word " * 59 + "end.", "es": "Bien."}})
    with pytest.raises(IncidentFileError) as refused:
        read(written(long))
    assert {path_of(fault, long) for fault in refused.value.faults} == {("", "")}


def test_words_are_kept_tidy() -> None:
    assert tidy({"en": " Two\n\twords \x07. ", "es": " \n "}) == {"en": "Two words ."}
    assert tidy({"en": "", "es": ""}) is None
    assert tidy(None) is None
