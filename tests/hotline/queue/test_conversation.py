"""Conversations: hold, end, and a warm transfer, with whoever may hang up at any moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hotline.calls import AlreadyOnACall, Disposition
from hotline.queue import ColleagueBusy, NoTalk, Purpose, QueueState, Talk
from tests.hotline.desks import ADA, BO, SUE
from tests.hotline.queue.exchange import HANDED, Exchange
from tests.switchboards import Ring


def asks(exchange: Exchange, colleague: int = BO) -> Ring:
    """Ada talks with Maria and asks a colleague to take the call."""
    exchange.talks()
    exchange.comes(colleague)
    assert exchange.conversations.transfer(ADA, colleague)
    return exchange.switchboard.last


def consults(exchange: Exchange, colleague: int = BO) -> Ring:
    """And the colleague is on the line."""
    ring = asks(exchange, colleague)
    exchange.takes(ring)
    return ring


def test_on_hold_and_back(exchange: Exchange) -> None:
    reference = exchange.talks()
    ring = exchange.switchboard.last
    assert exchange.talk(ADA) == Talk(QueueState.TALKING, None, joined=False, reached=True, unreached=False)
    assert exchange.conversations.hold(ADA)
    assert exchange.switchboard.asked[-1:] == [("refresh_caller", "CA-maria")]
    assert exchange.talk(ADA) == Talk(QueueState.HELD, None, joined=False, reached=True, unreached=False)
    assert exchange.what(ADA) == "held"
    assert exchange.conversations.hold(ADA), "pressed again: the telephone is asked again"
    assert exchange.conversations.resume(ADA)
    assert exchange.switchboard.asked[-1:] == [("refresh_agent", ring.call, ring.offer)]
    assert (exchange.what(ADA), exchange.is_with(ADA), exchange.state(ADA)) == ("connect", reference, "on_call")
    asked = list(exchange.switchboard.asked)
    assert exchange.conversations.resume(ADA)
    assert exchange.switchboard.asked == asked, "who talks is not torn apart"


def test_the_agent_ends_the_talk(exchange: Exchange) -> None:
    reference = exchange.talks()
    ring = exchange.switchboard.last
    assert exchange.conversations.end(ADA)
    assert exchange.switchboard.asked[-1:] == [("hang_up", ring.call)]
    assert (exchange.queued(reference), exchange.talk(ADA), exchange.state(ADA)) == (None, None, "wrap_up")
    assert exchange.distribution.leg(ring.offer) is None
    exchange.distribution.leg_over(ring.offer, "completed")
    exchange.hangs_up(reference)
    call = exchange.call_of(ADA)
    assert call is not None
    assert not call.live


def test_a_talk_that_ends_on_hold_moves_the_caller_on(exchange: Exchange) -> None:
    exchange.talks()
    exchange.conversations.hold(ADA)
    assert exchange.conversations.end(ADA)
    assert exchange.switchboard.asked[-1:] == [("refresh_caller", "CA-maria")]


def test_an_agent_who_hangs_up_has_ended_the_talk(exchange: Exchange) -> None:
    reference = exchange.talks()
    exchange.distribution.leg_over(exchange.switchboard.last.offer, "completed")
    assert (exchange.queued(reference), exchange.state(ADA)) == (None, "wrap_up")


def test_an_agent_who_hangs_up_with_the_caller_on_hold_loses_nobody(exchange: Exchange) -> None:
    reference, second = exchange.talks(), exchange.joins("john")
    exchange.conversations.hold(ADA)
    exchange.distribution.leg_over(exchange.switchboard.last.offer, "completed")
    assert (exchange.state(ADA), exchange.position(reference), exchange.position(second)) == ("wrap_up", 1, 2)
    assert exchange.switchboard.asked[-2] == ("refresh_caller", "CA-maria"), "before the carrier tells of the hang-up"
    exchange.comes(BO)
    exchange.takes(exchange.rings())
    assert exchange.is_with(BO) == reference
    exchange.hangs_up(reference)
    exchange.hangs_up(second)
    assert exchange.counts()["offered"] == 2, "nobody is counted twice"


def test_a_colleague_is_rung_while_the_caller_waits(exchange: Exchange) -> None:
    ring = asks(exchange)
    assert (ring.act, ring.address) == ("ring_agent", "client:a2")
    assert exchange.switchboard.asked[-2:] == [("refresh_caller", "CA-maria"), ("ring_agent", "client:a2")]
    assert (exchange.what(ADA), exchange.what(BO)) == ("consult_wait", "ask")
    assert exchange.talk(ADA) == Talk(QueueState.HELD, BO, joined=False, reached=True, unreached=False)
    shown = exchange.rings_at(BO)
    assert (shown.purpose, shown.helps, shown.queued.handed) == (Purpose.TRANSFER, ADA, HANDED)
    assert (exchange.state(BO), exchange.talk(BO)) == ("ringing", None)


def test_a_colleague_is_asked_from_hold_too(exchange: Exchange) -> None:
    exchange.talks()
    leg = exchange.leg(ADA)
    assert leg is not None
    exchange.conversations.hold(ADA)
    exchange.comes(BO)
    assert exchange.conversations.transfer(ADA, BO)
    assert exchange.switchboard.asked[-2:] == [("refresh_agent", leg.leg, leg.offer), ("ring_agent", "client:a2")]


def test_the_colleague_takes_the_call_over_with_all_that_was_heard(exchange: Exchange) -> None:
    ring = consults(exchange, SUE)
    first = exchange.call_of(ADA)
    own = exchange.leg(ADA)
    assert first is not None
    assert own is not None
    assert (exchange.what(ADA), exchange.what(SUE)) == ("consult_wait", "consult")
    assert (exchange.state(SUE), exchange.call_of(SUE)) == ("on_call", None)
    assert exchange.rings_at(SUE).connected
    assert exchange.talk(ADA) == Talk(QueueState.HELD, SUE, joined=True, reached=True, unreached=False)
    exchange.passes(60)
    assert exchange.conversations.hand_over(ADA)
    assert exchange.switchboard.asked[-2:] == [("hang_up", own.leg), ("refresh_caller", "CA-maria")]
    taken = exchange.call_of(SUE)
    assert taken is not None
    assert (taken.reference, taken.heard, taken.number) == (first.reference, first.heard, first.number)
    assert (taken.agent, taken.began, taken.live) == (SUE, exchange.now(), True)
    assert (exchange.call_of(ADA), exchange.leg(ADA), exchange.state(ADA)) == (None, None, "available")
    assert (exchange.state(SUE), exchange.what(SUE)) == ("on_call", "connect")
    assert exchange.talk(SUE) == Talk(QueueState.TALKING, None, joined=False, reached=True, unreached=False)
    exchange.distribution.leg_over(own.offer, "completed")
    exchange.distribution.leg_over(ring.offer, "completed")
    assert (exchange.state(SUE), exchange.state(ADA), exchange.is_with(SUE)) == ("wrap_up", "available", None)


def test_the_colleague_can_hand_it_on_again(exchange: Exchange) -> None:
    consults(exchange)
    exchange.conversations.hand_over(ADA)
    assert exchange.conversations.transfer(BO, ADA)
    exchange.takes(exchange.switchboard.last)
    assert exchange.conversations.hand_over(BO)
    assert (exchange.state(ADA), exchange.state(BO)) == ("on_call", "available")


@pytest.mark.parametrize("answered", [True, False])
def test_the_agent_takes_the_caller_back(exchange: Exchange, *, answered: bool) -> None:
    ring = consults(exchange) if answered else asks(exchange)
    own = exchange.leg(ADA)
    assert own is not None
    assert exchange.conversations.take_back(ADA)
    assert exchange.switchboard.asked[-2:] == [("hang_up", ring.call), ("refresh_agent", own.leg, own.offer)]
    assert (exchange.what(ADA), exchange.state(BO), exchange.leg(BO)) == ("connect", "available", None)
    exchange.takes(ring)
    exchange.distribution.leg_over(ring.offer, "completed")
    assert (exchange.state(BO), exchange.state(ADA)) == ("available", "on_call")
    with pytest.raises(NoTalk):
        exchange.conversations.take_back(ADA)


def test_a_colleague_who_declines_has_missed_it_and_the_agent_hears_that(exchange: Exchange) -> None:
    asks(exchange)
    own = exchange.leg(ADA)
    assert own is not None
    exchange.distribution.decline(BO)
    assert ("refresh_agent", own.leg, own.offer) in exchange.switchboard.asked
    assert (exchange.what(ADA), exchange.state(BO)) == ("held", "break missed")
    assert exchange.conversations.resume(ADA)


def test_a_colleague_who_does_not_pick_up_expires(exchange: Exchange) -> None:
    asks(exchange)
    exchange.passes(31)
    exchange.offers()
    assert (exchange.what(ADA), exchange.state(BO), exchange.leg(BO)) == ("held", "break missed", None)


def test_a_colleague_who_hangs_up_leaves_the_consultation(exchange: Exchange) -> None:
    ring = consults(exchange)
    exchange.distribution.leg_over(ring.offer, "completed")
    assert (exchange.what(ADA), exchange.state(BO)) == ("held", "available")
    assert exchange.talk(ADA) == Talk(QueueState.HELD, None, joined=False, reached=True, unreached=False)


def test_a_colleague_ends_the_consultation_at_the_desk(exchange: Exchange) -> None:
    ring = consults(exchange)
    assert exchange.conversations.end(BO)
    assert ("hang_up", ring.call) in exchange.switchboard.asked
    assert (exchange.what(ADA), exchange.state(BO), exchange.state(ADA)) == ("held", "available", "on_call")


def test_an_agent_who_hangs_up_in_the_consultation_has_handed_over(exchange: Exchange) -> None:
    consults(exchange)
    own = exchange.leg(ADA)
    assert own is not None
    exchange.distribution.leg_over(own.offer, "completed")
    assert (exchange.state(ADA), exchange.state(BO), exchange.what(BO)) == ("available", "on_call", "connect")


def test_an_agent_who_hangs_up_while_the_colleague_rings_loses_nobody(exchange: Exchange) -> None:
    ring = asks(exchange)
    own = exchange.leg(ADA)
    assert own is not None
    exchange.distribution.leg_over(own.offer, "completed")
    queued = exchange.queued(exchange.joins("maria"))
    assert queued is not None
    assert ("hang_up", ring.call) in exchange.switchboard.asked
    assert (exchange.state(ADA), queued.agent) == ("wrap_up", BO), "who is free now, and rings for the caller"
    assert exchange.rings_at(BO).purpose is Purpose.CALL


@pytest.mark.parametrize("begin", [asks, consults])
def test_a_caller_who_hangs_up_in_mid_transfer_frees_both(
    exchange: Exchange, begin: Callable[[Exchange], Ring]
) -> None:
    ring = begin(exchange)
    own = exchange.leg(ADA)
    assert own is not None
    exchange.hangs_up(exchange.joins("maria"))
    assert sorted(exchange.switchboard.acts("hang_up")) == sorted([(own.leg,), (ring.call,)])
    assert (exchange.state(ADA), exchange.state(BO)) == ("wrap_up", "available")
    assert (exchange.leg(ADA), exchange.leg(BO)) == (None, None)
    for verb in (exchange.conversations.hand_over, exchange.conversations.take_back, exchange.conversations.end):
        with pytest.raises(NoTalk):
            verb(ADA)
    exchange.takes(ring)
    assert exchange.call_of(BO) is None


def test_the_end_of_a_talk_in_mid_transfer_frees_both(exchange: Exchange) -> None:
    ring = consults(exchange)
    assert exchange.conversations.end(ADA)
    assert ("hang_up", ring.call) in exchange.switchboard.asked
    assert exchange.switchboard.asked[-1:] == [("refresh_caller", "CA-maria")]
    assert (exchange.state(ADA), exchange.state(BO)) == ("wrap_up", "available")


def test_only_who_is_free_can_be_asked_and_one_at_a_time(exchange: Exchange) -> None:
    exchange.talks()
    for colleague in (ADA, BO, 99):
        with pytest.raises(ColleagueBusy):
            exchange.conversations.transfer(ADA, colleague)
    exchange.comes(BO, SUE)
    exchange.conversations.transfer(ADA, BO)
    with pytest.raises(ColleagueBusy):
        exchange.conversations.transfer(ADA, SUE)
    with pytest.raises(NoTalk):
        exchange.conversations.hold(ADA)


def test_nothing_can_be_done_without_a_talk(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    exchange.joins("maria")
    exchange.rings()
    talks = exchange.conversations
    for verb in (talks.hold, talks.resume, talks.end, talks.hand_over, talks.take_back):
        with pytest.raises(NoTalk):
            verb(ADA)
    with pytest.raises(NoTalk):
        talks.transfer(ADA, BO)
    assert exchange.talk(ADA) is None


def test_hand_over_needs_a_colleague_on_the_line(exchange: Exchange) -> None:
    asks(exchange)
    with pytest.raises(NoTalk):
        exchange.conversations.hand_over(ADA)


def test_a_call_that_was_closed_at_the_desk_is_handed_over_all_the_same(exchange: Exchange) -> None:
    consults(exchange)
    call = exchange.call_of(ADA)
    assert call is not None
    exchange.desk.finishes(call, Disposition.OTHER)
    assert exchange.conversations.hand_over(ADA)
    taken = exchange.call_of(BO)
    assert taken is not None
    assert (taken.heard, exchange.state(BO), exchange.state(ADA)) == (HANDED.heard, "on_call", "available")


def test_a_colleague_in_a_consultation_takes_no_call_by_hand(exchange: Exchange) -> None:
    ring = asks(exchange)
    with pytest.raises(AlreadyOnACall):
        exchange.desk.takes(BO)
    exchange.takes(ring)
    with pytest.raises(AlreadyOnACall):
        exchange.desk.takes(BO)
