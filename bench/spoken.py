"""How long a caller is on the telephone until yes or no: counted from the words, not measured.

A voice says 2.5 words a second, a key takes 0.7 s, and after each prompt a caller needs 1 s to react. A newcomer
listens until the own key was said; the most patient one hears every prompt to its end; whoever has called before cuts
in at once, as a line that listens while it speaks allows. Must not know: how long a machine takes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.figures import Figure
from hotline import incidents
from hotline.incidents.content import Content
from hotline.settings import PROJECT
from ivr import entries
from ivr.steps import flow
from ivr.steps.events import Answered
from ivr.steps.facts import Facts
from ivr.steps.state import Step
from ivr.words import prompts
from ivr.words.prompts import Sheets
from ivr.words.saying import says

WORDS_A_SECOND = 2.5
SECONDS_A_KEY = 0.7
SECONDS_TO_REACT = 1.0
OFFER = r"(?:press|oprima) {key}"
LETTER_CODE = "483109275510"
# What is keyed at each step; at menus the key of the way that is measured.
KEYED = {
    Step.MENU: "1",
    Step.ROLE: "1",
    Step.LETTER_CODE: LETTER_CODE + "#",
    Step.STUDENT_NUMBER: "7316904825#",
    Step.READ_BACK: "1",
    Step.LAST_NAME: "56739#",
    Step.FIRST_NAME: "262#",
    Step.BIRTH_DATE: "11232006#",
    Step.ZIP: "65101#",
}
MOST_SECONDS = {"letter_code": 90, "student_number": 100, "name": 120}
MONDAY_MORNING = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """A prompt and the keys that were its answer."""

    text: str
    keys: str

    @property
    def words(self) -> int:
        """How many of its words are said up to where it names the key; all of them for an entry."""
        named = OFFER.format(key=re.escape(self.keys)) if len(self.keys) == 1 else "$"
        found = re.search(named, self.text)
        return len(self.text[: found.end() if found else None].split())


@dataclass(frozen=True, slots=True)
class Told:
    """One call up to the sentence with yes or no, in words, keys and prompts.

    `words` until the own key was said, `all_words` of the prompts, `answer` words of the last sentence.
    """

    words: int
    all_words: int
    answer: int
    keys: int
    prompts: int

    @property
    def newcomer(self) -> float:
        """Seconds for somebody who presses a key once it was said what it is for."""
        return self._seconds(self.words)

    @property
    def patient(self) -> float:
        """Seconds for somebody who hears every prompt to its end."""
        return self._seconds(self.all_words)

    @property
    def by_heart(self) -> float:
        """Seconds for somebody who cuts into every prompt and hears only the answer."""
        return self._seconds(0)

    def _seconds(self, words: int) -> float:
        spoken_for = (words + self.answer) / WORDS_A_SECOND
        return spoken_for + self.keys * SECONDS_A_KEY + self.prompts * SECONDS_TO_REACT


def spoken() -> Iterator[Figure]:
    """Every way of the example in every language of it."""
    content = incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
    sheets = prompts.load()
    for way in content.schemes_at("telephone"):
        for language in content.languages:
            told = call_of(content, sheets, way=way.name, language=language)
            yield Figure(
                f"seconds to yes or no, {way.name.replace('_', ' ')}, {sheets[language].code}",
                told.newcomer,
                MOST_SECONDS[way.name],
                unit=" s",
                at_most=True,
                beside=f"{told.keys} keys at {told.prompts} prompts; with every prompt heard to its end "
                f"{told.patient:.0f} s, by heart {told.by_heart:.0f} s",
                must=True,
            )


def call_of(content: Content, sheets: Sheets, *, way: str, language: str) -> Told:
    """A caller in `language` who checks about oneself in this way, on an open line, without a slip."""
    facts = Facts(content, MONDAY_MORNING)
    keyed = {**KEYED, Step.LANGUAGE: _key(content.languages, language), Step.WAY: _key(_ways(content), way)}
    call = flow.begin(incident=1, version=1, code_digits=len(LETTER_CODE), facts=facts)
    said: list[Heard] = []
    while call.step is not Step.CHECKING:
        keys = keyed[call.step]
        said.append(Heard(" ".join(passage.words for passage in says(call, facts=facts, sheets=sheets).passages), keys))
        call = flow.advance(call, entries.read(call.step, keys, facts=facts), facts=facts)
    call = flow.advance(call, Answered("NO_MATCH"), facts=facts)
    return Told(
        words=sum(prompt.words for prompt in said),
        all_words=sum(len(prompt.text.split()) for prompt in said),
        answer=len(says(call, facts=facts, sheets=sheets).passages[0].words.split()),
        keys=sum(len(prompt.keys) for prompt in said),
        prompts=len(said),
    )


def _ways(content: Content) -> tuple[str, ...]:
    return tuple(way.name for way in content.schemes_at("telephone"))


def _key(options: tuple[str, ...], chosen: str) -> str:
    return str(options.index(chosen) + 1)
