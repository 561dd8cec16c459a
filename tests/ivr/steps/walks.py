"""Walks through the map of a call: to a place by its keys, and over every place that there is.

Must not know: what is said anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ivr.steps.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.events import CANNOT_TELL, Answered, DialEnded, Event, QueueFull, Waited
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING, advance, begin
from ivr.steps.state import TOPICS, CallState, Step
from tests.ivr.incidents import (
    BLIND,
    CLOSED,
    CLOSURE,
    EMERGENCY,
    EVERY_WAY,
    LETTER_CODE,
    NO_WAY,
    ONE_WAY,
    OPEN,
    WHEN_OPEN,
    WITH_EVERY_WAY,
)

MATCH = Answered("MATCH", categories=("address", "mosis"))


def new_call(facts: Facts = WHEN_OPEN) -> CallState:
    return begin(incident=1, version=1, code_digits=len(LETTER_CODE), facts=facts)


def after(*events: Event | str, facts: Facts = WHEN_OPEN, call: CallState | None = None) -> CallState:
    """The call after these events, keys given as they are pressed."""
    call = call or new_call(facts)
    for event in events:
        call = advance(call, Digits(event) if isinstance(event, str) else event, facts=facts)
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
)


# What the keypad's grammar makes of an entry.
ENTERED: Mapping[Step, Digits] = {
    Step.LETTER_CODE: Digits(LETTER_CODE),
    Step.STUDENT_NUMBER: Digits("1234567890"),
    Step.LAST_NAME: Digits("56739"),
    Step.FIRST_NAME: Digits("262"),
    Step.BIRTH_DATE: Digits("2009-05-17"),
    Step.ZIP: Digits("65101"),
}
ARRIVES: Mapping[Step, Any] = {Step.CHECKING: Answered | Waited | QueueFull, Step.PERSON: DialEnded}


def possible(step: Step) -> Iterator[Event]:
    """The events that can reach a call at this step: what the telephone and the check can send."""
    if step in ENTERED:
        yield ENTERED[step]
    for event in EVENTS:
        if isinstance(event, Digits):
            if step in LISTENING - ENTERED.keys():
                yield event
        elif isinstance(event, ARRIVES.get(step, Entry)) and step is not Step.GOODBYE:
            yield event


WITHOUT_A_CHECK = {Step.LANGUAGE, Step.MENU, Step.LETTERS, *TOPICS, Step.ROLE, Step.GOODBYE}


def shape(call: CallState) -> CallState:
    """The call without what only counts up or matters elsewhere, so that a walk comes to an end.

    A language changes no way, so all walk in one; what is said there is judged in each.
    """
    about = {"role": "", "scheme": ""} if call.step in WITHOUT_A_CHECK else {}
    about |= {"language": "es"} if call.language else {}
    counted = {"turn": 0, "settled_at": 0, "rounds": 0, "asked_at": 1, "slow": False}
    told = {"was_informed": False, "was_told": False, "was_answered": False}
    return replace(call, **counted, **told, **about)  # type: ignore[arg-type]  # fields by name


# The incidents and hours over which every place is walked.
MAPS: Mapping[str, Facts] = {
    "open": WITH_EVERY_WAY,
    "closed": Facts(EVERY_WAY, CLOSED),
    "closure": Facts(replace(BLIND, closures=(CLOSURE,), emergency=EMERGENCY), OPEN),
    "blind": Facts(BLIND, OPEN),
    "one language and one way": Facts(replace(ONE_WAY, languages=("es",), emergency=EMERGENCY), OPEN),
    "no way": Facts(NO_WAY, CLOSED),
}


@cache
def everywhere(name: str) -> Mapping[CallState, Mapping[Event, CallState]]:
    """Every place that a call can reach in one of the MAPS, and where each event leads from there."""
    facts = MAPS[name]
    found: dict[CallState, Mapping[Event, CallState]] = {}
    waiting = [shape(new_call(facts))]
    while waiting:
        call = waiting.pop()
        if call not in found:
            found[call] = {event: shape(advance(call, event, facts=facts)) for event in possible(call.step)}
            waiting.extend(found[call].values())
    return found
