"""What a supervisor sees of those who wait, and of agents whose page is there, gone, or in a call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.agents_ui.desks import Office
from tests.agents_ui.reaching.telephones import Reaching, reached


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def test_who_waits_is_counted_and_how_long(desk: Reaching) -> None:
    sam = desk.office.signs_in("sam").sees("0 callers waiting", "– longest wait", "0 messages waiting")
    joined = desk.office.clock.now()
    for _ in range(2):
        desk.waits()
    desk.leaves_a_message()
    desk.office.clock.advance(timedelta(seconds=75))
    sam.opens("/supervision").sees("2 callers waiting", "longest wait", "1 message waiting")
    assert sam.page is not None
    assert f'datetime="{joined.isoformat()}"' in sam.page.get_data(as_text=True)


def test_an_agent_whose_page_is_gone_is_offline(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    desk.is_available("alma")
    sam = desk.office.signs_in("sam")
    sam.opens("/supervision").sees("1 agent here, of 2", "Alma Reyes Available").sees_nothing_of("page closed")
    desk.office.clock.advance(timedelta(seconds=61))
    sam.opens("/supervision").sees("0 agents here, of 2", "Alma Reyes Offline page closed")


def test_a_call_goes_on_without_its_page_and_comes_back_with_it(desk: Reaching) -> None:
    desk.is_connected()
    desk.office.clock.advance(timedelta(seconds=61))
    sam = desk.office.signs_in("sam")
    sam.opens("/supervision").sees("Alma Reyes On a call page closed")
    again = desk.office.signs_in("alma")
    again.opens("/desk").sees("Call in English", "the kinds of information", "Hold")
    again.client.get("/desk/now")
    sam.opens("/supervision").sees("Alma Reyes On a call").sees_nothing_of("page closed")


def test_a_missed_call_is_the_reason_of_the_break(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    alma.opens("/desk").sends("/desk/decline")
    desk.office.signs_in("sam").sees("Alma Reyes On a break A call was not taken")


def test_a_supervisor_is_listed_only_while_there_for_calls(desk: Reaching) -> None:
    sam = desk.office.signs_in("sam").opens("/supervision").sees_nothing_of("Sam Whitfield Available")
    sam.opens("/desk").sends("/desk/presence", state="available")
    sam.client.get("/desk/now")
    sam.opens("/supervision").sees("Sam Whitfield Available")
    sam.sends("/sign-out")
    desk.office.signs_in("sam").opens("/supervision").sees_nothing_of("Sam Whitfield Available")
