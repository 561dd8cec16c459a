"""The prompt sheets: every word of the frame, one TOML file a language, and how digits are spoken.

Adding a language is adding a file. Checked when they are read: each sheet has the same prompts with the same
placeholders, so a call never finds a hole. It must not know which prompt is said when.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ivr.words.speech import Passage

FOLDER = Path(__file__).parent / "prompts"


class PromptsFault(Exception):
    """The sheets do not fit together; the message names every prompt that is wrong."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One language: its voice, its prompts by key, such as "menu.ask", and the addresses of those that are recorded."""

    language: str
    voice: str
    code: str
    prompts: Mapping[str, str]
    recordings: Mapping[str, str] = field(default_factory=dict)

    def prompt(self, name: str, /, **values: object) -> Passage:
        """The prompt `name` with its placeholders filled; KeyError for a name or placeholder that is not there."""
        said = self.quote(self.prompts[name].format_map(values))
        return replace(said, recording=self.recordings[name]) if name in self.recordings else said

    def quote(self, words: str) -> Passage:
        """Words that are not ours, such as an incident's, in this sheet's voice."""
        return Passage(" ".join(words.split()), voice=self.voice, code=self.code)

    def listed(self, words: tuple[str, ...]) -> str:
        """Several things in a row, as this language says them: "one, two, and three"."""
        if len(words) < 2:
            return "".join(words)
        last = self.prompts["list.last_of_two" if len(words) == 2 else "list.last"]
        return last.format(before=", ".join(words[:-1]), last=words[-1])


Sheets = Mapping[str, Sheet]


@cache
def load(folder: Path = FOLDER) -> Sheets:
    """Every sheet in `folder` by language, as it was first read; PromptsFault where they disagree with the English."""
    sheets = {path.stem: _sheet(path) for path in sorted(folder.glob("*.toml"))}
    faults = [fault for sheet in sheets.values() for fault in _faults(sheet, like=sheets["en"])]
    if faults:
        raise PromptsFault("\n".join(faults))
    return sheets


def placeholders(prompt: str) -> set[str]:
    """The names in braces of a prompt."""
    return {name for _, name, _, _ in string.Formatter().parse(prompt) if name is not None}


def spoken(digits: str, *, group: int = 3) -> str:
    """Digits one by one in groups, a lone last digit joined to the group before: "8 6 6, 7 7 5, 4 2 0 9"."""
    bounds = [*range(0, len(digits), group), len(digits)]
    if len(digits) > group and len(digits) % group == 1:
        bounds.pop(-2)
    return ", ".join(" ".join(digits[start:end]) for start, end in pairwise(bounds))


def spoken_number(number: str) -> str:
    """A telephone number (E.164) as people of North America say it; others with their country code."""
    return spoken(number.removeprefix("+1").removeprefix("+"))


def _sheet(path: Path) -> Sheet:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    voice, code = written.pop("voice"), written.pop("code")
    return Sheet(path.stem, voice=voice, code=code, prompts=dict(_flat(written)))


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, prompts in table.items():
        for name, words in prompts.items():
            yield f"{group}.{name}", " ".join(words.split())


def _faults(sheet: Sheet, *, like: Sheet) -> Iterator[str]:
    for key in sorted(sheet.prompts.keys() ^ like.prompts.keys()):
        yield f"{sheet.language}.toml and {like.language}.toml do not both have the prompt {key}"
    for key in sorted(sheet.prompts.keys() & like.prompts.keys()):
        if placeholders(sheet.prompts[key]) != placeholders(like.prompts[key]):
            yield f"{sheet.language}.toml, {key}: not the same placeholders as in {like.language}.toml"
