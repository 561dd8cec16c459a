"""Races: whatever two do at the same moment, one call is for one agent, and nobody waits for ever."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from functools import partial
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select

from hotline.calls import AlreadyOnACall, InACall
from hotline.calls.agent_call_rows import AgentCallRow
from hotline.queue import ColleagueBusy, Left, NoTalk, NothingRings, QueueState
from hotline.queue.legs import AgentLegRow, Purpose
from hotline.queue.moves import Moves
from hotline.queue.offers import Offers, Pair
from hotline.queue.places import QUEUED
from tests.hotline.desks import ADA, BO, SUE
from tests.hotline.queue.exchange import EVERYBODY, Exchange

Act = Callable[[], object]
FORBIDDEN = (NothingRings, NoTalk, ColleagueBusy, AlreadyOnACall)
ROUNDS = 5


def at_once(*acts: Act) -> None:
    """All of them begin at the same moment; what one may not do (any more) is no fault."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> None:
        barrier.wait()
        with suppress(*FORBIDDEN):
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()


def stands_well(exchange: Exchange) -> None:
    """What must be so whatever has happened: rows, telephones, desks and states agree."""
    with exchange.database.read() as session:
        rows = session.execute(select(QUEUED)).all()
        legs = {leg.agent: leg for _, leg in exchange.legs.all(session) if leg is not None}
        calls = set(session.scalars(select(AgentCallRow.account_id)))
        states = {agent: exchange.desk.presence.state_of(session, agent).state.value for agent in EVERYBODY}
    owners = {row.agent: row for row in rows if row.agent is not None}
    assert len(owners) == len([row for row in rows if row.agent is not None])
    for row in rows:
        assert (row.agent is None) == (row.state == QueueState.WAITING.value)
    for agent, row in owners.items():
        leg = legs.pop(agent)
        assert leg.reference == row.reference
        assert leg.connected == (row.state != QueueState.RINGING.value)
        assert states[agent] == ("on_call" if leg.connected else "ringing")
        assert (agent in calls) == leg.connected
    for agent, leg in legs.items():
        assert owners[leg.helps].reference == leg.reference
        assert states[agent] == ("on_call" if leg.connected else "ringing")
        assert agent not in calls
    for agent in set(EVERYBODY) - set(owners) - set(legs):
        assert states[agent] not in ("ringing", "on_call")
        assert (agent in calls) == (states[agent] == "wrap_up")


def rings_once_an_offer(exchange: Exchange) -> None:
    """No telephone was rung twice for one offer."""
    offers = [ring.offer for ring in exchange.switchboard.rings]
    assert len(offers) == len(set(offers))


def clears(exchange: Exchange) -> None:
    """Everybody hangs up, and everything is over."""
    for reference in references(exchange):
        exchange.hangs_up(reference)
    for agent in EVERYBODY:
        exchange.is_disabled(agent)
    with exchange.database.read() as session:
        assert session.execute(select(AgentLegRow)).all() == session.execute(select(QUEUED)).all() == []
    exchange.switchboard.rings.clear()


def references(exchange: Exchange) -> Sequence[bytes]:
    with exchange.database.read() as session:
        return session.scalars(select(QUEUED.c.reference)).all()


@pytest.fixture
def rounds(exchange: Exchange) -> Iterator[str]:
    """So many rounds, each with a name, after each of which everything must be in order."""

    def each() -> Iterator[str]:
        for number in range(ROUNDS):
            yield f"round {number}"
            stands_well(exchange)
            rings_once_an_offer(exchange)
            clears(exchange)

    return each()


def test_many_who_look_at_once_ring_each_telephone_once(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA, BO)
        for number in range(3):
            exchange.joins(f"{name} {number}")
        at_once(*[exchange.offers] * 4)
        exchange.offers()
        assert sorted(ring.address for ring in exchange.switchboard.rings) == ["client:a1", "client:a2"]


def test_one_caller_is_offered_to_one_agent(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA, BO)
        exchange.joins(name)
        at_once(*[exchange.offers] * 4)
        assert len(exchange.switchboard.rings) == 1


def test_one_agent_is_offered_one_caller(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA)
        exchange.joins(name)
        exchange.joins(f"{name}, second")
        at_once(*[exchange.offers] * 4)
        assert len(exchange.switchboard.rings) == 1


def test_a_key_and_a_button_at_once_take_the_call_once(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA)
        exchange.joins(name)
        ring = exchange.rings()
        moved = len(exchange.switchboard.acts("refresh_caller"))
        at_once(partial(exchange.takes, ring), partial(exchange.distribution.accept, ADA))
        assert len(exchange.switchboard.acts("refresh_caller")) == moved + 1


def test_a_caller_hangs_up_while_the_call_is_taken(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA)
        reference = exchange.joins(name)
        ring = exchange.rings()
        at_once(partial(exchange.takes, ring), partial(exchange.hangs_up, reference))
        assert exchange.queued(reference) is None
        assert exchange.leg(ADA) is None
        assert (ring.call,) in exchange.switchboard.acts("hang_up")


def test_a_caller_goes_elsewhere_while_the_call_is_taken(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name, how in zip(rounds, itertools.cycle((Left.MENU, Left.VOICEMAIL)), strict=False):
        exchange.comes(ADA)
        reference = exchange.joins(name)
        ring = exchange.rings()
        at_once(partial(exchange.takes, ring), partial(exchange.leaves, reference, how))
        assert exchange.leg(ADA) is None


def test_a_place_is_kept_while_the_call_is_taken(exchange: Exchange, rounds: Iterator[str]) -> None:
    for number, name in enumerate(rounds):
        exchange.comes(ADA)
        reference = exchange.joins(name)
        ring = exchange.rings()
        at_once(
            partial(exchange.takes, ring),
            partial(exchange.keeps_place, reference, f"573 555 01{number:02}"),
        )


def test_an_offer_expires_while_it_is_taken(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA, BO)
        exchange.joins(name)
        ring = exchange.rings()
        exchange.passes(31)
        at_once(partial(exchange.takes, ring), exchange.offers, exchange.offers)
        assert exchange.is_with(ADA) is None or exchange.is_with(BO) is None


def test_a_telephone_is_over_while_it_is_taken_or_declined(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name, verb in zip(
        rounds, itertools.cycle((exchange.distribution.decline, exchange.distribution.accept)), strict=False
    ):
        exchange.comes(ADA, BO)
        exchange.joins(name)
        ring = exchange.rings()
        at_once(
            partial(exchange.distribution.leg_over, ring.offer, "no-answer"),
            partial(exchange.distribution.picked_up, ring.offer),
            partial(verb, ADA),
        )
        assert exchange.leg(ADA) is None


def test_the_end_of_a_telephone_told_by_many_at_once(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.talks(name)
        exchange.joins(f"{name}, second")
        ring = exchange.switchboard.last
        at_once(*[partial(exchange.distribution.leg_over, ring.offer, "completed")] * 4)
        assert exchange.state(ADA) == "wrap_up"


def test_an_agent_is_disabled_while_they_are_rung_or_take_a_call(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA)
        exchange.joins(name)
        at_once(exchange.offers, partial(exchange.is_disabled, ADA))
        exchange.passes(31)
        exchange.offers()
        exchange.comes(BO)
        ring = exchange.offers() or exchange.switchboard.last
        at_once(partial(exchange.takes, ring), partial(exchange.is_disabled, BO))
        assert exchange.call_of(BO) is None


@pytest.mark.parametrize("helps", [None, BO])
def test_an_agent_is_disabled_when_their_telephone_is_about_to_ring(exchange: Exchange, helps: int | None) -> None:
    """After the choice and before its commit, for a caller or for a colleague; on SQLite one comes after the other."""
    parts = exchange.desk.ring, exchange.desk.clock
    offers = Offers(*parts, Moves(*parts))
    reference = exchange.joins("maria") if helps is None else exchange.talks("maria", helps)
    exchange.comes(ADA)
    pair = Pair(reference, ADA, "client:a1")
    with ThreadPoolExecutor(1) as pool:
        with exchange.database.write() as session:
            if helps is None:
                offers.reserve(session, pair)
            else:
                offers.reserve_leg(session, pair, purpose=Purpose.TRANSFER, incident=exchange.incident, helps=helps)
            gone = pool.submit(exchange.is_disabled, ADA)
            with suppress(FutureTimeout):
                gone.result(timeout=0.3)
        gone.result()
    stands_well(exchange)
    assert exchange.state(ADA) == "offline"
    assert exchange.leg(ADA) is None


def test_a_call_by_hand_while_the_telephone_rings(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA)
        exchange.joins(name)
        at_once(exchange.offers, partial(exchange.desk.takes, ADA))
        if (call := exchange.call_of(ADA)) is not None and call.by_hand:
            assert exchange.leg(ADA) is None
            with exchange.database.write() as session:
                exchange.desk.calls.end_all_of(session, ADA)


def test_everything_at_once_in_mid_transfer(exchange: Exchange, rounds: Iterator[str]) -> None:
    talks = exchange.conversations
    verbs = itertools.permutations((talks.hand_over, talks.take_back, talks.resume, talks.end), 2)
    for name, pair in zip(rounds, verbs, strict=False):
        reference = exchange.talks(name)
        exchange.comes(BO)
        talks.transfer(ADA, BO)
        ring = exchange.switchboard.last
        exchange.takes(ring)
        at_once(
            *[partial(verb, ADA) for verb in pair],
            partial(talks.end, BO),
            partial(exchange.distribution.leg_over, ring.offer, "completed"),
            partial(exchange.hangs_up, reference),
        )
        assert exchange.queued(reference) is None


def test_two_ask_the_same_colleague_while_the_line_rings_them(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.talks(name)
        exchange.talks(f"{name}, second", BO)
        exchange.comes(SUE)
        at_once(
            partial(exchange.conversations.transfer, ADA, SUE),
            partial(exchange.conversations.transfer, BO, SUE),
            exchange.offers,
        )
        assert [ring.address for ring in exchange.switchboard.rings].count("client:a3") == 1


def test_a_caller_picks_up_while_the_agent_ends_and_the_telephone_is_over(
    exchange: Exchange, rounds: Iterator[str]
) -> None:
    for number, name in enumerate(rounds):
        exchange.comes(ADA)
        exchange.keeps_place(exchange.joins(name), number=f"573 555 01{number:02}")
        exchange.takes(exchange.switchboard.last)
        ring = exchange.switchboard.last
        exchange.switchboard.rings.clear()
        at_once(
            partial(exchange.reaches, ring.offer, f"home of {name}"),
            partial(exchange.distribution.leg_over, ring.offer, "completed"),
            partial(exchange.distribution.unreached, ring.offer, "no-answer", call=ring.call),
            partial(exchange.conversations.hold, ADA),
        )
        assert exchange.leg(ADA) is None


def test_callers_come_and_go_and_agents_work_all_at_once(exchange: Exchange, rounds: Iterator[str]) -> None:
    for name in rounds:
        exchange.comes(ADA, BO)
        first = [exchange.joins(f"{name} {number}") for number in range(4)]
        ring = exchange.rings()
        at_once(
            exchange.offers,
            partial(exchange.takes, ring),
            partial(exchange.joins, f"{name} late"),
            partial(exchange.hangs_up, first[1]),
            partial(exchange.distribution.accept, BO),
            partial(exchange.distribution.decline, BO),
        )


def acts_of_many(exchange: Exchange, chance: Random) -> Act:
    """Something that somebody does, drawn."""
    talks, offers, agent = exchange.conversations, exchange.distribution, chance.choice(EVERYBODY)
    rings, waiting = exchange.switchboard.rings[-5:], references(exchange)
    acts: list[Act] = [
        partial(exchange.joins, f"caller {chance.random()}"),
        partial(exchange.comes, agent),
        exchange.offers,
        partial(talks.transfer, agent, chance.choice(EVERYBODY)),
        partial(chance.choice((talks.hold, talks.resume, talks.hand_over, talks.take_back, talks.end)), agent),
        partial(chance.choice((offers.accept, offers.decline)), agent),
        partial(exchange.is_disabled, agent),
    ]
    if rings:
        acts += [partial(exchange.takes, chance.choice(rings))] * 4
        acts.append(partial(offers.leg_over, chance.choice(rings).offer, "completed"))
    if waiting:
        acts.append(partial(exchange.hangs_up, chance.choice(waiting)))
    return chance.choice(acts)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_many_do_at_once_in_whatever_order_everything_stands_well(exchange: Exchange, seed: int) -> None:
    def one(chance: Random) -> None:
        for _ in range(40):
            with suppress(*FORBIDDEN, InACall):
                acts_of_many(exchange, chance)()

    exchange.comes(*EVERYBODY)
    with ThreadPoolExecutor(3) as pool:
        chances = [Random(f"{seed} {number}") for number in range(3)]  # noqa: S311  acts are drawn from a seed
        for done in [pool.submit(one, chance) for chance in chances]:
            done.result()
    stands_well(exchange)
    rings_once_an_offer(exchange)
    assert exchange.switchboard.rings
