"""How a caller reaches a person of the desk: the line, the talk, and what there is while nobody can come to talk.

Nothing but a person of the desk takes a caller out of the line, unless the caller asks for it; whoever says where to be
rung back keeps the place until that is arranged. It must not know how a telephone rings, nor who is at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ivr.steps.events import Left, LeftQueue, MessageLeft, NotPromised, Promised, StillThere
from ivr.steps.facts import Facts, LineNow
from ivr.steps.going import go
from ivr.steps.state import IN_LINE, REACHING, CallState, Notice, Step

MOST_CALLBACKS = 2  # of one call
REFUSED = -1  # in their place: none could be arranged, and none is offered again
MOST_JOINS = 6  # of one call: each time an agent's telephone rings, whoever then leaves again
MOST_ERRORS = 5  # of the carrier's queue, one right after the other
SOON = 15  # seconds: who is in the queue for longer has heard a document of it
SHORTEST_MESSAGE = 2  # seconds: what is shorter is a click
LONGEST_WAIT = 60 * 60  # seconds, after which there must be something better than to wait

Choose = Callable[[CallState, str, Facts], CallState | None]


def wants_person(call: CallState, facts: Facts) -> CallState:
    """A place in the line; where nobody can come to talk, what there is instead."""
    asked_from = call.asked_from or ("" if call.step in REACHING else call.step)
    settled, line = call.settled_at or facts.moment, facts.line
    language = call.language or facts.usual_language
    call = go(call, Step.REACH, language=language, settled_at=settled, asked_from=asked_from)
    if line.taken or line.waits or _may_join(call, facts):
        joins = call.joins + (not line.taken and not line.waits)
        return go(call, Step.QUEUE, person_offered=True, waits_since=facts.moment, joins=joins)
    return nobody(call, facts)


def nobody(call: CallState, facts: Facts) -> CallState:
    """What there is while nobody can come to talk, and why nobody can."""
    notice = Notice.ALL_BUSY if facts.is_open else Notice.CLOSED
    return go(call, Step.REACH, notice=notice, person_offered=True)


def taken(call: CallState, *, agent: int, room: int) -> CallState:
    """A person has taken the call."""
    return go(call, Step.WITH_AGENT, was_answered=True, person_offered=True, agent=agent, room=room)


def back(call: CallState, facts: Facts) -> CallState:
    """One step back: to where the caller waits, or to what was heard before."""
    if call.step is Step.NUMBER_BACK:
        return go(call, Step.NUMBER)
    if call.step in (Step.SAME_NUMBER, Step.MESSAGE):
        return go(call, Step.QUEUE if facts.line.waits else Step.REACH, person_offered=True)
    if call.heard and call.step in (Step.QUEUE, Step.REACH):
        return go(call, Step.ANSWER, heard=call.heard)
    return go(call, Step.MENU)


def still_there(call: CallState, _event: StillThere, facts: Facts) -> CallState:
    """The same step, as long as the line says the same of this call."""
    if call.step is Step.WITH_AGENT:
        return _with_agent(call, facts)
    return nobody(call, facts) if call.step is Step.QUEUE and _waits_in_vain(call, facts) else call


def left_queue(call: CallState, event: LeftQueue, facts: Facts) -> CallState:
    """What comes after the carrier's queue. Whoever was moved by the desk, or has hung up, is elsewhere already."""
    match event.how:
        case Left.MOVED | Left.MOVED_FROM_TALK | Left.HANG_UP:
            return call
        case Left.BRIDGED if call.step is Step.WITH_AGENT and _is_over(call, facts.line):
            return _talked(call)
        case Left.FULL:
            return nobody(call, facts)
        case Left.ERROR | Left.SYSTEM_ERROR:
            return _tried_again(call, facts)
    return still_there(call, StillThere(), facts)


def message_left(call: CallState, event: MessageLeft, facts: Facts) -> CallState | None:
    """The caller has left a message; None for a recording in which nothing can have been said."""
    if event.seconds < SHORTEST_MESSAGE:
        return None
    if not event.kept:
        return nobody(call, facts)
    return go(call, Step.TALKED, notice=Notice.MESSAGE_KEPT, message=True, person_offered=True)


def promised(call: CallState, event: Promised, _facts: Facts) -> CallState:
    """The callback is arranged: the caller is told how to know it."""
    told = {"phrase": event.phrase, "later": event.later, "promises": call.promises + 1}
    return go(call, Step.PROMISED, person_offered=True, **told)


def not_promised(call: CallState, _event: NotPromised, facts: Facts) -> CallState:
    """No callback can be arranged, so there is the place in the line, or else a message."""
    step = Step.QUEUE if facts.line.waits else Step.REACH
    promises = MOST_CALLBACKS if call.promises > 0 else REFUSED
    return go(call, step, notice=Notice.NO_CALLBACK, person_offered=True, promises=promises)


def may_be_called(call: CallState) -> bool:
    """Whether a callback may still be arranged on this call."""
    return 0 <= call.promises < MOST_CALLBACKS


def may_leave_message(call: CallState) -> bool:
    """Whether a message may still be left on this call: each is two minutes in which an agent only listens."""
    return not call.message


def asks_for_callback(call: CallState) -> bool:
    """Whether the call waits for its callback to be arranged."""
    return call.step is Step.PROMISED and not call.phrase


def _may_join(call: CallState, facts: Facts) -> bool:
    return facts.is_open and facts.line.staffed and not facts.line.full and call.joins < MOST_JOINS


def _with_agent(call: CallState, facts: Facts) -> CallState:
    """With the same person, or with whom they have passed the call on to; or in the line again, or at the end."""
    line = facts.line
    if line.agent is not None:
        return call if line.agent == call.agent else taken(call, agent=line.agent, room=line.room)
    return go(call, Step.QUEUE, person_offered=True, waits_since=facts.moment) if line.waits else _talked(call)


def _is_over(call: CallState, line: LineNow) -> bool:
    """Whether the talk has ended, and was not cut by what the desk does: hold, its end, another agent, the line again.

    The desk moves one of the two after the other, and the carrier may tell of the first move before it hears of the
    second.
    """
    return not (line.held or line.resumed or line.waits) and line.agent in (None, call.agent)


def _waits_in_vain(call: CallState, facts: Facts) -> bool:
    """Whether nobody will come: people have gone home, or it has been too long for anybody to wait for."""
    gone_home = not facts.is_open and not facts.line.staffed
    return not facts.line.taken and (gone_home or facts.moment - call.waits_since >= LONGEST_WAIT)


def _talked(call: CallState) -> CallState:
    return go(call, Step.TALKED, person_offered=True)


def _tried_again(call: CallState, facts: Facts) -> CallState:
    """Into the carrier's queue once more, but not for ever. Faults that come now and then cost nobody the place."""
    tries = call.tries + 1 if facts.moment - call.asked_at < SOON else 1
    if tries > MOST_ERRORS:
        return nobody(call, facts)
    return replace(call, tries=tries, asked_at=facts.moment, notice=Notice.NONE)


def _instead(call: CallState, key: str, facts: Facts) -> CallState | None:
    """At the line, and where nobody can come: to be rung back, or a message."""
    if key == "1" and may_be_called(call):
        return go(call, Step.SAME_NUMBER if facts.line.number else Step.NUMBER)
    return go(call, Step.MESSAGE) if key == "2" and may_leave_message(call) else None


def _same_number(call: CallState, key: str, facts: Facts) -> CallState | None:
    if key == "1" and facts.line.number:
        return go(call, Step.PROMISED, number=facts.line.number)
    return go(call, Step.NUMBER) if key in ("1", "2") else None


def _number(call: CallState, number: str, _facts: Facts) -> CallState:
    return go(call, Step.NUMBER_BACK, number=number)


def _number_back(call: CallState, key: str, _facts: Facts) -> CallState | None:
    match key:
        case "1":
            return go(call, Step.PROMISED, number=call.number)
        case "2":
            return go(call, Step.NUMBER)
    return None


def _no_key(_call: CallState, _key: str, _facts: Facts) -> None:
    return None


ON_DIGITS: Mapping[Step, Choose] = {
    Step.QUEUE: _instead,
    Step.REACH: _instead,
    Step.SAME_NUMBER: _same_number,
    Step.NUMBER: _number,
    Step.NUMBER_BACK: _number_back,
    Step.PROMISED: _no_key,
    Step.MESSAGE: _no_key,
    Step.TALKED: _no_key,
}
WAITING = IN_LINE - {Step.WITH_AGENT}
