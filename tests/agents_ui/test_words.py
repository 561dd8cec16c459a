"""Every sentence of the desk's pages stands in the catalogue, and in Spanish."""

import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from hotline.settings import PROJECT

SPANISH = PROJECT / "agents_ui/translations/es/LC_MESSAGES/messages.po"
TEMPLATES = sorted((PROJECT / "agents_ui/templates").glob("*.html"))
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>", re.DOTALL)
SEEN = re.compile(r">([^<>]*[a-z]{2,}[^<>]*)<|\b(?:aria-label|title|placeholder|alt)=\"([^\"]*[a-z]{2,}[^\"]*)\"")
KEYS = {"Alt", "Esc", "Enter"}  # what stands on a keyboard stays


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="es")


def spoken(message: Message) -> tuple[str, ...]:
    """The sentence of a message, and its plural where it has one."""
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def translated(message: Message) -> tuple[str, ...]:
    """What stands for it in Spanish, one for each plural."""
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make words` finds in templates and views."""
    found = tmp_path_factory.mktemp("words") / "words.pot"
    program = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml", "-k", "_l"]
    subprocess.run([*program, "-o", str(found), "."], cwd=PROJECT, check=True)
    return catalogue(found)


@pytest.fixture(scope="module")
def spanish() -> list[Message]:
    return [message for message in catalogue(SPANISH) if message.id]


def test_every_sentence_stands_in_the_catalogue_and_no_other(gathered: Catalog, spanish: list[Message]) -> None:
    wanted = {spoken(message) for message in gathered if message.id}
    kept = {spoken(message) for message in spanish}
    assert len(wanted) > 100
    assert (wanted - kept, kept - wanted) == (set(), set()), "run `make words` and translate what is new"


def test_nothing_is_untranslated_or_guessed(spanish: list[Message]) -> None:
    assert [message.id for message in spanish if message.fuzzy or not all(translated(message))] == []


def test_a_translation_keeps_the_places_of_the_sentence(spanish: list[Message]) -> None:
    wrong = [
        text
        for message in spanish
        for text in translated(message)
        if set(PLACES.findall(text)) != set(PLACES.findall(spoken(message)[-1]))
    ]
    assert wrong == []


def test_what_the_pages_read_is_compiled_from_the_catalogue(spanish: list[Message]) -> None:
    with SPANISH.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    stale = []
    for message in spanish:
        one, *more = spoken(message)
        first, *_, last = (*translated(message), translated(message)[-1])
        read = (
            (compiled.ngettext(one, more[0], 1), compiled.ngettext(one, more[0], 2))
            if more
            else (compiled.gettext(one),)
        )
        stale += [one for told, kept in zip(read, (first, last), strict=False) if told != kept]
    assert stale == [], "run `make words`"


def bare(template: Path) -> Iterator[str]:
    """What a template shows without asking the catalogue."""
    text = CODE.sub("", template.read_text(encoding="utf-8"))
    for shown, labelled in SEEN.findall(text):
        words = (shown or labelled).strip()
        if words and words not in KEYS:
            yield words


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_past_the_catalogue(template: Path) -> None:
    assert list(bare(template)) == []
