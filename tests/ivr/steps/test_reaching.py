"""The way to a person: into the line and out of it, talks, callbacks and messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.steps import already
from ivr.steps.digits import Back, Digits, Person, Repeat, Silence, Unreadable
from ivr.steps.events import Left, LeftQueue, MessageLeft, NotPromised, Promised, StillThere
from ivr.steps.facts import Facts, LineNow
from ivr.steps.flow import advance
from ivr.steps.reaching import LONGEST_WAIT, MOST_CALLBACKS, MOST_ERRORS, MOST_JOINS
from ivr.steps.state import IN_LINE, CallState, Notice, Step
from tests.ivr.incidents import CLOSED, GONE_HOME, NO_WAY, NUMBER, OPEN, STAFFED, UNSTAFFED, WITH_A_DESK
from tests.ivr.steps.walks import OVER, PASSED_ON, TAKEN, TO_ANSWER, TO_READ_BACK, With, after, new_call

ANOTHER = "+15735550123"
FULL = replace(STAFFED, line=replace(STAFFED.line, full=True))
WITHHELD = replace(STAFFED, line=replace(STAFFED.line, number=""))
IN_LINE_NOW = LineNow(staffed=True, waits=True, number=NUMBER)


def in_line() -> CallState:
    return after("1", Person(), facts=STAFFED)


def with_person() -> CallState:
    return after("1", Person(), TAKEN, facts=STAFFED)


def at(call: CallState, how: Left, line: LineNow) -> CallState:
    """The call after it has left the carrier's queue, while the line says so."""
    return advance(call, LeftQueue(how), facts=replace(STAFFED, line=line))


# Into the line


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "1"), ("1", "4"), TO_READ_BACK, TO_ANSWER])
def test_zero_is_a_place_in_the_line_from_everywhere(keys: tuple[str, ...]) -> None:
    before = after(*keys, facts=STAFFED)
    call = after(Person(), call=before, facts=STAFFED)
    assert (call.step, call.asked_from, call.waits_since) == (Step.QUEUE, before.step, STAFFED.moment)
    assert call.heard == before.heard
    assert call.details == ("",) * 5


@pytest.mark.parametrize(
    ("facts", "notice"), [(UNSTAFFED, Notice.ALL_BUSY), (FULL, Notice.ALL_BUSY), (GONE_HOME, Notice.CLOSED)]
)
def test_where_nobody_can_come_there_is_something_else(facts: Facts, notice: Notice) -> None:
    call = after("1", Person(), facts=facts)
    assert (call.step, call.notice) == (Step.REACH, notice)
    assert after("1", call=call, facts=facts).step is Step.SAME_NUMBER
    assert after("2", call=call, facts=facts).step is Step.MESSAGE
    assert after(Back(), call=call, facts=facts).step is Step.MENU
    assert after(Person(), call=call, facts=STAFFED).step is Step.QUEUE, "somebody has come"


def test_without_a_way_to_check_there_is_the_line() -> None:
    facts = replace(STAFFED, content=replace(NO_WAY, takes_calls=True))
    assert after("1", "1", "1", facts=facts).step is Step.QUEUE


def test_somebody_silent_comes_into_the_line() -> None:
    assert after("1", *[Silence()] * 5, facts=STAFFED).step is Step.QUEUE


def test_an_answer_is_heard_again_by_who_leaves_the_line() -> None:
    call = after(*TO_ANSWER, Person(), Back(), facts=STAFFED)
    assert (call.step, call.heard) == (Step.ANSWER, after(*TO_ANSWER, facts=STAFFED).heard)


@pytest.mark.parametrize("event", [Unreadable(), Repeat(), Person(), Digits("7"), Silence(), StillThere()])
def test_nothing_else_moves_who_waits(event: object) -> None:
    call = in_line()
    assert advance(call, event, facts=replace(STAFFED, line=IN_LINE_NOW)) is call  # type: ignore[arg-type]  # events


def test_what_was_heard_goes_with_the_caller() -> None:
    call = after("1", "2", Back(), "4", "1", Back(), "2", Back(), facts=STAFFED)
    assert already.heard(call.said) == ("what-happened", "none-came", "moved")
    call = after(*TO_ANSWER, Person(), facts=STAFFED)
    assert already.heard(call.said) == ("answer.MATCH", "kinds")


def test_a_second_wish_for_a_person_does_not_say_that_it_came_from_the_line() -> None:
    call = after("1", "5", Person(), "1", Person(), facts=STAFFED)
    assert (call.step, call.asked_from) == (Step.QUEUE, Step.HOURS)


# Out of it


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "2"), ("1", "2", ANOTHER)])
def test_a_person_takes_the_call_also_from_somebody_who_says_where_to_be_rung(keys: tuple[str, ...]) -> None:
    call = after(*keys, call=in_line(), facts=STAFFED)
    assert call.step in IN_LINE
    for event in (StillThere(), Digits("1"), Silence(), Back()):
        then = after(With(event, TAKEN.line), call=call, facts=STAFFED)
        assert (then.step, then.agent, then.number) == (Step.WITH_AGENT, 7, ""), event
        assert then.was_answered


@pytest.mark.parametrize("how", [Left.MOVED, Left.MOVED_FROM_TALK, Left.HANG_UP])
def test_who_was_moved_or_is_gone_is_told_nothing(how: Left) -> None:
    for call in (in_line(), with_person()):
        for line in (IN_LINE_NOW, OVER.line):
            assert at(call, how, line) is call
    assert at(with_person(), how, TAKEN.line) == with_person()


@pytest.mark.parametrize("how", [Left.LEAVE, Left.HALF_BRIDGED, Left.BRIDGED])
def test_who_leaves_the_carrier_s_queue_keeps_the_place_in_ours(how: Left) -> None:
    call = in_line()
    assert at(call, how, IN_LINE_NOW) is call
    assert at(call, how, TAKEN.line).step is Step.WITH_AGENT


@pytest.mark.parametrize("how", [Left.ERROR, Left.SYSTEM_ERROR])
def test_a_carrier_s_queue_that_does_not_work_is_tried_a_few_times(how: Left) -> None:
    call = in_line()
    for _ in range(MOST_ERRORS):
        call = at(call, how, IN_LINE_NOW)
        assert call.step is Step.QUEUE
    assert at(call, how, IN_LINE_NOW).step is Step.REACH


def test_faults_now_and_then_cost_nobody_the_place() -> None:
    call = in_line()
    for minute in range(20):
        then = replace(STAFFED, line=IN_LINE_NOW, now=OPEN + timedelta(minutes=minute))
        call = advance(call, LeftQueue(Left.ERROR), facts=then)
        assert call.step is Step.QUEUE


def test_a_carrier_s_queue_that_is_full_leads_to_something_else() -> None:
    assert at(in_line(), Left.FULL, IN_LINE_NOW).step is Step.REACH


def test_who_waits_is_sent_home_only_when_everybody_has_gone_or_after_an_hour() -> None:
    call = in_line()
    late = timedelta(seconds=LONGEST_WAIT)
    for facts, step in (
        (Facts(WITH_A_DESK, OPEN, LineNow(waits=True)), Step.QUEUE),
        (Facts(WITH_A_DESK, CLOSED, LineNow(staffed=True, waits=True)), Step.REACH),  # the clock is hours ahead
        (Facts(WITH_A_DESK, OPEN + late, LineNow(staffed=True, waits=True)), Step.REACH),
        (Facts(WITH_A_DESK, OPEN + late, LineNow(staffed=True, agent=7)), Step.WITH_AGENT),
    ):
        assert advance(call, StillThere(), facts=facts).step is step
    waits = replace(call, waits_since=int(CLOSED.timestamp()))
    assert advance(waits, StillThere(), facts=Facts(WITH_A_DESK, CLOSED, LineNow(waits=True))).step is Step.REACH
    still = Facts(WITH_A_DESK, CLOSED, LineNow(staffed=True, waits=True))
    assert advance(waits, StillThere(), facts=still) is waits


# The talk


def test_a_talk_that_is_over_asks_whether_there_is_anything_else() -> None:
    call = at(with_person(), Left.BRIDGED, TAKEN.line)
    assert call.step is Step.TALKED
    assert after(Person(), call=call, facts=STAFFED).step is Step.QUEUE
    assert after(Back(), call=call, facts=STAFFED).step is Step.MENU
    assert after(Silence(), Silence(), call=call, facts=STAFFED).step is Step.GOODBYE


def test_who_is_on_hold_has_not_talked_to_the_end() -> None:
    call = with_person()
    assert at(call, Left.BRIDGED, replace(TAKEN.line, held=True)) is call


def test_a_bridge_that_the_desk_cuts_while_it_moves_the_agent_is_no_end() -> None:
    call = with_person()
    assert at(call, Left.BRIDGED, replace(TAKEN.line, resumed=True)) is call, "who was on hold meets the same person"
    assert at(call, Left.BRIDGED, IN_LINE_NOW).step is Step.QUEUE, "whose agent has gone waits at the old place"
    passed_on = at(call, Left.BRIDGED, replace(TAKEN.line, agent=8))
    assert (passed_on.step, passed_on.agent) == (Step.WITH_AGENT, 8)


def test_a_call_that_is_passed_on_follows() -> None:
    call = after(PASSED_ON, call=with_person(), facts=STAFFED)
    assert (call.step, call.agent) == (Step.WITH_AGENT, 8)
    assert call.turn > with_person().turn, "so that the queue of the one before is left"


def test_a_person_who_is_lost_before_the_talk_leaves_the_caller_in_the_line() -> None:
    for how in (Left.HALF_BRIDGED, Left.LEAVE):
        assert at(with_person(), how, IN_LINE_NOW).step is Step.QUEUE
        assert at(with_person(), how, OVER.line).step is Step.TALKED
        call = with_person()
        assert at(call, how, TAKEN.line) is call


# Callbacks


def promise(call: CallState, facts: Facts = STAFFED) -> CallState:
    return after("1", "1", call=call, facts=facts)


def test_the_number_that_somebody_calls_from_is_offered_and_another_taken() -> None:
    same = after("1", call=in_line(), facts=STAFFED)
    assert same.step is Step.SAME_NUMBER
    asked = advance(same, Digits("1"), facts=STAFFED)
    assert (asked.step, asked.number, asked.phrase) == (Step.PROMISED, NUMBER, "")
    keyed = after("2", ANOTHER, call=same, facts=STAFFED)
    assert (keyed.step, keyed.number) == (Step.NUMBER_BACK, ANOTHER)
    assert after("2", call=keyed, facts=STAFFED) == replace(after("2", call=same, facts=STAFFED), turn=keyed.turn + 1)
    asked = advance(keyed, Digits("1"), facts=STAFFED)
    assert (asked.step, asked.number) == (Step.PROMISED, ANOTHER)


def test_a_number_that_is_withheld_is_asked_for() -> None:
    assert after("1", call=in_line(), facts=WITHHELD).step is Step.NUMBER


def test_the_number_is_let_go_once_the_callback_is_arranged() -> None:
    call = promise(in_line())
    assert (call.step, call.phrase, call.number) == (Step.PROMISED, "4831", "")
    assert NUMBER not in call.to_json().decode()
    gone = after(Back(), call=call, facts=STAFFED)
    assert (gone.step, gone.phrase) == (Step.MENU, "")


def test_the_digits_can_be_heard_again_and_silence_is_a_goodbye() -> None:
    call = promise(in_line())
    assert after(Silence(), Repeat(), call=call, facts=STAFFED).phrase == "4831"
    assert after(Silence(), Silence(), call=call, facts=STAFFED).step is Step.GOODBYE


def test_a_callback_that_can_t_be_arranged_keeps_the_place_or_leaves_a_message() -> None:
    asked = advance(after("1", call=in_line(), facts=STAFFED), Digits("1"), facts=STAFFED)
    waits = advance(asked, NotPromised(), facts=replace(STAFFED, line=IN_LINE_NOW))
    assert (waits.step, waits.notice) == (Step.QUEUE, Notice.NO_CALLBACK)
    left = advance(asked, NotPromised(), facts=UNSTAFFED)
    assert (left.step, left.notice) == (Step.REACH, Notice.NO_CALLBACK)
    assert after("1", call=left, facts=UNSTAFFED).step is Step.REACH, "it is not offered again"
    assert left.promises < 1, "nothing was arranged, so the log says nothing of a callback"
    assert after("2", call=left, facts=UNSTAFFED).step is Step.MESSAGE


def test_a_call_has_only_so_many_callbacks() -> None:
    call = in_line()
    for _ in range(MOST_CALLBACKS):
        call = promise(call)
        assert call.step is Step.PROMISED
        call = after(Person(), call=call, facts=STAFFED)
    assert after("1", call=call, facts=STAFFED) == call


def test_a_call_has_only_so_many_places_in_the_line() -> None:
    """Each rings an agent's telephone: whoever comes and leaves again and again could keep them ringing for ever."""
    call = in_line()
    for _ in range(MOST_JOINS - 1):
        call = after(Back(), Person(), call=call, facts=STAFFED)
        assert call.step is Step.QUEUE
        assert after(With(Person(), IN_LINE_NOW), call=call, facts=STAFFED).joins == call.joins, (
            "that is the same place"
        )
    call = after(Back(), Person(), call=call, facts=STAFFED)
    assert (call.step, call.notice) == (Step.REACH, Notice.ALL_BUSY)
    assert after("1", call=call, facts=STAFFED).step is Step.SAME_NUMBER
    kept = advance(replace(call, step=Step.NUMBER), Person(), facts=replace(STAFFED, line=IN_LINE_NOW))
    assert kept.step is Step.QUEUE, "a place that is there stays"


def test_a_call_leaves_one_message() -> None:
    call = after("2", MessageLeft(20), call=in_line(), facts=STAFFED)
    assert call.message
    call = after(Person(), call=call, facts=UNSTAFFED)
    assert (call.step, after("2", call=call, facts=UNSTAFFED).step) == (Step.REACH, Step.REACH)


def test_who_falls_silent_while_saying_the_number_is_still_in_the_line() -> None:
    for keys in (("1",), ("1", "2"), ("1", "2", ANOTHER)):
        call = after(*keys, call=in_line(), facts=STAFFED)
        assert after(*[Silence()] * 5, call=call, facts=STAFFED).step is Step.QUEUE
    for keys in (("1",), ("1", "2"), ("1", "2", ANOTHER)):
        call = after("1", Person(), *keys, facts=GONE_HOME)
        assert after(*[Silence()] * 5, call=call, facts=GONE_HOME).step is Step.REACH


def test_star_goes_back_to_where_the_caller_waits() -> None:
    assert after("1", Back(), call=in_line(), facts=STAFFED).step is Step.QUEUE
    assert after("1", Person(), "1", Back(), facts=GONE_HOME).step is Step.REACH
    assert after("1", "2", ANOTHER, Back(), call=in_line(), facts=STAFFED).step is Step.NUMBER


# Messages


def test_a_message_is_kept_and_a_click_is_not() -> None:
    call = after("2", call=in_line(), facts=STAFFED)
    assert call.step is Step.MESSAGE
    left = after(MessageLeft(30), call=call, facts=STAFFED)
    assert (left.step, left.notice, left.message) == (Step.TALKED, Notice.MESSAGE_KEPT, True)
    clicked = after(MessageLeft(1), call=call, facts=STAFFED)
    assert (clicked.step, clicked.tries, clicked.message) == (Step.MESSAGE, 1, False)


def test_who_says_nothing_is_asked_once_more() -> None:
    call = after("1", Person(), "2", Silence(), facts=GONE_HOME)
    assert (call.step, call.tries) == (Step.MESSAGE, 1)
    assert after(Silence(), call=call, facts=GONE_HOME).step is Step.REACH


# What is kept


def test_the_largest_call_on_the_way_to_a_person_fits_into_its_row() -> None:
    full = replace(
        after(*TO_ANSWER, Person(), facts=STAFFED),
        incident=2**31,
        version=2**31,
        turn=99_999,
        step=Step.NUMBER_BACK,
        notice=Notice.NOBODY_ANSWERED,
        tries=9,
        slow=True,
        role="other",
        scheme="student_number",
        asked_at=2**33,
        rounds=10,
        was_informed=True,
        was_answered=True,
        settled_at=2**33,
        said=already.adding("", *already.NAMES),
        asked_from=Step.STUDENT_NUMBER,
        number="+15735550123",
        phrase="4831",
        later=True,
        promises=2,
        message=True,
        joins=6,
        room=7,
        waits_since=2**33,
        agent=2**31,
    )
    heard = full.heard
    assert heard is not None
    full = replace(full, heard=replace(heard, name="MAY_NOT_TELL", kinds=tuple(range(64)), shared=True, whole=False))
    assert CallState.from_json(full.to_json()) == full


def test_neither_number_nor_digits_are_ever_shown() -> None:
    call = replace(new_call(STAFFED), number=ANOTHER, phrase="4831")
    assert ANOTHER not in repr(call)
    assert "4831" not in repr(call)
    assert "4831" not in repr(Promised("4831"))
    assert NUMBER not in repr(STAFFED)
