"""The roads of the call, found by walking the flow itself: from each step, which key or news leads to which step.

Only where a call goes on is told; what holds at every step (0, 9, `*`, silence) is not. It must not know how a road is
drawn, nor what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ivr.steps.digits import Digits, Person
from ivr.steps.events import (
    CANNOT_TELL,
    Answered,
    DialEnded,
    Event,
    Left,
    LeftQueue,
    MessageLeft,
    Promised,
    StillThere,
)
from ivr.steps.facts import Facts, LineNow
from ivr.steps.flow import HEARING, advance, begin
from ivr.steps.reaching import asks_for_callback
from ivr.steps.state import ENTRIES, CallState, Step

ENTRY_KEY = "#"
# One entry of each kind, as the keypad's grammar hands it on.
ENTRY: Mapping[Step, str] = {
    Step.LETTER_CODE: "483109275510",
    Step.STUDENT_NUMBER: "7316904825",
    Step.LAST_NAME: "56739",
    Step.FIRST_NAME: "262",
    Step.BIRTH_DATE: "2009-05-17",
    Step.ZIP: "65101",
    Step.NUMBER: "+15735550123",
}
ANSWERS = (
    Answered("MATCH"),
    Answered("NO_MATCH"),
    Answered("MAY_NOT_TELL"),
    Answered("MAY_NOT_TELL", sealed=True),
    CANNOT_TELL,
)
# What can happen without a key, and the word for it.
NEWS: Mapping[Step, tuple[tuple[str, Event], ...]] = {
    Step.CHECKING: tuple(("answer", answer) for answer in ANSWERS),
    Step.PERSON: (("talked", DialEnded(answered=True)), ("nobody", DialEnded(answered=False))),
    Step.WITH_AGENT: (("talked", LeftQueue(Left.BRIDGED)),),
    Step.MESSAGE: (("left", MessageLeft(30)),),
}
CALLER = "+15735550100"
AT_THE_DESK = LineNow(staffed=True, number=CALLER)
NOBODY = LineNow(number=CALLER)
WITHHELD = LineNow(staffed=True)
IN_LINE = LineNow(staffed=True, waits=True, number=CALLER)
TAKEN = LineNow(staffed=True, agent=1)


@dataclass(frozen=True, slots=True, order=True)
class Road:
    """From one step to another; `keys` are pressed, or say what has happened."""

    start: Step
    keys: str
    end: Step


def roads(facts: Facts) -> tuple[Road, ...]:
    """Every road of a call over this incident at this moment, in the order of the steps."""
    found: set[tuple[Step, str, Step]] = set()
    waiting, seen = [_plain(begin(incident=1, version=1, code_digits=12, facts=facts))], set[CallState]()
    while waiting:
        call = waiting.pop()
        if call in seen:
            continue
        seen.add(call)
        for key, event, line in _events(call.step):
            then = _led(call, event, replace(facts, line=line))
            if key and then.step is not call.step:
                found.add((call.step, key, then.step))
            waiting.append(_plain(then))
    return tuple(_joined(found))


def _joined(found: set[tuple[Step, str, Step]]) -> Iterator[Road]:
    """Keys that lead from one step to the same other are one road."""
    order = list(Step)
    for start in order:
        ends = {end for begins, _, end in found if begins is start}
        lead = {end: sorted(key for begins, key, ends in found if (begins, ends) == (start, end)) for end in ends}
        for end in sorted(ends, key=lambda end: (lead[end], order.index(end))):
            yield Road(start, " ".join(lead[end]), end)


def _led(call: CallState, event: Event, facts: Facts) -> CallState:
    """Where an event leads; a callback that is asked for is arranged."""
    then = advance(call, event, facts=facts)
    return advance(then, Promised("0000"), facts=facts) if asks_for_callback(then) else then


def _events(step: Step) -> Iterator[tuple[str, Event, LineNow]]:
    """What can happen at a step, each with the word for it; a person is reached without one, as from everywhere."""
    for key, event in _keys(step):
        yield key, event, AT_THE_DESK
        if step in (Step.QUEUE, Step.REACH):
            yield key, event, WITHHELD
    if step in HEARING:
        yield from (("", Person(), line) for line in (AT_THE_DESK, NOBODY))
    yield from ((word, event, AT_THE_DESK) for word, event in NEWS.get(step, ()))
    if step is Step.QUEUE:
        yield "taken", StillThere(), TAKEN
        yield "full", LeftQueue(Left.FULL), IN_LINE


def _keys(step: Step) -> Iterator[tuple[str, Event]]:
    if step in ENTRIES:
        yield ENTRY_KEY, Digits(ENTRY[step])
    elif step in HEARING:
        yield from ((key, Digits(key)) for key in "12345678")


def _plain(call: CallState) -> CallState:
    """The call without its past, so that the walk comes to an end."""
    past: dict[str, Any] = {
        "turn": 0,
        "tries": 0,
        "settled_at": 0,
        "asked_at": 0,
        "person_offered": False,
        "waits_since": 0,
    }
    past |= {"promises": 0, "agent": 0, "room": 0, "said": "", "asked_from": "", "message": False, "joins": 0}
    past |= {"was_informed": False, "was_told": False, "was_answered": False}
    return replace(call, **past)
