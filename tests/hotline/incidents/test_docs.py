"""docs/incident-file.md tells every key of the incident file, and nothing that the file does not have."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

import pytest

from hotline.incidents import Limits
from hotline.incidents.content import DISCLOSURES, DOORS, SCHEMES
from hotline.incidents.file.agreement import ANSWER_WORDS
from hotline.incidents.file.layout import FILE
from hotline.incidents.file.reading import MOST_BYTES
from hotline.incidents.file.shapes import Rows, Several, Shape, Spoken, Table, Value, faults
from hotline.incidents.file.speech import MOST_CHARACTERS
from hotline.incidents.limits import HIGHEST
from hotline.incidents.list_format import DATE_FORMATS, DELIMITERS, ENCODINGS
from hotline.settings import PROJECT

PAGE = (PROJECT / "docs" / "incident-file.md").read_text(encoding="utf-8")


class Explained(NamedTuple):
    """One row of a table of the page."""

    needed: str
    kind: str
    example: str


def explained() -> dict[str, Explained]:
    rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if re.match(r"\| `[a-z_.]+` \|", line)
    )
    return {key.strip("`"): Explained(needed, kind, example.strip("`")) for key, needed, kind, _, example in rows}


def keys(shape: Shape, name: str = "") -> Iterator[tuple[str, Shape]]:
    if name:
        yield name, shape
    if isinstance(shape, Table | Rows):
        for key, inner in shape.keys.items():
            yield from keys(inner, f"{name}.{key}".lstrip("."))


ROWS = explained()
SHAPES = dict(keys(FILE))


def test_every_key_is_explained_and_no_other() -> None:
    assert ROWS.keys() == SHAPES.keys()


@pytest.mark.parametrize("key", SHAPES)
def test_what_is_needed_is_told(key: str) -> None:
    assert ROWS[key].needed == ("yes" if SHAPES[key].required else "no")


@pytest.mark.parametrize("key", [key for key, shape in SHAPES.items() if isinstance(shape, Spoken)])
def test_lengths_of_texts_are_told(key: str) -> None:
    shape = SHAPES[key]
    assert isinstance(shape, Spoken)
    form = {"sentence": "sentences", "phrase": "phrase"}[shape.speech.form]
    assert ROWS[key].kind == f"{form}, ≤ {shape.speech.words} words"


@pytest.mark.parametrize("key", [key for key, shape in SHAPES.items() if isinstance(shape, Rows)])
def test_how_many_rows_there_may_be_is_told(key: str) -> None:
    shape = SHAPES[key]
    assert isinstance(shape, Rows)
    assert ROWS[key].kind == f"tables, ≤ {shape.most}"


@pytest.mark.parametrize("key", [key for key, shape in SHAPES.items() if isinstance(shape, Value | Several | Spoken)])
def test_every_example_would_be_accepted(key: str) -> None:
    example = tomllib.loads(f"value = {ROWS[key].example}")["value"]
    value = {"en": example} if isinstance(SHAPES[key], Spoken) else example
    assert not list(faults(SHAPES[key], value, languages=["en"]))


def test_defaults_and_bounds_of_the_limits_are_told() -> None:
    for limit, default in asdict(Limits()).items():
        told = ROWS[f"limits.{limit}"]
        if limit == "shared_numbers":
            assert told.example == "[]"
        else:
            assert int(told.example) == default
            assert told.kind == f"whole number, 1 to {HIGHEST[limit]:,}"


def test_the_numbers_in_the_sentences_are_those_of_the_code() -> None:
    assert f"at most {MOST_BYTES // 1024} KiB" in PAGE
    assert f"never over {MOST_CHARACTERS:,} characters" in PAGE
    assert f"together have at most {ANSWER_WORDS} words" in PAGE


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("schemes.name", tuple(SCHEMES)),
        ("schemes.doors", DOORS),
        ("schemes.disclosure", DISCLOSURES),
        ("list.date_format", DATE_FORMATS),
        ("list.encoding", ENCODINGS),
        ("list.delimiter", DELIMITERS),
    ],
)
def test_the_known_words_are_told(key: str, known: tuple[str, ...]) -> None:
    told = ROWS[key].kind.replace("<code>&#124;</code>", "`|`")
    assert re.findall(r"`([^`]+)`", told) == list(known)
