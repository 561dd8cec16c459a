"""A small queue for every day: callers wait, telephones ring, everybody is told the truth, and nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.__main__ import PARTS
from bench.load import Load
from bench.queueing import QueueLoad, queue

SMALL = QueueLoad(
    calls=10, seconds=8.0, quiet=8.0, speed=20.0, listed=4, agents=2, talks=20.0, asks=0.9, asks_quietly=0.5
)


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_small_queue_loses_nobody_and_rings_nobody_twice(database: str) -> None:
    figures = {figure.what.partition(": ")[2]: figure for figure in queue(replace(SMALL, databases=(database,)))}
    assert [figure.told() for figure in figures.values() if figure.must and not figure.holds] == []
    assert {what for what, figure in figures.items() if figure.must} == {
        f"{what}{when}"
        for what in ("errors", "wrong answers", "callers lost", "agents rung twice")
        for when in ("", ", some agents free")
    }
    assert figures["webhooks of those who wait, p50"].value > 0
    assert figures["from 0 to the ring at the desk, p50"].value > 0
    assert "bridged" in figures["what the desk asks every two seconds, p50"].beside


def test_a_load_says_how_large_its_queue_is() -> None:
    asked = QueueLoad.of(Load(200, 60.0))
    assert (asked.calls, asked.seconds, asked.quiet, asked.agents) == (200, 60.0, 20.0, 4)
    assert "queue" in PARTS
