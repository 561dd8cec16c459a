"""What a caller hears on the way to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.steps.digits import Person, Silence
from ivr.steps.events import MessageLeft
from ivr.steps.facts import LineNow
from ivr.steps.state import CallState, Step
from ivr.words.reaching import LONGEST_MESSAGE, says_in_line, says_in_line_without_knowing
from ivr.words.saying import says
from ivr.words.speech import JoinQueue, ListenInLine, Speech, TakeMessage, WaitInLine
from tests.ivr.incidents import GONE_HOME, NUMBER, SHEETS, STAFFED
from tests.ivr.steps.walks import TAKEN, TO_ANSWER, after, facts_at

WAITS = LineNow(staffed=True, waits=True, position=1, number=NUMBER)


def words(speech: Speech) -> str:
    return " ".join(passage.words for passage in speech.passages)


def heard(call: CallState) -> str:
    return words(says(call, facts=facts_at(call, STAFFED), sheets=SHEETS))


def in_line(line: LineNow = WAITS, *, call: CallState | None = None, quiet: bool = False) -> Speech:
    call = call or after("1", Person(), facts=STAFFED)
    return says_in_line(call, facts=replace(STAFFED, line=line), sheets=SHEETS, quiet=quiet)


@pytest.mark.parametrize(
    ("position", "minutes", "said"),
    [
        (1, None, "You are next in line. To be called back and keep your place in line, press 1."),
        (2, None, "You are number 2 in line. To be called back"),
        (1, 1, "You are next in line. The wait is about one minute. To be called back"),
        (7, 3, "You are number 7 in line. The wait is about 3 minutes. To be called back"),
        (9, 4, "The wait is about 4 minutes. You do not have to stay on the line. To be called back"),
    ],
)
def test_the_place_is_told_and_the_wait_only_where_it_is_known(position: int, minutes: int | None, said: str) -> None:
    assert said in words(in_line(replace(WAITS, position=position, minutes=minutes)))


def test_a_callback_is_offered_all_the_time_and_a_message_too() -> None:
    for line in (WAITS, replace(WAITS, staffed=False), replace(WAITS, minutes=20)):
        text = words(in_line(line))
        assert "press 1." in text
        assert "To leave a message, press 2." in text


def test_whoever_has_an_answer_goes_back_to_it() -> None:
    assert words(in_line()).endswith("For the main menu, press star.")
    call = after(*TO_ANSWER, Person(), facts=STAFFED)
    assert words(in_line(call=call)).endswith("To go back, press star.")


def test_after_the_words_there_is_silence_and_a_key_is_heard_in_both() -> None:
    assert in_line().then == ListenInLine(6, then_quiet=True)
    assert (in_line(quiet=True).then, words(in_line(quiet=True))) == (ListenInLine(20, then_quiet=False), "")


def test_the_caller_waits_in_the_queue_of_the_line_and_then_of_the_person() -> None:
    call = after("1", Person(), facts=STAFFED)
    assert says(call, facts=STAFFED, sheets=SHEETS).then == JoinQueue("waiting-1")
    talks = after("1", Person(), TAKEN, facts=STAFFED)
    assert says(talks, facts=facts_at(talks, STAFFED), sheets=SHEETS).then == JoinQueue("agent-7-0")
    assert "A person is here for you." in heard(talks)
    assert in_line(TAKEN.line, call=talks).then == WaitInLine(5, then_quiet=False)


def test_who_is_on_hold_is_told_so_and_then_not_again_for_a_while() -> None:
    talks = after("1", Person(), TAKEN, facts=STAFFED)
    held = replace(TAKEN.line, held=True)
    assert words(in_line(held, call=talks)) == (
        "The person who is helping you is still there. Please stay on the line."
    )
    assert (words(in_line(held, call=talks, quiet=True)), in_line(held, call=talks).then) == (
        "",
        WaitInLine(15, then_quiet=True),
    )


def test_who_can_not_be_read_is_asked_to_stay_in_every_language() -> None:
    speech = says_in_line_without_knowing(4, sheets=SHEETS)
    assert words(speech) == "One moment, please. You are still in line. Un momento, por favor. Usted sigue en la fila."
    assert (speech.turn, speech.then) == (4, WaitInLine(10, then_quiet=True))


def test_the_number_is_read_in_groups_before_it_is_rung() -> None:
    same = after("1", Person(), "1", facts=STAFFED)
    assert heard(same).startswith("You are calling from 5 7 3, 5 5 5, 0 1 0 0. To be called at this number, press 1.")
    other = after("2", "+15735550123", call=same, facts=STAFFED)
    assert heard(other).startswith("You entered 5 7 3, 5 5 5, 0 1 2 3. If that is correct, press 1")


def test_the_four_digits_are_said_twice_one_by_one_and_why() -> None:
    call = after("1", Person(), "1", "1", facts=STAFFED)
    assert heard(call) == (
        "We will call you back as soon as it is your turn. Please write down four digits. The person who calls you "
        "will say them first, so that you know it is really us. If a caller does not say them, please hang up. "
        "The four digits are 4 8 3 1. Once more: 4 8 3 1. To hear this again, press 9. For the main menu, press star."
    )
    again = after(Silence(), call=call, facts=STAFFED)
    assert heard(again).startswith("The four digits are 4 8 3 1. Once more: 4 8 3 1.")


def test_a_closed_line_says_when_it_calls_back() -> None:
    call = after("1", Person(), "1", "1", facts=GONE_HOME)
    text = words(says(call, facts=GONE_HOME, sheets=SHEETS))
    assert text.startswith("We will call you back when people are here again. People answer this line on weekdays")


def test_a_message_says_how_long_it_may_be_and_that_it_is_recorded() -> None:
    call = after("1", Person(), "2", facts=GONE_HOME)
    for tries in range(3):
        text = heard(replace(call, tries=tries))
        assert "recorded" in text
        assert text.endswith("To go back, press star. Speak after the tone. Then press pound or hang up.")
        assert "Se grabará" in (text := heard(replace(call, tries=tries, language="es"))) or "se grabará" in text
    assert LONGEST_MESSAGE == 2 * 60
    assert "two minutes" in heard(call)
    assert says(call, facts=GONE_HOME, sheets=SHEETS).then == TakeMessage(LONGEST_MESSAGE)


def test_a_message_that_was_left_is_thanked_for() -> None:
    call = after("1", Person(), "2", MessageLeft(20), facts=GONE_HOME)
    assert call.step is Step.TALKED
    assert words(says(call, facts=GONE_HOME, sheets=SHEETS)).startswith("Thank you. We have your message.")


def test_zero_is_offered_for_what_there_is() -> None:
    assert "For a person, press 0." in words(says(after("1", facts=STAFFED), facts=STAFFED, sheets=SHEETS))
    closed = after("1", "5", facts=GONE_HOME)
    assert "For a callback or message, press 0." in words(says(closed, facts=GONE_HOME, sheets=SHEETS))
