"""What a caller hears when this service can't follow the call, whatever the reason.

"We can't answer that automatically", then a person when somebody answers, else the hours. It needs no database and no
key: only what was last known of the incident, or the operator's settings. It must not know what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.clock import Clock
from hotline.incidents.content import Content
from ivr.steps.facts import Facts
from ivr.steps.state import Step
from ivr.words.phrases import when_people_answer
from ivr.words.prompts import Sheet, Sheets
from ivr.words.saying import RING_TIMEOUT
from ivr.words.speech import CallPerson, HangUp, Passage, Speech


class LastResort:
    """Remembers the content last spoken on each line. `fallback_number` is dialled where nothing is remembered yet."""

    def __init__(self, *, sheets: Sheets, clock: Clock, fallback_number: str) -> None:
        self._sheets = sheets
        self._clock = clock
        self._fallback_number = fallback_number
        self._known: dict[str, Content] = {}

    def remember(self, content: Content) -> None:
        """Keep what is to be said on this incident's line when nothing else can be read."""
        self._known[content.line] = content

    def says(self, *, line: str, language: str = "") -> Speech:
        """What is said on the called `line`: in `language`, or in every language where the call's is not known."""
        content = self._known.get(line)
        spoken = [language] if language else list(content.languages if content else self._sheets)
        sheets = [self._sheets[one] for one in spoken]
        # Every language is heard before any of them says goodbye.
        farewell = tuple(sheet.prompt("last_resort.farewell") for sheet in sheets)
        number = self._number(content)
        if number:
            passages = _each(sheets, lambda sheet: (*_sorry(sheet), sheet.prompt("person.connecting")))
            return Speech(passages, CallPerson(number, timeout=RING_TIMEOUT, farewell=farewell), Step.PERSON, turn=0)
        passages = _each(sheets, lambda sheet: (*_sorry(sheet), *self._when(sheet, content)))
        return Speech((*passages, *farewell), HangUp(), Step.GOODBYE, turn=0)

    def _number(self, content: Content | None) -> str:
        """The number at which a person answers now, or "" where nobody does."""
        if content is None:
            return self._fallback_number
        return content.fallback if Facts(content, self._clock.now()).is_open else ""

    def _when(self, sheet: Sheet, content: Content | None) -> tuple[Passage, ...]:
        if content is None:
            return (sheet.prompt("last_resort.later"),)
        return when_people_answer(Facts(content, self._clock.now()), sheet), sheet.prompt("last_resort.then")


def _each(sheets: Sequence[Sheet], said: Callable[[Sheet], tuple[Passage, ...]]) -> tuple[Passage, ...]:
    """All that is said in one language, then all of it in the next."""
    return tuple(passage for sheet in sheets for passage in said(sheet))


def _sorry(sheet: Sheet) -> tuple[Passage, ...]:
    return sheet.prompt("answer.cannot_tell"), sheet.prompt("last_resort.says_nothing")
