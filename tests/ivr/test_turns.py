"""Whole calls through the door, with a lookup that says what the test wants: turns, repeats, waiting, the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hotline import incidents
from hotline.calls import CallLog, LiveCalls
from hotline.calls.day import EndedToday
from hotline.calls.live import EndedCall, LiveCall
from hotline.calls.log import MenuTime, StepCount
from lookup import AnswerName, Telephone
from tests.ivr.fakes import CALLER, MATCH, MAY_NOT_TELL, NO_MATCH, FakeHouse, Phone, open_door, phone_of
from tests.ivr.incidents import CLOSED, CONTENT, FALLBACK, LETTER_CODE

TO_LETTER = ("1", "1", "2", "1", LETTER_CODE)


def counted(house: FakeHouse) -> dict[str, int]:
    with house.database.read() as session:
        steps = select(StepCount.step, func.sum(StepCount.count)).group_by(StepCount.step)
        return {row[0]: row[1] for row in session.execute(steps)}


def live_calls(house: FakeHouse) -> int:
    with house.database.read() as session:
        return session.scalar(select(func.count()).select_from(LiveCall)) or 0


def logged(house: FakeHouse) -> list[EndedToday]:
    with house.database.read() as session:
        return CallLog(house.keyring, house.clock).today(session, 1)


def test_a_call_from_ring_to_answer_on_both_databases(either_house: FakeHouse) -> None:
    either_house.lookup.answers = [MATCH, NO_MATCH]
    phone = Phone(open_door(either_house).test_client()).dials().hears("For English, press 1.", "Para español")
    phone.presses(*TO_LETTER).hears("4 8 3 1, 0 9 2 7, 5 5 1 0")
    phone.presses("1").hears("we found a match", "home address and student ID number", "for child")
    phone.presses("1", "2", "1234567890", "1", "05172009").hears("we did not find a match for the details you entered")
    queries = [(query.scheme, query.fields) for query, _ in either_house.lookup.asked]
    assert queries == [("letter_code", (LETTER_CODE,)), ("student_number", ("1234567890", "20090517"))]
    phone.hangs_up()
    assert [(call.outcome, call.language, call.role) for call in logged(either_house)] == [
        ("self_service", "en", "child")
    ]


def test_the_vault_hears_who_asks(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [NO_MATCH, NO_MATCH]
    phone.dials().presses(*TO_LETTER, "1")
    Phone(open_door(house).test_client(), number=2, caller="anonymous").dials().presses(*TO_LETTER, "1")
    askers = [asker for _, asker in house.lookup.asked]
    assert [asker.number for asker in askers if isinstance(asker, Telephone)] == [CALLER, ""]
    assert askers[0] != askers[1]


# Repeats


def test_the_line_asks_for_as_many_digits_as_the_codes_of_the_list_have(house: FakeHouse, phone: Phone) -> None:
    house.lookup.code_digits = 13
    phone.dials().presses("1", "1", "1", "1")
    assert "the 13 digits of the letter code" in phone.heard


def test_a_repeated_request_is_told_the_present_turn_and_does_nothing(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [MATCH]
    phone.dials().presses(*TO_LETTER, "1")
    told, path = phone.heard, phone.path
    for _ in range(5):
        phone.posts(path, Digits="1")
        assert phone.heard == told
    assert len(house.lookup.asked) == 1
    assert counted(house)["answer"] == 1


def test_a_second_ring_of_the_same_call_is_told_the_present_turn(house: FakeHouse, phone: Phone) -> None:
    phone.dials().presses("1", "1")
    told = phone.heard
    assert phone.dials().heard == told
    assert live_calls(house) == 1


def test_replaying_a_whole_call_has_no_effect(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [MATCH]
    phone.dials()
    sent = []
    for keys in (*TO_LETTER, "1"):
        sent.append((phone.document[0].attrib["action"], keys))
        phone.presses(keys)
    told, steps = phone.heard, counted(house)
    for path, keys in sent * 2:
        assert phone.posts(path, Digits=keys).heard == told
    assert counted(house) == steps


def test_requests_that_come_at_the_same_moment_have_one_effect(either_house: FakeHouse) -> None:
    app = open_door(either_house)
    twins = [Phone(app.test_client()) for _ in range(5)]
    with ThreadPoolExecutor(len(twins)) as carriers:
        for path in ("/ivr/incoming", "/ivr/language?turn=0", "/ivr/menu?turn=1"):
            heard = {phone.heard for phone in carriers.map(partial(Phone.posts, path=path, Digits="1"), twins)}
            assert len(heard) == 1
        assert counted(either_house) == {"language": 1, "menu": 1, "role": 1}
        assert live_calls(either_house) == 1
        list(carriers.map(Phone.hangs_up, twins))
    assert live_calls(either_house) == 0
    assert len(logged(either_house)) == 1


@pytest.mark.parametrize(
    "path",
    ["/ivr/birth-date?turn=2", "/ivr/menu?turn=2", "/ivr/checking?turn=2", "/ivr/person?turn=2", "/ivr/goodbye?turn=2"],
)
def test_a_step_that_this_call_can_t_be_at_is_answered_with_where_it_is(phone: Phone, path: str) -> None:
    told = phone.dials().presses("1", "1").heard
    assert phone.posts(path, Digits="1", DialCallStatus="completed").heard == told


@pytest.mark.parametrize("turn", [0, 1, 3, 99])
def test_another_turn_is_answered_with_the_present_one(phone: Phone, turn: int) -> None:
    told = phone.dials().presses("1", "1").heard
    assert phone.posts(f"/ivr/role?turn={turn}", Digits="2").heard == told
    assert phone.posts(f"/ivr/silence?turn={turn}").heard == told


def test_a_step_of_another_version_is_answered_with_where_the_call_is(phone: Phone) -> None:
    told = phone.dials().presses("1").heard
    assert phone.posts("/ivr/voicemail?turn=1", Digits="1").heard == told


def test_a_step_without_a_call_begins_one(phone: Phone) -> None:
    phone.posts("/ivr/birth-date?turn=5", Digits="05172009").hears("For English, press 1.")


def test_after_the_end_there_is_only_a_hang_up(house: FakeHouse, phone: Phone) -> None:
    phone.dials().presses("1")
    path = phone.document[0].attrib["action"]
    for _ in range(3):
        phone.hangs_up()
    assert phone.posts(path, Digits="1").verbs == ["Hangup"]
    assert phone.dials().verbs == ["Hangup"]
    assert live_calls(house) == 0
    assert len(logged(house)) == 1


def test_the_end_may_come_before_the_beginning(house: FakeHouse, phone: Phone) -> None:
    assert phone.hangs_up().dials().verbs == ["Hangup"]
    assert [call.outcome for call in logged(house)] == ["fault"]


@pytest.mark.parametrize("status", ["ringing", "in-progress", "initiated", "queued"])
def test_news_of_a_call_that_goes_on_ends_nothing(house: FakeHouse, phone: Phone, status: str) -> None:
    phone.dials().posts("/ivr/status", CallStatus=status)
    assert phone.verbs == []
    assert live_calls(house) == 1


# Waiting for a check


def test_a_full_queue_says_one_moment_and_tries_again(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers, house.lookup.busy = [MATCH], 3
    phone.dials().presses(*TO_LETTER, "1")
    for _ in range(3):
        phone.hears("One moment, please.")
        assert phone.verbs == ["Say", "Pause", "Redirect"]
        phone.comes_back()
    phone.hears("we found a match")


def test_a_queue_that_stays_full_ends_in_cannot_tell_and_a_person(house: FakeHouse, phone: Phone) -> None:
    house.lookup.busy = 99
    phone.dials().presses(*TO_LETTER, "1")
    rounds = 0
    while "One moment" in phone.heard:
        phone.comes_back()
        rounds += 1
    assert rounds == 10
    phone.hears("we can't answer that automatically", "For a person, press 0.").does_not_hear("match")


def test_an_answer_that_could_not_be_recorded_is_never_told(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers, house.lookup.loses_the_record = [MATCH], True
    phone.dials().presses(*TO_LETTER, "1").hears("we can't answer that automatically").does_not_hear("match")


def test_a_repeat_while_the_check_is_made_says_one_moment_and_asks_once(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [MATCH]
    caller = phone_of(house, lambda: phone.posts(caller.path, Digits="1"))
    caller.dials().presses(*TO_LETTER, "1").hears("we found a match")
    phone.hears("One moment, please.").comes_back().hears("we found a match")
    assert len(house.lookup.asked) == 1


def test_a_late_answer_is_never_told_about_somebody_else(house: FakeHouse, phone: Phone) -> None:
    def gives_up_and_asks_about_another() -> None:
        house.lookup.busy = 1
        phone.posts(caller.path, Digits="1")
        for _ in range(10):
            phone.comes_back()
        phone.hears("we can't answer that automatically").presses("1", "2", "2", "1234567890", "1", "05172009")

    house.lookup.answers = [MATCH, NO_MATCH]
    caller = phone_of(house, gives_up_and_asks_about_another)
    caller.dials().presses(*TO_LETTER, "1").hears("One moment, please.")
    phone.comes_back().hears("we did not find a match")


def test_a_check_lost_with_its_worker_is_made_again(house: FakeHouse, phone: Phone) -> None:
    house.lookup.busy = 1
    phone.dials().presses(*TO_LETTER, "1")
    house.lookup.answers = [MATCH]
    house.clock.advance(timedelta(seconds=11))
    phone.comes_back().hears("we found a match")


def test_a_caller_who_hangs_up_during_a_check_leaves_nothing(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [MATCH]
    caller = phone_of(house, phone.hangs_up)
    assert caller.dials().presses(*TO_LETTER, "1").verbs == ["Hangup"]
    assert live_calls(house) == 0


# What is kept


def test_a_person_is_dialled_and_the_call_is_logged_as_handed_over(house: FakeHouse, phone: Phone) -> None:
    phone.dials().presses("1", "0")
    assert phone.dialled == FALLBACK
    phone.dial_ends("completed").hears("Thank you for calling.")
    phone.hangs_up()
    assert [call.outcome for call in logged(house)] == ["person"]


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_where_nobody_answers_the_caller_is_back_at_the_menu(phone: Phone, status: str) -> None:
    phone.dials().presses("1", "0").dial_ends(status)
    phone.hears("nobody could take your call", "on weekdays, 8 to 5:30", "To check whether you or your child")


def test_the_log_keeps_how_a_call_ended_and_how_long_the_menus_took(house: FakeHouse, client: FlaskClient) -> None:
    house.lookup.answers = [MATCH]
    told, listened, gone = (Phone(client, number=number).dials() for number in (1, 2, 3))
    house.clock.advance(timedelta(seconds=30))
    told.presses(*TO_LETTER, "1")
    house.clock.advance(timedelta(minutes=5))  # hearing a yes takes longer than hearing a no, so this is not kept
    told.hangs_up()
    listened.presses("2", "2").hangs_up()
    gone.hangs_up()
    outcomes = sorted((call.outcome, call.language) for call in logged(house))
    assert outcomes == [("information", "es"), ("menu", ""), ("self_service", "en")]
    with house.database.read() as session:
        assert session.execute(select(MenuTime.calls, MenuTime.seconds)).one() == (3, 30 + 330 + 330)


def test_steps_are_counted_over_all_calls_and_answers_as_one(house: FakeHouse, client: FlaskClient) -> None:
    house.lookup.answers = [MATCH, NO_MATCH, MAY_NOT_TELL]
    for number in range(3):
        Phone(client, number=number).dials().presses(*TO_LETTER, "1")
    assert counted(house)["language"] == counted(house)["answer"] == 3
    assert not {name.value.lower() for name in AnswerName} & set(counted(house))


def test_forgotten_calls_are_swept_when_the_next_one_comes_in(house: FakeHouse, client: FlaskClient) -> None:
    Phone(client, number=1).dials().presses("1", "2")
    house.clock.advance(timedelta(hours=4))
    Phone(client, number=2).dials()
    assert live_calls(house) == 1
    assert [call.outcome for call in logged(house)] == ["information"]


def test_a_call_of_another_version_of_this_program_keeps_nobody_out(house: FakeHouse, client: FlaskClient) -> None:
    live = LiveCalls(house.keyring, house.clock)
    with house.database.write() as session:
        for number in (1, 2):
            live.begin(session, live.reference(f"CA{number:032x}"), b'{"step":"a step of tomorrow"}', incident=None)
    Phone(client, number=1).hangs_up()
    house.clock.advance(timedelta(hours=4))
    Phone(client, number=3).dials().hears("For English, press 1.")
    assert [call.outcome for call in logged(house)] == ["fault"]


def test_digests_of_ended_calls_are_forgotten_after_a_long_time(house: FakeHouse, client: FlaskClient) -> None:
    Phone(client, number=1).dials().hangs_up()
    house.clock.advance(timedelta(days=402))
    Phone(client, number=2).dials().hangs_up()
    with house.database.read() as session:
        assert len(session.scalars(select(EndedCall.day)).all()) == 1


def test_a_call_keeps_the_version_that_it_began_with(house: FakeHouse, phone: Phone) -> None:
    phone.dials().presses("1")
    words = {"en": "Other words.", "es": "Otras palabras."}
    changed = replace(CONTENT, letters=replace(CONTENT.letters, none_came=words))
    with house.database.write() as session:
        incidents.apply(session, changed, clock=house.clock, keyring=house.keyring, operator="tests")
    phone.presses("4", "1").hears("Letters were mailed.")
    phone.hangs_up()
    Phone(phone._client, number=2).dials().presses("1", "4", "1").hears("Other words.")


def test_a_closed_line_says_so_and_goes_on(house: FakeHouse, phone: Phone) -> None:
    house.clock.advance(CLOSED - house.clock.now())
    phone.dials().presses("1").hears(
        "We are closed now. People answer this line on weekdays, 8 to 5:30.", "The automated answer works day and night"
    )
    assert phone.presses("0").dialled is None
    phone.hears("on weekdays, 8 to 5:30", "To check whether you or your child are impacted, press 1.")
