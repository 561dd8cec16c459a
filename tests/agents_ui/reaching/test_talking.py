"""A talk on the telephone, as the desk moves it: hold, a colleague, the end, and a caller who is gone."""

from __future__ import annotations

import pytest

from hotline.calls import AgentState, SwitchboardFault
from tests.agents_ui.asking import asks, told
from tests.agents_ui.desks import Office
from tests.agents_ui.reaching.telephones import Reaching, reached
from tests.agents_ui.reaching.test_ringing import pulse, state_of
from tests.journeys.cast import ANA

HELD = "The caller is on hold"
NO_TALK = "There is nothing to do any more"


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def test_a_call_is_prefilled_and_checked_as_ever(desk: Reaching) -> None:
    alma, _queued = desk.is_connected(language="es")
    alma.sees("Call in Spanish")
    assert alma.page is not None
    assert 'value="child" aria-pressed="true"' in alma.page.get_data(as_text=True)
    asks(alma, ANA)
    assert "coincidencia" in alma.text
    assert told(alma) == "We checked, and we found a match."


def test_a_caller_on_hold_is_told_so_and_comes_back(desk: Reaching) -> None:
    alma, queued = desk.is_connected()
    before = pulse(alma)
    alma.sends("/desk/hold").sees(HELD, "Back to the caller")
    assert pulse(alma)["page"] == before["page"]
    assert pulse(alma)["stamp"] != before["stamp"]
    assert queued.call in desk.was_asked("refresh_caller")
    alma.sends("/desk/resume").sees("Hold").sees_nothing_of(HELD)


def test_the_end_hangs_up_and_leads_to_the_wrap_up(desk: Reaching) -> None:
    alma, _queued = desk.is_connected()
    alma.sends("/desk/end").sees("The call is over", "How did it end?")
    assert len(desk.was_asked("hang_up")) == 1
    alma.sends("/desk/finish", disposition="checked")
    assert state_of(desk, "alma") == AgentState.AVAILABLE


def test_a_caller_who_hangs_up_brings_the_wrap_up_by_itself(desk: Reaching) -> None:
    alma, queued = desk.is_connected()
    before = pulse(alma)
    desk.hangs_up(queued)
    assert pulse(alma)["page"] != before["page"]
    alma.opens("/desk").sees("The call is over")
    for path in ("/desk/hold", "/desk/resume", "/desk/hand-over", "/desk/take-back", "/desk/transfer"):
        alma.sends(path, to=1).is_at("/desk")
    alma.sends("/desk/end").sees("The call is over")


@pytest.mark.parametrize("verb", ["hold", "resume", "hand-over", "take-back", "not-reached"])
def test_whoever_has_no_talk_is_told_so(desk: Reaching, verb: str) -> None:
    alma = desk.is_available("alma")
    alma.opens("/desk").sends(f"/desk/{verb}").is_at("/desk").sees(NO_TALK)
    assert desk.switchboard.asked == []


def test_a_colleague_is_asked_and_gets_the_call_with_all_that_is_known(desk: Reaching) -> None:
    alma, _queued = desk.is_connected(language="es")
    desk.has_a_telephone("ben")
    ben = desk.is_available("ben")
    alma.opens("/desk").sees("Colleague", "Ben Ito").sends("/desk/transfer", to=desk.id_of("ben")).sees(
        "Ben Ito is being rung", HELD
    )
    ben.opens("/desk").sees("Alma Reyes asks you to take over a call", "Spanish", "about their child")
    ben.sends("/desk/accept")
    desk.picks_up("ben")
    ben.opens("/desk").sees("You talk with Alma Reyes", "hears neither of you")
    alma.opens("/desk").sees("You talk with Ben Ito", "Hand over", "Back to the caller")
    alma.sends("/desk/hand-over").sees("The call is your colleague's now")
    ben.opens("/desk").sees("Call in Spanish", "the kinds of information")
    assert state_of(desk, "ben") == AgentState.ON_CALL


def test_a_colleague_is_let_go_or_leaves_and_the_caller_comes_back(desk: Reaching) -> None:
    alma, _queued = desk.is_connected()
    desk.has_a_telephone("ben")
    ben = desk.is_available("ben")
    alma.sends("/desk/transfer", to=desk.id_of("ben"))
    ben.opens("/desk").sends("/desk/accept")
    desk.picks_up("ben")
    ben.opens("/desk").sends("/desk/leave").is_at("/desk").sees_nothing_of("You talk with")
    alma.opens("/desk").sees("Call in English").sees_nothing_of("Hand over")


def test_a_supervisor_can_be_asked_and_sees_the_call(desk: Reaching) -> None:
    desk.has_a_telephone("sam")
    sam = desk.is_available("sam")
    alma, _queued = desk.is_connected()
    alma.sends("/desk/transfer", to=desk.id_of("sam"))
    sam.opens("/supervision")
    assert pulse(sam)["rings"] is True
    sam.opens("/desk").sees("Alma Reyes asks you")


def test_nobody_is_asked_who_is_not_free_or_works_elsewhere(desk: Reaching) -> None:
    desk.has_a_telephone("ben", "zoe")
    desk.is_available("zoe")
    alma, _queued = desk.is_connected()
    before = list(desk.switchboard.asked)
    for to in (desk.id_of("ben"), desk.id_of("zoe"), desk.id_of("alma"), 0, 999, "x"):
        alma.sends("/desk/transfer", to=to).sees("This colleague can't be rung any more")
    assert desk.switchboard.asked == before


def test_a_telephone_that_does_nothing_is_told_and_the_call_goes_on(desk: Reaching) -> None:
    alma, _queued = desk.is_connected()
    desk.switchboard.fault = SwitchboardFault()
    alma.sends("/desk/hold").sees("The telephone is slow to follow", HELD)
    alma.sends("/desk/end").sees("The call is over")
