"""The call that README tells: every sentence is one that the line says, and the keys are those of a made-up person."""

import csv
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from hotline.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "jcps-2019"
CALL = re.search(r"## A call.*?```\n(.*?)```", (PROJECT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
FILLED_IN = re.compile(r"\\{\w+\\}")


def texts_of(tree: Any) -> Iterator[str]:
    """Every text of a TOML file, on one line."""
    match tree:
        case str():
            yield " ".join(tree.split())
        case dict():
            for inner in tree.values():
                yield from texts_of(inner)
        case list():
            for inner in tree:
                yield from texts_of(inner)


def sentences_in(text: str) -> list[str]:
    # Neither "8 a.m. to" nor "p.m. Central Time" is an end of a sentence.
    ends = re.compile(r"(?<=[.?])(?<!\.m\.) (?=[A-Z])")
    return [sentence for part in text.split("…") for sentence in ends.split(part.strip())]


def said() -> list[str]:
    """What the README's line says, sentence by sentence."""
    assert CALL, "README begins with a call"
    lines = re.findall(r"^(?:line|    )   (.*)$", CALL[1], re.MULTILINE)
    return [sentence for line in lines for sentence in sentences_in(line) if sentence]


def test_every_sentence_of_the_call_is_one_that_the_line_says() -> None:
    sources = [*(PROJECT / "ivr" / "words" / "prompts").glob("*.toml"), EXAMPLE / "incident.toml"]
    texts = [text for source in sources for text in texts_of(tomllib.loads(source.read_text(encoding="utf-8")))]
    sentences = [sentence for text in texts for sentence in sentences_in(text)]
    # A frame with hardly a word of its own ("{before}, and {last}") would let anything pass.
    worded = [sentence for sentence in sentences if len(re.sub(r"\{\w+\}", "", sentence)) > 10]
    sayable = [FILLED_IN.sub(".+", re.escape(sentence)) for sentence in worded]
    assert len(said()) > 20
    assert [sentence for sentence in said() if not any(re.fullmatch(one, sentence) for one in sayable)] == []


def test_the_keys_are_those_of_a_made_up_person_with_the_kinds_that_are_told() -> None:
    with (EXAMPLE / "people-demo.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["student_number"], row["birth_date"]): row["categories"] for row in csv.DictReader(file)}
    assert CALL
    number, day = re.findall(r"she presses (\d{8,})#", CALL[1])
    content = tomllib.loads((EXAMPLE / "incident.toml").read_text(encoding="utf-8"))
    spoken = {category["id"]: category["say"]["en"] for category in content["categories"]}
    kinds = [spoken[kind] for kind in rows[number, f"{day[4:]}-{day[:2]}-{day[2:4]}"].split(";")]
    told = next(sentence for sentence in said() if sentence.startswith("This information"))
    assert re.findall("|".join(spoken.values()), told) == kinds
