"""Signed webhooks of whole calls, each with its state in the database, beside a view that does nothing.

Must not know: what callers hear.
"""

import os
import secrets
import socket
import statistics
from collections.abc import Iterator

from sqlalchemy import text

from bench.callers import Line, requests_a_second
from bench.figures import Figure
from bench.installation import Installation, installation
from commands.children import Children
from hotline.settings import environment

ROUNDS = 3
SECONDS = 5.0
CALLERS = 8  # as many as two workers have threads
AIM = 0.13  # a prototype reached 0.13 to 0.2
READY_WITHIN = 30.0


def webhooks() -> Iterator[Figure]:
    """Requests a second of the line ÷ requests a second of the bare view, under the same gunicorn settings."""
    account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    bare, ours = (Line(_free_port(), first, account, token, "+18667754209") for first in ("/", "/ivr/incoming"))
    given = {
        "PORT": str(ours.port),
        "NOTICELINE_WORKERS": "2",
        "TWILIO_ACCOUNT_SID": account,
        "TWILIO_AUTH_TOKEN": token,
    }
    with installation(**given) as on, Children() as children:
        _start(children, on, bare=bare, ours=ours)
        yield _beside_bare(on, bare=bare, ours=ours)


def _start(children: Children, on: Installation, *, bare: Line, ours: Line) -> None:
    for line, application in ((bare, "bench.bare_view:app"), (ours, "app:create_app()")):
        known = environment(**{**on.environment, "PORT": str(line.port)})
        children.start("gunicorn", application, environment=known)
    children.wait_until_answered(port=bare.port, path="/", seconds=READY_WITHIN)
    children.wait_until_answered(port=ours.port, path="/health/live", seconds=READY_WITHIN)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
