"""A real gunicorn loses a worker every five seconds, and no caller is lost, nor any telephone rung twice at once.

In real time, because processes die in it: callers, agents and their telephones are threads beside the line.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import text

from bench.desk import enrolled, signed_in
from bench.installation import Installation, always_open
from bench.load import database_of, prepared
from bench.people.callers import Line
from bench.queueing import with_telephone
from bench.servers import free_port, server, serving, workers_of
from carrier import Carrier, Pace, RealClock
from carrier.phones import Switchboard
from carrier.rest import add_rest
from carrier.serving import server_on
from hotline.queue import Distribution
from tests.journeys.reaching.robots import AgentRobot, CallerRobot, Story
from tests.serving import listening

LASTS = 25.0  # seconds in which callers dial
KILLED_EVERY = 5.0
CALLERS, AGENTS = 3, 2
FAST = Pace(words_per_second=60, recording=0.1)
TABLES = ("live_calls", "queued_calls", "agent_legs")


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_workers_that_are_killed_lose_no_caller(database: str) -> None:
    port = free_port()
    api = {"NOTICELINE_TWILIO_API": f"http://127.0.0.1:{port}"}
    with database_of(database) as url, server(**api, **url) as (bare, line):
        on = always_open(bare)
        prepared(on, 4)
        board = network(line)
        with serving(on, line), listening(server_on(port, rest_of(board), board.carrier.clock)):
            stories = lived(on, line, board)
            late = _left_behind(on)
        board.hang_up_all()
    told = "\n".join("; ".join(story.acts[-12:]) for story in stories if story.connected != 1 or story.failure)
    assert not told, f"of {len(stories)} callers:\n{told}"
    assert len(stories) >= CALLERS * 2
    assert overlapping(board) == []
    assert late == dict.fromkeys(TABLES, 0)


def network(line: Line) -> Switchboard:
    """The network of this line, in real time."""
    carrier = Carrier(line.account, line.token, clock=RealClock(), pace=FAST)
    voice, status, fallback = (f"{line.root}/ivr/{path}" for path in ("incoming", "status", "fallback"))
    carrier.connect(line.number, voice, status_callback=status, fallback_url=fallback)
    return Switchboard(carrier)


def rest_of(board: Switchboard) -> Flask:
    app = Flask(__name__, static_folder=None)
    add_rest(app, board.carrier, directory=board)
    return app


def lived(on: Installation, line: Line, board: Switchboard) -> list[Story]:
    """Everybody's stories, while workers are killed."""
    people = [enrolled(on, f"agent-{number}") for number in range(AGENTS)]
    addresses = [with_telephone(on, one.login) for one in people]
    at_work = asyncio.run(signed_in(line, people, on.incident.id))
    agents = [AgentRobot(board, at.browser, address) for at, address in zip(at_work, addresses, strict=True)]
    over, until = threading.Event(), time.monotonic() + LASTS
    with ExitStack() as stack:
        for agent in agents:
            stack.enter_context(beside(agent.works, over))
        _waits_for_somebody(on)
        with beside(kills, over), ThreadPoolExecutor(CALLERS) as executor:
            stories = list(executor.map(lambda number: _calls(board, line, number, until), range(CALLERS)))
            over.set()
    return [story for some in stories for story in some]


def _waits_for_somebody(on: Installation) -> None:
    """Until somebody is at the desk: before, callers are rightly told that nobody is free."""
    house, until, there = on.house, time.monotonic() + 30, False
    distribution = Distribution(house.database, house.keyring, house.clock, house.switchboard)
    while not there and time.monotonic() < until:
        time.sleep(0.1)
        with house.database.read() as session:
            there = distribution.staffed(session, on.incident.id)


def _calls(board: Switchboard, line: Line, number: int, until: float) -> list[Story]:
    robot, stories = CallerRobot(board, line.number, f"+1573555010{number}"), []
    while time.monotonic() < until:
        stories.append(robot.calls())
    return stories


def kills(over: threading.Event) -> None:
    """A worker every five seconds."""
    chance = random.Random(7)  # noqa: S311  whom it hits, and the same ones each time
    while not over.wait(KILLED_EVERY):
        if workers := workers_of("gunicorn"):
            os.kill(chance.choice(workers), signal.SIGKILL)


@contextmanager
def beside(work: object, over: threading.Event) -> Iterator[None]:
    """Let something go on beside this."""
    thread = threading.Thread(target=work, args=(over,))  # type: ignore[arg-type]  # something that ends when it is over
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def overlapping(board: Switchboard) -> list[str]:
    """The agents' telephones that rang, or were in a call, twice at once."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for leg in board.everyone():
        if leg.parties.line.startswith("client:"):
            ended = leg.times.ended or board.carrier.clock.now()
            spans.setdefault(leg.parties.line, []).append((leg.times.created.timestamp(), ended.timestamp()))
    return [
        f"{address}: {earlier} and {later}"
        for address, all_of_them in spans.items()
        for earlier, later in pairwise(sorted(all_of_them))
        if later[0] < earlier[1]
    ]


def _left_behind(on: Installation) -> dict[str, int]:
    """What is still there once everybody has gone; the last request may be under way."""
    until = time.monotonic() + 30
    while True:
        with on.house.database.read() as session:
            left = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}
        if not any(left.values()) or time.monotonic() > until:
            return left
        time.sleep(0.5)
