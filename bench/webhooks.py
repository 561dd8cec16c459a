"""Signed webhooks of whole calls, each with its state in the database, beside a view that does nothing.

Must not know: what callers hear.
"""

import dataclasses
import os
import statistics
from collections.abc import Iterator

from sqlalchemy import text

from bench.figures import Figure
from bench.installation import Installation
from bench.people.callers import Line, requests_a_second
from bench.servers import READY_WITHIN, new_line, server, serving, start
from commands.children import Children

ROUNDS = 3
SECONDS = 5.0
CALLERS = 8  # as many as two workers have threads
AIM = 0.13  # a prototype reached 0.13 to 0.2


def webhooks() -> Iterator[Figure]:
    """Requests a second of the line ÷ requests a second of the bare view, under the same gunicorn settings."""
    with server() as (on, ours), Children() as children:
        bare = dataclasses.replace(new_line("/"), account=ours.account, token=ours.token)
        start(children, "bench.bare_view:app", on, bare)
        children.wait_until_answered(port=bare.port, path="/", seconds=READY_WITHIN)
        with serving(on, ours):
            yield _beside_bare(on, bare=bare, ours=ours)


def _beside_bare(on: Installation, *, bare: Line, ours: Line) -> Figure:
    rates: dict[Line, list[float]] = {bare: [], ours: []}
    for line in rates:
        requests_a_second(line, callers=CALLERS, seconds=1)  # every thread has its connections before the clock runs
    for _ in range(ROUNDS):  # in turns, so that a slow minute of the machine slows both
        for line, measured in rates.items():
            measured.append(requests_a_second(line, callers=CALLERS, seconds=SECONDS))
    limit, reached = statistics.median(rates[bare]), statistics.median(rates[ours])
    told = f"{reached:,.0f} and {limit:,.0f} a second, {CALLERS} callers, {os.cpu_count()} cores, {_durability(on)}"
    return Figure("signed stateful webhooks ÷ bare Flask TwiML view", reached / limit, AIM, beside=told)


def _durability(on: Installation) -> str:
    with on.house.database.read() as session:
        level = session.scalar(text("PRAGMA synchronous"))
    return f"SQLite with synchronous={('OFF', 'NORMAL', 'FULL', 'EXTRA')[int(level or 0)]}"
