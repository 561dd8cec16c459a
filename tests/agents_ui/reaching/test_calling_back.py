"""Calling somebody back from the desk: the phrase first, the line rings them, and what becomes of it."""

from __future__ import annotations

import re

import pytest

from hotline.followups import CallbackState
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reaching.telephones import NUMBER, Reaching, reached

BEING_RUNG = "They are being rung"


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def calls_back(desk: Reaching) -> Browser:
    """Alma has taken a callback, and its caller is being rung."""
    desk.has_a_telephone("alma")
    desk.wants_to_be_called_back()
    alma = desk.is_available("alma")
    alma.opens("/desk").sees("A callback", "about themselves", "you say the phrase first")
    alma.sends("/desk/accept")
    desk.picks_up("alma")
    return alma.opens("/desk")


def waiting(desk: Reaching) -> list[tuple[CallbackState, int]]:
    """The callbacks that are left: where they stand, and how often they were tried."""
    with desk.office.house.database.read() as session:
        left = desk.parts.callbacks.all_of(session, desk.office.incident.id)
    return [(one.state, one.tries) for one in left]


def test_the_phrase_stands_there_large_and_is_said_first(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    wanted = desk.wants_to_be_called_back()
    alma = desk.is_available("alma")
    alma.opens("/desk").sees_nothing_of(wanted.phrase).sends("/desk/accept")
    desk.picks_up("alma")
    alma.opens("/desk").sees(BEING_RUNG, "Say the phrase first", "••• 0142").sees_nothing_of(NUMBER)
    spaced = "\N{NO-BREAK SPACE}".join(wanted.phrase)
    assert alma.page is not None
    assert re.search(rf'class="phrase digits">{spaced}<', alma.page.get_data(as_text=True))
    assert f"Hello. The number that you were given is {' '.join(wanted.phrase)}." in alma.text
    alma.sees_nothing_of("You have reached", "Are you calling about yourself")
    assert desk.was_asked("ring_caller") == [NUMBER]


def test_whoever_left_a_message_was_told_no_phrase(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    desk.leaves_a_message(language="en")
    alma = desk.office.signs_in("alma")
    alma.opens("/desk").sends("/desk/message/take").sends("/desk/message/call-back")
    alma.sends("/desk/presence", state="available")
    alma.client.get("/desk/now")
    alma.opens("/desk").sends("/desk/accept")
    desk.picks_up("alma")
    alma.opens("/desk").sees("Say first", "You left us a message.").sees_nothing_of("Say the phrase first")


def test_nobody_picks_up_and_it_is_tried_again_later(desk: Reaching) -> None:
    alma = calls_back(desk)
    desk.is_not_reached()
    alma.opens("/desk").sees("They did not pick up", "Ring again")
    alma.sends("/desk/ring-again").sees(BEING_RUNG)
    desk.is_not_reached()
    alma.opens("/desk").sends("/desk/end").sees("The call is over")
    assert waiting(desk) == [(CallbackState.WAITING, 2)]


def test_ringing_again_while_it_rings_is_refused(desk: Reaching) -> None:
    alma = calls_back(desk)
    alma.sends("/desk/ring-again").sees("They can't be rung now")
    assert desk.was_asked("ring_caller") == [NUMBER]


def test_whoever_was_reached_is_erased_at_the_end(desk: Reaching) -> None:
    alma = calls_back(desk)
    desk.is_reached()
    alma.opens("/desk").sees("They have picked up", "Hold", "It was a machine").sees_nothing_of(BEING_RUNG)
    alma.sends("/desk/end").sees("The call is over")
    assert waiting(desk) == []


def test_a_machine_that_picked_up_counts_as_nobody(desk: Reaching) -> None:
    alma = calls_back(desk)
    desk.is_reached()
    alma.opens("/desk").sends("/desk/not-reached").sees("The call is over")
    assert waiting(desk) == [(CallbackState.WAITING, 1)]


def test_no_machine_answers_an_ordinary_call(desk: Reaching) -> None:
    alma, _queued = desk.is_connected()
    alma.sees_nothing_of("It was a machine").sends("/desk/not-reached").sees("There is nothing to do any more")
