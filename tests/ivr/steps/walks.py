"""Walks through the map of a call: to a place by its keys, and over every place that there is.

Must not know: what is said anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ivr.steps.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.events import (
    CANNOT_TELL,
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
from ivr.steps.facts import Facts, LineNow
from ivr.steps.flow import HEARING, advance, begin
from ivr.steps.reaching import asks_for_callback, may_be_called
from ivr.steps.state import IN_LINE, REACHING, TOPICS, CallState, Heard, Step
from tests.ivr.incidents import (
    BLIND,
    CLOSED,
    CLOSURE,
    EMERGENCY,
    EVERY_WAY,
    GONE_HOME,
    LETTER_CODE,
    NO_WAY,
    ONE_WAY,
    OPEN,
    STAFFED,
    UNSTAFFED,
    WHEN_OPEN,
    WITH_A_DESK,
    WITH_EVERY_WAY,
)

MATCH = Answered("MATCH", categories=("address", "mosis"))


def new_call(facts: Facts = WHEN_OPEN) -> CallState:
    return begin(incident=1, version=1, code_digits=len(LETTER_CODE), facts=facts)


def after(*events: Happening | str, facts: Facts = WHEN_OPEN, call: CallState | None = None) -> CallState:
    """The call after these events, keys given as they are pressed."""
    call = call or new_call(facts)
    for event in events:
        call = led(call, Digits(event) if isinstance(event, str) else event, facts)
    return call


TO_ROLE = ("1", "1")
TO_LETTER_CODE = (*TO_ROLE, "2", "1")
TO_STUDENT_NUMBER = (*TO_ROLE, "2", "2")
TO_READ_BACK = (*TO_LETTER_CODE, LETTER_CODE)
TO_BIRTH_DATE = (*TO_STUDENT_NUMBER, "1234567890", "1")
TO_CHECKING = (*TO_BIRTH_DATE, "2009-05-17")
TO_ANSWER: tuple[Event | str, ...] = (*TO_CHECKING, MATCH)


EVENTS: tuple[Event, ...] = (
    *map(Digits, "123458"),
    *(Silence(), Unreadable(), Person(), Repeat(), Back(), MoreTime()),
    *(Waited(), QueueFull(), DialEnded(answered=True), DialEnded(answered=False)),
    *(MATCH, Answered("NO_MATCH"), Answered("NO_MATCH", gaps=True), CANNOT_TELL),
    *(Answered("MAY_NOT_TELL"), Answered("MAY_NOT_TELL", sealed=True)),
    *map(LeftQueue, Left),
    *(StillThere(), MessageLeft(1), MessageLeft(30)),
)


@dataclass(frozen=True, slots=True)
class With:
    """An event at a moment at which the line says something else of the call."""

    event: Event
    line: LineNow


TAKEN = With(StillThere(), LineNow(staffed=True, agent=7))
ON_HOLD = With(StillThere(), LineNow(staffed=True, agent=7, held=True))
PASSED_ON = With(StillThere(), LineNow(staffed=True, agent=8))
OVER = With(StillThere(), LineNow(staffed=True))
IN_LINE_AGAIN = With(StillThere(), LineNow(staffed=True, waits=True, position=1))
DESK_EMPTY = With(StillThere(), LineNow(waits=True, position=1))
OF_THE_LINE: Mapping[Step, tuple[With, ...]] = {
    Step.QUEUE: (TAKEN, IN_LINE_AGAIN, DESK_EMPTY),
    Step.WITH_AGENT: (ON_HOLD, PASSED_ON, OVER, IN_LINE_AGAIN),
    Step.NUMBER: (TAKEN,),
}
Happening = Event | With


# What the keypad's grammar makes of an entry.
ENTERED: Mapping[Step, Digits] = {
    Step.LETTER_CODE: Digits(LETTER_CODE),
    Step.STUDENT_NUMBER: Digits("1234567890"),
    Step.LAST_NAME: Digits("56739"),
    Step.FIRST_NAME: Digits("262"),
    Step.BIRTH_DATE: Digits("2009-05-17"),
    Step.ZIP: Digits("65101"),
    Step.NUMBER: Digits("+15735550123"),
}
ARRIVES: Mapping[Step, Any] = {
    Step.CHECKING: Answered | Waited | QueueFull,
    Step.PERSON: DialEnded,
    Step.QUEUE: Entry | LeftQueue | StillThere,
    Step.WITH_AGENT: LeftQueue | StillThere,
    Step.MESSAGE: Entry | MessageLeft,
    **dict.fromkeys((Step.SAME_NUMBER, Step.NUMBER, Step.NUMBER_BACK), Entry | StillThere),
}


def possible(step: Step) -> Iterator[Happening]:
    """The events that can reach a call at this step: what the telephone, the check and the desk can send."""
    if step in ENTERED:
        yield ENTERED[step]
    for event in EVENTS:
        if isinstance(event, Digits):
            if step in HEARING - ENTERED.keys():
                yield event
        elif isinstance(event, ARRIVES.get(step, Entry)) and step is not Step.GOODBYE:
            yield event
    yield from OF_THE_LINE.get(step, ())


def facts_at(call: CallState, facts: Facts) -> Facts:
    """The facts with what the line says of a call that is where it is."""
    there = facts.is_open and facts.line.staffed and not facts.line.full
    waits = there and call.step in IN_LINE - {Step.WITH_AGENT}
    agent = call.agent if call.step is Step.WITH_AGENT else None
    line = replace(facts.line, waits=waits or call.step is Step.QUEUE, position=1 if waits else 0, agent=agent)
    return replace(facts, line=line)


def led(call: CallState, happening: Happening, facts: Facts) -> CallState:
    """The call after an event and all that follows from it by itself."""
    facts = facts_at(call, facts)
    event = happening.event if isinstance(happening, With) else happening
    facts = replace(facts, line=happening.line) if isinstance(happening, With) else facts
    after = advance(call, event, facts=facts)
    if asks_for_callback(after):
        arranged = NotPromised() if facts.line.full else Promised("4831", later=not facts.is_open)
        after = advance(after, arranged, facts=facts)
    return after


WITHOUT_A_CHECK = {Step.LANGUAGE, Step.MENU, Step.LETTERS, *TOPICS, Step.ROLE, Step.GOODBYE}


def shape(call: CallState) -> CallState:
    """The call without what only counts up or matters elsewhere, so that a walk comes to an end.

    A language changes no way, so all walk in one; what is said there is judged in each.
    """
    about = {"role": "", "scheme": ""} if call.step in WITHOUT_A_CHECK else {}
    about |= {"language": "es"} if call.language else {}
    counted = {"turn": 0, "settled_at": 0, "rounds": 0, "asked_at": 1, "slow": False, "waits_since": call.began}
    told = {"was_informed": False, "was_told": False, "was_answered": False, "said": "", "asked_from": ""}
    told |= {"message": False, "joins": 0, "promises": 0 if may_be_called(call) else call.promises}
    # On the way to a person it matters only whether there is an answer to come back to.
    told |= {"heard": Heard("CANNOT_TELL")} if call.step in REACHING and call.heard else {}
    return replace(call, **counted, **told, **about)  # type: ignore[arg-type]  # fields by name


# The incidents and hours over which every place is walked.
MAPS: Mapping[str, Facts] = {
    "open": WITH_EVERY_WAY,
    "closed": Facts(EVERY_WAY, CLOSED),
    "closure": Facts(replace(BLIND, closures=(CLOSURE,), emergency=EMERGENCY), OPEN),
    "blind": Facts(BLIND, OPEN),
    "one language and one way": Facts(replace(ONE_WAY, languages=("es",), emergency=EMERGENCY), OPEN),
    "no way": Facts(NO_WAY, CLOSED),
    "staffed": STAFFED,
    "unstaffed": UNSTAFFED,
    "gone home": GONE_HOME,
    "number withheld": Facts(WITH_A_DESK, OPEN, LineNow(staffed=True)),
    "full": Facts(replace(ONE_WAY, takes_calls=True), OPEN, LineNow(staffed=True, full=True)),
    "desk without a way": Facts(replace(NO_WAY, takes_calls=True), OPEN, LineNow(staffed=True)),
}


@cache
def everywhere(name: str) -> Mapping[CallState, Mapping[Happening, CallState]]:
    """Every place that a call can reach in one of the MAPS, and where each event leads from there."""
    facts = MAPS[name]
    found: dict[CallState, Mapping[Happening, CallState]] = {}
    waiting = [shape(new_call(facts))]
    while waiting:
        call = waiting.pop()
        if call not in found:
            found[call] = {event: shape(led(call, event, facts)) for event in possible(call.step)}
            waiting.extend(found[call].values())
    return found
