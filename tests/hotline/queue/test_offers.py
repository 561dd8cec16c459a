"""Between the choice of two and the lock on them somebody else may be first: then nothing is offered, nor written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.calls import AgentState
from hotline.queue import QueueState
from hotline.queue.legs import AgentLegRow
from hotline.queue.moves import Moves
from hotline.queue.offers import Gone, Offers, Outrun, Pair
from hotline.queue.places import QUEUED
from tests.hotline.desks import ADA, BO
from tests.hotline.queue.exchange import Exchange


@pytest.fixture
def offers(exchange: Exchange) -> Offers:
    ring, clock = exchange.desk.ring, exchange.desk.clock
    return Offers(ring, clock, Moves(ring, clock))


def chosen(exchange: Exchange, offers: Offers) -> Pair:
    """Maria, and Ada who is idle longest; Bo is there too."""
    exchange.comes(ADA, BO)
    reference = exchange.joins("maria")
    with exchange.database.read() as session:
        pair = offers.choose(session, exchange.incident)
    assert pair == Pair(reference, ADA, "client:a1")
    return pair


def rows(exchange: Exchange) -> list[object]:
    with exchange.database.read() as session:
        states = [exchange.presence(agent) for agent in (ADA, BO)]
        return [session.execute(select(QUEUED)).all(), session.execute(select(AgentLegRow.offer)).all(), states]


def is_outrun(exchange: Exchange, offers: Offers, pair: Pair) -> bool:
    before = rows(exchange)
    with pytest.raises(Outrun), exchange.database.write() as session:
        offers.reserve(session, pair)
    return rows(exchange) == before


def on_a_break(exchange: Exchange) -> None:
    with exchange.database.write() as session:
        exchange.desk.presence.change(session, ADA, AgentState.BREAK, reason="meal")


def by_hand(exchange: Exchange) -> None:
    exchange.desk.takes(ADA)


def page_is_closed(exchange: Exchange) -> None:
    exchange.desk.clock.advance(timedelta(seconds=62))


def telephone_is_checked(exchange: Exchange) -> None:
    exchange.distribution.check_telephone(ADA, "client:new", line="+15735550199")


def is_offered(exchange: Exchange) -> None:
    exchange.offers()


def has_hung_up(exchange: Exchange) -> None:
    exchange.hangs_up(exchange.joins("maria"))


@pytest.mark.parametrize(
    "meanwhile", [on_a_break, by_hand, page_is_closed, telephone_is_checked, is_offered, has_hung_up]
)
def test_who_is_not_free_or_not_there_any_more_is_not_offered(
    exchange: Exchange, offers: Offers, meanwhile: Callable[[Exchange], None]
) -> None:
    pair = chosen(exchange, offers)
    meanwhile(exchange)
    assert is_outrun(exchange, offers, pair)


def test_a_caller_who_was_offered_is_not_offered_to_another_agent(exchange: Exchange, offers: Offers) -> None:
    pair = chosen(exchange, offers)
    exchange.offers()
    assert is_outrun(exchange, offers, Pair(pair.reference, BO, "client:a2"))


def test_a_call_that_is_held_or_talked_in_is_not_offered(exchange: Exchange, offers: Offers) -> None:
    pair = chosen(exchange, offers)
    exchange.takes(exchange.rings())
    assert is_outrun(exchange, offers, Pair(pair.reference, BO, "client:a2"))
    exchange.conversations.hold(ADA)
    assert is_outrun(exchange, offers, Pair(pair.reference, BO, "client:a2"))


def test_a_row_that_is_somebodys_is_not_dropped(exchange: Exchange, offers: Offers) -> None:
    pair = chosen(exchange, offers)
    with exchange.database.write() as session:
        offers.drop(session, Gone(pair.reference))
    queued = exchange.queued(pair.reference)
    assert queued is not None
    assert queued.state is QueueState.WAITING


def test_an_offer_that_is_taken_meanwhile_does_not_expire(exchange: Exchange, offers: Offers) -> None:
    pair = chosen(exchange, offers)
    ring = exchange.rings()
    exchange.passes(31)
    with exchange.database.read() as session:
        assert offers.overdue(session) == (ADA,)
    exchange.takes(ring)
    with exchange.database.write() as session:
        assert offers.expire(session, ADA).errands == ()
    assert (exchange.is_with(ADA), exchange.state(ADA)) == (pair.reference, "on_call")
