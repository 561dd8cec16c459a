"""Callbacks in the line, at the place that was kept or once their window begins; no caller is rung twice at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from hotline.calls import SwitchboardFault, Unreachable
from hotline.followups import Callback, Callbacks, CallbackState
from hotline.queue import HandOver, NoTalk, Purpose, QueuedCall, QueueState, Talk
from hotline.queue.places import Places
from tests.hotline.desks import ADA, BO
from tests.hotline.followups.callbacks import arranges, as_it_is
from tests.hotline.queue.exchange import HANDED, Exchange
from tests.switchboards import Ring

NUMBER = "+15735550188"
NINE_IN_THE_EVENING = datetime(2019, 6, 4, 2, 0, tzinfo=UTC)  # in Chicago


def in_line(exchange: Exchange, callback: Callback) -> QueuedCall | None:
    """The row of a callback while nobody is on the line."""
    places = Places(exchange.desk.ring, exchange.desk.clock)
    with exchange.database.read() as session:
        return places.find(session, places.of_callback(callback.id), lock=False)


def calls_back(exchange: Exchange) -> tuple[Callback, Ring]:
    """Ada takes a callback, and the caller's telephone rings."""
    exchange.comes(ADA)
    callback = exchange.keeps_place(exchange.joins("maria"), number="573 555 0188")
    exchange.takes(exchange.switchboard.last)
    return callback, exchange.switchboard.last


def tries(exchange: Exchange, callback: Callback) -> int | None:
    """How often the caller was rung; None once the callback is erased."""
    found = as_it_is(exchange.desk, callback)
    return None if found is None else found.tries


def test_who_wants_to_be_called_back_keeps_the_place(exchange: Exchange) -> None:
    first, second = exchange.joins("maria"), exchange.joins("john")
    exchange.passes(30)
    callback = exchange.keeps_place(first, number="573 555 0188")
    assert exchange.queued(first) is None, "the place is no more the live call's"
    exchange.hangs_up(first)
    assert exchange.position(second) == 2
    kept = in_line(exchange, callback)
    assert kept is not None
    assert (kept.place, kept.state, kept.callback, kept.call) == (1, QueueState.WAITING, callback.id, "")
    assert kept.handed == replace(HANDED, heard=(), number=NUMBER), "what was heard lives as long as the call"
    assert exchange.counts() == {"offered": 1, "to_callback": 1}


def test_a_kept_place_outlives_the_live_key(exchange: Exchange) -> None:
    callback = exchange.keeps_place(exchange.joins("maria"))
    exchange.desk.clock.advance(timedelta(hours=30))
    assert in_line(exchange, callback) is not None


def test_a_place_is_kept_while_a_telephone_rings_for_it(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    ring = exchange.rings()
    callback = exchange.keeps_place(reference)
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]
    queued = in_line(exchange, callback)
    assert queued is not None
    assert (queued.state, queued.agent) == (QueueState.RINGING, ADA), "it rings anew, as a callback"
    assert exchange.rings_at(ADA).purpose is Purpose.CALLBACK


def test_no_place_is_kept_for_who_is_talking_or_gone(exchange: Exchange) -> None:
    reference = exchange.talks()
    callback = exchange.keeps_place(reference)
    assert (exchange.is_with(ADA), in_line(exchange, callback)) == (reference, None)
    exchange.keeps_place(b"nobody".ljust(32))
    assert len(exchange.switchboard.rings) == 1


def test_who_comes_when_their_window_begins_waits_at_the_end_and_once(exchange: Exchange) -> None:
    callback = arranges(exchange.desk, window="2019-06-03T17:00Z")
    first = exchange.joins("maria")
    exchange.offers()
    assert in_line(exchange, callback) is None
    exchange.passes(7200)
    last = exchange.joins("john")
    for _ in range(3):
        exchange.passes(5)
        exchange.offers()
    queued = in_line(exchange, callback)
    assert queued is not None
    assert (exchange.position(first), exchange.position(last), queued.place) == (1, 2, 3)
    assert queued.handed == HandOver(
        "es", "child", step="", version=exchange.desk.incident.version, number="+15735550100"
    )
    kept = as_it_is(exchange.desk, callback)
    assert kept is not None
    assert kept.state is CallbackState.QUEUED
    with exchange.database.write() as session:
        exchange.line.queue_callback(session, callback, queued.handed)
    assert in_line(exchange, callback) == queued
    with exchange.database.read() as session:
        assert exchange.line.waiting(session, (exchange.incident,)) == 2


def test_the_caller_is_rung_once_an_agent_is_on_the_line(exchange: Exchange) -> None:
    callback, ring = calls_back(exchange)
    assert (ring.act, ring.address, ring.line) == ("ring_caller", NUMBER, exchange.desk.incident.content.line)
    leg = exchange.leg(ADA)
    call = exchange.call_of(ADA)
    assert leg is not None
    assert call is not None
    assert ring.offer == leg.offer
    assert (call.calls_back, call.number, call.callback) == (callback.id.hex(), NUMBER, "")
    assert (exchange.what(ADA), exchange.state(ADA)) == ("connect", "on_call")
    assert exchange.talk(ADA) == Talk(QueueState.TALKING, None, joined=False, reached=False, unreached=False)
    assert exchange.switchboard.acts("refresh_caller") == []
    assert tries(exchange, callback) == 1
    assert exchange.counts() == {"offered": 1, "to_callback": 1}, "who is called back is counted there, and once"


def test_the_caller_picks_up_and_is_an_ordinary_caller_from_then_on(exchange: Exchange) -> None:
    callback, ring = calls_back(exchange)
    there = exchange.reaches(ring.offer, "home")
    assert there is not None
    assert (there.call, there.callback, there.reached) == ("CA-home", callback.id, True)
    assert exchange.queued(there.reference) == there
    assert exchange.reaches(ring.offer, "home") == there, "the carrier asks twice"
    assert exchange.reaches(ring.offer, "elsewhere") is None
    assert exchange.talk(ADA) == Talk(QueueState.TALKING, None, joined=False, reached=True, unreached=False)
    exchange.distribution.unreached(ring.offer, "completed")
    assert (exchange.what(ADA), exchange.is_with(ADA)) == ("connect", there.reference)
    assert exchange.conversations.hold(ADA)
    assert exchange.conversations.resume(ADA)
    exchange.comes(BO)
    assert exchange.conversations.transfer(ADA, BO)
    exchange.takes(exchange.switchboard.last)
    assert exchange.conversations.hand_over(ADA)
    exchange.hangs_up(there.reference)
    assert (exchange.state(BO), tries(exchange, callback)) == ("wrap_up", None)


@pytest.mark.parametrize("end", ["caller", "agent", "telephone"])
def test_a_callback_that_was_reached_is_kept_and_erased(exchange: Exchange, end: str) -> None:
    callback, ring = calls_back(exchange)
    there = exchange.reaches(ring.offer, "home")
    assert there is not None
    if end == "caller":
        exchange.hangs_up(there.reference)
    elif end == "agent":
        assert exchange.conversations.end(ADA)
    else:
        exchange.distribution.leg_over(ring.offer, "completed")
    assert (tries(exchange, callback), exchange.state(ADA)) == (None, "wrap_up")
    with exchange.database.read() as session:
        (day,) = Callbacks(exchange.desk.ring, exchange.desk.clock).counts(session, exchange.incident)
    assert (day.arranged, day.kept, day.unreached) == (1, 1, 0)


def test_a_machine_that_picked_up_is_nobody(exchange: Exchange) -> None:
    callback, ring = calls_back(exchange)
    exchange.reaches(ring.offer, "machine")
    leg = exchange.leg(ADA)
    assert leg is not None
    assert exchange.conversations.not_reached(ADA)
    assert exchange.switchboard.asked[-2:] == [("hang_up", "CA-machine"), ("hang_up", leg.leg)], "it records nothing"
    assert (tries(exchange, callback), exchange.state(ADA), exchange.is_with(ADA)) == (1, "wrap_up", None)
    exchange.hangs_up(exchange.talks("john", BO))
    with pytest.raises(NoTalk):
        exchange.conversations.not_reached(BO)


def test_a_talk_that_is_no_callback_reaches_everybody(exchange: Exchange) -> None:
    exchange.talks()
    with pytest.raises(NoTalk):
        exchange.conversations.not_reached(ADA)


@pytest.mark.parametrize("end", ["agent", "telephone"])
def test_who_was_not_reached_is_tried_another_time_and_rings_no_more(exchange: Exchange, end: str) -> None:
    callback, ring = calls_back(exchange)
    if end == "agent":
        assert exchange.conversations.end(ADA)
    else:
        exchange.distribution.leg_over(ring.offer, "completed")
    assert (ring.call,) in exchange.switchboard.acts("hang_up"), "the telephone that still rings"
    assert (tries(exchange, callback), exchange.state(ADA)) == (1, "wrap_up")
    assert exchange.reaches(ring.offer, "home") is None
    assert in_line(exchange, callback) is None
    exchange.comes(BO)
    exchange.passes(7200)
    exchange.rings()
    assert exchange.rings_at(BO).queued.callback == callback.id


def test_who_does_not_pick_up_can_be_rung_again_and_three_times_in_all(exchange: Exchange) -> None:
    callback, ring = calls_back(exchange)
    leg = exchange.leg(ADA)
    assert leg is not None
    for tried in (2, 3):
        exchange.distribution.unreached(ring.offer, "no-answer", call=ring.call)
        assert exchange.switchboard.asked[-1] == ("refresh_agent", leg.leg, leg.offer)
        assert exchange.what(ADA) == "unreached"
        assert exchange.talk(ADA) == Talk(QueueState.TALKING, None, joined=False, reached=False, unreached=True)
        assert exchange.distribution.ring_again(ADA)
        assert exchange.what(ADA) == "connect"
        ring = exchange.switchboard.last
        assert (ring.act, tries(exchange, callback)) == ("ring_caller", tried)
    exchange.distribution.unreached(ring.offer, "busy", call=ring.call)
    assert not exchange.distribution.ring_again(ADA)
    assert len(exchange.switchboard.acts("ring_caller")) == 3
    assert exchange.conversations.end(ADA)
    assert tries(exchange, callback) is None, "and is given up"


@pytest.mark.parametrize("fault", [None, Unreachable("no answer")])
def test_nobody_is_rung_again_while_they_may_be_ringing(exchange: Exchange, fault: SwitchboardFault | None) -> None:
    if fault is not None:
        exchange.switchboard.faults["ring_caller"] = fault
    calls_back(exchange)
    exchange.switchboard.faults.clear()
    assert not exchange.distribution.ring_again(ADA)
    exchange.passes(40)
    assert not exchange.distribution.ring_again(ADA)
    exchange.passes(1)
    assert exchange.distribution.ring_again(ADA)
    assert len(exchange.switchboard.acts("ring_caller")) == 2


def test_a_number_that_the_carrier_refuses_is_told_at_once(exchange: Exchange) -> None:
    exchange.switchboard.faults["ring_caller"] = SwitchboardFault("refused")
    calls_back(exchange)
    assert exchange.what(ADA) == "unreached"


def test_the_end_of_an_earlier_ring_does_not_end_the_present_one(exchange: Exchange) -> None:
    _, first = calls_back(exchange)
    exchange.passes(41)
    assert exchange.distribution.ring_again(ADA)
    exchange.distribution.unreached(first.offer, "no-answer", call=first.call)
    assert exchange.what(ADA) == "connect"
    assert not exchange.distribution.ring_again(ADA)
    exchange.distribution.unreached(first.offer, "no-answer", call=exchange.switchboard.last.call)
    assert exchange.what(ADA) == "unreached"


def test_the_end_of_a_ring_that_is_told_twice_lets_nobody_ring_a_second_telephone(exchange: Exchange) -> None:
    _, first = calls_back(exchange)
    exchange.distribution.unreached(first.offer, "no-answer", call=first.call)
    again = partial(exchange.distribution.unreached, first.offer, "no-answer", call=first.call)
    exchange.switchboard.meanwhile["ring_caller"] = again  # before the carrier has named the call that rings now
    assert exchange.distribution.ring_again(ADA)
    assert exchange.what(ADA) == "connect"
    assert not exchange.distribution.ring_again(ADA)
    assert len(exchange.switchboard.acts("ring_caller")) == 2


def test_who_was_called_back_and_wants_it_once_more_has_one_callback(exchange: Exchange) -> None:
    first, ring = calls_back(exchange)
    there = exchange.reaches(ring.offer, "home")
    assert there is not None
    exchange.conversations.hold(ADA)
    exchange.distribution.leg_over(ring.offer, "completed")
    second = exchange.keeps_place(there.reference)
    assert as_it_is(exchange.desk, first) is None, "it was kept"
    queued = in_line(exchange, second)
    assert queued is not None
    assert queued.callback == second.id


def test_a_caller_who_is_rung_when_the_agent_is_gone_is_hung_up(exchange: Exchange) -> None:
    exchange.switchboard.meanwhile["ring_caller"] = lambda: exchange.conversations.end(ADA)
    _, ring = calls_back(exchange)
    assert exchange.switchboard.asked[-1] == ("hang_up", ring.call)


def test_a_caller_may_pick_up_before_the_carrier_has_named_the_call(exchange: Exchange) -> None:
    def picks_up() -> None:
        leg = exchange.leg(ADA)
        assert leg is not None
        exchange.reaches(leg.offer, "home")

    exchange.switchboard.meanwhile["ring_caller"] = picks_up
    exchange.comes(ADA)
    exchange.keeps_place(exchange.joins("maria"))
    leg = exchange.leg(ADA)
    assert leg is not None
    exchange.distribution.picked_up(leg.offer)
    exchange.distribution.pressed(leg.offer, "1")
    reference = exchange.is_with(ADA)
    queued = exchange.queued(reference or b"")
    assert queued is not None
    assert (queued.call, queued.rings) == ("CA-home", "")


def test_at_night_a_callback_is_passed_over_and_those_behind_it_are_offered(exchange: Exchange) -> None:
    callback = exchange.keeps_place(exchange.joins("maria"))
    exchange.desk.clock.advance(NINE_IN_THE_EVENING - exchange.now())
    exchange.comes(ADA, BO)
    second = exchange.joins("john")
    exchange.rings()
    assert exchange.is_with(ADA) == second
    assert exchange.offers() is None
    exchange.desk.clock.advance(timedelta(hours=11))
    exchange.passes(0)
    exchange.rings()
    assert exchange.rings_at(BO).queued.callback == callback.id


def test_a_callback_taken_at_the_last_moment_is_not_rung_too_late(exchange: Exchange) -> None:
    callback = exchange.keeps_place(exchange.joins("maria"))
    exchange.desk.clock.advance(NINE_IN_THE_EVENING - timedelta(seconds=10) - exchange.now())
    exchange.comes(ADA)
    ring = exchange.rings()
    exchange.passes(15)
    exchange.takes(ring)
    assert exchange.switchboard.acts("ring_caller") == []
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]
    assert (exchange.state(ADA), exchange.call_of(ADA)) == ("available", None)
    waits = in_line(exchange, callback)
    assert waits is not None
    assert (waits.state, waits.place, tries(exchange, callback)) == (QueueState.WAITING, 1, 0), "and no ring is counted"
    exchange.desk.clock.advance(timedelta(hours=11))
    exchange.comes(ADA)
    exchange.passes(0)
    exchange.rings()
    assert exchange.rings_at(ADA).queued.callback == callback.id


def test_a_callback_that_was_erased_meanwhile_keeps_nobody(exchange: Exchange) -> None:
    callback = exchange.keeps_place(exchange.joins("maria"))
    second = exchange.joins("john")
    with exchange.database.write() as session:
        Callbacks(exchange.desk.ring, exchange.desk.clock).give_up(session, callback.id)
    exchange.comes(ADA)
    exchange.rings()
    assert exchange.is_with(ADA) == second
    assert exchange.position(second) == 1
    assert in_line(exchange, callback) is None


def test_a_callback_that_was_erased_leaves_no_number_in_the_line(exchange: Exchange) -> None:
    erased = exchange.keeps_place(exchange.joins("maria"))
    other = exchange.keeps_place(exchange.joins("john"), number="573 555 0188")
    with exchange.database.write() as session:
        Callbacks(exchange.desk.ring, exchange.desk.clock).give_up(session, erased.id)
        exchange.line.forget_erased(session)
    assert in_line(exchange, erased) is None
    assert in_line(exchange, other) is not None


def test_a_callback_that_nobody_took_keeps_its_place(exchange: Exchange) -> None:
    callback = exchange.keeps_place(exchange.joins("maria"))
    exchange.comes(ADA)
    exchange.distribution.leg_over(exchange.rings().offer, "no-answer")
    queued = in_line(exchange, callback)
    assert queued is not None
    assert (queued.state, queued.place, tries(exchange, callback)) == (QueueState.WAITING, 1, 0)


def test_a_caller_who_was_reached_and_lost_their_agent_on_hold_waits_as_a_caller(exchange: Exchange) -> None:
    callback, ring = calls_back(exchange)
    there = exchange.reaches(ring.offer, "home")
    assert there is not None
    exchange.conversations.hold(ADA)
    exchange.distribution.leg_over(ring.offer, "completed")
    exchange.comes(BO)
    exchange.rings()
    assert exchange.rings_at(BO).purpose is Purpose.CALL
    assert exchange.is_with(BO) == there.reference
    assert tries(exchange, callback) == 1
