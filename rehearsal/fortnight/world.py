"""One world in virtual time: a line with its desk, the network, and people who each act now and then.

Somebody's life is an iterator that acts and then says in how many seconds it acts again. Between two acts time goes by
for every call at once. Must not know: what anybody wants.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

import migrations
from app import create_app
from carrier import Call, Carrier, InProcess
from carrier.rest import create_rest
from carrier.serving import server_on
from hotline.clock import StoppedClock
from hotline.incidents import Content
from hotline.queue import Endpoints
from hotline.staff import Role
from tests.agents_ui.desks import Colleague, Office, enrols, fast_hashing
from tests.journeys.lines import ACCOUNT, EXAMPLE, TOKEN, Line, settings
from tests.serving import listening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Life = Iterator[float]
NOWHERE = "http://127.0.0.1:9"  # requests come in without a socket, so the public address only has to be signed


class World:
    """Who is there, what time it is, and who acts next."""

    def __init__(self, line: Line, office: Office) -> None:
        self.line = line
        self.office = office
        self.carrier = line.carrier
        self._order = itertools.count()
        self._dials: deque[datetime] = deque()
        self._open: list[Call] = []
        self._seen = 0
        self._next: list[tuple[datetime, int, Life]] = []

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self.line.clock.now()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is on any telephone."""
        new = self.carrier.calls[self._seen :]
        self._seen += len(new)
        self._open = [call for call in (*self._open, *new) if not call.is_over]
        return not self._open

    def expects(self, dials: Sequence[datetime]) -> None:
        """Tell when somebody dials, in order."""
        self._dials = deque(dials)

    def until_next_call(self) -> float:
        """The seconds until somebody dials; for ever where nobody does any more."""
        while self._dials and self._dials[0] < self.now:
            self._dials.popleft()
        return (self._dials[0] - self.now).total_seconds() if self._dials else inf

    def joins(self, life: Life, at: datetime) -> None:
        """Somebody's life goes on at this moment."""
        heapq.heappush(self._next, (at, next(self._order), life))

    def goes_on(self, until: datetime) -> None:
        """Let everybody live until this moment."""
        while self._next and self._next[0][0] <= until:
            moment, _, life = heapq.heappop(self._next)
            self._passes(moment)
            seconds = next(life, None)
            if seconds is not None:
                self.joins(life, self.now + timedelta(seconds=seconds))
        self._passes(until)

    def _passes(self, until: datetime) -> None:
        # Who presses ten keys takes seven seconds, so somebody else may be late.
        self.carrier.goes_on(max(0.0, (until - self.now).total_seconds()))


class Door:
    """Where the network's requests come in. It is there before the application is, which asks the network's API."""

    opens_to: Flask

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on."""
        return self.opens_to.wsgi_app(environ, start_response)


@contextmanager
def opened(folder: Path, database_url: str, *, at: datetime, content: Content, agents: int) -> Iterator[World]:
    """A line with its desk and so many agents who have come there by their invitations."""
    clock = StoppedClock(at)
    door = Door()
    carrier = Carrier(ACCOUNT, TOKEN, clock=clock, post=InProcess(door), together=True, instant=True)
    with listening(server_on(0, create_rest(carrier), clock)) as api:
        app = create_app(settings(folder, database_url, NOWHERE, api=api), clock=clock)
        door.opens_to = app
        line = Line(app, carrier, clock, folder)
        migrations.upgrade(line.house.database)
        line.opens_with(content)
        line.publishes_the_list()
        fast_hashing(app)
        office = Office(app, line.house, clock, line.incident, people(agents))
        for colleague in office.people.values():
            enrols(office, colleague)
            _has_a_telephone(office, colleague)
        voice, status, fallback = (f"{NOWHERE}/ivr/{path}" for path in ("incoming", "status", "fallback"))
        carrier.connect(EXAMPLE.line, voice, status_callback=status, fallback_url=fallback)
        yield World(line, office)
        line.house.database.close()


def _has_a_telephone(office: Office, colleague: Colleague) -> None:
    """As if it had been verified by a call."""
    endpoints = Endpoints(office.house.keyring, office.clock)
    with office.house.database.write() as session:
        begun = endpoints.begin(session, colleague.id, address=f"client:{colleague.login}")
        endpoints.keyed(session, colleague.id, digits=begun.code)


def people(agents: int) -> dict[str, Colleague]:
    """So many agents, and nobody else."""
    names = ("alma", "ben", "cora", "dan", "eve", "finn")[:agents]
    return {name: Colleague(name, name.title(), Role.AGENT, EXAMPLE.slug) for name in names}
