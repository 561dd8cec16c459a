"""The map of a call, walked step by step and then over every step and every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.steps import already, flow
from ivr.steps.digits import Back, Digits, Entry, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.events import CANNOT_TELL, Answered, DialEnded, Event, QueueFull, Waited
from ivr.steps.facts import Facts
from ivr.steps.flow import advance
from ivr.steps.signposts import LETTERS, MENU
from ivr.steps.state import LETTER_TOPICS, TOPICS, CallState, Heard, Notice, Step
from tests.ivr.incidents import (
    BY_NAME,
    CONTENT,
    LETTER_CODE,
    NO_WAY,
    ONE_LANGUAGE,
    ONE_WAY,
    OPEN,
    WHEN_CLOSED,
    WHEN_OPEN,
    WITH_EVERY_WAY,
)
from tests.ivr.steps.walks import (
    EVENTS,
    MATCH,
    TO_ANSWER,
    TO_BIRTH_DATE,
    TO_CHECKING,
    TO_LETTER_CODE,
    TO_READ_BACK,
    TO_ROLE,
    after,
    new_call,
)


def test_a_call_with_a_letter_goes_from_language_to_answer() -> None:
    steps = [after(*TO_READ_BACK[:number]).step for number in range(len(TO_READ_BACK) + 1)]
    assert steps == [Step.LANGUAGE, Step.MENU, Step.ROLE, Step.WAY, Step.LETTER_CODE, Step.READ_BACK]
    assert after(*TO_READ_BACK, "1").step is Step.CHECKING
    assert after(*TO_READ_BACK, "1", MATCH).step is Step.ANSWER


def test_a_call_with_a_student_number_asks_for_the_birth_date_too() -> None:
    call = after(*TO_CHECKING)
    assert call.step is Step.CHECKING
    assert (call.scheme, call.identifier, call.birth_date) == ("student_number", "1234567890", "2009-05-17")


def test_every_advance_is_one_turn() -> None:
    assert after(*TO_ANSWER).turn == len(TO_ANSWER)


def test_two_languages_have_two_keys_and_no_third() -> None:
    assert after("1").language == "en"
    assert after("2").language == "es"
    assert after("3").step is Step.LANGUAGE
    assert after("3").tries == 1


def test_one_language_is_not_asked_for() -> None:
    call = new_call(Facts(ONE_LANGUAGE, OPEN))
    assert (call.step, call.language, call.notice) == (Step.MENU, "es", Notice.GREETING)


def test_nobody_is_hung_up_on_for_not_choosing_a_language() -> None:
    call = after(*[Silence()] * 5)
    assert (call.step, call.language, call.notice) == (Step.MENU, "en", Notice.GREETING)


@pytest.mark.parametrize(("key", "step"), [("2", Step.WHAT_HAPPENED), ("3", Step.WHAT_TO_DO), ("5", Step.HOURS)])
def test_each_topic_leads_back_and_on_to_a_check(key: str, step: Step) -> None:
    assert after("1", key).step is step
    assert after("1", key, Back()).step is Step.MENU
    assert after("1", key, "1").step is Step.ROLE


@pytest.mark.parametrize(("key", "step"), tuple(zip("1234", LETTER_TOPICS, strict=True)))
def test_the_letters_menu_has_four_reasons_to_ask(key: str, step: Step) -> None:
    assert after("1", "4").step is Step.LETTERS
    assert after("1", "4", key).step is step
    assert after("1", "4", key, Back()).step is Step.LETTERS
    assert after("1", "4", key, Back(), Back()).step is Step.MENU
    assert after("1", "4", key, "1").step is Step.ROLE


def test_one_way_is_not_asked_for() -> None:
    assert after(*TO_ROLE, "1", facts=Facts(ONE_WAY, OPEN)).step is Step.STUDENT_NUMBER


def test_without_a_way_there_is_a_person() -> None:
    assert after(*TO_ROLE, "1", facts=Facts(NO_WAY, OPEN)).step is Step.PERSON


def test_what_was_read_back_can_be_entered_again() -> None:
    call = after(*TO_READ_BACK, "2")
    assert (call.step, call.identifier) == (Step.LETTER_CODE, "")
    assert after(*TO_READ_BACK, Back()).step is Step.LETTER_CODE


def test_entries_are_gone_once_the_check_has_answered() -> None:
    call = after(*TO_ANSWER)
    assert "1234567890" not in call.to_json().decode()
    assert "2009" not in call.to_json().decode()


@pytest.mark.parametrize("event", [Person(), Back()])
def test_entries_are_gone_once_the_caller_leaves_the_check(event: Entry) -> None:
    assert LETTER_CODE not in after(*TO_READ_BACK, event).to_json().decode()


def test_the_answer_remembers_kinds_by_their_place() -> None:
    assert after(*TO_ANSWER).heard == Heard("MATCH", kinds=(0, 2))


def test_a_kind_without_words_is_left_to_the_letter() -> None:
    call = after(*TO_CHECKING, Answered("MATCH", categories=("address", "unheard_of")))
    assert call.heard == Heard("MATCH", kinds=(0,), whole=False)


def test_an_answer_finds_only_a_call_that_waits_for_it() -> None:
    call = after("1")
    assert after(MATCH, call=call) is call


def test_after_the_answer_another_person_letters_or_a_person() -> None:
    assert after(*TO_ANSWER, "1").step is Step.WAY
    assert after(*TO_ANSWER, "2").step is Step.LETTERS
    assert after(*TO_ANSWER, Person()).step is Step.PERSON
    assert after(*TO_ANSWER, Back()).step is Step.MENU
    assert after(*TO_ANSWER, "1").heard is None


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("1", {"1": Step.ROLE}),
        ("2", {"1": Step.WAY, "3": Step.ROLE}),
        ("3", {"1": Step.WAY, "3": Step.ROLE}),
    ],
)
def test_a_family_is_one_call_and_says_once_for_whom(role: str, keys: Mapping[str, Step]) -> None:
    answered = after("1", "1", role, "1", LETTER_CODE, "1", MATCH)
    for key, step in keys.items():
        assert after(key, call=answered).step is step
        assert after(key, call=answered).role == answered.role


def test_after_a_limit_only_what_is_counted_apart_is_offered() -> None:
    by_number = after(*TO_CHECKING, Answered("MAY_NOT_TELL"))
    again = after("1", call=by_number)
    assert (again.step, again.scheme) == (Step.LETTER_CODE, "letter_code")
    by_letter = after(*TO_READ_BACK, "1", Answered("MAY_NOT_TELL"))
    assert after("1", call=by_letter).tries == 1, "nothing that the same limit would refuse"


def test_details_that_went_to_the_custodian_may_be_followed_by_another_child_s() -> None:
    assert after(*TO_CHECKING, Answered("MAY_NOT_TELL", sealed=True), "1").step is Step.WAY


def test_repeating_says_the_whole_again() -> None:
    assert after(*TO_ANSWER, Silence(), Repeat()).tries == 0
    assert after(*TO_ANSWER, Silence(), Repeat()).heard == after(*TO_ANSWER).heard


@pytest.mark.parametrize("keys", [(), ("1",)])
def test_a_star_where_a_call_begins_gives_more_time(keys: tuple[str, ...]) -> None:
    call = after(*keys, Back())
    assert (call.step, call.slow, call.notice) == (after(*keys).step, True, Notice.MORE_TIME)


def test_a_second_star_at_the_menu_goes_back_to_the_languages() -> None:
    assert after("1", Back(), Back()).step is Step.LANGUAGE
    assert after(Back(), Back(), facts=Facts(ONE_LANGUAGE, OPEN)).step is Step.MENU


def test_whoever_needs_more_time_is_asked_twice_as_often() -> None:
    call = after(*TO_LETTER_CODE, MoreTime())
    assert after(*[Silence()] * 6, call=call).step is Step.LETTER_CODE
    assert after(*[Silence()] * 7, call=call).step is Step.PERSON


# By name


def test_a_name_is_followed_by_first_name_birth_date_and_zip_where_it_is_wanted() -> None:
    keys = ("1", "1", "2", "3", "56739", "262", "2009-05-17", "65101")
    steps = [after(*keys[:number], facts=WITH_EVERY_WAY).step for number in range(4, len(keys) + 1)]
    assert steps == [Step.LAST_NAME, Step.FIRST_NAME, Step.BIRTH_DATE, Step.ZIP, Step.CHECKING]
    assert after(*keys, facts=WITH_EVERY_WAY).details == ("", "56739", "262", "2009-05-17", "65101")


def test_a_name_without_zip_is_checked_after_the_birth_date() -> None:
    call = after("1", "1", "2", "56739", "262", "2009-05-17", facts=Facts(BY_NAME, OPEN))
    assert (call.step, call.scheme) == (Step.CHECKING, "name")


@pytest.mark.parametrize(
    ("role", "born", "adult"),
    [("2", "2001-06-03", True), ("2", "2001-06-04", False), ("1", "1960-01-01", False), ("3", "1960-01-01", False)],
)
def test_a_child_who_is_grown_up_is_spoken_of_as_another_person(role: str, born: str, *, adult: bool) -> None:
    call = after("1", "1", role, "2", "1234567890", "1", born, MATCH)
    assert call.heard == Heard("MATCH", kinds=(0, 2), adult=adult)


def test_a_star_in_an_entry_gives_more_time_for_the_rest_of_the_call() -> None:
    call = after(*TO_LETTER_CODE, MoreTime())
    assert (call.step, call.slow, call.notice, call.tries) == (Step.LETTER_CODE, True, Notice.MORE_TIME, 0)
    assert after(LETTER_CODE, call=call).slow


def test_entries_are_asked_three_times_more_and_single_keys_four() -> None:
    entry, menu = after(*TO_LETTER_CODE), after("1")
    assert after(*[Unreadable()] * 3, call=entry).step is Step.LETTER_CODE
    assert after(*[Unreadable()] * 4, call=entry).step is Step.PERSON
    assert after(*[Unreadable()] * 4, call=menu).step is Step.MENU
    assert after(*[Unreadable()] * 5, call=menu).step is Step.PERSON


def test_a_useful_key_forgives_what_did_not_work() -> None:
    assert after("1", Silence(), Silence(), "1").tries == 0


def test_a_person_answers_only_when_open() -> None:
    assert after("1", Person()).step is Step.PERSON
    for keys in (("1",), TO_ROLE, TO_LETTER_CODE, TO_READ_BACK, TO_ANSWER):
        before = after(*keys, facts=WHEN_CLOSED)
        closed = after(Person(), call=before, facts=WHEN_CLOSED)
        assert (closed.step, closed.notice, closed.heard) == (before.step, Notice.CLOSED, before.heard)


def test_a_person_before_the_language_is_chosen_speaks_english() -> None:
    assert after(Person()).language == "en"


def test_nobody_answering_leads_back_to_the_menu() -> None:
    call = after("1", Person(), DialEnded(answered=False))
    assert (call.step, call.notice) == (Step.MENU, Notice.NOBODY_ANSWERED)
    assert after("1", call=call).step is Step.ROLE


def test_an_answer_can_be_heard_again_when_nobody_came_to_the_telephone() -> None:
    call = after(*TO_ANSWER, Person(), DialEnded(answered=False))
    assert (call.step, call.notice, call.heard) == (Step.ANSWER, Notice.NOBODY_ANSWERED, after(*TO_ANSWER).heard)


def test_a_talk_that_is_over_ends_in_a_goodbye() -> None:
    call = after("1", Person(), DialEnded(answered=True))
    assert (call.step, call.was_answered) == (Step.GOODBYE, True)


@pytest.mark.parametrize("facts", [WHEN_OPEN, WHEN_CLOSED])
def test_somebody_silent_is_offered_a_person_once_and_then_a_goodbye(facts: Facts) -> None:
    call = after(*TO_ROLE, facts=facts)
    seen, offered = [call.step], False
    while call.step is not Step.GOODBYE:
        offered = offered or call.notice is Notice.CLOSED
        call = advance(call, DialEnded(answered=False) if call.step is Step.PERSON else Silence(), facts=facts)
        if call.step is not seen[-1]:
            seen.append(call.step)
        assert call.turn < 20
    assert seen == [Step.ROLE, *([Step.PERSON, Step.MENU] if facts is WHEN_OPEN else []), Step.GOODBYE]
    assert offered is (facts is WHEN_CLOSED)


# A check that has to wait

LATER = replace(WHEN_OPEN, now=OPEN + timedelta(seconds=11))


def test_a_check_begins_once() -> None:
    before, checking = after(*TO_BIRTH_DATE), after(*TO_CHECKING)
    assert flow.begins_check(before, checking)
    assert not flow.begins_check(checking, after(Waited(), call=checking))


def test_a_full_queue_is_tried_again_at_the_next_round() -> None:
    waiting = after(*TO_CHECKING, QueueFull())
    assert flow.begins_check(waiting, after(Waited(), call=waiting))


def test_a_check_lost_with_its_worker_is_made_again_after_ten_seconds() -> None:
    checking = after(*TO_CHECKING)
    assert flow.begins_check(checking, advance(checking, Waited(), facts=LATER))


def test_ten_rounds_end_in_cannot_tell_and_never_in_a_no() -> None:
    call = after(*TO_CHECKING)
    for _ in range(10):
        assert call.step is Step.CHECKING
        call = after(QueueFull(), Waited(), call=call)
    assert call.heard == Heard(CANNOT_TELL.name)


def test_a_second_check_has_its_own_rounds() -> None:
    waited = after(*TO_CHECKING, *[Waited()] * 9, MATCH)
    again = after("1", "1", LETTER_CODE, "1", call=waited)
    assert (again.step, again.rounds) == (Step.CHECKING, 0)


def test_topics_are_the_steps_of_the_menu() -> None:
    assert set(MENU.values()) | set(LETTERS.values()) == {*TOPICS, Step.LETTERS, Step.ROLE}


def test_the_largest_call_fits_into_its_row() -> None:
    full = replace(
        after(*TO_ANSWER),
        incident=2**31,
        version=2**31,
        turn=99_999,
        step=Step.STUDENT_NUMBER,
        notice=Notice.NOBODY_ANSWERED,
        tries=9,
        slow=True,
        role="other",
        scheme="student_number",
        identifier="9" * 64,
        last_name="9" * 8,
        first_name="9" * 10,
        birth_date="2009-05-17",
        zip="65101",
        asked_at=2**33,
        rounds=10,
        heard=Heard(
            "MAY_NOT_TELL", kinds=tuple(range(64)), shared=True, whole=False, gaps=True, sealed=True, adult=True
        ),
        person_offered=True,
        was_informed=True,
        was_told=True,
        said=already.adding("", *already.NAMES),
        promises=2,
        message=True,
        joins=6,
        was_answered=True,
        settled_at=2**33,
    )
    assert CallState.from_json(full.to_json()) == full


def test_a_call_too_large_for_its_row_is_refused() -> None:
    with pytest.raises(ValueError, match="has room for 990"):
        replace(after(*TO_ANSWER), identifier="9" * 990).to_json()


def test_a_call_reads_back_what_it_wrote() -> None:
    for number in range(len(TO_ANSWER) + 1):
        call = after(*TO_ANSWER[:number])
        assert CallState.from_json(call.to_json()) == call


def test_what_is_keyed_is_never_shown() -> None:
    assert LETTER_CODE not in repr(Digits(LETTER_CODE))
    assert LETTER_CODE not in repr(after(*TO_READ_BACK))
    assert "MATCH" not in repr(after(*TO_ANSWER))


def test_the_content_is_the_one_that_the_tests_describe() -> None:
    assert [way.name for way in WHEN_OPEN.ways] == ["letter_code", "student_number"]
    assert CONTENT.languages == ("en", "es")


@pytest.mark.parametrize("event", [event for event in EVENTS if not isinstance(event, Entry)])
def test_an_event_that_a_step_can_t_meet_changes_nothing(event: Event) -> None:
    for step in set(Step) - {Step.CHECKING, Step.PERSON, Step.QUEUE, Step.WITH_AGENT, Step.MESSAGE}:
        before = replace(after(*TO_CHECKING), step=step)
        assert advance(before, event, facts=WHEN_OPEN) is before
