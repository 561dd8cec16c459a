"""Walks through the map of a call: to a place by its keys, and over every place that there is.

Must not know: what is said anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ivr.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.facts import Facts
from ivr.flow import CANNOT_TELL, LISTENING, Answered, DialEnded, Event, QueueFull, Waited, advance, begin
from ivr.state import CallState, Step
from tests.ivr.incidents import LETTER_CODE, WHEN_OPEN

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
    *map(Digits, "12345678"),
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


def shape(call: CallState) -> CallState:
    """The call without what only counts up, so that a walk comes to an end."""
    return replace(
        call,
        turn=0,
        settled_at=0,
        was_informed=False,
        was_told=False,
        was_answered=False,
        rounds=0,
        slow=False,
        asked_at=1,
    )


def everywhere(facts: Facts) -> dict[CallState, set[CallState]]:
    """Every place that a call can reach, and where each leads."""
    found: dict[CallState, set[CallState]] = {}
    waiting = [shape(new_call(facts))]
    while waiting:
        call = waiting.pop()
        if call not in found:
            found[call] = {shape(advance(call, event, facts=facts)) for event in possible(call.step)}
            waiting.extend(found[call])
    return found
