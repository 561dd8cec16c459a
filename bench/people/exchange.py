"""The network between a crowd and its agents: queues, agents' telephones, and the API that makes, moves and ends calls.

As light as the crowd: all of it lives in one event loop beside the line that is being measured. Must not know: what a
caller wants, and how an agent is chosen.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

LENGTH = re.compile(r"^content-length: *([0-9]+)", re.IGNORECASE | re.MULTILINE)
GONE = {"code": 21220, "message": "Call is not in-progress.", "more_info": "", "status": 400}


class Interruption(Exception):
    """Something cuts into a call."""


class Moved(Interruption):
    """The call goes on at another address, an absolute one."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Ended(Interruption):
    """The call is ended by its account."""


class Taken(Interruption):
    """Somebody has taken the call out of its queue."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk


@dataclass(slots=True, eq=False)
class Talk:
    """Two calls that are connected. `over`: one of the two is gone."""

    agent: str
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Party:
    """One call in progress, and what cuts into it. `ended`: its account has ended it, whatever it still waits for."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self.ended = False
        self._cuts: asyncio.Queue[Interruption] = asyncio.Queue()

    def cut(self, interruption: Interruption) -> None:
        """Let something cut into it, now or as soon as it waits."""
        self.ended |= isinstance(interruption, Ended)
        self._cuts.put_nowait(interruption)

    async def passes(self, seconds: float | None) -> None:
        """Let time go by, without end where it is None; raises whatever cuts in."""
        try:
            async with asyncio.timeout(seconds):
                raise await self._cuts.get()
        except TimeoutError:
            return

    async def until(self, event: asyncio.Event) -> None:
        """Wait for an event; raises whatever cuts in before."""
        waiting = asyncio.ensure_future(event.wait())
        cut = asyncio.ensure_future(self._cuts.get())
        try:
            await asyncio.wait((waiting, cut), return_when=asyncio.FIRST_COMPLETED)
            if cut.done():
                raise cut.result()
        finally:
            waiting.cancel()
            cut.cancel()


class Queue:
    """Who waits, the front first; and who waits for somebody to come."""

    def __init__(self) -> None:
        self.members: list[Party] = []
        self._news = asyncio.Event()

    def joins(self, party: Party) -> None:
        """Somebody comes to its end."""
        self.members.append(party)
        self._news.set()

    def leaves(self, party: Party) -> bool:
        """Whether somebody was still there, and now is not."""
        if party in self.members:
            self.members.remove(party)
            return True
        return False

    async def takes(self, taker: Party, agent: str) -> Talk:
        """Take out who is at the front, waiting for one; raises whatever cuts into the taker."""
        while not self.members:
            self._news.clear()
            await taker.until(self._news)
        talk = Talk(agent)
        self.members.pop(0).cut(Taken(talk))
        return talk


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that the account asks for, by the API's own names."""

    sid: str
    to: str
    caller: str
    url: str
    callback: str


# Brings a call that is asked for to life.
Ringing = Callable[[Asked, Party], Coroutine[Any, Any, None]]


class Exchange:
    """Queues by name, calls by their id, and the API on a port of its own."""

    def __init__(self, ringing: Ringing) -> None:
        self.queues: defaultdict[str, Queue] = defaultdict(Queue)
        self.parties: dict[str, Party] = {}
        self.made = 0
        self._ringing = ringing
        self._alive: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self, port: int) -> AsyncIterator[None]:
        """Serve the API on this port for as long as the block runs, and end the calls that were made."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()
            for task in self._alive:
                task.cancel()
            await asyncio.gather(*self._alive, return_exceptions=True)

    def begins(self, sid: str) -> Party:
        """A call is in progress."""
        return self.parties.setdefault(sid, Party(sid))

    def ends(self, sid: str) -> None:
        """A call is over."""
        self.parties.pop(sid, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client keeps its connection; at the end it is cut, and that is no fault.
        with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError), closing(writer):
            while True:
                path, form = await _request(reader)
                status, said = self._answers(path, form)
                told = json.dumps(said).encode()
                head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(told)}\r\n\r\n"
                writer.write(head.encode() + told)
                await writer.drain()

    def _answers(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        name = path.partition("?")[0].removesuffix(".json").rpartition("/")[2]
        if name == "Calls":
            return 201, {"sid": self._makes(form), "status": "queued"}
        party = self.parties.get(name)
        if party is None:
            return 400, GONE
        party.cut(Moved(form["Url"]) if "Url" in form else Ended())
        return 200, {"sid": name, "status": "in-progress"}

    def _makes(self, form: dict[str, str]) -> str:
        sid = f"CA{secrets.token_hex(16)}"
        asked = Asked(sid, form["To"], form["From"], form["Url"], form.get("StatusCallback", ""))
        self.made += 1
        task = asyncio.ensure_future(self._live(asked, self.begins(sid)))
        self._alive.add(task)
        task.add_done_callback(self._alive.discard)
        return sid

    async def _live(self, asked: Asked, party: Party) -> None:
        try:
            await self._ringing(asked, party)
        finally:
            self.ends(asked.sid)


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """The path and the form of the next request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = LENGTH.search(head)
    body = (await reader.readexactly(int(length[1]) if length else 0)).decode()
    return head.split(maxsplit=2)[1], {name: values[-1] for name, values in parse_qs(body).items()}
