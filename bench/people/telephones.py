"""The telephones of agents: each rings when the line asks for it, is picked up, presses 1, and talks with who waits.

Must not know: who is offered to whom, and what the desk shows.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.people.callers import Line
from bench.people.crowd import GIVES_UP, post
from bench.people.exchange import Asked, Exchange, Interruption, Moved, Party, Talk
from carrier.documents import Dial, Gather, Pause, Redirect, Say, Verb, read_document

LOOKS_FIRST = 15.0  # seconds that a telephone rings at most until its agent has seen the desk ring too
REACTION = 1.0


@dataclass(slots=True)
class Rung:
    """What came of all requests about agents' telephones, in seconds each."""

    webhooks: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    rings: int = 0
    twice: int = 0  # rings at a telephone that was ringing or in a call already


class Telephones:
    """Everybody's, by address."""

    def __init__(self, line: Line, *, seed: int, speed: float = 1.0) -> None:
        self.exchange = Exchange(self._rings)
        self.rung = Rung()
        self.seen: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.connected: Callable[[str, Talk], None] = lambda _address, _talk: None
        self._line, self._speed = line, speed
        self._random = random.Random(f"telephones {seed}")
        self._busy: dict[str, Party] = {}

    async def _rings(self, asked: Asked, party: Party) -> None:
        self.rung.rings += 1
        before = self._busy.get(asked.to)
        self.rung.twice += before is not None and not before.ended
        self._busy[asked.to] = party
        try:
            await _Conversation(self, asked, party).lasts()
        except Interruption:
            pass
        finally:
            if self._busy.get(asked.to) is party:  # else its agent was rung anew since this one was ended
                del self._busy[asked.to]
                self.seen[asked.to].clear()
            await self.tell(asked, asked.callback, CallStatus="completed")

    async def tell(self, asked: Asked, url: str, **about: str) -> tuple[Verb, ...]:
        """The document that a request about a call gets; none where there was an error, which is counted."""
        path = url.partition("#")[0].removeprefix(self._line.root)  # what follows is for the network alone
        form = {"AccountSid": self._line.account, "ApiVersion": "2010-04-01", "CallSid": asked.sid}
        form |= {"CallStatus": "in-progress", "Direction": "outbound-api", "From": asked.caller, "To": asked.to} | about
        began = time.perf_counter()
        try:
            async with asyncio.timeout(GIVES_UP):
                body = await post(self._line, path, form)
            self.rung.webhooks.append(time.perf_counter() - began)
            return read_document(body, "text/xml")
        except Exception as fault:  # noqa: BLE001  whatever it is, an agent heard nothing
            self.rung.errors[f"telephone: {type(fault).__name__}"] += 1
            return ()

    def seconds(self, verb: Verb) -> float:
        """How long a verb is heard."""
        match verb:
            case Say(text):
                return len(text.split()) / 2.5 / self._speed
            case Pause(length):
                return length / self._speed
        return 0.0

    def reaction(self) -> float:
        """The seconds until somebody presses a key."""
        return REACTION / self._speed * self._random.uniform(0.5, 1.5)


class _Conversation:
    """One call at one telephone."""

    def __init__(self, at: Telephones, asked: Asked, party: Party) -> None:
        self._at, self._asked, self._party = at, asked, party
        self._pressed = False

    async def lasts(self) -> None:
        try:
            async with asyncio.timeout(LOOKS_FIRST):
                await self._party.until(self._at.seen[self._asked.to])
        except TimeoutError:
            self._at.rung.errors["telephone: the desk does not show that it rings"] += 1
        await self._party.passes(self._at.reaction())
        verbs = await self._at.tell(self._asked, self._asked.url)
        while verbs:
            try:
                verbs = await self._goes_on(verbs)
            except Moved as moved:
                verbs = await self._at.tell(self._asked, moved.url)

    async def _goes_on(self, verbs: Sequence[Verb]) -> tuple[Verb, ...]:
        for verb in verbs:
            match verb:
                case Gather():
                    if not self._pressed:
                        self._pressed = True
                        await self._party.passes(self._at.reaction())
                        return await self._at.tell(self._asked, verb.action or "", Digits="1")
                    await self._party.passes(sum(map(self._at.seconds, verb.prompts)) + verb.timeout)
                case Dial():
                    return await self._takes(verb)
                case Redirect():
                    return await self._at.tell(self._asked, verb.url)
                case _:
                    await self._party.passes(self._at.seconds(verb))
        return ()

    async def _takes(self, dial: Dial) -> tuple[Verb, ...]:
        if dial.queue is None:
            raise ValueError("an agent's telephone dials nobody")
        try:
            async with asyncio.timeout(dial.timeout):
                talk = await self._at.exchange.queues[dial.queue.queue].takes(self._party, self._asked.to)
        except TimeoutError:
            return await self._at.tell(self._asked, dial.action or "", DialCallStatus="no-answer", DialBridged="false")
        self._at.connected(self._asked.to, talk)
        try:
            await self._party.until(talk.over)
        finally:
            talk.over.set()
        return await self._at.tell(self._asked, dial.action or "", DialCallStatus="completed", DialBridged="true")
