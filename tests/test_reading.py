"""Syllables are counted as they are said, and the formulas are those of their authors."""

import pytest

from tests.reading import ease, english_syllables, grade, spanish_syllables


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "the made closed months through please moved you'd school"),
        (2, "letter people person going student number moment statement something careful"),
        (3, "another computer telephone messages"),
        (4, "information identity"),
    ],
)
def test_english_syllables(syllables: int, words: str) -> None:
    assert {word: english_syllables(word) for word in words.split()} == dict.fromkeys(words.split(), syllables)


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "que quién bien hay u y seis"),
        (2, "carta lea guerra siete causa cuya fuera usted"),
        (3, "línea había persona oeste recibió"),
        (4, "policía todavía estudiante significa"),
        (5, "investigación educativos"),
    ],
)
def test_spanish_syllables(syllables: int, words: str) -> None:
    assert {word: spanish_syllables(word) for word in words.split()} == dict.fromkeys(words.split(), syllables)


def test_grades_are_those_of_the_formula() -> None:
    """Six words of one syllable in a sentence: 0.39 · 6 + 11.8 - 15.59."""
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    assert grade(["Go.", "The cat sat on the mat."]) == pytest.approx(0.39 * 3.5 + 11.8 - 15.59)


def test_ease_is_that_of_the_formula() -> None:
    assert ease(["El sol da luz."]) == pytest.approx(206.835 - 62.3 - 4)


def test_an_hour_ends_no_sentence_and_a_number_is_no_word() -> None:
    assert grade(["We go at 8 a.m. or so."]) == grade(["We go at am or so."])
