"""What a caller hears on the way to a person: in the line, when nobody can come, and for a callback or a message.

In the line the carrier asks for one document after the other: what is so now, then a silence in which a key is still
heard, so that nobody is spoken to more than twice a minute. It must not know who is at the desk, nor how a call is
moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.steps.facts import Facts
from ivr.steps.reaching import may_be_called, may_leave_message
from ivr.steps.state import CallState, Step
from ivr.words.phrases import Passages, asks, by_hand, rung, when_people_answer
from ivr.words.prompts import Sheet, Sheets, spoken, spoken_number
from ivr.words.speech import JoinQueue, ListenInLine, Passage, Speech, TakeMessage, WaitInLine

LONG_WAIT = 3  # minutes, after which nobody should have to stay on the line
KEY_TIMEOUT = 6
QUIET_TIMEOUT = 20
UNTIL_CONNECTED = 5
ON_HOLD = 15
CANNOT_TELL_NOW = 10
PHRASE_GROUP = 4
LONGEST_MESSAGE = 120  # seconds; the prompt says it


def then_of_reaching(call: CallState) -> JoinQueue | TakeMessage:
    """What is done at a step that waits for a person, or for a message."""
    if call.step is Step.MESSAGE:
        return TakeMessage(LONGEST_MESSAGE)
    room = f"waiting-{call.incident}" if call.step is Step.QUEUE else f"agent-{call.agent}-{call.room}"
    return JoinQueue(room)


def says_in_line(call: CallState, *, facts: Facts, sheets: Sheets, quiet: bool) -> Speech:
    """What a caller in the carrier's queue hears now; `quiet`: the silence after it."""
    sheet = sheets[call.language]
    words: tuple[Passage, ...] = ()
    then: ListenInLine | WaitInLine = WaitInLine(UNTIL_CONNECTED, then_quiet=False)
    if call.step is Step.QUEUE:
        words = tuple(_place(call, facts, sheet))
        then = ListenInLine(QUIET_TIMEOUT if quiet else KEY_TIMEOUT, then_quiet=not quiet)
    elif facts.line.held:
        words, then = (sheet.prompt("with_agent.held"),), WaitInLine(ON_HOLD, then_quiet=not quiet)
    return Speech(() if quiet else words, then=then, step=call.step, turn=call.turn)


def says_in_line_without_knowing(turn: int, *, sheets: Sheets) -> Speech:
    """The same where the call can't be read now: to stay, in every language, and then another try."""
    words = tuple(sheet.prompt("queue.stay") for sheet in sheets.values())
    return Speech(words, then=WaitInLine(CANNOT_TELL_NOW, then_quiet=True), step=Step.QUEUE, turn=turn)


def _place(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    line = facts.line
    if line.position:
        yield sheet.prompt("queue.next") if line.position == 1 else sheet.prompt("queue.place", place=line.position)
    if line.minutes is not None:
        few = line.minutes <= 1
        yield sheet.prompt("queue.minute") if few else sheet.prompt("queue.minutes", minutes=line.minutes)
    if not line.staffed:
        yield sheet.prompt("queue.nobody")
    elif line.minutes is not None and line.minutes > LONG_WAIT and may_be_called(call):
        yield sheet.prompt("queue.long")
    if may_be_called(call):
        yield sheet.prompt("queue.call_back")
    if may_leave_message(call):
        yield sheet.prompt("option.message")
    yield _way_back(call, sheet)


def _queue(_call: CallState, _facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt("queue.joined")


def _with_agent(_call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt("with_agent.hold" if facts.line.held else "with_agent.connecting")


def _talked(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt(f"talked.{rung(call)}")
    yield by_hand(facts, sheet)
    yield sheet.prompt("option.main_menu")


def _reach(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    if rung(call) != "ask":
        yield sheet.prompt(f"reach.{rung(call)}")
    if may_be_called(call):
        yield sheet.prompt("option.call_back")
    if may_leave_message(call):
        yield sheet.prompt("option.message")
    if facts.is_open:
        yield by_hand(facts, sheet)
    yield _way_back(call, sheet)


def _same_number(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("same_number", call, facts, sheet, number=spoken_number(facts.line.number))


def _number(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("number", call, facts, sheet)


def _number_back(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("read_back", call, facts, sheet, digits=spoken_number(call.number))


def _promised(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """When, and the four digits twice: who hears them first when the telephone rings knows that it is this line."""
    if call.tries == 0:
        yield sheet.prompt("promised.later" if call.later else "promised.soon")
        if call.later:
            yield when_people_answer(facts, sheet)
        yield sheet.prompt("promised.why")
    yield sheet.prompt("promised.digits", digits=spoken(call.phrase, group=PHRASE_GROUP))
    yield sheet.prompt("option.again")
    yield sheet.prompt("option.main_menu")


def _message(call: CallState, _facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt(f"message.{rung(call)}")
    yield sheet.prompt("option.back")
    yield sheet.prompt("message.tone")


def _way_back(call: CallState, sheet: Sheet) -> Passage:
    """Whoever has heard an answer comes back to it."""
    return sheet.prompt("option.back" if call.heard else "option.main_menu")


WORDS_OF_REACHING: Mapping[Step, Callable[[CallState, Facts, Sheet], Passages]] = {
    Step.QUEUE: _queue,
    Step.WITH_AGENT: _with_agent,
    Step.TALKED: _talked,
    Step.REACH: _reach,
    Step.SAME_NUMBER: _same_number,
    Step.NUMBER: _number,
    Step.NUMBER_BACK: _number_back,
    Step.PROMISED: _promised,
    Step.MESSAGE: _message,
}
