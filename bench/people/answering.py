"""Agents at the desk whose calls come by telephone: the page asks what is so, rings, shows the call, and is closed.

Must not know: whom a call is from, and how it was given to this agent.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.people.agents import PAGE, AtWork
from bench.people.browsers import Reply, is_answer
from bench.people.exchange import Talk
from bench.people.telephones import Telephones

BEATS = 2.0  # seconds, as the page's script asks; the one thing that is no faster where people live faster
WRAPS_UP = 2.0


@dataclass(frozen=True, slots=True)
class Answered:
    """A call that came to an agent: since when the agent was free, when the desk showed it, and the talk."""

    free: float
    shown: float
    talk: Talk


@dataclass(slots=True)
class Attended:
    """What came of all requests of the pages, in seconds each, and of all calls."""

    beats: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answered: list[Answered] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers, at which telephones, and how long a talk lasts."""

    agents: Sequence[AtWork]
    addresses: Sequence[str]
    telephones: Telephones
    talks: float
    seed: int

    async def answers(self, attended: Attended) -> None:
        """Let everybody answer, until it is cancelled."""
        clerks = {
            address: _Clerk(self, at, address, attended)
            for at, address in zip(self.agents, self.addresses, strict=True)
        }
        self.telephones.connected = lambda address, talk: clerks[address].talks_in(talk)
        await asyncio.gather(*(clerk.works() for clerk in clerks.values()))


class _Clerk:
    """One agent."""

    def __init__(self, desk: Desk, at: AtWork, address: str, attended: Attended) -> None:
        self._desk, self._browser, self._address, self._attended = desk, at.browser, address, attended
        self._random = random.Random(f"{desk.seed} {address}")
        self._free = self._shown = 0.0
        self._page = ""

    def talks_in(self, talk: Talk) -> None:
        """The telephone is connected with a caller."""
        self._attended.answered.append(Answered(self._free, self._shown, talk))

    async def works(self) -> None:
        """Call after call."""
        await asyncio.sleep(self._random.uniform(0, BEATS))
        if await self._opens() == "call":  # of the measurement before
            await self._sends("/desk/end")
        await self._sends("/desk/finish", disposition="answered_questions")
        await self._sends("/desk/presence", state="available")
        self._free = time.perf_counter()
        while True:
            screen = await self._beats()
            if screen == "ringing":
                self._shown = self._shown or time.perf_counter()
                self._desk.telephones.seen[self._address].set()
            elif screen == "call":
                await self._talks()
            elif screen == "waiting" and not self._free:
                self._attended.errors["a call that rang is gone"] += 1
                await self._sends("/desk/presence", state="available")
                self._free = time.perf_counter()

    async def _talks(self) -> None:
        await asyncio.sleep(self._desk.talks * self._random.uniform(0.5, 1.5))
        await self._sends("/desk/end")
        await asyncio.sleep(WRAPS_UP * self._random.uniform(0.5, 1.5))
        await self._sends("/desk/finish", disposition="answered_questions")
        self._free, self._shown = time.perf_counter(), 0.0

    async def _beats(self) -> str:
        """The page asks what is so, and is loaded where another screen is; which one that is, or nothing."""
        await asyncio.sleep(BEATS)
        began = time.perf_counter()
        reply = await self._browser.opens("/desk/now", by_itself=True)
        self._attended.beats.append(time.perf_counter() - began)
        if reply.status != 200:
            self._attended.errors[f"{reply.status} from /desk/now"] += 1
            return ""
        page, self._page = self._page, json.loads(reply.page)["page"]
        return "" if page == self._page else await self._opens()

    async def _opens(self) -> str:
        began = time.perf_counter()
        reply = await self._browser.opens("/desk")
        self._attended.pages.append(time.perf_counter() - began)
        self._judge(reply)
        page = PAGE.search(reply.page)
        return page[1] if page else ""

    async def _sends(self, path: str, **fields: str) -> None:
        self._judge(await self._browser.sends(path, fields))
        await self._opens()

    def _judge(self, reply: Reply) -> None:
        if not is_answer(reply):
            self._attended.errors[f"{reply.status} at the desk"] += 1
