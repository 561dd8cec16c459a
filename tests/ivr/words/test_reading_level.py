"""The frame of the call is at most for grade eight, group by group and whole; in Spanish it is "normal" at least."""

import re
from collections.abc import Iterator

import pytest

from ivr.words import prompts
from tests import reading

SHEETS = prompts.load()
# Scraps that are only said inside other prompts are no sentences of their own.
GROUPS = sorted({key.split(".")[0] for key in SHEETS["en"].prompts} - {"list"})


def words(language: str, group: str) -> Iterator[str]:
    """The prompts of one group without what is filled in: digits, hours and kinds are the incident's own words."""
    for key, prompt in SHEETS[language].prompts.items():
        if key.split(".")[0] == group:
            yield re.sub(r"\{\w+\}", "", prompt)


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_of_english_prompts_is_for_readers_of_grade_eight(group: str) -> None:
    assert reading.grade(words("en", group)) <= reading.HARDEST_GRADE


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_of_spanish_prompts_is_easy_enough(group: str) -> None:
    assert reading.ease(words("es", group)) >= reading.LEAST_EASE


def test_the_whole_frame_is_easier_still() -> None:
    assert reading.grade(text for group in GROUPS for text in words("en", group)) <= 5
    assert reading.ease(text for group in GROUPS for text in words("es", group)) >= reading.FAIRLY_EASY
