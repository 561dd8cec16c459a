"""What a text must be before a telephone may say it.

The words that the four answers keep for themselves, lengths, numbers. Knows texts, not where they stand in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MOST_CHARACTERS = 3000  # a voice takes no more in one go
WORDS_PER_SECOND = 2.5
_SENTENCE_END = re.compile(r"[.!?][\"'”»)]*$")
_LONG_NUMBER = re.compile(r"\d{5,}|\d{3}[-. )]{1,2}\d{3}[-. ]\d{4}")
# These stems belong to the four answers alone: a caller who hears one elsewhere would take it for an answer.
_KEPT_FOR_ANSWERS = ("match", "coincid")


@dataclass(frozen=True, slots=True)
class Speech:
    """A place for spoken words: whole `sentence`s or a `phrase` said among others; `words` is the most it may have."""

    form: Literal["sentence", "phrase"]
    words: int

    def wrong(self, value: object) -> Iterator[str]:
        """What is wrong with one text in one language."""
        if not isinstance(value, str) or not value.strip():
            yield "must be words"
            return
        yield from self._too_long(value)
        yield from self._form(value.strip())
        yield from _unspeakable(value)

    def _too_long(self, value: str) -> Iterator[str]:
        count = len(value.split())
        if count > self.words:
            seconds = self.words / WORDS_PER_SECOND
            yield f"has {count} words; at most {self.words} (about {seconds:.0f} seconds) can be listened to here"
        if len(value) > MOST_CHARACTERS:
            yield f"has {len(value):,} characters; a voice takes at most {MOST_CHARACTERS:,}"

    def _form(self, value: str) -> Iterator[str]:
        ends = bool(_SENTENCE_END.search(value))
        if self.form == "sentence" and not ends:
            yield "must be whole sentences that end with a full stop, so that the voice pauses"
        if self.form == "phrase" and (ends or ";" in value):
            yield 'must be a phrase without a full stop or ";": it is said among others'


def _unspeakable(value: str) -> Iterator[str]:
    for stem in _KEPT_FOR_ANSWERS:
        if stem in value.casefold():
            yield f'contains "{stem}", which only an answer may say; use another word'
    if _LONG_NUMBER.search(value):
        yield 'has a long number; put spaces between its digits, "8 6 6, 7 7 5", or the voice reads it as thousands'
    if any(not character.isprintable() and character not in "\n\r\t" for character in value):
        yield "has a character that can't be spoken or printed"
