"""A call that rings at the desk: what is seen of it, the buttons, and what is so when a press comes too late."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hotline.calls import AgentState
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reaching.telephones import NUMBER, Reaching, reached

GONE = "This call does not ring here any more"


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def pulse(browser: Browser, *, by_itself: bool = True) -> dict[str, object]:
    """What a page is told that asks whether anything has changed."""
    headers = {"X-Renewed-By-Itself": "yes"} if by_itself else {}
    reply = browser.client.get("/desk/now", headers=headers)
    assert reply.status_code == 200, reply.status_code
    assert len(reply.data) < 100
    told: dict[str, object] = json.loads(reply.data)
    return told


def state_of(desk: Reaching, login: str) -> str:
    with desk.office.house.database.read() as session:
        return desk.parts.presence.state_of(session, desk.id_of(login)).state.value


def test_a_call_that_rings_tells_all_that_the_telephone_knows(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits(language="es", role="child")
    alma.opens("/desk").sees("A call", "Spanish", "about their child", "we found a match, the kinds of information")
    alma.sees("the main menu", "••• 0142", "Accept", "Decline").sees_nothing_of(NUMBER, NUMBER[2:])
    assert desk.was_asked("ring_agent") == ["client:alma"]


def test_accepting_at_the_desk_waits_for_the_telephone(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    alma.opens("/desk").sends("/desk/accept").sees("Now pick up your telephone").sees_nothing_of("Accept")
    desk.picks_up("alma")
    alma.opens("/desk").sees("Call in English", "Heard on the telephone already", "the kinds of information")
    alma.sees("by telephone", "came from: the main menu", "Hold", "End call")


def test_a_telephone_that_is_picked_up_waits_for_the_button(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    desk.picks_up("alma")
    alma.opens("/desk").sees("Accept here, or press 1 on it").sends("/desk/accept").sees("Call in English")


def test_pressing_1_on_the_telephone_opens_the_call_at_the_desk(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    alma.opens("/desk")
    before = pulse(alma)
    desk.parts.distribution.pressed(desk.picks_up("alma"), "1")
    assert pulse(alma)["page"] != before["page"]
    alma.opens("/desk").sees("Call in English")


def test_whoever_declines_goes_to_a_break_and_the_next_one_is_rung(desk: Reaching) -> None:
    desk.has_a_telephone("alma", "ben")
    alma, ben = desk.is_available("alma"), desk.is_available("ben")
    desk.waits()
    first, second = (alma, ben) if "A call" in alma.opens("/desk").text else (ben, alma)
    first.opens("/desk").sends("/desk/decline").sees("The call goes to somebody else", "You are on a break")
    first.sees("A call was not taken in time, or declined", "My telephone did not ring")
    second.opens("/desk").sees("Accept")


def test_a_press_that_comes_twice_is_no_fault(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    alma.opens("/desk")
    desk.picks_up("alma")
    for _ in range(2):
        alma.sends("/desk/accept").is_at("/desk").sees("Call in English").sees_nothing_of(GONE)


def test_a_press_after_the_caller_has_gone_is_told_calmly(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    queued = desk.waits()
    alma.opens("/desk").sees("Accept")
    desk.hangs_up(queued)
    alma.sends("/desk/accept").is_at("/desk").sees(GONE)
    alma.sends("/desk/decline").is_at("/desk").sees(GONE)
    assert state_of(desk, "alma") == AgentState.AVAILABLE


def test_two_tabs_show_the_same_and_follow_each_other(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    beside = desk.office.browser()
    beside.client.set_cookie("desk", alma.cookie(), path="/")
    assert pulse(alma) == pulse(beside)
    desk.waits()
    ringing = pulse(alma)
    assert ringing == pulse(beside)
    assert ringing["rings"] is True
    alma.opens("/desk").sends("/desk/accept")
    assert pulse(beside)["page"] == ringing["page"]
    assert pulse(beside)["stamp"] != ringing["stamp"]
    assert pulse(beside)["rings"] is False


def test_the_pulse_stays_as_it_is_while_nothing_changes(desk: Reaching) -> None:
    browser, _queued = desk.is_connected()
    assert pulse(browser) == pulse(browser)


def test_a_page_that_asks_by_itself_keeps_no_session_alive_and_calls_only_while_it_is_there(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    for _ in range(14):
        desk.office.clock.advance(timedelta(minutes=1))
        pulse(alma)
    desk.office.clock.advance(timedelta(minutes=1))
    reply = alma.client.get("/desk/now", headers={"X-Renewed-By-Itself": "yes"})
    assert (reply.status_code, reply.location) == (303, "/sign-in")
    desk.office.clock.advance(timedelta(minutes=2))
    desk.waits()
    assert desk.was_asked("ring_agent") == []


def test_a_page_that_was_away_gets_calls_again_as_soon_as_it_asks(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.office.clock.advance(timedelta(minutes=2))
    desk.waits()
    assert desk.was_asked("ring_agent") == []
    assert pulse(alma)["rings"] is True


def test_without_a_telephone_no_call_rings_and_the_page_says_where_to_tell_it(desk: Reaching) -> None:
    alma = desk.is_available("alma")
    desk.waits()
    assert desk.switchboard.asked == []
    alma.opens("/desk").sees("No call can ring for you yet", "Tell us your telephone", "take calls by hand")


def test_on_every_other_page_a_call_is_announced(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    alma.opens("/account")
    assert "data-rings-elsewhere" in alma.page.get_data(as_text=True)  # type: ignore[union-attr]
    desk.waits()
    assert pulse(alma)["rings"] is True
