"""What strangers who can ring the line, and agents, try to make it ring; and how they would keep others out."""

from __future__ import annotations

import pytest

from hotline.followups import NotANumber
from hotline.followups.bounds import RINGS_A_NUMBER_AND_DAY
from hotline.queue import MOST_WAITING, Endpoints, NotAnAddress
from hotline.queue.places import Places
from tests.hotline.desks import ADA
from tests.hotline.followups.callbacks import SOON, arranges
from tests.hotline.queue.exchange import HANDED, Exchange

VICTIM = "+15735550166"


def test_the_line_does_not_ring_itself(exchange: Exchange) -> None:
    """Or one call of a stranger would be two calls of ours, with a machine at both ends."""
    content = exchange.desk.incident.content
    for number in (content.line, content.fallback):
        for agent in (None, ADA):
            with pytest.raises(NotANumber):
                arranges(exchange.desk, number=number, window=SOON, agent=agent)
    with exchange.database.write() as session, pytest.raises(NotAnAddress):
        Endpoints(exchange.desk.ring, exchange.desk.clock).begin(session, ADA, address=content.line)


def test_callbacks_fill_no_line(exchange: Exchange) -> None:
    """Five hundred calls at night could else arrange a thousand, and nobody could wait in the morning."""
    places = Places(exchange.desk.ring, exchange.desk.clock)
    kept = exchange.joins("maria")
    exchange.keeps_place(kept, number="573 555 0188")
    with exchange.database.write() as session:
        for number in range(MOST_WAITING - 1):
            reference = number.to_bytes(32, "big")
            queued = exchange.line.join(session, reference, incident=exchange.incident, call="", handed=HANDED)
            assert not queued.reached
    caller = exchange.joins("john")
    assert exchange.position(caller) == MOST_WAITING + 1
    with exchange.database.read() as session:
        assert places.on_the_line(session, (exchange.incident,)) == 1


def test_nobody_is_rung_all_day_whoever_asks_for_it(exchange: Exchange) -> None:
    """Five callbacks a day to a stranger's number, three tries each, would be fifteen rings."""
    exchange.comes(ADA)
    for name in ("one", "two", "three", "four"):
        exchange.keeps_place(exchange.joins(name), number=VICTIM)
    for _ in range(30):
        if exchange.offers() or exchange.leg(ADA):
            exchange.takes(exchange.switchboard.last)
            exchange.distribution.unreached(exchange.switchboard.last.offer, "no-answer")
            exchange.distribution.ring_again(ADA)
            exchange.conversations.end(ADA)
            call = exchange.call_of(ADA)
            assert call is not None
            exchange.desk.finishes(call)
        exchange.passes(60)
    assert len(exchange.switchboard.acts("ring_caller")) == RINGS_A_NUMBER_AND_DAY
    another = exchange.keeps_place(exchange.joins("maria"), number="573 555 0188")
    exchange.offers()
    assert exchange.rings_at(ADA).queued.callback == another.id, "who wants it is rung all the same"
