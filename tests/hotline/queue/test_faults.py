"""Faults of the telephone: nobody is rung twice for one offer, nobody is lost, and what failed heals by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hotline.calls import CallIsOver, SwitchboardFault, Unreachable
from tests.hotline.desks import ADA, BO
from tests.hotline.queue.exchange import Exchange

UNREACHABLE = Unreachable("no answer")
REFUSED = SwitchboardFault("refused")


def test_a_ring_of_which_nobody_knows_is_not_asked_again_until_it_has_expired(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.switchboard.faults["ring_agent"] = UNREACHABLE
    assert exchange.offers() is None
    del exchange.switchboard.faults["ring_agent"]
    for _ in range(6):
        exchange.passes(5)
        assert exchange.offers() is None
    assert len(exchange.switchboard.acts("ring_agent")) == 1
    assert (exchange.is_with(ADA), exchange.state(ADA)) == (reference, "ringing")
    exchange.passes(1)
    exchange.rings()
    assert exchange.state(ADA) == "ringing", "whoever may not have been rung has missed nothing"
    assert len(exchange.switchboard.acts("ring_agent")) == 2


def test_a_ring_that_was_refused_is_over_soon_and_somebody_else_is_rung(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    reference = exchange.joins("maria")
    exchange.switchboard.faults["ring_agent"] = REFUSED
    assert exchange.offers() is None
    exchange.switchboard.faults.clear()
    exchange.passes(4)
    assert exchange.offers() is None, "the next one who looks does not ask again at once"
    exchange.passes(1)
    exchange.rings()
    assert (exchange.is_with(BO), exchange.state(ADA)) == (reference, "available")


def test_while_a_ring_is_in_doubt_the_next_caller_rings_at_the_next_agent(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    exchange.joins("maria")
    second = exchange.joins("john")
    exchange.switchboard.faults["ring_agent"] = UNREACHABLE
    exchange.offers()
    del exchange.switchboard.faults["ring_agent"]
    exchange.rings()
    assert exchange.is_with(BO) == second
    assert exchange.offers() is None


def test_a_telephone_that_rang_in_doubt_can_be_picked_up(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.joins("maria")
    exchange.switchboard.faults["ring_agent"] = UNREACHABLE
    exchange.offers()
    leg = exchange.leg(ADA)
    assert leg is not None
    assert leg.leg == ""
    exchange.distribution.picked_up(leg.offer, leg="CA-hers")
    exchange.distribution.pressed(leg.offer, "1")
    assert exchange.call_of(ADA) is not None
    exchange.conversations.end(ADA)
    assert exchange.switchboard.acts("hang_up") == [("CA-hers",)]


def test_a_telephone_that_rings_when_its_offer_is_gone_is_hung_up(exchange: Exchange) -> None:
    exchange.comes(ADA)
    reference = exchange.joins("maria")
    exchange.switchboard.meanwhile["ring_agent"] = lambda: exchange.hangs_up(reference)
    ring = exchange.rings()
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]
    assert (exchange.state(ADA), exchange.leg(ADA)) == ("available", None)
    assert exchange.distribution.leg(ring.offer) is None


def test_a_telephone_may_answer_before_the_carrier_has_named_its_call(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.joins("maria")

    def answers() -> None:
        leg = exchange.leg(ADA)
        assert leg is not None
        exchange.distribution.picked_up(leg.offer)
        exchange.distribution.pressed(leg.offer, "1")

    exchange.switchboard.meanwhile["ring_agent"] = answers
    ring = exchange.rings()
    leg = exchange.leg(ADA)
    assert leg is not None
    assert (leg.connected, leg.leg, exchange.what(ADA)) == (True, ring.call, "connect")
    assert exchange.switchboard.acts("hang_up") == []


def test_no_transaction_is_open_while_the_switchboard_is_asked(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    exchange.joins("maria")

    def others_write() -> None:
        with exchange.database.write() as session:
            session.execute(text("UPDATE queued_calls SET place = place"))
            session.execute(text("UPDATE agent_legs SET sealed = sealed"))
            session.execute(text("UPDATE agent_states SET sealed = sealed"))

    for act in ("ring_agent", "refresh_caller", "refresh_agent", "hang_up"):
        exchange.switchboard.meanwhile[act] = others_write
    ring = exchange.rings()
    exchange.distribution.picked_up(ring.offer)
    exchange.distribution.accept(ADA)
    exchange.conversations.end(ADA)
    assert exchange.switchboard.meanwhile == {}


@pytest.mark.parametrize("fault", [UNREACHABLE, REFUSED])
def test_a_caller_who_could_not_be_moved_is_with_the_agent_all_the_same(
    exchange: Exchange, fault: SwitchboardFault
) -> None:
    exchange.switchboard.faults["refresh_caller"] = fault
    reference = exchange.talks()
    assert (exchange.is_with(ADA), exchange.what(ADA), exchange.state(ADA)) == (reference, "connect", "on_call")
    exchange.passes(20)
    assert exchange.offers() is None


def test_a_caller_whose_call_is_over_was_gone_before_they_were_told(exchange: Exchange) -> None:
    exchange.switchboard.faults["refresh_caller"] = CallIsOver("over")
    reference = exchange.talks()
    assert (exchange.queued(reference), exchange.state(ADA), exchange.leg(ADA)) == (None, "wrap_up", None)
    assert exchange.switchboard.acts("hang_up") == [(exchange.switchboard.last.call,)]


def test_an_agent_whose_telephone_is_over_was_gone_before_that_was_told(exchange: Exchange) -> None:
    reference = exchange.talks()
    exchange.conversations.hold(ADA)
    exchange.switchboard.faults["refresh_agent"] = CallIsOver("over")
    assert not exchange.conversations.resume(ADA)
    assert (exchange.queued(reference), exchange.state(ADA), exchange.leg(ADA)) == (None, "wrap_up", None)


@pytest.mark.parametrize("fault", [UNREACHABLE, REFUSED])
def test_who_can_not_be_moved_is_parted_by_moving_the_other(exchange: Exchange, fault: SwitchboardFault) -> None:
    exchange.talks()
    ring = exchange.switchboard.last
    exchange.switchboard.faults["refresh_caller"] = fault
    assert not exchange.conversations.hold(ADA)
    assert exchange.switchboard.asked[-1:] == [("refresh_agent", ring.call, ring.offer)]
    assert exchange.what(ADA) == "held"
    exchange.conversations.resume(ADA)
    del exchange.switchboard.faults["refresh_caller"]
    exchange.switchboard.faults["hang_up"] = fault
    assert not exchange.conversations.end(ADA)
    assert exchange.switchboard.asked[-1:] == [("refresh_caller", "CA-maria")]
    assert exchange.state(ADA) == "wrap_up"


def test_what_fails_in_the_database_is_nobodys_fault(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.joins("maria")
    with exchange.database.write() as session:
        session.execute(text("ALTER TABLE agent_legs RENAME TO elsewhere"))
    assert exchange.offers() is None
    with exchange.database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO agent_legs"))
    assert exchange.offers() is not None


def test_what_fails_after_the_commit_is_no_fault_of_who_took_the_call(exchange: Exchange) -> None:
    exchange.comes(ADA)
    exchange.keeps_place(exchange.joins("maria"))
    leg = exchange.leg(ADA)
    assert leg is not None

    def breaks() -> None:
        with exchange.database.write() as session:
            session.execute(text("ALTER TABLE queued_calls RENAME TO elsewhere"))

    exchange.switchboard.meanwhile["ring_caller"] = breaks
    exchange.distribution.picked_up(leg.offer)
    exchange.distribution.pressed(leg.offer, "1")
    with exchange.database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO queued_calls"))
    assert (exchange.what(ADA), exchange.state(ADA)) == ("connect", "on_call")
    assert len(exchange.switchboard.acts("ring_caller")) == 1


def test_a_check_that_failed_can_be_tried_again_when_it_has_expired(exchange: Exchange) -> None:
    exchange.switchboard.faults["check_telephone"] = UNREACHABLE
    line = exchange.desk.incident.content.line
    assert not exchange.distribution.check_telephone(ADA, "client:new", line=line)
    del exchange.switchboard.faults["check_telephone"]
    assert not exchange.distribution.check_telephone(ADA, "client:new", line=line)
    exchange.passes(121)
    exchange.offers()
    assert exchange.distribution.check_telephone(ADA, "client:new", line=line)
