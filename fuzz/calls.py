"""Whole calls on the pure flow, without a database and without HTTP: callers of every kind, and answers of every kind.

What must hold at each turn: it has words, a document that the carrier takes and a state that fits; a "no" is said only
where the vault said so; nobody is hung up on without a goodbye; and whoever falls silent is led to the end.
Must not know: the tables of the flow. New steps are met like the old ones.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from carrier.documents import read_document
from fuzz.desk import Desk
from fuzz.incidents import MONDAY_MORNING, contents
from fuzz.stories import Failed, Part
from fuzz.strange import MET, STRANGE
from hotline.incidents.content import Content
from ivr import entries, twiml
from ivr.steps.digits import Person, Silence
from ivr.steps.events import (
    Answered,
    DialEnded,
    Event,
    Left,
    LeftQueue,
    MessageLeft,
    NotPromised,
    Promised,
    QueueFull,
    StillThere,
    Waited,
)
from ivr.steps.facts import Facts
from ivr.steps.flow import HEARING, advance, begin, begins_check
from ivr.steps.reaching import asks_for_callback
from ivr.steps.state import ENTRIES as STEPS_OF_ENTRIES
from ivr.steps.state import CallState, Step
from ivr.words import prompts
from ivr.words.prompts import Sheets
from ivr.words.reaching import says_in_line
from ivr.words.saying import says
from ivr.words.speech import CallPerson, HangUp, Speech

MOST_ACTS = 60
SILENT_TURNS = 80  # after which a call must be over
ANSWERS = ("MATCH", "NO_MATCH", "CANNOT_TELL", "MAY_NOT_TELL")
ENTRIES: Mapping[Step, tuple[str, ...]] = {
    Step.LETTER_CODE: ("483109275510", "483109275511", "48310927551", "0" * 12, "9" * 64),
    Step.STUDENT_NUMBER: ("1234567890", "1", "0" * 10, "123456", "12345678901"),
    Step.NUMBER: ("5735550123", "15735550123", "5550123", "9005550123", "2425550123"),
    Step.BIRTH_DATE: ("05172009", "02292000", "02302009", "13012009", "01012031", "01011899", "5172009"),
}
OTHERWISE = ("65101", "5646", "2", "76484", "0000", "1" * 40)  # names, ZIP codes, and what may come
GARBAGE = ("0", "9", "*", "#", "**", "99", "0#", "9#", "*1#", "1#", "12", "7", "8", "00", "#1", "1" * 64, "*" * 64, "")
MATCHES = re.compile(r"\bmatch|coincid", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Act:
    """What the caller, the vault, the desk or the other telephone does next; `chance` decides between equals."""

    kind: str
    chance: int


def draw(chance: random.Random) -> list[Act]:
    """An incident, a moment, and what happens then."""
    kinds = ("sensible", "keys", "silent", "strange", "time", "again", "desk")
    often = chance.choice(((80, 8, 4, 2, 3, 3, 10), (40, 30, 10, 5, 10, 5, 20), (10, 60, 20, 5, 5, 0, 10)))
    drawn = ["begins", *chance.choices(kinds, often, k=chance.randrange(MOST_ACTS))]
    return [Act(kind, chance.randrange(10**6)) for kind in drawn]


def live(acts: Sequence[Act]) -> None:
    """Go through a call; Failed, or whatever the code raises, where something does not hold."""
    call = _Call(acts[0].chance if acts else 0)
    for act in acts[1:]:
        call.goes_on(act)
    call.falls_silent()


WHOLE_CALLS = Part("calls", draw, live)


class _Call:
    """A call as `ivr.turns` leads it, with its state through JSON at every turn, and the rules held against it."""

    def __init__(self, chance: int) -> None:
        choices = contents()
        self._content: Content = choices[chance % len(choices)]
        # By night, by day, before a closure's end, and over the hour that a clock is set.
        hours = (0, 0, 12, 21, 24 * 153 + 16)
        self._now: datetime = MONDAY_MORNING + timedelta(hours=hours[chance // 1000 % len(hours)])
        self._is_overrun = chance // 100_000 % 3 == 0  # the vault, on this day
        self._desk = Desk(chance)
        self._answer = ""  # what the vault has said last
        self._call = begin(incident=1, version=1, code_digits=12, facts=self._facts)
        self._looks()

    @property
    def _facts(self) -> Facts:
        return Facts(self._content, self._now, self._desk.line)

    def goes_on(self, act: Act) -> None:
        self._now += timedelta(seconds=act.chance % 30)
        match act.kind:
            case "time":
                self._now += timedelta(minutes=(1, 5, 61, 239)[act.chance % 4])
            case "desk":
                self._desk.does_something(act.chance)
                self._happens(StillThere(), chance=act.chance)
            case "strange":
                self._strange(STRANGE[act.chance % len(STRANGE)])
            case "again":
                self._looks()
            case kind:
                self._meets(kind, act.chance)

    def falls_silent(self) -> None:
        """Nobody presses a key any more: the call has to end, and with a goodbye."""
        for _ in range(SILENT_TURNS):
            if self._call.step is Step.GOODBYE:
                return
            self._meets("silent", 1)
        raise Failed(f"after {SILENT_TURNS} silent turns the call still goes on, at {self._call.step}")

    def _meets(self, kind: str, chance: int) -> None:
        match self._call.step:
            case Step.GOODBYE:
                self._strange(Silence())
            case Step.PERSON:
                self._happens(DialEnded(answered=chance % 2 == 1))
            case Step.CHECKING:
                self._happens(Waited(), chance=chance)
            case Step.WITH_AGENT:
                self._talks(kind, chance)
            case Step.QUEUE if kind == "silent" or chance % 3 == 0:
                self._waits(chance)
            case Step.MESSAGE if chance % 2 == 0:
                self._happens(MessageLeft(chance % 100))
            case step:
                self._happens(_entry(step, kind, chance, self._facts), chance=chance)

    def _strange(self, event: Event) -> None:
        """Something late or repeated, which is only met where it can be."""
        if self._call.step in MET.get(type(event), HEARING):
            return
        if advance(self._call, event, facts=self._facts) is not self._call:
            raise Failed(f"{type(event).__name__} moves a call that is at {self._call.step}")

    def _happens(self, event: Event, *, chance: int = 0) -> None:
        before = self._call
        self._call = advance(before, event, facts=self._facts)
        self._is_led_to_a_person(before, event)
        if asks_for_callback(self._call):
            arranged = Promised(f"{chance % 10_000:04}", later=not self._facts.is_open) if chance % 4 else NotPromised()
            self._call = advance(self._call, arranged, facts=self._facts)
        self._desk.follows(self._call)
        self._looks()
        if begins_check(before, self._call):
            self._is_checked(chance)

    def _is_led_to_a_person(self, before: CallState, event: Event) -> None:
        """0 leads to somebody, or to what there is while nobody can come."""
        if not isinstance(event, Person):
            return
        wanted = {Step.PERSON} if self._facts.is_open else {before.step, Step.MENU}
        if self._content.takes_calls:
            wanted = self._desk.where_a_person_is(self._facts)
        if self._call.step not in wanted:
            raise Failed(f"0 at {before.step} leads to {self._call.step}")

    def _waits(self, chance: int) -> None:
        """Whoever waits is asked about again and again, and in the end somebody comes, or it is too long."""
        self._now += timedelta(minutes=1 + chance % 3)
        if chance % 11 == 0:
            self._happens(LeftQueue(tuple(Left)[chance // 11 % len(Left)]))
        else:
            self._happens(StillThere())

    def _talks(self, kind: str, chance: int) -> None:
        if kind == "silent" or chance % 2:
            self._desk.talks()
            self._happens(LeftQueue(Left.BRIDGED))
        else:
            self._happens(LeftQueue(tuple(Left)[chance // 2 % len(Left)]))

    def _is_checked(self, chance: int) -> None:
        """The vault answers, has no place, or dies with its worker."""
        match 0 if self._is_overrun and chance % 7 else chance % 10:
            case 0:
                self._happens(QueueFull())
            case 1:
                self._now += timedelta(seconds=15)
            case _:
                event = _answered(chance // 10, self._content)
                self._answer = event.name
                self._happens(event)

    def _looks(self) -> None:
        """Hold the rules against where the call stands now."""
        written = self._call.to_json()
        kept = CallState.from_json(written)
        if kept != self._call:
            raise Failed(f"the state at {self._call.step} is not what it was when it is read again")
        self._call = kept
        speech = says(self._call, facts=self._facts, sheets=_sheets())
        _is_valid(speech)
        if self._call.step in (Step.QUEUE, Step.WITH_AGENT):
            for quiet in (False, True):
                waits = says_in_line(self._call, facts=self._facts, sheets=_sheets(), quiet=quiet)
                read_document(twiml.document(waits).encode(), "text/xml", place="queue")
        _says_no_more_than_it_knows(speech, self._call, self._answer)
        if isinstance(speech.then, CallPerson) and speech.then.number != self._content.fallback:
            raise Failed("somebody is dialled whom the incident does not name")


def _entry(step: Step, kind: str, chance: int, facts: Facts) -> Event:
    """What the caller does at a step that listens."""
    if kind == "silent":
        return Silence()
    if kind == "sensible":
        keys = ENTRIES.get(step, OTHERWISE) if step in STEPS_OF_ENTRIES else "11121314"
        keys = (keys[0],) if step in ENTRIES and chance % 4 else keys
        pressed = keys[chance % len(keys)]
    else:
        pressed = GARBAGE[chance % len(GARBAGE)]
    return entries.read(step, pressed, facts=facts)


def _answered(chance: int, content: Content) -> Answered:
    name = ANSWERS[chance % 4]
    flags = chance // 4
    if name == "MATCH":
        kinds = tuple(kind.id for at, kind in enumerate(content.categories) if flags >> (at + 3) & 1)
        strange = ("a kind that this version lacks",) if flags & 4 else ()
        return Answered(name, kinds + strange, shared=bool(flags & 1), letter_tells=bool(flags & 2))
    return Answered(
        name, gaps=name == "NO_MATCH" and bool(flags & 1), sealed=name == "MAY_NOT_TELL" and bool(flags & 1)
    )


def _says_no_more_than_it_knows(speech: Speech, call: CallState, answer: str) -> None:
    heard = call.heard.name if call.heard else ""
    if heard in ("MATCH", "NO_MATCH") and heard != answer:
        raise Failed(f"the call has {heard}, and the vault said {answer or 'nothing'}")
    said = " ".join(passage.words for passage in speech.passages)
    for name, sentences in _told().items():
        if name != heard and any(sentence in said for sentence in sentences):
            raise Failed(f"{name} is said at {call.step}, where {heard or 'nothing'} is known")
    if MATCHES.search(said) and (heard not in ("MATCH", "NO_MATCH") or call.step is not Step.ANSWER):
        raise Failed(f"a word for a found entry is said at {call.step}")
    if isinstance(speech.then, HangUp) and not any(words in said for words in _goodbyes()):
        raise Failed(f"the call is hung up on without a goodbye, at {call.step}")


@cache
def _sheets() -> Sheets:
    return prompts.load()


@cache
def _told() -> Mapping[str, tuple[str, ...]]:
    """The sentence of each answer, in every language."""
    sheets = _sheets().values()
    return {name: tuple(sheet.prompt(f"answer.{name.lower()}").words for sheet in sheets) for name in ANSWERS}


@cache
def _goodbyes() -> tuple[str, ...]:
    """The first words of every farewell, up to what differs from call to call."""
    return tuple(sheet.prompts["goodbye.farewell"].partition("{")[0] for sheet in _sheets().values())


_VALID: set[Speech] = set()


def _is_valid(speech: Speech) -> None:
    """Words, and a document that the carrier takes; each different one is read once."""
    told = replace(speech, turn=0)
    if told in _VALID:
        return
    if not speech.passages or not all(passage.words.strip() for passage in speech.passages):
        raise Failed(f"nothing is said at {speech.step}")
    read_document(twiml.document(told).encode(), "text/xml")
    _VALID.add(told)
