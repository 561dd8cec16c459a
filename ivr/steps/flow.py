"""The call as a pure state machine: where it stands, what happened, what is known → where it stands next.

The tables of `signposts` say where keys lead; here is what every event does. Every step answers every event, and
silence always ends at a person or a goodbye. It must not know Flask, a database, a clock, TwiML, nor one word that is
said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ivr.steps import already, reaching
from ivr.steps.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.events import (
    CANNOT_TELL,
    Answered,
    DialEnded,
    Event,
    LeftQueue,
    MessageLeft,
    NotPromised,
    Promised,
    QueueFull,
    StillThere,
    Waited,
)
from ivr.steps.facts import Facts
from ivr.steps.going import go
from ivr.steps.signposts import AFTER_TOPIC, BACK, ENTRY_OF, LETTERS, MENU, ROLES, after_answer
from ivr.steps.state import ENTRIES, IN_LINE, REACHING, TOPICS, CallState, Heard, Notice, Step

MENU_RETRIES = 4
ENTRY_RETRIES = 3
RETRIES_AFTERWARDS = 1  # where the caller has what they wanted
PATIENT = 2  # so many times the retries for whoever has asked for more time
MOST_ROUNDS = 10
PATIENCE = 10  # seconds after which a check that has not answered is taken for lost with its worker

# Who waits in the line can press a key too, but is not asked for one again and again.
HEARING = frozenset(Step) - {Step.CHECKING, Step.PERSON, Step.GOODBYE, Step.WITH_AGENT}
LISTENING = HEARING - {Step.QUEUE}
AFTERWARDS = frozenset({Step.TALKED, Step.PROMISED, Step.MESSAGE})


def begin(*, incident: int, version: int, code_digits: int, facts: Facts) -> CallState:
    """A call that has just been taken; the codes of this incident's letters have `code_digits` digits."""
    call = CallState(incident=incident, version=version, began=facts.moment, code_digits=code_digits)
    return call if len(facts.content.languages) > 1 else _greet(call, facts.usual_language)


def advance(call: CallState, event: Event, *, facts: Facts) -> CallState:
    """The call after `event`, one turn on; the same call where this step can't be met by such an event."""
    if call.step not in _WHERE.get(type(event), HEARING):
        return call
    if call.step in reaching.WAITING and facts.line.agent is not None:
        after = reaching.taken(call, agent=facts.line.agent, room=facts.line.room)
    else:
        after = _ON[type(event)](call, event, facts)
    return call if after is call else replace(after, turn=call.turn + 1)


def begins_check(before: CallState, after: CallState) -> bool:
    """Whether the step from `before` to `after` asks for a check to be made now."""
    return after.step is Step.CHECKING and after.asked_at not in (0, before.asked_at)


def _arrive(call: CallState, step: Step, facts: Facts) -> CallState:
    """The step that a key leads to; a way of checking is chosen only where there is more than one."""
    if step is Step.LETTER_CODE:
        return go(call, step, scheme="letter_code")
    if step is not Step.WAY:
        return go(call, step)
    match facts.ways:
        case ():
            return _person(call, Person(), facts)
        case (only,):
            return go(call, ENTRY_OF[only.name], scheme=only.name)
    return go(call, Step.WAY)


def _greet(call: CallState, language: str) -> CallState:
    return go(call, Step.MENU, language=language, notice=Notice.GREETING)


def _digits(call: CallState, event: Digits, facts: Facts) -> CallState:
    return _ON_DIGITS[call.step](call, event.keys, facts) or _missed(call, event, facts)


def _missed(call: CallState, event: Entry, facts: Facts) -> CallState:
    """Silence, or keys that mean nothing here: ask again, a few times, then no longer alone."""
    if call.step is Step.QUEUE:
        return call
    if call.tries < _retries(call):
        return replace(call, tries=call.tries + 1, notice=Notice.NONE)
    if call.step is Step.LANGUAGE:
        return _greet(call, facts.usual_language)
    return go(call, Step.GOODBYE) if call.person_offered else _person(call, event, facts)


def _retries(call: CallState) -> int:
    if call.step in AFTERWARDS:
        return RETRIES_AFTERWARDS
    return (ENTRY_RETRIES if call.step in ENTRIES else MENU_RETRIES) * (PATIENT if call.slow else 1)


def _person(call: CallState, _event: Entry, facts: Facts) -> CallState:
    """A person; where nobody is there, when somebody will be, and then the same step again."""
    if facts.content.takes_calls:
        return call if call.step is Step.QUEUE else reaching.wants_person(call, facts)
    language = call.language or facts.usual_language
    if facts.is_open:
        settled = call.settled_at or facts.moment
        # An answer is kept, so that it can be heard again if nobody comes to the telephone.
        return go(call, Step.PERSON, language=language, heard=call.heard, person_offered=True, settled_at=settled)
    if call.step is Step.LANGUAGE:
        return _greet(call, language)
    return replace(call, notice=Notice.CLOSED, tries=0, person_offered=True)


def _dial_ended(call: CallState, event: DialEnded, _facts: Facts) -> CallState:
    if event.answered:
        return go(call, Step.GOODBYE, was_answered=True)
    step = Step.ANSWER if call.heard else Step.MENU
    return go(call, step, heard=call.heard, notice=Notice.NOBODY_ANSWERED, person_offered=True)


def _repeat(call: CallState, _event: Repeat, _facts: Facts) -> CallState:
    return call if call.step is Step.QUEUE else replace(call, tries=0, notice=Notice.NONE)


def _more_time(call: CallState, _event: MoreTime, _facts: Facts) -> CallState:
    return replace(call, slow=True, notice=Notice.MORE_TIME)


def _back(call: CallState, _event: Back, facts: Facts) -> CallState:
    """One step back. Where a call begins there is nothing behind, so the first `*` gives more time there."""
    if call.step is Step.LANGUAGE or (call.step is Step.MENU and not (call.slow and len(facts.content.languages) > 1)):
        return _more_time(call, MoreTime(), facts)
    if call.step is Step.READ_BACK:
        return go(call, ENTRY_OF[call.scheme])
    return reaching.back(call, facts) if call.step in REACHING else go(call, BACK[call.step])


def _language(call: CallState, key: str, facts: Facts) -> CallState | None:
    by_key = {str(number): language for number, language in enumerate(facts.content.languages, start=1)}
    return _greet(call, by_key[key]) if key in by_key else None


def _by(table: Mapping[str, Step]) -> Callable[[CallState, str, Facts], CallState | None]:
    def choose(call: CallState, key: str, _facts: Facts) -> CallState | None:
        return go(call, table[key]) if key in table else None

    return choose


def _role(call: CallState, key: str, facts: Facts) -> CallState | None:
    return _arrive(replace(call, role=ROLES[key]), Step.WAY, facts) if key in ROLES else None


def _way(call: CallState, key: str, facts: Facts) -> CallState | None:
    by_key = {str(number): way.name for number, way in enumerate(facts.ways, start=1)}
    return go(call, ENTRY_OF[by_key[key]], scheme=by_key[key]) if key in by_key else None


def _identifier(call: CallState, keys: str, _facts: Facts) -> CallState:
    return go(call, Step.READ_BACK, identifier=keys)


def _read_back(call: CallState, key: str, facts: Facts) -> CallState | None:
    match key, call.scheme:
        case "1", "letter_code":
            return _check(call, facts)
        case "1", _:
            return go(call, Step.BIRTH_DATE)
        case "2", _:
            return go(call, ENTRY_OF[call.scheme])
    return None


def _last_name(call: CallState, keys: str, _facts: Facts) -> CallState:
    return go(call, Step.FIRST_NAME, last_name=keys)


def _first_name(call: CallState, keys: str, _facts: Facts) -> CallState:
    return go(call, Step.BIRTH_DATE, first_name=keys)


def _birth_date(call: CallState, day: str, facts: Facts) -> CallState:
    call = replace(call, birth_date=day)
    return go(call, Step.ZIP) if facts.way(call.scheme).zip else _check(call, facts)


def _zip(call: CallState, keys: str, facts: Facts) -> CallState:
    return _check(replace(call, zip=keys), facts)


def _after_answer(call: CallState, key: str, facts: Facts) -> CallState | None:
    keys = after_answer(call, facts)
    return _arrive(call, keys[key], facts) if key in keys else None


def _check(call: CallState, facts: Facts) -> CallState:
    return go(call, Step.CHECKING, asked_at=facts.moment, rounds=0)


def _queue_full(call: CallState, _event: QueueFull, _facts: Facts) -> CallState:
    return replace(call, asked_at=0)


def _waited(call: CallState, _event: Waited, facts: Facts) -> CallState:
    """Try again where the check was not made or was lost; after ten rounds, say that we can't tell."""
    if call.rounds + 1 >= MOST_ROUNDS:
        return _answered(call, CANNOT_TELL, facts)
    lost = facts.moment - call.asked_at > PATIENCE
    return replace(call, rounds=call.rounds + 1, asked_at=facts.moment if lost else call.asked_at)


def _answered(call: CallState, event: Answered, facts: Facts) -> CallState:
    kinds = tuple(at for at, kind in enumerate(facts.content.categories) if kind.id in event.categories)
    heard = Heard(
        event.name,
        kinds=kinds,
        shared=event.shared,
        # A kind that this version of the incident has no words for is left to the letter, never silently dropped.
        whole=not event.letter_tells and len(kinds) == len(event.categories),
        gaps=event.gaps,
        sealed=event.sealed,
        adult=call.role == "child" and call.birth_date != "" and facts.is_adult(call.birth_date),
    )
    settled = call.settled_at or facts.moment
    said = already.adding(call.said, f"answer.{event.name}", *((already.KINDS,) if kinds else ()))
    told = {"heard": heard, "was_told": True, "said": said, "settled_at": settled}
    return go(call, Step.ANSWER, asked_at=0, rounds=0, **told)


def _message_left(call: CallState, event: MessageLeft, facts: Facts) -> CallState:
    return reaching.message_left(call, event, facts) or _missed(call, Silence(), facts)


_CHECKING, _PERSON = frozenset({Step.CHECKING}), frozenset({Step.PERSON})
# Where an event can be met; entries, wherever the call listens.
_WHERE: Mapping[type[Event], frozenset[Step]] = {
    Waited: _CHECKING,
    QueueFull: _CHECKING,
    Answered: _CHECKING,
    DialEnded: _PERSON,
    LeftQueue: frozenset({Step.QUEUE, Step.WITH_AGENT}),
    StillThere: IN_LINE,
    MessageLeft: frozenset({Step.MESSAGE}),
    Promised: frozenset({Step.PROMISED}),
    NotPromised: frozenset({Step.PROMISED}),
}
_ON: Mapping[type[Event], Callable[[CallState, Any, Facts], CallState]] = {
    Silence: _missed,
    Unreadable: _missed,
    Person: _person,
    Repeat: _repeat,
    Back: _back,
    MoreTime: _more_time,
    Digits: _digits,
    Waited: _waited,
    QueueFull: _queue_full,
    Answered: _answered,
    DialEnded: _dial_ended,
    LeftQueue: reaching.left_queue,
    StillThere: reaching.still_there,
    MessageLeft: _message_left,
    Promised: reaching.promised,
    NotPromised: reaching.not_promised,
}

_ON_DIGITS: Mapping[Step, Callable[[CallState, str, Facts], CallState | None]] = {
    Step.LANGUAGE: _language,
    Step.MENU: _by(MENU),
    Step.LETTERS: _by(LETTERS),
    **dict.fromkeys(TOPICS, _by(AFTER_TOPIC)),
    Step.ROLE: _role,
    Step.WAY: _way,
    Step.LETTER_CODE: _identifier,
    Step.STUDENT_NUMBER: _identifier,
    Step.READ_BACK: _read_back,
    Step.LAST_NAME: _last_name,
    Step.FIRST_NAME: _first_name,
    Step.BIRTH_DATE: _birth_date,
    Step.ZIP: _zip,
    Step.ANSWER: _after_answer,
    **reaching.ON_DIGITS,
}
