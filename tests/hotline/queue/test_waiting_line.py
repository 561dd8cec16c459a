"""The waiting line: order, positions, estimates, and how a caller leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from hotline.calls import AgentState
from hotline.queue import MOST_WAITING, HandOver, Left, LineFull, QueueCount, QueuedCall, QueueState
from hotline.queue.places import QUEUED, Places
from tests.hotline.desks import ADA, BO
from tests.hotline.queue.exchange import HANDED, Exchange


def minutes(exchange: Exchange, reference: bytes) -> int | None:
    queued = exchange.queued(reference)
    assert queued is not None
    with exchange.database.read() as session:
        return exchange.line.minutes(session, queued)


def are_answered(exchange: Exchange, *seconds_ago: int) -> None:
    """Calls were taken so long ago, the earliest first."""
    places, now = Places(exchange.desk.ring, exchange.desk.clock), exchange.now()
    for ago in seconds_ago:
        exchange.desk.clock.advance(now - timedelta(seconds=ago) - exchange.now())
        with exchange.database.write() as session:
            places.answered(session, exchange.incident)
    exchange.desk.clock.advance(now - exchange.now())


def test_callers_wait_in_the_order_in_which_they_came(exchange: Exchange) -> None:
    references = [exchange.joins(name) for name in ("maria", "john", "eva")]
    assert [exchange.position(one) for one in references] == [1, 2, 3]
    exchange.hangs_up(references[0])
    assert [exchange.position(one) for one in references[1:]] == [1, 2]
    exchange.comes(ADA)
    exchange.rings()
    assert exchange.position(references[2]) == 2, "who is being connected is still before them"
    exchange.takes(exchange.switchboard.last)
    assert exchange.position(references[2]) == 1, "who talks is not"


def test_who_waits_already_stays_where_they_are(exchange: Exchange) -> None:
    first = exchange.joins("maria")
    exchange.joins("john")
    before = exchange.queued(first)
    exchange.passes(7)
    exchange.joins("maria", handed=replace(HANDED, language="en"))
    assert exchange.queued(first) == before
    assert exchange.position(first) == 1


def test_who_comes_back_waits_at_the_end(exchange: Exchange) -> None:
    first, second = exchange.joins("maria"), exchange.joins("john")
    exchange.leaves(first, Left.MENU)
    assert exchange.joins("maria") == first
    assert (exchange.position(second), exchange.position(first)) == (1, 2)


def test_lines_of_two_incidents_are_apart(exchange: Exchange) -> None:
    exchange.joins("maria")
    other = replace(exchange.desk.incident.content, slug="another", line="+15735550177")
    exchange.desk.applies(other)
    reference = b"another".ljust(32)
    with exchange.database.write() as session:
        exchange.line.join(session, reference, incident=exchange.desk.incident.id, call="CA-1", handed=HANDED)
    assert exchange.position(reference) == 1
    exchange.comes(ADA)
    exchange.distribution.offer_next(exchange.desk.incident.id)
    assert exchange.switchboard.asked == [], "Ada does not work for it"


def test_an_estimate_is_told_only_where_enough_was_answered_lately(exchange: Exchange) -> None:
    first, second = exchange.joins("maria"), exchange.joins("john")
    are_answered(exchange, 1801, *range(1800, 0, -200))
    assert minutes(exchange, first) is None, "nine in half an hour"
    are_answered(exchange, 0)
    assert (minutes(exchange, first), minutes(exchange, second)) == (3, 6), "one in three minutes"
    exchange.passes(1801)
    assert minutes(exchange, first) is None


def test_a_busy_quarter_of_an_hour_is_not_watered_down(exchange: Exchange) -> None:
    reference = exchange.joins("maria")
    are_answered(exchange, *range(300, 0, -30))
    assert minutes(exchange, reference) == 1
    for name in range(5):
        exchange.joins(f"caller {name}")
    assert minutes(exchange, exchange.joins("last")) == 4
    are_answered(exchange, *range(200, 0, -2))
    assert minutes(exchange, exchange.joins("last")) == 1, "sixty-four are remembered"


@pytest.mark.parametrize(
    ("how", "counted"),
    [
        (Left.ABANDONED, {"abandoned": 1, "waited_abandoned": 11}),
        (Left.CALLBACK, {"to_callback": 1}),
        (Left.VOICEMAIL, {"to_voicemail": 1}),
        (Left.MENU, {}),
    ],
)
def test_who_leaves_is_counted_once_by_how_they_left(exchange: Exchange, how: Left, counted: dict[str, int]) -> None:
    reference = exchange.joins("maria")
    exchange.passes(11)
    assert exchange.leaves(reference, how).queued is not None
    assert exchange.leaves(reference, how).queued is None
    exchange.hangs_up(reference)
    assert exchange.counts() == {"offered": 1, **counted}


def test_who_hangs_up_at_once_has_hardly_waited(exchange: Exchange) -> None:
    reference = exchange.joins("maria")
    exchange.passes(10)
    exchange.hangs_up(reference)
    assert exchange.counts() == {"offered": 1, "abandoned": 1, "abandoned_short": 1, "waited_abandoned": 10}


@pytest.mark.parametrize(("waited", "in_time"), [(60, {"answered_in_time": 1}), (61, {})])
def test_who_is_answered_is_counted_in_the_quarter_in_which_they_joined(
    exchange: Exchange, waited: int, in_time: dict[str, int]
) -> None:
    exchange.passes(14 * 60 + 30)
    reference = exchange.joins("maria")
    exchange.passes(waited - 1)
    exchange.comes(ADA)
    exchange.takes(exchange.rings())
    exchange.passes(100)
    exchange.hangs_up(reference)
    assert exchange.counts() == {"offered": 1, "answered": 1, "waited_answered": waited, **in_time}
    with exchange.database.read() as session:
        assert session.scalars(select(QueueCount.interval)).all() == [datetime(2019, 6, 3, 15, 0, tzinfo=UTC)]


def test_the_wallboard_counts_those_who_are_on_the_telephone(exchange: Exchange) -> None:
    def seen(*incidents: int) -> tuple[int, datetime | None]:
        with exchange.database.read() as session:
            return exchange.line.waiting(session, incidents), exchange.line.longest_wait(session, incidents)

    assert seen(exchange.incident) == (0, None)
    kept = exchange.joins("paul")
    exchange.passes(10)
    joined = exchange.now()
    exchange.joins("maria")
    exchange.passes(10)
    exchange.joins("john")
    exchange.keeps_place(kept)
    assert seen(exchange.incident) == seen(exchange.incident, 99) == (2, joined)
    assert seen() == seen(99) == (0, None)
    exchange.comes(ADA)
    exchange.passes(1)
    assert exchange.offers() is not None
    assert seen(exchange.incident) == (2, joined)


def test_a_caller_who_hangs_up_while_it_rings_stops_the_telephone(exchange: Exchange) -> None:
    exchange.comes(ADA)
    first, second = exchange.joins("maria"), exchange.joins("john")
    ring = exchange.rings()
    exchange.hangs_up(first)
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)]
    assert exchange.distribution.leg(ring.offer) is None
    assert exchange.is_with(ADA) == second, "she has missed nothing, and the next one rings"
    exchange.takes(ring)
    assert exchange.call_of(ADA) is None


def test_a_caller_who_hangs_up_while_talking_leaves_the_agent_in_wrap_up(exchange: Exchange) -> None:
    reference = exchange.talks()
    ring = exchange.switchboard.last
    exchange.hangs_up(reference)
    call = exchange.call_of(ADA)
    assert call is not None
    assert (call.live, exchange.state(ADA), exchange.leg(ADA)) == (False, "wrap_up", None)
    assert exchange.switchboard.acts("hang_up") == [(ring.call,)], "it may still wait for a caller who never came"
    assert exchange.counts() == {"offered": 1, "answered": 1, "answered_in_time": 1}
    exchange.hangs_up(reference)
    exchange.distribution.leg_over(ring.offer, "completed")
    assert exchange.call_of(ADA) == call


def test_a_caller_who_hangs_up_on_hold_frees_the_agent(exchange: Exchange) -> None:
    reference = exchange.talks()
    exchange.conversations.hold(ADA)
    exchange.hangs_up(reference)
    assert (exchange.state(ADA), exchange.what(ADA)) == ("wrap_up", "over")
    assert exchange.switchboard.acts("hang_up") == [(exchange.switchboard.last.call,)]


def test_rows_have_one_size_and_show_nothing(exchange: Exchange) -> None:
    long = replace(HANDED, heard=tuple(f"question.{number:02}.{'x' * 32}" for number in range(40)))
    exchange.joins("maria")
    exchange.keeps_place(exchange.joins("john"))
    kept = exchange.queued(exchange.joins("eva", handed=long))
    assert kept is not None
    assert kept.handed.heard == long.heard[-len(kept.handed.heard) :], "the newest are kept"
    assert len(kept.handed.heard) > 5
    with exchange.database.read() as session:
        rows = session.execute(select(QUEUED)).all()
        queue = session.execute(text("SELECT sealed FROM queues")).scalar_one()
    assert {len(row.sealed) for row in rows} == {1024}
    assert [len(row.reference) for row in rows] == [32] * 3
    assert len(queue) == 1024
    for shown in (b"MATCH", b"CA-", b"573"):
        assert not any(shown in row.sealed for row in rows)


def test_every_call_fits() -> None:
    moment = datetime(2099, 6, 3, tzinfo=UTC)
    heard = tuple(f"question.{number:02}.{'x' * 32}" for number in range(40))
    handed = HandOver(
        "fil", "other", "student-number", 2**31, heard=heard, slow=True, number="+123456789012345", began=2**33
    )
    call = QueuedCall(
        b"r" * 32,
        incident=2**31,
        place=2**31,
        state=QueueState.TALKING,
        agent=2**31,
        call="CA" + "f" * 32,
        joined=moment,
        handed=handed,
        callback=b"c" * 16,
        tried=tuple(range(2**31 - 16, 2**31)),
        counted=True,
        rung=moment,
        rings="CA" + "e" * 32,
        unreached=True,
    )
    written = call.to_json()
    assert len(written) <= 990
    columns = {name: getattr(call, name) for name in ("reference", "incident", "place", "state", "agent")}
    read = QueuedCall.from_json(written, **columns)
    assert replace(read, handed=handed) == call
    assert json.loads(written)["handed"]["heard"] == list(heard[-len(read.handed.heard) :])


def test_a_caller_on_the_line_is_forgotten_with_the_live_key(exchange: Exchange) -> None:
    reference = exchange.joins("maria")
    exchange.desk.clock.advance(timedelta(hours=6))
    assert exchange.queued(reference) is None
    exchange.joins("maria")
    assert exchange.queued(reference) is not None


def a_thousand_wait(exchange: Exchange) -> bytes:
    references = [number.to_bytes(32, "big") for number in range(MOST_WAITING)]
    with exchange.database.write() as session:
        for reference in references:
            exchange.line.join(session, reference, incident=exchange.incident, call="CA-1", handed=HANDED)
    return references[-1]


def statements(exchange: Exchange, what: Callable[[], object]) -> list[str]:
    said: list[str] = []

    def listen(*heard: Any) -> None:
        said.append(heard[2])

    event.listen(exchange.database.engine, "before_cursor_execute", listen)
    what()
    event.remove(exchange.database.engine, "before_cursor_execute", listen)
    return [one for one in said if not one.startswith("BEGIN")]


def test_with_a_thousand_waiting_and_nobody_free_a_look_reads_a_little_and_writes_nothing(exchange: Exchange) -> None:
    exchange.comes(ADA, BO)
    for agent in (ADA, BO):
        with exchange.database.write() as session:
            exchange.desk.presence.change(session, agent, AgentState.BREAK, reason="meal")
    last = a_thousand_wait(exchange)
    with pytest.raises(LineFull):
        exchange.joins("maria")
    first, second = statements(exchange, exchange.offers), statements(exchange, exchange.offers)
    assert len(first) <= 7, "every few seconds it looks for callbacks, and calls that nobody closed"
    assert len(second) <= 5
    assert all(one.startswith("SELECT") for one in first)
    assert exchange.position(last) == MOST_WAITING == 1000
    assert len(statements(exchange, lambda: exchange.position(last))) == 2
    exchange.hangs_up(last)
    assert exchange.position(exchange.joins("maria")) == MOST_WAITING


def test_a_position_is_counted_in_an_index_alone(exchange: Exchange) -> None:
    last = exchange.joins("maria")
    asked = statements(exchange, lambda: exchange.position(last))[-1]
    if exchange.database.engine.dialect.name != "sqlite":
        return  # the other's plans follow the size of a table
    with exchange.database.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (1, "a", "b", 9)).all()
    assert "COVERING INDEX ix_queued_calls_incident_id_place" in str(plan)
