"""What changes in a text, word by word; and every fault that a rule can find, in the language of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from agents_ui.pages import TRANSLATIONS
from agents_ui.supervision.line import faults
from agents_ui.supervision.line.differences import Run, of, runs
from hotline.incidents import Closure, Content, Emergency, IncidentFileError, read
from hotline.incidents.file import written
from hotline.incidents.hours import Holidays, Span
from hotline.line import Change
from tests.hotline.line.test_times import at
from tests.journeys.lines import EXAMPLE


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("one two three four", "one two three four", [("stays", "one two three four")]),
        (
            "one two three four",
            "one two 3 four",
            [("stays", "one two"), ("goes", "three"), ("comes", "3"), ("stays", "four")],
        ),
        ("one two three", "one two three four", [("stays", "one two three"), ("comes", "four")]),
        ("one two three four", "one two three", [("stays", "one two three"), ("goes", "four")]),
        ("all of it is gone", "and it comes anew", [("goes", "all of it is gone"), ("comes", "and it comes anew")]),
        ("", "new", [("comes", "new")]),
        ("old", "", [("goes", "old")]),
    ],
)
def test_what_goes_what_comes_and_what_stays(before: str, after: str, told: list[tuple[str, str]]) -> None:
    assert list(runs(before, after)) == [Run(fate, words) for fate, words in told]  # type: ignore[arg-type]


def test_only_languages_in_which_something_changes_are_shown() -> None:
    change = Change({"en": "One.", "es": "Uno."}, {"en": "One more word.", "es": "Uno."})
    (shown,) = of(change, ("en", "es"))
    assert (shown.language, shown.heard, shown.count, shown.seconds) == ("en", "One more word.", 3, 2)
    assert [one.heard for one in of(Change({"en": "One."}, None), ("en",))] == [""]


SAY = {"en": "Closed.", "es": "Cerrado."}
LATE, EARLY = at("2019-08-02 08:00"), at("2019-08-01 08:00")


def greeting(words: str) -> Content:
    return replace(EXAMPLE, greeting={"en": words, "es": "Hola."})


def hours(**days: object) -> Content:
    return replace(EXAMPLE, hours=replace(EXAMPLE.hours, **days))  # type: ignore[arg-type]


WRONG = {
    "unspoken": replace(EXAMPLE, greeting={"en": "Hello."}),
    "foreign": replace(EXAMPLE, greeting={"en": "Hello.", "es": "Hola.", "fr": "Salut."}),
    "long": greeting("word " * 26 + "."),
    "endless": greeting("w" * 3001 + "."),
    "no sentence": greeting("Hello"),
    "an answer": greeting("A match."),
    "a number": greeting("Call 5735550142."),
    "no letters": greeting("Hello \x07."),
    "no phrase": replace(EXAMPLE, organisation={"en": "The school.", "es": "la escuela"}),
    "no hours": hours(weekly={}),
    "crossing": hours(weekly={"monday": (Span(0, 60), Span(30, 90))}),
    "no country": hours(holidays=Holidays("XX")),
    "no state": hours(holidays=Holidays("US", "XX")),
    "no country beside": hours(holidays=Holidays("", "MO")),
    "open and closed": hours(holidays=Holidays(closed_on=(LATE.date(),), open_on=(LATE.date(),))),
    "twice": hours(holidays=Holidays(closed_on=(LATE.date(), LATE.date()))),
    "backwards": replace(EXAMPLE, closures=(Closure(LATE, EARLY, SAY),)),
    "over one another": replace(EXAMPLE, closures=(Closure(EARLY, LATE, SAY), Closure(EARLY, LATE, SAY))),
    "too many": replace(EXAMPLE, closures=tuple(Closure(EARLY, LATE, SAY) for _ in range(101))),
    "a long answer": replace(EXAMPLE, not_involved={"en": "word " * 59 + "end.", "es": "Bien."}),
    "no question": replace(EXAMPLE, questions=(replace(EXAMPLE.questions[0], ask={}),)),
    "no news": replace(EXAMPLE, emergency=Emergency(LATE, {})),
}


@pytest.fixture(scope="module")
def pages() -> Flask:
    app = Flask(__name__)
    Babel(app, default_translation_directories=TRANSLATIONS)
    return app


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("what", WRONG)
def test_every_rule_has_its_sentence(pages: Flask, what: str, language: str) -> None:
    with pytest.raises(IncidentFileError) as refused:
        read(written(WRONG[what]))
    with pages.test_request_context(), force_locale(language):
        told = [str(faults.told(fault)) for fault in refused.value.faults]
        assert told
        assert "This can't be used." not in told, [fault.words for fault in refused.value.faults]
        assert not any("%(" in sentence for sentence in told)
