"""Races on the way to a person: whatever comes twice, late, at once or never, no caller is lost, or rung for twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from carrier import Faults
from hotline.calls import AgentState
from tests.journeys.lines import MOTHER, Caller
from tests.journeys.reaching.desks import Agent, Hotline
from tests.journeys.reaching.ends import count, in_line, nobody_is_left, outcomes

FATHER = "+15735550101"
BAD_DAYS = {
    "duplicates": Faults(duplicates=3),
    "duplicates at once": Faults(duplicates=3, at_once=True),
    "late": Faults(late=True),
    "out of order": Faults(reorder=True, late=True, duplicates=2),
    "retried": Faults(retry=True, chance=0.5, seed=4),
    "strange": Faults(unknown_parameters=True, duplicates=2),
}


def ends_well(hotline: Hotline, caller: Caller, agent: Agent) -> None:
    """The two talk, the agent ends it, and everything is counted once."""
    hotline.waits(25)
    assert caller.is_connected
    assert agent.talks_with == MOTHER
    agent.ends_the_call()
    hotline.waits(10)
    agent.wraps_up().is_(AgentState.AVAILABLE)
    if not caller.call.is_over:
        caller.hangs_up()
    hotline.waits(12)
    assert outcomes(hotline) == {"person": 1}
    assert (count(hotline, "offered"), count(hotline, "answered")) == (1, 1)
    nobody_is_left(hotline)


# Twice, late, out of order


@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_bad_day_of_the_network_changes_nothing(either_hotline: Hotline, day: str) -> None:
    hotline = either_hotline
    (alma,) = hotline.at_work("alma")
    hotline.line.carrier.faults = BAD_DAYS[day]
    caller = in_line(hotline)
    alma.takes_it()
    ends_well(hotline, caller, alma)
    assert len(alma.phone.calls) == 1


def test_a_key_that_comes_after_the_offer_is_over_takes_nothing(hotline: Hotline) -> None:
    """Alma picks up and thinks for too long: Ben is rung, and then both want the call."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.looks().picks_up()
    offer, stale = hotline.offer_of(alma), alma.browser.page
    hotline.waits_for_a_ring_at(ben).picks_up()
    hotline.distribution.pressed(offer, "1")
    alma.browser.page = stale
    alma.clicks("Accept")
    hotline.distribution.leg_over(offer, "completed")
    ben.presses("1")
    hotline.distribution.pressed(offer, "1")
    hotline.waits(12)
    assert caller.is_connected
    assert ben.talks_with == MOTHER
    assert alma.call.is_over
    alma.is_(AgentState.BREAK)
    assert count(hotline, "answered") == 1


def test_two_agents_press_at_the_same_moment(either_hotline: Hotline) -> None:
    """The one who is rung, and the one who was."""
    hotline = either_hotline
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.looks().picks_up()
    late = hotline.offer_of(alma)
    hotline.waits_for_a_ring_at(ben).picks_up()
    now, offers = hotline.offer_of(ben), hotline.distribution
    at_once(*[lambda: offers.pressed(late, "1"), lambda: offers.pressed(now, "1")] * 3)
    hotline.waits(12)
    assert caller.is_connected
    assert ben.talks_with == MOTHER
    assert (len(alma.phone.calls), len(ben.phone.calls)) == (1, 1)
    assert count(hotline, "answered") == 1


# At once


def at_once(*acts: Callable[[], object]) -> None:
    """Let all of this happen at the same time, each in a thread of its own."""
    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(act) for act in acts]:
            done.result()


def test_many_pages_ask_at_once_and_one_telephone_rings(either_hotline: Hotline) -> None:
    """Each page's question may give the caller who is next to an agent."""
    hotline = either_hotline
    alma, ben = hotline.at_work("alma", "ben")
    for one in (alma, ben):
        one.looks().clicks("Take a break")
    caller = in_line(hotline)
    for one in (alma, ben):
        one.becomes_available()
    at_once(*[lambda: hotline.distribution.offer_next(hotline.office.incident.id)] * 8)
    hotline.waits(2)
    assert len(alma.phone.calls) + len(ben.phone.calls) == 1
    alma.takes_it()
    ends_well(hotline, caller, alma)


def test_the_key_and_the_button_at_once_take_a_call_once(either_hotline: Hotline) -> None:
    hotline = either_hotline
    (alma,) = hotline.at_work("alma")
    caller = in_line(hotline)
    alma.looks().picks_up()
    offers = hotline.distribution
    offer = hotline.offer_of(alma)
    at_once(*[lambda: offers.pressed(offer, "1")] * 3, *[lambda: offers.accept(alma.id)] * 3)
    ends_well(hotline, caller, alma)


def test_two_callers_and_two_agents_find_each_other_once(either_hotline: Hotline) -> None:
    hotline = either_hotline
    alma, ben = hotline.at_work("alma", "ben")
    for one in (alma, ben):
        one.looks().clicks("Take a break")
    first, second = in_line(hotline), in_line(hotline, FATHER)
    for one in (alma, ben):
        one.becomes_available()
    at_once(*[lambda: hotline.distribution.offer_next(hotline.office.incident.id)] * 8)
    hotline.waits(12)
    assert (len(alma.phone.calls), len(ben.phone.calls)) == (1, 1)
    alma.takes_it()
    ben.takes_it()
    hotline.waits(12)
    assert first.is_connected
    assert second.is_connected
    assert {alma.talks_with, ben.talks_with} == {MOTHER, FATHER}


@pytest.mark.parametrize("number", range(1, 9))
def test_a_caller_hangs_up_while_a_request_is_in_flight(hotline: Hotline, number: int) -> None:
    alma, ben = hotline.at_work("alma", "ben")
    hotline.line.carrier.faults = Faults(hang_up_in_request=number)
    caller = hotline.caller(MOTHER)
    caller.dials()
    hotline.line.carrier.faults = Faults()
    if not caller.call.is_over:
        caller.chooses_english()
    if not caller.call.is_over:
        caller.asks_for_a_person()
    if alma.rings:
        alma.takes_it()
    hotline.waits(40)
    if not caller.call.is_over:
        caller.hangs_up()
    hotline.waits(40)
    assert not alma.rings
    assert not ben.rings
    assert outcomes(hotline).total() == 1
    nobody_is_left(hotline)


# The carrier's API


@pytest.mark.parametrize("moment", ["ring", "connect", "hold", "resume", "end"])
def test_an_answer_of_the_carrier_that_is_lost_rings_nobody_twice(hotline: Hotline, moment: str) -> None:
    _at(hotline, moment, Faults(rest_lost=True))


@pytest.mark.parametrize("moment", ["connect", "resume", "end"])
def test_a_carrier_that_does_nothing_is_healed_without_it(hotline: Hotline, moment: str) -> None:
    _at(hotline, moment, Faults(rest_down=True))


def _at(hotline: Hotline, moment: str, faults: Faults) -> None:
    """A whole call, in which the carrier's API fails at one moment."""
    (alma,) = hotline.at_work("alma")
    carrier = hotline.line.carrier
    caller = hotline.caller(MOTHER).dials().chooses_english()

    def fails_at(this: str) -> None:
        carrier.faults = faults if this == moment else Faults()

    fails_at("ring")
    caller.asks_for_a_person()
    fails_at("connect")
    alma.takes_it()
    hotline.waits(25)
    assert caller.is_connected
    fails_at("hold")
    alma.holds()
    hotline.waits(25)
    assert not caller.is_connected
    fails_at("resume")
    alma.goes_back_to_the_caller()
    hotline.waits(25)
    assert caller.is_connected
    fails_at("end")
    alma.ends_the_call()
    carrier.faults = Faults()
    hotline.waits(30)
    if not alma.call.is_over:
        alma.hangs_up()
    alma.wraps_up().is_(AgentState.AVAILABLE)
    caller.hangs_up()
    hotline.waits(30)
    assert len(alma.phone.calls) == 1
    assert outcomes(hotline) == {"person": 1}
    nobody_is_left(hotline)


def test_who_could_not_be_put_on_hold_is_not_lost(hotline: Hotline) -> None:
    """Two who talk hear of nothing but by the carrier. So they talk on, also after the way back from the hold."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.takes_it()
    hotline.waits(12)
    hotline.line.carrier.faults = Faults(rest_down=True)
    alma.holds()
    hotline.waits(20)
    assert caller.is_connected
    hotline.line.carrier.faults = Faults()
    alma.goes_back_to_the_caller()
    hotline.waits(12)
    assert caller.is_connected
    assert not alma.call.is_over
    alma.is_(AgentState.ON_CALL)
    ben.is_(AgentState.AVAILABLE)


def test_while_no_telephone_can_be_rung_the_caller_stays_in_line(hotline: Hotline) -> None:
    (alma,) = hotline.at_work("alma")
    hotline.line.carrier.faults = Faults(rest_down=True)
    caller = in_line(hotline)
    hotline.waits(100)
    assert alma.phone.calls == []
    assert not caller.call.is_over
    assert alma.state in (AgentState.AVAILABLE, AgentState.RINGING), "it is not the agent's fault"
    hotline.line.carrier.faults = Faults()
    hotline.waits_for_a_ring_at(alma).takes_it()
    ends_well(hotline, caller, alma)
    assert len(alma.phone.calls) == 1


# A browser that dies


def test_an_agent_whose_page_is_gone_is_rung_no_more(hotline: Hotline) -> None:
    alma, ben = hotline.at_work("alma", "ben")
    alma.closes_the_page()
    hotline.waits(70)
    caller = in_line(hotline)
    assert not alma.rings
    ben.takes_it()
    hotline.waits(12)
    assert caller.is_connected


def test_a_page_that_dies_while_it_rings_loses_nobody(hotline: Hotline) -> None:
    """The telephone rings on; and where it is not answered, the next one is rung."""
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    assert alma.rings
    alma.closes_the_page()
    hotline.waits_for_a_ring_at(ben).takes_it()
    hotline.waits(12)
    assert caller.is_connected
    assert len(alma.phone.calls) == 1


def test_an_agent_whose_page_is_gone_can_take_the_call_that_rings(hotline: Hotline) -> None:
    (alma,) = hotline.at_work("alma")
    caller = in_line(hotline)
    alma.closes_the_page()
    alma.takes_it()
    hotline.waits(12)
    assert caller.is_connected
    hotline.waits(400)
    assert alma.talks_with == MOTHER, "no page is needed to talk"
    caller.hangs_up()
    hotline.waits(10)
    assert alma.call.is_over
    alma.is_(AgentState.WRAP_UP)
    assert outcomes(hotline) == {"person": 1}
    nobody_is_left(hotline)


def test_a_telephone_that_dies_in_a_talk_leaves_the_caller_a_way_to_a_person(hotline: Hotline) -> None:
    alma, ben = hotline.at_work("alma", "ben")
    caller = in_line(hotline)
    alma.takes_it()
    hotline.waits(12)
    alma.hangs_up()
    hotline.waits(12)
    caller.hears("Is there anything else", "press 0").presses("0")
    hotline.waits_for_a_ring_at(ben).takes_it()
    hotline.waits(12)
    assert caller.is_connected
