"""An agent who may not work here any more, whatever they are doing: nobody who waits or talks is lost."""

from __future__ import annotations

import pytest

from hotline.calls import AgentState
from hotline.queue import NothingRings, QueueState
from tests.hotline.desks import ADA, BO
from tests.hotline.queue.exchange import Exchange
from tests.hotline.queue.test_calling_back import calls_back, tries


def is_gone(exchange: Exchange, agent: int = ADA) -> bool:
    """Nothing is left of an agent: no telephone, no call at the desk, no caller."""
    left = exchange.leg(agent), exchange.call_of(agent), exchange.is_with(agent)
    return left == (None, None, None) and exchange.state(agent) == "offline"


@pytest.mark.parametrize("state", [AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.BREAK])
def test_who_has_no_call(exchange: Exchange, state: AgentState) -> None:
    exchange.comes(ADA)
    with exchange.database.write() as session:
        exchange.desk.presence.change(session, ADA, state, reason="meal" if state is AgentState.BREAK else "")
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert exchange.switchboard.asked == []


@pytest.mark.parametrize("picked_up", [True, False])
def test_while_a_call_rings(exchange: Exchange, *, picked_up: bool) -> None:
    exchange.comes(ADA, BO)
    reference, second = exchange.joins("maria"), exchange.joins("john")
    ring = exchange.rings()
    if picked_up:
        exchange.distribution.picked_up(ring.offer)
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]
    assert (exchange.is_with(BO), exchange.position(second)) == (reference, 2)
    exchange.takes(ring)
    with pytest.raises(NothingRings):
        exchange.distribution.accept(ADA)
    assert is_gone(exchange)


@pytest.mark.parametrize("held", [True, False])
def test_while_talking(exchange: Exchange, *, held: bool) -> None:
    reference, second = exchange.talks(), exchange.joins("john")
    ring = exchange.switchboard.last
    if held:
        exchange.conversations.hold(ADA)
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert exchange.switchboard.asked[-2:] == [("refresh_caller", "CA-maria"), ("hang_up", ring.call)]
    queued = exchange.queued(reference)
    assert queued is not None
    assert (queued.state, exchange.position(second)) == (QueueState.WAITING, 2)
    exchange.distribution.leg_over(ring.offer, "completed")
    exchange.comes(BO)
    exchange.takes(exchange.rings())
    assert exchange.is_with(BO) == reference
    exchange.hangs_up(reference)
    assert exchange.counts()["offered"] == 1


@pytest.mark.parametrize("joined", [True, False])
def test_while_a_colleague_is_asked(exchange: Exchange, *, joined: bool) -> None:
    reference = exchange.talks()
    exchange.comes(BO)
    exchange.conversations.transfer(ADA, BO)
    ring = exchange.switchboard.last
    if joined:
        exchange.takes(ring)
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert (ring.call,) in exchange.switchboard.acts("hang_up")
    assert exchange.is_with(BO) == reference, "who is free now, and rings for the caller"


@pytest.mark.parametrize("joined", [True, False])
def test_who_is_asked_by_a_colleague(exchange: Exchange, *, joined: bool) -> None:
    reference = exchange.talks()
    exchange.comes(BO)
    exchange.conversations.transfer(ADA, BO)
    ring = exchange.switchboard.last
    if joined:
        exchange.takes(ring)
    exchange.is_disabled(BO)
    assert is_gone(exchange, BO)
    assert (ring.call,) in exchange.switchboard.acts("hang_up")
    assert (exchange.is_with(ADA), exchange.what(ADA), exchange.state(ADA)) == (reference, "held", "on_call")
    assert exchange.conversations.resume(ADA)


def test_in_wrap_up(exchange: Exchange) -> None:
    exchange.talks()
    exchange.conversations.end(ADA)
    exchange.is_disabled(ADA)
    assert is_gone(exchange)


def test_while_a_telephone_is_checked(exchange: Exchange) -> None:
    exchange.distribution.check_telephone(ADA, "client:new", line=exchange.desk.incident.content.line)
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert exchange.switchboard.acts("hang_up") == [(exchange.switchboard.last.call,)]


@pytest.mark.parametrize("reached", [True, False])
def test_while_calling_back(exchange: Exchange, *, reached: bool) -> None:
    callback, ring = calls_back(exchange)
    there = exchange.reaches(ring.offer, "home") if reached else None
    exchange.is_disabled(ADA)
    assert is_gone(exchange)
    assert tries(exchange, callback) == 1, "kept until they have talked"
    if there is not None:
        assert exchange.queued(there.reference) is not None
    else:
        assert (ring.call,) in exchange.switchboard.acts("hang_up")
