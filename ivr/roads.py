"""The roads of the call, found by walking the flow itself: from each step, which key or news leads to which step.

Only where a call goes on is told; what holds at every step (0, 9, `*`, silence) is not. It must not know how a road is
drawn, nor what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.steps.digits import Digits, Person
from ivr.steps.events import CANNOT_TELL, Answered, DialEnded, Event
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING, advance, begin
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
}
ANSWERS = (
    Answered("MATCH"),
    Answered("NO_MATCH"),
    Answered("MAY_NOT_TELL"),
    Answered("MAY_NOT_TELL", sealed=True),
    CANNOT_TELL,
)


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
        for key, event in _events(call.step):
            then = advance(call, event, facts=facts)
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


def _events(step: Step) -> Iterator[tuple[str, Event]]:
    """What can happen at a step, each with the word for it; a person is reached without one, as from everywhere."""
    if step in ENTRIES:
        yield ENTRY_KEY, Digits(ENTRY[step])
    elif step in LISTENING:
        yield from ((key, Digits(key)) for key in "12345678")
        yield "", Person()
    elif step is Step.CHECKING:
        yield from (("answer", answer) for answer in ANSWERS)
    elif step is Step.PERSON:
        yield "talked", DialEnded(answered=True)
        yield "nobody", DialEnded(answered=False)


def _plain(call: CallState) -> CallState:
    """The call without its past, so that the walk comes to an end."""
    past = {"turn": 0, "tries": 0, "settled_at": 0, "asked_at": 0, "person_offered": False}
    told = {"was_informed": False, "was_told": False, "was_answered": False}
    return replace(call, **past, **told)  # type: ignore[arg-type]  # fields by name
