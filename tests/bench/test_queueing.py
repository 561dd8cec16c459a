"""A small queue for every day: callers wait, telephones ring, everybody is told the truth, and nobody is lost."""

from __future__ import annotations

import pytest

from bench.__main__ import PARTS
from bench.load import Load
from bench.people.answering import Answered
from bench.people.crowd import Seen
from bench.people.exchange import Talk
from bench.queueing import Found, QueueLoad, queue

# People live sixty times faster, and desks ask no more often than ever: so callers must be patient.
SMALL = QueueLoad(
    databases=("postgresql",),  # whatever it is on, the crowd is the same
    calls=12,
    seconds=8.0,
    quiet=6.0,
    speed=60.0,
    listed=4,
    agents=2,
    talks=60.0,
    asks=0.9,
    asks_quietly=0.5,
    patience=900.0,
)


@pytest.mark.postgresql
def test_a_small_queue_loses_nobody_and_rings_nobody_twice() -> None:
    figures = {figure.what.partition(": ")[2]: figure for figure in queue(SMALL)}
    assert [figure.told() for figure in figures.values() if figure.must and not figure.holds] == []
    assert {what for what, figure in figures.items() if figure.must} == {
        f"{what}{when}"
        for what in ("errors", "wrong answers", "callers lost", "agents rung twice")
        for when in ("", ", some agents free")
    }
    assert figures["webhooks of those who wait, p50"].value > 0
    assert figures["webhooks of agents' telephones, p50"].value > 0
    assert "taken" in figures["what the desk asks every two seconds, p50"].beside


def test_a_ring_is_timed_only_where_an_agent_was_free_before_the_key() -> None:
    quick, waited, unpressed = Talk("one"), Talk("two"), Talk("three")
    found = Found(Seen())
    found.waited.pressed = {quick: 10.0, waited: 10.0}
    found.attended.answered = [
        Answered(free=9.0, shown=10.5, talk=quick),
        Answered(free=11.0, shown=12.0, talk=waited),
        Answered(free=9.0, shown=12.0, talk=unpressed),
    ]
    assert found.rings == [0.5]


def test_callers_lost_are_those_whom_the_network_did_not_let_wait() -> None:
    found = Found(Seen())
    found.waited.results.update({"bridged": 5, "hangup": 2, "error": 1, "queue-full": 2})
    assert found.lost == 3


def test_a_load_says_how_large_its_queue_is() -> None:
    asked = QueueLoad.of(Load(200, 60.0))
    assert (asked.calls, asked.seconds, asked.quiet, asked.agents) == (200, 60.0, 40.0, 4)
    assert "queue" in PARTS
