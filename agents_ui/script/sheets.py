"""The sheets of the script, read once from the TOML files beside this module.

Must not know: what is said when.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ENGLISH = "en"


class ScriptFault(Exception):
    """The sheets do not fit one another; the message has a line for each fault."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every sentence in one language, by its name; `name` is what the language calls itself."""

    code: str
    name: str
    sentences: Mapping[str, str]

    def says(self, sentence: str, **values: str) -> str:
        """A sentence with its names filled in; KeyError where there is none."""
        return self.sentences[sentence].format(**values)

    def listed(self, words: tuple[str, ...]) -> str:
        """Several things in a row, as this language says them: "one, two, and three"."""
        if len(words) < 2:
            return "".join(words)
        last = self.sentences["list.last_of_two" if len(words) == 2 else "list.last"]
        return last.format(before=", ".join(words[:-1]), last=words[-1])


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every sheet by its language; ScriptFault where they do not agree with the English one."""
    found = {path.stem: _sheet(path) for path in sorted(FOLDER.glob("*.toml"))}
    if faults := [fault for one in found.values() for fault in _faults(one, like=found[ENGLISH])]:
        raise ScriptFault("\n".join(faults))
    return found


def sheet(language: str) -> Sheet:
    """The sheet in which a caller is spoken to; the English one where there is none in their language."""
    return sheets().get(language) or english()


def english() -> Sheet:
    """The sheet that every agent can read."""
    return sheets()[ENGLISH]


def language_name(code: str) -> str:
    """What a language calls itself; its code where there is no sheet in it."""
    return sheets()[code].name if code in sheets() else code


def _sheet(path: Path) -> Sheet:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    name = written.pop("name")
    return Sheet(path.stem, name=name, sentences=dict(_flat(written)))


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, sentences in table.items():
        for name, words in sentences.items():
            yield f"{group}.{name}", " ".join(words.split())


def _faults(one: Sheet, *, like: Sheet) -> Iterator[str]:
    for name in sorted(one.sentences.keys() ^ like.sentences.keys()):
        yield f"{one.code}.toml and {like.code}.toml do not both have the sentence {name}"
    for name in sorted(one.sentences.keys() & like.sentences.keys()):
        if _names(one.sentences[name]) != _names(like.sentences[name]):
            yield f"{one.code}.toml, {name}: not the same names in braces as in {like.code}.toml"


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
