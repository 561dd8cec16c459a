"""Reaching a person, told as stories: callers, agents at the desk, and their telephones, on one network."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from hotline.calls import AgentState
from tests.journeys.cast import ANA
from tests.journeys.lines import MONDAY_NIGHT, MOTHER, Caller
from tests.journeys.reaching.desks import Agent, Hotline
from tests.journeys.reaching.ends import count, in_line, nobody_is_left, outcomes

FATHER, AUNT = "+15735550101", "+15735550102"


def talking(hotline: Hotline) -> tuple[Caller, Agent, Agent]:
    """A mother talks with Alma; Ben is free."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.takes_it()
    hotline.waits(12)
    assert caller.is_connected
    assert alma.talks_with == MOTHER
    return caller, alma, ben


@pytest.mark.parametrize(
    ("language", "hears", "sees"),
    [
        ("1", ("We are looking for a person to help you", "You are next in line"), "Call in English"),
        ("2", ("Buscamos a una persona", "Usted es la próxima persona"), "Call in Spanish"),
    ],
)
def test_a_caller_is_answered_in_either_language(
    either_hotline: Hotline, language: str, hears: tuple[str, ...], sees: str
) -> None:
    alma, ben = either_hotline.at_work("alma", "ben")
    caller = either_hotline.caller(MOTHER).dials().presses(language).asks_for_a_person().hears(*hears)
    assert alma.rings, "who has been free longest is rung"
    assert not ben.rings
    alma.looks().is_(AgentState.RINGING)
    alma.picks_up().hears("A caller.", {"1": "In English.", "2": "In Spanish."}[language]).presses("1")
    either_hotline.waits(12)
    assert caller.is_connected
    assert alma.talks_with == MOTHER
    alma.looks().sees(sees, "0100").is_(AgentState.ON_CALL)
    alma.ends_the_call().is_(AgentState.WRAP_UP)
    assert alma.call.is_over
    alma.wraps_up().is_(AgentState.AVAILABLE)
    caller.hangs_up()
    assert outcomes(either_hotline) == {"person": 1}
    assert (count(either_hotline, "offered"), count(either_hotline, "answered")) == (1, 1)
    nobody_is_left(either_hotline)


def test_who_does_not_answer_is_followed_by_the_next(hotline: Hotline) -> None:
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    assert alma.rings
    hotline.waits(25)
    assert not alma.rings
    alma.is_(AgentState.BREAK).looks().sees("break")
    assert ben.rings, "the next one is rung, and nobody twice"
    ben.takes_it()
    hotline.waits(12)
    assert caller.is_connected
    assert len(alma.phone.calls) == 1


def test_an_agents_own_voicemail_takes_no_call(hotline: Hotline) -> None:
    """It picks up, and presses no key."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.picks_up().hears("To take the call, press 1")
    hotline.waits(30)
    assert alma.call.is_over
    assert not caller.is_connected
    alma.is_(AgentState.BREAK)
    assert ben.rings


@pytest.mark.parametrize("how", ["at the desk", "on the telephone"])
def test_who_declines_is_followed_by_the_next_at_once(hotline: Hotline, how: str) -> None:
    alma, ben = hotline.at_work("alma", "ben")
    in_line(hotline)
    _ = alma.declines() if how == "at the desk" else alma.refuses()
    alma.is_(AgentState.BREAK)
    assert ben.rings
    assert not alma.rings


def test_whom_nobody_answered_is_first_again(hotline: Hotline) -> None:
    (alma,) = hotline.at_work("alma")
    first = in_line(hotline)
    second = in_line(hotline, FATHER)
    second.hears("You are number 2 in line")
    hotline.waits(25)
    alma.is_(AgentState.BREAK).looks().clicks("I am available")
    hotline.waits(12)
    alma.takes_it()
    hotline.waits(12)
    assert first.is_connected
    assert not second.is_connected
    assert alma.talks_with == MOTHER


def test_the_desk_and_the_telephone_take_a_call_together(hotline: Hotline) -> None:
    """The button counts as soon as the telephone is picked up, and no key is asked for then."""
    (alma,) = hotline.at_work("alma")
    caller = in_line(hotline)
    hotline.waits(2)
    alma.looks().sees("A call", "English").clicks("Accept").sees("pick up your telephone")
    assert not caller.is_connected
    alma.picks_up()
    hotline.waits(12)
    assert caller.is_connected


def test_what_was_said_on_the_telephone_is_on_the_screen(hotline: Hotline) -> None:
    (alma,) = hotline.at_work("alma")
    caller = hotline.caller(MOTHER).dials().chooses_english().wants_to_check().checks(ANA).hears("found a match")
    hotline.pages_renew_themselves()
    caller.asks_for_a_person()
    alma.takes_it()
    hotline.waits(12)
    alma.looks().sees("Call in English", "Their child").sees("match")
    assert ANA.number not in alma.browser.text
    caller.hangs_up()


def test_a_call_on_hold_comes_back(hotline: Hotline) -> None:
    caller, alma, _ben = talking(hotline)
    alma.holds()
    hotline.waits(12)
    assert not caller.is_connected
    caller.hears("The person who is helping you is still there")
    assert alma.talks_with == ""
    alma.goes_back_to_the_caller()
    hotline.waits(8)
    assert caller.is_connected
    assert alma.talks_with == MOTHER
    alma.ends_the_call()
    caller.hears("Is there anything else").hangs_up()
    assert outcomes(hotline) == {"person": 1}


def test_a_call_is_passed_on_with_all_that_is_known(hotline: Hotline) -> None:
    caller, alma, ben = talking(hotline)
    alma.asks(ben)
    hotline.waits(12)
    assert not caller.is_connected
    ben.picks_up().hears("A colleague asks for your help").presses("1")
    hotline.waits(8)
    assert not caller.is_connected, "the two speak alone first"
    alma.hands_over()
    hotline.waits(8)
    assert caller.is_connected
    assert ben.talks_with == MOTHER
    assert alma.call.is_over
    alma.is_(AgentState.AVAILABLE)
    ben.looks().sees("Call in English").ends_the_call().wraps_up()
    caller.hangs_up()
    assert outcomes(hotline) == {"person": 1}
    assert count(hotline, "answered") == 1, "passed on is not answered twice"
    nobody_is_left(hotline)


def test_a_colleague_who_is_not_needed_goes(hotline: Hotline) -> None:
    caller, alma, ben = talking(hotline)
    alma.asks(ben)
    hotline.waits(2)
    ben.takes_it()
    hotline.waits(12)
    alma.goes_back_to_the_caller()
    hotline.waits(8)
    assert caller.is_connected
    assert ben.call.is_over
    assert alma.talks_with == MOTHER
    ben.is_(AgentState.AVAILABLE)


def test_who_has_talked_may_go_on(hotline: Hotline) -> None:
    caller, alma, ben = talking(hotline)
    alma.ends_the_call().wraps_up()
    caller.hears("Is there anything else that we can do for you").presses("*").hears("press")
    hotline.pages_renew_themselves()
    caller.presses("0").hears("You are next in line")
    ben.takes_it()
    hotline.waits(12)
    assert caller.is_connected
    caller.hangs_up()
    ben.is_(AgentState.WRAP_UP)
    assert outcomes(hotline) == {"person": 1}
    assert count(hotline, "answered") == 2


# Nobody there


def test_at_night_a_callback_is_promised(hotline: Hotline) -> None:
    hotline.line.is_at(MONDAY_NIGHT)
    caller = in_line(hotline, listens=True).hears("nobody is here to talk right now", "press 1").presses("1")
    caller.hears("You are calling from").presses("1").hears("We will call you back when people are here again")
    assert the_phrase(caller)
    caller.hangs_up()
    assert outcomes(hotline) == {"callback": 1}
    nobody_is_left(hotline)


def test_nobody_at_the_desk_is_told_and_offered_something_else(hotline: Hotline) -> None:
    caller = in_line(hotline, listens=True).hears("nobody is free to talk", "press 2").presses("2")
    caller.hears("You can leave a message").is_silent()
    caller.says("This is Ana's mother. Please call me back.").presses("#")
    caller.hangs_up()
    assert outcomes(hotline) == {"voicemail": 1}
    (alma,) = hotline.at_work("alma")
    alma.looks().clicks("Hear the next message").sees("0100")
    nobody_is_left(hotline)


def test_a_place_is_kept_for_a_callback_and_the_phrase_said_first(either_hotline: Hotline) -> None:
    hotline = either_hotline
    (alma,) = hotline.at_work("alma")
    alma.looks().clicks("Take a break")
    caller = in_line(hotline, listens=True)
    caller.presses("1").hears("You are calling from").presses("1")
    caller.hears("We will call you back as soon as it is your turn")
    phrase = the_phrase(caller)
    caller.hangs_up()
    mothers_phone = hotline.line.carrier.phone(MOTHER)
    alma.looks().clicks("I am available")
    hotline.waits(2)
    alma.picks_up().hears("A caller who wants to be called back").presses("1")
    hotline.waits(2)
    assert mothers_phone.rings
    alma.looks().sees(" ".join(phrase))
    back = mothers_phone.picks_up()
    hotline.waits(12)
    assert alma.talks_with != ""
    assert not back.is_over
    alma.ends_the_call().wraps_up("callback_made")
    back.hangs_up()
    with hotline.line.house.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM callbacks")) == 0, "the number is erased"
    nobody_is_left(hotline)


def the_phrase(caller: Caller) -> str:
    """The four digits that were said."""
    found = re.search(r"four digits are (\d) (\d) (\d) (\d)", caller.call.heard)
    assert found, caller.call.heard
    return "".join(found.groups())


# The caller hangs up, wherever they are


STATES = ("in line", "ringing", "picked up", "accepted", "talking", "on hold", "passed on")
MET = ("talking", "on hold", "passed on")


def met(hotline: Hotline, state: str) -> tuple[Caller, Agent, Agent]:
    """A caller who has met Alma, and Ben."""
    caller, alma, ben = talking(hotline)
    if state == "on hold":
        alma.holds()
    elif state == "passed on":
        alma.asks(ben)
        hotline.waits(2)
        ben.takes_it()
    return caller, alma, ben


def not_met(hotline: Hotline, state: str) -> tuple[Caller, Agent, Agent]:
    """A caller who waits for Alma, or for anybody."""
    alma, ben = hotline.at_work("alma", "ben")
    for one in (alma, ben) if state == "in line" else ():
        one.looks().clicks("Take a break")
    caller = in_line(hotline)
    if state == "picked up":
        alma.picks_up()
    elif state == "accepted":
        alma.looks().clicks("Accept")
    return caller, alma, ben


@pytest.mark.parametrize("state", STATES)
def test_a_caller_hangs_up_at_any_moment(hotline: Hotline, state: str) -> None:
    have_met = state in MET
    caller, alma, ben = met(hotline, state) if have_met else not_met(hotline, state)
    hotline.waits(1)
    caller.hangs_up()
    hotline.waits(10)
    assert not alma.phone.rings
    assert not ben.phone.rings
    assert outcomes(hotline) == {"person" if have_met else "abandoned": 1}
    assert (count(hotline, "answered"), count(hotline, "abandoned")) == (have_met, not have_met)
    if state != "in line":
        alma.is_(AgentState.WRAP_UP if have_met else AgentState.AVAILABLE)
        ben.is_(AgentState.AVAILABLE)
    nobody_is_left(hotline)
