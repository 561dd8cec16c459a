"""An answer in the words that an agent says, in the caller's language with English beside it.

Yes or no first, then the kinds, what was not involved and what to do; or what else can be tried. It must not know how
an answer was found, nor whom it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents_ui.script.sheets import ENGLISH, Sheet, english, sheet
from hotline.calls import AgentCall, Told
from hotline.followups import wording
from hotline.incidents import Category, Content, Role, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One passage to say: `kind` is say, kinds, not_involved, do or next. `english` is None where it is the same."""

    kind: str
    caller: str
    english: str | None


def opening(call: AgentCall, content: Content, *, agent: str) -> tuple[Line, ...]:
    """How a call begins; what the telephone has asked already is not asked again."""
    voice = _Voice(call.language, content)
    hello = () if call.calls_back else (voice.says("say", _hello(call), agent=agent),)
    role = () if call.role else (voice.says("say", "opening.role"),)
    return (*hello, *role, voice.says("say", "opening.consent"))


def told_lines(told: Told, call: AgentCall, content: Content) -> tuple[Line, ...]:
    """What is said of the last answer."""
    voice = _Voice(call.language, content)
    answer = voice.says("say", f"answer.{told.name.lower()}")
    if told.name == "MATCH":
        return (answer, *_kinds(told, voice), *_what_to_do(told, call, voice), voice.says("next", "after.another"))
    return (answer, *_what_else(told, voice), voice.says("next", "after.letter_offer"))


def callback_line(call: AgentCall, content: Content, *, window: Text, phrase: str) -> Line:
    """What the caller must know of a callback: when it comes, in each language, and the phrase by which it is known."""
    return _Voice(call.language, content).says("next", "callback.arranged", window=window, phrase=phrase)


def calling_back(call: AgentCall, content: Content, *, agent: str, phrase: str) -> Line:
    """How somebody is called back: the phrase that they were told comes first; whoever left a message knows none."""
    voice = _Voice(call.language, content)
    if phrase:
        return voice.says("say", "callback.back", agent=agent, phrase=phrase)
    return voice.says("say", "callback.back_message", agent=agent)


def callback_wording(language: str) -> str:
    """The id of the words with which a callback is promised in this language: to them the caller agreed."""
    return wording("callback.arranged", sheet(language).sentences["callback.arranged"])


def goodbye(call: AgentCall, content: Content) -> tuple[Line, ...]:
    """How a call ends."""
    return (_Voice(call.language, content).says("say", "closing.goodbye", number=_aloud(content.line)),)


class _Voice:
    """Says the same thing in the caller's language and in English."""

    def __init__(self, language: str, content: Content) -> None:
        self.content = content
        self._caller, self._english = sheet(language), english()
        self._language = language

    def says(self, kind: str, sentence: str, **values: str | Text) -> Line:
        """A sentence of the frame; a value may differ from language to language."""
        return self._line(kind, *(one.says(sentence, **self._known(one, values)) for one in self._both))

    def quotes(self, kind: str, text: Text) -> Line:
        """A text of the incident, whose languages may be fewer than ours."""
        caller = text.get(self._language) or self._in_english(text)
        return self._line(kind, caller, self._in_english(text))

    def lists(self, kind: str, sentence: str, texts: tuple[Text, ...]) -> Line:
        """A sentence with several texts of the incident in a row."""
        rows = (
            tuple(text.get(self._language) or self._in_english(text) for text in texts),
            tuple(map(self._in_english, texts)),
        )
        said = (one.says(sentence, kinds=one.listed(row)) for one, row in zip(self._both, rows, strict=True))
        return self._line(kind, *said)

    @property
    def _both(self) -> tuple[Sheet, Sheet]:
        return self._caller, self._english

    def _known(self, one: Sheet, values: Mapping[str, str | Text]) -> dict[str, str]:
        known = {"organisation": self.content.organisation, **values}
        return {
            name: value if isinstance(value, str) else value.get(one.code) or self._in_english(value)
            for name, value in known.items()
        }

    def _in_english(self, text: Text) -> str:
        return text.get(ENGLISH) or next(iter(text.values()))

    def _line(self, kind: str, caller: str, english_words: str) -> Line:
        return Line(kind, caller, None if caller == english_words else english_words)


def _hello(call: AgentCall) -> str:
    return "opening.hello" if call.by_hand else "opening.waited"


def _kinds(told: Told, voice: _Voice) -> Iterator[Line]:
    if told.shared:
        yield voice.says("say", "after.shared")
        return
    known = _known(told, voice.content)
    if known:
        yield voice.lists("kinds", "after.kinds", tuple(category.say for category in known))
    if told.letter_tells or not known:
        yield voice.says("say", "after.letter_tells")


def _what_to_do(told: Told, call: AgentCall, voice: _Voice) -> Iterator[Line]:
    yield voice.quotes("not_involved", voice.content.not_involved)
    known = tuple(one.id for one in _known(told, voice.content))
    if told.shared or not known:
        yield voice.quotes("do", voice.content.headings.what_you_can_do)
        return
    for text in voice.content.advice_for(known, _role_of(call, told)):
        yield voice.quotes("do", text)


def _known(told: Told, content: Content) -> tuple[Category, ...]:
    """The kinds that this version of the incident can name; its letter names the others."""
    return tuple(category for category in content.categories if category.id in told.categories)


def _what_else(told: Told, voice: _Voice) -> Iterator[Line]:
    if told.sealed and voice.content.blind:
        yield voice.quotes("say", voice.content.blind)
    elif told.name == "NO_MATCH" and told.gaps:
        yield voice.says("next", "after.no_match_gaps")
    else:
        yield voice.says("next", f"after.{told.name.lower()}")


def _role_of(call: AgentCall, told: Told) -> Role:
    """A parent of somebody grown up hears the words for another person; what is told is the same."""
    if told.adult or call.role not in ("self", "child"):
        return "other"
    return "self" if call.role == "self" else "child"


def _aloud(number: str) -> str:
    """A telephone number (E.164) as people of North America read it aloud; others as they are."""
    found = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return "-".join(found.groups()) if found else number
