"""What the example says can be understood at one hearing: grade eight at most, in Spanish "normal" at least.

The kinds of information and the names of offices are what they are; all whole sentences are measured.
"""

from collections.abc import Iterator

import pytest

from hotline.incidents import ROLES, Content, Text, load
from hotline.settings import PROJECT
from tests import reading


def texts(content: Content) -> Iterator[tuple[str, list[Text]]]:
    """The spoken sentences by the place where they are said."""
    for part in (content.headings, content.letters):
        yield from ((name, [getattr(part, name)]) for name in part.__slots__)
    for role in ROLES:
        yield f"advice to {role}", [content.not_involved, *(advice.do[role] for advice in content.advice)]
    yield "questions", [text for question in content.questions for text in (question.ask, question.answer)]
    yield "closures", [closure.say for closure in content.closures]
    yield "greeting and news", [content.greeting, *(closure.say for closure in content.closures)]


CONTENT = load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
GROUPS = dict(texts(CONTENT))
by_group = pytest.mark.parametrize("group", GROUPS)


@by_group
def test_english_is_for_readers_of_grade_eight(group: str) -> None:
    assert reading.grade(text["en"] for text in GROUPS[group]) <= reading.HARDEST_GRADE


@by_group
def test_spanish_is_easy_enough(group: str) -> None:
    assert reading.ease(text["es"] for text in GROUPS[group]) >= reading.LEAST_EASE


def test_the_whole_is_easier_than_its_hardest_part() -> None:
    whole = [text for group in GROUPS.values() for text in group]
    assert reading.grade(text["en"] for text in whole) <= reading.HARDEST_GRADE - 1
    assert reading.ease(text["es"] for text in whole) >= reading.FAIRLY_EASY


def test_a_lawyers_letter_would_be_too_hard() -> None:
    letter = "Notification of unauthorised acquisition of personally identifiable information is hereby provided."
    carta = "Por la presente se notifica la adquisición no autorizada de información personalmente identificable."
    assert reading.grade([letter]) > 2 * reading.HARDEST_GRADE
    assert reading.ease([carta]) < reading.LEAST_EASE / 2
