"""The words of the frame: complete in every language, short, calm, and never mistaken for an answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivr.words import prompts
from ivr.words.prompts import PromptsFault, Sheet
from tests.ivr.incidents import SHEETS

ENGLISH, SPANISH = SHEETS["en"].prompts, SHEETS["es"].prompts
EVERY = [(language, key, words) for language, sheet in SHEETS.items() for key, words in sheet.prompts.items()]
CORES = {
    "answer.match": "we found a match",
    "answer.no_match": "we did not find a match for the details you entered",
    "answer.cannot_tell": "we can't answer that automatically",
    "answer.may_not_tell": "we can't give that answer on this call",
}
NEVER = re.compile(
    r"not (be )?(impacted|affected|involved|included)|wrong|invalid|error|failed"
    r"|no (está|fue) afectad|equivocad|incorrect",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("key", "core"), CORES.items())
def test_the_four_answers_have_their_fixed_words(key: str, core: str) -> None:
    assert core in ENGLISH[key]


def test_only_the_answers_say_the_word_for_a_found_entry() -> None:
    with_the_word = {key for _, key, words in EVERY if re.search(r"match|coincid", words, re.IGNORECASE)}
    assert with_the_word == {"answer.match", "answer.no_match"}


@pytest.mark.parametrize(("language", "key", "words"), EVERY)
def test_no_prompt_blames_or_says_no(language: str, key: str, words: str) -> None:
    assert not NEVER.search(words), f"{language}: {key}"


@pytest.mark.parametrize(("language", "key", "words"), EVERY)
def test_what_a_key_is_for_and_the_key_are_one_phrase(language: str, key: str, words: str) -> None:
    presses = re.findall(r"(\S+) (?:press|oprima) (?:\d|star|pound|asterisco|la tecla|\{key\})", words)
    for before in presses:
        assert before[-1] not in ".?!:;", f"{language}: {key}: {before}"


@pytest.mark.parametrize(("language", "key", "words"), EVERY)
def test_a_prompt_is_short(language: str, key: str, words: str) -> None:
    assert len(words.split()) <= 45, f"{language}: {key} has {len(words.split())} words"
    assert len(words) <= 3000


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_the_menu_names_five_things_and_the_likeliest_first(sheet: Sheet) -> None:
    for rung in ("ask", "short", "example"):
        options = re.findall(r"(?:press|oprima) (\d)", sheet.prompts[f"menu.{rung}"])
        assert list(dict.fromkeys(options)) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("rung", ["ask", "short", "example"])
@pytest.mark.parametrize("entry", ["letter_code", "student_number", "birth_date"])
def test_an_entry_asks_for_one_detail_and_says_how_long_it_is(entry: str, rung: str) -> None:
    words = ENGLISH[f"{entry}.{rung}"]
    named = [detail for detail in ("letter code", "student number", "birth date") if detail in words]
    assert named == [entry.replace("_", " ")]
    assert "{count} digits" in words or "8 digits" in words


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_the_words_are_easy(sheet: Sheet) -> None:
    longest = [len(sentence.split()) for words in sheet.prompts.values() for sentence in re.split(r"[.?!:;]", words)]
    assert max(longest) <= 24


def test_the_read_back_is_confirmed_in_the_words_of_the_design() -> None:
    assert "If that is correct, press 1; to enter it again, press 2" in ENGLISH["read_back.ask"]
    assert "Are you calling about yourself, about your child, or for another person?" in ENGLISH["role.ask"]


def test_spanish_speaks_to_the_caller_with_respect() -> None:
    for key, words in SPANISH.items():
        assert not re.search(r"\b(tú|tu|tus|presiona|oprime|marca|tienes|puedes|llama)\b", words), key


def test_spanish_names_a_topic_as_spanish_does() -> None:
    assert [key for key, words in SPANISH.items() if re.search(r"Para (qué|cartas)\b|su hijo (?!o hija)", words)] == []


def sheets_in(folder: Path, en: str, es: str) -> Path:
    head = 'voice = "Polly.X"\ncode = "en-US"\n'
    for language, words in (("en", en), ("es", es)):
        (folder / f"{language}.toml").write_text(f"{head}[a]\n{words}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("en", "es", "fault"),
    [
        ('b = "x"\nc = "y"', 'b = "x"', r"es\.toml and en\.toml do not both have the prompt a\.c"),
        ('b = "x"', 'b = "x"\nc = "y"', r"do not both have the prompt a\.c"),
        ('b = "{hours}"', 'b = "x"', r"es\.toml, a\.b: not the same placeholders"),
    ],
)
def test_a_hole_in_a_language_is_found_when_the_sheets_are_read(tmp_path: Path, en: str, es: str, fault: str) -> None:
    with pytest.raises(PromptsFault, match=fault):
        prompts.load(sheets_in(tmp_path, en, es))


@pytest.mark.parametrize(
    ("digits", "group", "words"),
    [
        ("483109275510", 4, "4 8 3 1, 0 9 2 7, 5 5 1 0"),
        ("1234567890", 3, "1 2 3, 4 5 6, 7 8 9 0"),
        ("8667754", 3, "8 6 6, 7 7 5 4"),
        ("12345", 3, "1 2 3, 4 5"),
        ("1", 3, "1"),
        ("", 3, ""),
    ],
)
def test_digits_are_spoken_one_by_one_in_groups(digits: str, group: int, words: str) -> None:
    assert prompts.spoken(digits, group=group) == words


def test_a_number_is_spoken_as_people_say_it() -> None:
    assert prompts.spoken_number("+18667754209") == "8 6 6, 7 7 5, 4 2 0 9"
    assert prompts.spoken_number("+34911234567") == "3 4 9, 1 1 2, 3 4 5, 6 7"


def test_things_in_a_row() -> None:
    english, spanish = SHEETS["en"], SHEETS["es"]
    assert english.listed(("a",)) == "a"
    assert english.listed(("a", "b")) == "a and b"
    assert english.listed(("a", "b", "c")) == "a, b, and c"
    assert spanish.listed(("a",)) == "a"
    assert spanish.listed(("a", "b", "c")) == "a, b, y también c"


def test_spanish_is_right_before_a_thing_that_begins_with_i() -> None:
    assert SHEETS["es"].listed(("dirección", "información médica")) == "dirección y también información médica"
