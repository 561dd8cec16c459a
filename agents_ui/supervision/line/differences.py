"""What a draft changes, word by word: what goes, what comes, what stays.

Pure. Must not know: what a text is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from hotline.incidents import Text
from hotline.line import Change

Fate = Literal["stays", "goes", "comes"]
WORDS_A_SECOND = 2.5
MUCH_THE_SAME = 0.6  # below, so little stays that both are read more easily as a whole
_WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words, and what becomes of them."""

    fate: Fate
    words: str


@dataclass(frozen=True, slots=True)
class InOneLanguage:
    """A text before and after, in one language: the runs of it, and what is heard then and for how long."""

    language: str
    runs: Sequence[Run]
    heard: str
    count: int

    @property
    def seconds(self) -> int:
        """How long a voice takes, rounded up."""
        return -int(-self.count // WORDS_A_SECOND)


def of(change: Change, languages: Sequence[str]) -> list[InOneLanguage]:
    """What a change does in each language that it changes."""
    found = []
    for language in languages:
        before, after = _in(change.before, language), _in(change.after, language)
        if before != after:
            found.append(InOneLanguage(language, list(runs(before, after)), after, len(after.split())))
    return found


def runs(before: str, after: str) -> Iterator[Run]:
    """From the one text to the other, in the order in which both are read."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    steps = matcher.get_opcodes() if matcher.ratio() >= MUCH_THE_SAME else [("replace", 0, len(old), 0, len(new))]
    for what, old_from, old_to, new_from, new_to in steps:
        if what == "equal":
            yield Run("stays", _joined(new[new_from:new_to]))
            continue
        if old_to > old_from:
            yield Run("goes", _joined(old[old_from:old_to]))
        if new_to > new_from:
            yield Run("comes", _joined(new[new_from:new_to]))


def _in(text: Text | None, language: str) -> str:
    return (text or {}).get(language, "")


def _joined(words: Sequence[str]) -> str:
    return "".join(words).strip()
