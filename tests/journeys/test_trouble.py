"""Calls that do not go well: silence, wrong keys, closed hours, nobody there, limits, and faults of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import werkzeug

from tests.journeys.cast import ANA, BEN, NORA
from tests.journeys.lines import EXAMPLE, MONDAY_MORNING, MONDAY_NIGHT, MOTHER, Line

PEOPLE = EXAMPLE.fallback
ON_THE_WAY = ("1", "1", "2", "2", ANA.number + "#", "1", ANA.keyed_birth_date + "#")
WRONG = ("7", "12#", "*", "8", "#", "123456789012345#", "6")


@pytest.mark.parametrize("desk", [False, True], ids=["no desk", "nobody at the desk"])
@pytest.mark.parametrize("moment", [MONDAY_MORNING, MONDAY_NIGHT], ids=["open", "closed"])
@pytest.mark.parametrize("keys", range(len(ON_THE_WAY) + 1))
def test_silence_at_any_step_ends_with_a_person_or_a_goodbye(
    line: Line, keys: int, moment: datetime, *, desk: bool
) -> None:
    line.opens_with(replace(EXAMPLE, takes_calls=desk))
    line.is_at(moment)
    caller = line.dials().presses(*ON_THE_WAY[:keys])
    for _ in range(20):
        if not caller.call.is_over:
            caller.is_silent()
    caller.has_ended_with("Thank you for calling.", "8 6 6, 7 7 5, 4 2 0 9", "Goodbye.")
    assert caller.call.dialled == ([PEOPLE] if moment is MONDAY_MORNING and not desk else [])
    assert "8 a.m. to 5:30 p.m." in caller.call.heard


def test_keys_that_mean_nothing_never_end_a_call_without_a_person(no_desk: Line) -> None:
    caller = no_desk.dials()
    for key in WRONG * 10:
        if not caller.call.is_over:
            caller.presses(key)
    assert PEOPLE in caller.call.dialled


def test_a_person_is_one_key_away_and_the_keys_never_choose_the_number(no_desk: Line) -> None:
    no_desk.carrier.answers(PEOPLE, "completed", talks_for=60)
    for keys in range(len(ON_THE_WAY)):
        caller = no_desk.dials().presses(*ON_THE_WAY[:keys]).presses("0")
        if not caller.call.is_over:
            caller.is_silent()  # a lone 0 in an entry ends with a silence
        assert caller.call.dialled == [PEOPLE]
        caller.has_ended_with("Thank you for calling.")


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed"])
def test_where_nobody_answers_the_caller_hears_the_hours_and_the_menu(no_desk: Line, outcome: str) -> None:
    no_desk.carrier.answers(PEOPLE, outcome)  # type: ignore[arg-type]  # each is one of the carrier's words
    caller = no_desk.dials().chooses_english().presses("0")
    caller.hears("nobody could take your call", EXAMPLE.hours.spoken["en"]).hears_the_menu().presses("1").hears(
        "your child"
    )


def test_at_night_a_person_can_t_be_reached_and_the_menu_goes_on(no_desk: Line) -> None:
    no_desk.is_at(MONDAY_NIGHT)
    caller = no_desk.dials().chooses_english().presses("0").hears("nobody is here to talk right now").hears_the_menu()
    assert caller.call.dialled == []


def test_more_time_is_given_to_whoever_asks_for_it(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().presses("2", "2", "7316*")
    caller.is_silent().hears("Take all the time you need.")
    for key in ANA.number:
        caller.presses(key)
        caller.call.waits(24)
    caller.is_silent().hears("You entered 7 3 1, 6 9 0, 4 8 2 5.")


def test_after_three_wrong_guesses_even_the_right_details_get_no_answer(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check()
    for _ in range(3):
        caller.checks(NORA).hears("we did not find a match").presses("1")
    caller.checks(ANA).hears("we can't give that answer on this call", "For a person, press 0").does_not_hear("match")
    line.dials().chooses_english().wants_to_check().checks(ANA).hears("we found a match")


def test_a_number_has_its_daily_limit_and_a_family_with_a_letter_is_still_answered(line: Line) -> None:
    line.is_limited_to(checks_per_number_per_day=2)
    for child in (ANA, BEN):
        line.dials().chooses_english().wants_to_check().checks(child).hears("we found a match")
    caller = line.dials().chooses_english().wants_to_check()
    caller.checks(ANA).hears("we can't give that answer on this call").presses("1")
    caller.presses(line.letter_code_of(ANA) + "#", "1").hears("we found a match")


# Faults of our own: an impacted caller never hears a no


@pytest.mark.parametrize("keys", range(1, len(ON_THE_WAY)))
def test_without_its_keys_the_line_says_that_it_can_t_tell(line: Line, keys: int) -> None:
    caller = line.dials().presses(*ON_THE_WAY[:keys])
    with line.without_its_keys():
        caller.presses(ON_THE_WAY[keys]).does_not_hear("match")
    assert "we can't answer that automatically" in " ".join(spoken.text for spoken in caller.call.said)
    assert caller.call.dialled == [PEOPLE]


def test_without_its_keys_a_new_caller_reaches_a_person(line: Line) -> None:
    line.dials().hangs_up()
    with line.without_its_keys():
        caller = line.dials().hears("we can't answer that automatically", "no podemos responder de forma automática")
    assert caller.call.dialled == [PEOPLE]
    line.dials().chooses_english().wants_to_check().checks(ANA).hears("we found a match")


def test_a_ring_without_the_register_s_keys_can_t_tell(line: Line) -> None:
    ring = line.house.settings.keyring
    kept = {path: path.read_bytes() for path in ring.rglob("*") if path.is_file()}
    for path in kept:
        if "ledger" not in path.name and "live" not in path.name:
            path.unlink()
    caller = line.dials().chooses_english().wants_to_check().checks(ANA)
    caller.hears("we can't answer that automatically", "Please talk with a person").does_not_hear("match")


# The carrier asks again


def test_a_call_told_again_from_its_transcript_has_no_effect(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(ANA)
    told = caller.call.transcript[-1].body
    client = werkzeug.Client(line.app)
    for exchange in list(caller.call.transcript) * 2:
        if "/status" not in exchange.url:
            parts = urlsplit(exchange.url)
            response = client.post(
                parts.path + (f"?{parts.query}" if parts.query else ""),
                data=dict(exchange.form),
                headers=dict(exchange.headers),
            )
            assert (response.status_code, response.text) == (200, told)
    caller.presses("1").hears("Choose how to check")


def test_a_call_told_again_after_its_end_is_hung_up(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(ANA).hangs_up()
    client = werkzeug.Client(line.app)
    for exchange in caller.call.transcript[:-1]:
        path = exchange.url.partition("://")[2].partition("/")[2]
        response = client.post(f"/{path}", data=dict(exchange.form), headers=dict(exchange.headers))
        if "/status" not in exchange.url:
            assert "<Hangup" in response.text
            assert "<Say" not in response.text


def test_every_webhook_of_a_call_was_answered_with_a_document(line: Line) -> None:
    caller = line.caller(MOTHER).dials().presses(*ON_THE_WAY).presses("1").hangs_up()
    assert {exchange.status for exchange in caller.call.transcript} == {200}
