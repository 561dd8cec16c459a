"""Distribution: who is rung for whom, and what becomes of an offer that is taken, refused, or left to ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from hotline.calls import AgentState
from hotline.queue import Endpoints, NothingRings, Purpose, QueueState
from tests.hotline.desks import ADA, BO, SUE
from tests.hotline.queue.exchange import HANDED, Exchange

ENDED = ("no-answer", "busy", "failed", "canceled", "completed")


def test_whoever_is_next_rings_at_whoever_is_idle_longest(exchange: Exchange) -> None:
    exchange.comes(BO, ADA)
    first, second = exchange.joins("maria"), exchange.joins("john")
    ring = exchange.rings()
    assert (ring.act, ring.address, ring.line) == ("ring_agent", "client:a2", exchange.desk.incident.content.line)
    queued = exchange.queued(first)
    assert queued is not None
    assert (queued.state, queued.agent, queued.handed) == (QueueState.RINGING, BO, HANDED)
    assert (exchange.state(BO), exchange.what(BO)) == ("ringing", "ask")
    assert exchange.rings().address == "client:a1"
    assert [exchange.is_with(agent) for agent in (BO, ADA)] == [first, second]
    assert exchange.offers() is None


def test_nobody_is_rung_where_nobody_waits_or_nobody_is_free(exchange: Exchange) -> None:
    assert exchange.offers() is None
    exchange.comes(ADA)
    assert exchange.offers() is None
    with exchange.database.write() as session:
        exchange.desk.presence.change(session, ADA, AgentState.BREAK, reason="meal")
    exchange.joins("maria")
    assert exchange.offers() is None
    assert exchange.switchboard.asked == []


def test_an_agent_whose_page_is_gone_is_not_rung(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.joins("maria")
    exchange.desk.clock.advance(timedelta(seconds=61))
    assert exchange.offers() is None
    assert not exchange.is_staffed()
    exchange.passes(0)
    assert exchange.is_staffed()
    assert exchange.offers() is not None


def test_only_an_agent_of_the_incident_with_a_verified_telephone_is_rung(exchange: Exchange) -> None:
    exchange.comes(ADA, BO, SUE)
    exchange.joins("maria")
    with exchange.database.write() as session:
        session.execute(text(f"DELETE FROM staff_incidents WHERE account_id = {ADA}"))
        Endpoints(exchange.desk.ring, exchange.desk.clock).begin(session, BO, address="client:another")
    assert exchange.offers() is None, "a supervisor is rung for a colleague, never for the line"
    assert not exchange.is_staffed()
    with exchange.database.read() as session:
        assert exchange.distribution.free(session, exchange.incident) == (SUE,)


def test_who_has_a_call_by_hand_is_not_rung(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.desk.takes(ADA)
    exchange.joins("maria")
    assert exchange.offers() is None


def test_a_call_is_taken_by_a_key_and_everything_goes_with_it(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.passes(42)
    ring = exchange.rings()
    exchange.distribution.picked_up(ring.offer)
    exchange.distribution.pressed(ring.offer, "")
    exchange.distribution.pressed(ring.offer, "2")
    assert (exchange.what(ADA), exchange.call_of(ADA)) == ("ask", None)
    exchange.distribution.pressed(ring.offer, "1")
    call = exchange.call_of(ADA)
    assert call is not None
    assert (call.channel, call.incident, call.version, call.agent) == ("telephone", exchange.incident, 1, ADA)
    assert (call.language, call.role, call.step, call.heard, call.number, call.slow) == (
        *(HANDED.language, HANDED.role, HANDED.step, HANDED.heard, HANDED.number),
        True,
    )
    assert (call.waited, call.began, call.calls_back) == (42, exchange.now(), "")
    assert call.reference != reference
    assert (exchange.state(ADA), exchange.what(ADA)) == ("on_call", "connect")
    assert exchange.switchboard.acts("refresh_caller") == [("CA-maria",)]
    assert exchange.switchboard.acts("refresh_agent") == [], "its telephone has just asked"


def test_the_same_key_twice_takes_the_call_once(exchange: Exchange) -> None:
    exchange.talks()
    ring = exchange.switchboard.last
    exchange.takes(ring)
    exchange.distribution.accept(ADA)
    assert exchange.switchboard.acts("refresh_caller") == [("CA-maria",)]
    assert exchange.counts() == {"offered": 1, "answered": 1, "answered_in_time": 1}


@pytest.mark.parametrize("desk_first", [True, False])
def test_a_call_is_taken_at_the_desk_once_the_telephone_is_picked_up_too(
    exchange: Exchange, *, desk_first: bool
) -> None:
    exchange.comes(ADA)
    exchange.joins("maria")
    ring = exchange.rings()
    first, second = exchange.distribution.accept, exchange.distribution.picked_up
    if desk_first:
        first(ADA)
        first(ADA)
        assert exchange.call_of(ADA) is None, "nobody is on the telephone yet"
        assert exchange.rings_at(ADA).accepted
        second(ring.offer)
    else:
        second(ring.offer)
        first(ADA)
    assert exchange.call_of(ADA) is not None
    told = [] if desk_first else [(ring.call, ring.offer)]
    assert exchange.switchboard.acts("refresh_agent") == told
    assert exchange.switchboard.acts("refresh_caller") == [("CA-maria",)]


def test_an_answering_machine_takes_no_call_though_the_agent_was_quick_at_the_desk(exchange: Exchange) -> None:
    exchange.moves_to(ADA, "+15735550142")
    exchange.comes(ADA)
    exchange.joins("maria")
    ring = exchange.rings()
    exchange.distribution.accept(ADA)
    exchange.distribution.picked_up(ring.offer)
    assert exchange.call_of(ADA) is None
    assert not exchange.rings_at(ADA).only_a_person
    exchange.distribution.accept(ADA)
    assert exchange.call_of(ADA) is not None, "it is the agent who has picked up"


def test_what_rings_is_shown_at_the_desk_until_it_is_taken(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.rings()
    ringing = exchange.rings_at(ADA)
    assert (ringing.queued.reference, ringing.queued.handed) == (reference, HANDED)
    assert (ringing.purpose, ringing.since, ringing.helps) == (Purpose.CALL, exchange.now(), None)
    assert (ringing.accepted, ringing.picked_up, ringing.connected) == (False, False, False)
    exchange.takes(exchange.switchboard.last)
    with exchange.database.read() as session:
        assert exchange.distribution.ringing(session, ADA) is None
        assert exchange.distribution.ringing(session, BO) is None


def test_who_declines_goes_to_a_break_and_the_next_one_is_rung(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    reference = exchange.joins("maria")
    first = exchange.rings()
    exchange.distribution.decline(ADA)
    assert exchange.state(ADA) == "break missed"
    assert exchange.switchboard.acts("hang_up") == [(first.call,)]
    assert exchange.is_with(BO) == reference
    with pytest.raises(NothingRings):
        exchange.distribution.decline(ADA)
    with pytest.raises(NothingRings):
        exchange.distribution.accept(ADA)
    assert exchange.distribution.leg(first.offer) is None


@pytest.mark.parametrize("status", ENDED)
def test_whoever_does_not_pick_up_has_missed_it_and_the_caller_stays_in_front(exchange: Exchange, status: str) -> None:
    exchange.comes(ADA)
    first, second = exchange.joins("maria"), exchange.joins("john")
    ring = exchange.rings()
    exchange.passes(20)
    exchange.distribution.leg_over(ring.offer, status)
    assert exchange.state(ADA) == "break missed"
    assert (exchange.position(first), exchange.position(second)) == (1, 2)
    exchange.comes(BO)
    exchange.rings()
    assert exchange.is_with(BO) == first


def test_nobody_else_is_there_so_the_caller_waits_and_is_offered_again(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.distribution.leg_over(exchange.rings().offer, "no-answer")
    assert exchange.offers() is None
    assert exchange.queued(reference) is not None
    exchange.comes(ADA)
    exchange.rings()
    assert exchange.is_with(ADA) == reference


def test_who_was_tried_for_a_caller_is_rung_last(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.distribution.leg_over(exchange.rings().offer, "no-answer")
    exchange.comes(ADA, BO)
    exchange.rings()
    assert exchange.is_with(BO) == reference, "although Ada is idle longer"
    exchange.distribution.decline(BO)
    assert exchange.is_with(ADA) == reference, "and there is nobody else"


def test_the_end_of_a_telephone_told_twice_late_and_in_any_order_has_one_effect(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    old = exchange.rings()
    for status in ENDED:
        exchange.distribution.leg_over(old.offer, status)
    exchange.comes(ADA)
    new = exchange.rings()
    for status in ENDED:
        exchange.distribution.leg_over(old.offer, status)
        exchange.takes(old)
    assert (exchange.state(ADA), exchange.is_with(ADA)) == ("ringing", reference)
    exchange.takes(new)
    exchange.distribution.leg_over(new.offer, "completed")
    assert exchange.state(ADA) == "wrap_up"
    for status in ENDED:
        exchange.distribution.leg_over(new.offer, status)
        exchange.takes(new)
    assert (exchange.state(ADA), exchange.queued(reference)) == ("wrap_up", None)


def test_an_offer_of_which_nothing_is_heard_expires(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    reference = exchange.joins("maria")
    first = exchange.rings()
    exchange.passes(30)
    assert exchange.offers() is None, "it may still be picked up"
    exchange.passes(1)
    assert exchange.offers() is not None
    assert (exchange.state(ADA), exchange.is_with(BO)) == ("break missed", reference)
    assert exchange.switchboard.acts("hang_up") == [(first.call,)]
    exchange.takes(first)
    with pytest.raises(NothingRings):
        exchange.distribution.accept(ADA)
    assert (exchange.call_of(ADA), exchange.what(BO)) == (None, "ask")


def test_who_has_picked_up_has_time_to_hear_the_question(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    exchange.joins("maria")
    ring = exchange.rings()
    exchange.passes(19)
    exchange.distribution.picked_up(ring.offer)
    exchange.passes(29)
    exchange.distribution.picked_up(ring.offer)  # the carrier asks again: that is no more time
    assert exchange.offers() is None
    exchange.passes(2)
    assert exchange.rings().address == "client:a2"
    assert exchange.state(ADA) == "break missed"


def test_who_was_disabled_in_the_moment_of_the_choice_takes_nothing(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    reference = exchange.joins("maria")
    ring = exchange.rings()
    with exchange.database.write() as session:
        exchange.desk.calls.end_all_of(session, ADA)
    exchange.takes(ring)
    assert (exchange.state(ADA), exchange.leg(ADA), exchange.is_with(BO)) == ("offline", None, reference)
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]


def test_who_has_a_call_whatever_their_state_says_takes_no_second_one(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    call = exchange.desk.takes(ADA)
    with exchange.database.write() as session:
        exchange.desk.presence.enter(session, ADA, AgentState.AVAILABLE)
    assert exchange.offers() is None
    with exchange.database.write() as session:
        exchange.desk.calls.end_all_of(session, ADA)
    exchange.comes(ADA)
    ring = exchange.rings()
    with exchange.database.write() as session:
        exchange.desk.calls.take_from_telephone(session, replace(call, channel="telephone"))
        exchange.desk.presence.enter(session, ADA, AgentState.RINGING)
    exchange.takes(ring)
    assert exchange.queued(reference) is not None
    assert exchange.is_with(ADA) is None


def test_a_telephone_of_four_hours_ago_keeps_no_agent(exchange: Exchange) -> None:
    exchange.talks()
    exchange.desk.clock.advance(timedelta(hours=4, seconds=1))
    exchange.offers()
    assert (exchange.leg(ADA), exchange.is_with(ADA)) == (None, None)


def test_rows_that_open_no_more_keep_no_agent_and_no_caller(exchange: Exchange) -> None:
    exchange.talks()
    waiting = exchange.joins("john")
    exchange.desk.clock.advance(timedelta(hours=6))
    exchange.offers()
    with exchange.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM agent_legs")).scalar_one() == 0
        assert session.execute(text("SELECT agent FROM queued_calls WHERE agent IS NOT NULL")).all() == []
    with exchange.database.write() as session:
        exchange.desk.calls.end_all_of(session, ADA)
    exchange.comes(ADA)
    anew = exchange.joins("eva")
    exchange.rings()
    assert (exchange.is_with(ADA), exchange.queued(waiting)) == (anew, None)


@pytest.mark.parametrize(("page", "then"), [(True, "available"), (False, "offline")])
def test_a_call_that_an_agent_forgot_to_close_is_closed_for_them(exchange: Exchange, *, page: bool, then: str) -> None:
    exchange.talks()
    exchange.conversations.end(ADA)
    exchange.passes(600)
    exchange.offers()
    assert exchange.state(ADA) == "wrap_up"
    if page:
        exchange.passes(6)
    else:
        exchange.desk.clock.advance(timedelta(seconds=70))
    exchange.offers()
    assert (exchange.state(ADA), exchange.call_of(ADA)) == (then, None)
    with exchange.database.read() as session:
        assert session.execute(text("SELECT disposition, count FROM disposition_counts")).all() == [("other", 1)]


def test_nobody_is_hurried_while_they_talk(exchange: Exchange) -> None:
    exchange.talks()
    exchange.passes(3600)
    exchange.offers()
    call = exchange.call_of(ADA)
    assert call is not None
    assert call.live


def test_a_telephone_is_checked_once_at_a_time_and_never_while_it_rings(exchange: Exchange) -> None:
    line = exchange.desk.incident.content.line
    exchange.comes(ADA)
    assert exchange.distribution.check_telephone(ADA, "client:new", line=line)
    check = exchange.switchboard.last
    assert (check.act, check.address, exchange.what(ADA)) == ("check_telephone", "client:new", "ask")
    assert not exchange.distribution.check_telephone(ADA, "client:new", line=line)
    exchange.joins("maria")
    assert exchange.offers() is None, "the telephone is busy"
    with pytest.raises(NothingRings):
        exchange.distribution.accept(ADA)
    exchange.takes(check)
    exchange.passes(119)
    exchange.offers()
    assert exchange.leg(ADA) is not None
    exchange.distribution.leg_over(check.offer, "completed")
    assert exchange.state(ADA) == "available"
    exchange.rings()
    assert not exchange.distribution.check_telephone(ADA, "client:new", line=line)


def test_a_check_of_which_nothing_is_heard_is_over_after_two_minutes(exchange: Exchange) -> None:
    exchange.distribution.check_telephone(ADA, "client:new", line="+15735550199")
    exchange.passes(121)
    exchange.offers()
    assert (exchange.leg(ADA), exchange.state(ADA)) == (None, "offline")
