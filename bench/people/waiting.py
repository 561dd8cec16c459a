"""Callers who want a person: they wait in a queue, are taken out of it, talk, and are moved about meanwhile.

Must not know: who answers, and by which rules.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.people.crowd import HANG_UP, Caller, Crowd, Seen
from bench.people.exchange import Ended, Exchange, Interruption, Moved, Taken, Talk
from carrier.documents import Enqueue, Gather, Leave, Pause, Redirect, Say, Verb


@dataclass(slots=True)
class Waited:
    """What came of those who wanted a person, by the carrier's own words.

    `pressed`: when each caller who was connected pressed 0, by the talk in which they are.
    """

    asked: int = 0
    results: Counter[str] = field(default_factory=Counter)
    pressed: dict[Talk, float] = field(default_factory=dict)
    queueing: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """How likely a caller wants a person after what they came for, and how long one waits, in seconds; and where."""

    asks: float
    patience: float
    exchange: Exchange
    waited: Waited


class Petitioner(Caller):
    """A caller of the crowd who may want a person."""

    def __init__(self, crowd: Crowd, seen: Seen, number: int, *, wish: Wish) -> None:
        super().__init__(crowd, seen, number)
        self._exchange, self._waited = wish.exchange, wish.waited
        self._wants = self._random.random() < wish.asks
        self._patience = self._random.expovariate(1 / wish.patience)
        self._party = wish.exchange.begins(self._form["CallSid"])
        self._pressed_at = 0.0

    async def rings(self, *, counting_from: float) -> None:
        """A whole call, which its account may end."""
        try:
            await super().rings(counting_from=counting_from)
        except Interruption:
            await self._hang_up()
        finally:
            self._exchange.ends(self._party.sid)

    async def _goes_on(self, verbs: tuple[Verb, ...]) -> tuple[Verb, ...]:
        try:
            return await self._hears_on(verbs)
        except Moved as moved:  # in the middle of a sentence, before the queue that it speaks of
            return await self._ask(self._path(moved.url))

    async def _hears_on(self, verbs: tuple[Verb, ...]) -> tuple[Verb, ...]:
        queue = next((verb for verb in verbs if isinstance(verb, Enqueue)), None)
        if queue is None:
            return await super()._goes_on(verbs)
        for verb in verbs[: verbs.index(queue)]:
            await self._hears(verb)
        return await self._queues(queue)

    async def _queues(self, verb: Enqueue) -> tuple[Verb, ...]:
        """Wait, talk; the next document."""
        queue = self._exchange.queues[verb.queue]
        queue.joins(self._party)
        self.place = "queue"
        try:
            result = await self._waits(verb)
        except Moved as moved:
            self.place = "call"
            await self._tells(verb, "redirected")
            return await self._ask(self._path(moved.url))
        except Taken as taken:
            self.place = "call"
            return await self._talks(verb, taken.talk)
        finally:
            self.place = "call"
            queue.leaves(self._party)
        if result == HANG_UP:
            await self._tells(verb, "hangup")
            return ()
        return await self._tells(verb, "leave")

    async def _waits(self, verb: Enqueue) -> str:
        """Hear what there is for those who wait, until it is left or hung up."""
        self._waited.asked += verb.queue.startswith("waiting")
        deadline = time.perf_counter() + self._patience / self._crowd.speed
        while True:
            began = time.perf_counter()
            verbs = await self._ask(verb.wait_url or "", **self._place(verb))
            self._waited.queueing.append(time.perf_counter() - began)
            while verbs:
                verbs = await self._performs(verbs, deadline)
                if verbs and isinstance(verbs[0], Leave):
                    return "leave"
            if time.perf_counter() > deadline:
                return HANG_UP

    async def _performs(self, verbs: Sequence[Verb], deadline: float) -> tuple[Verb, ...]:
        """Listen to a document of the queue; the next one, none where it asks again."""
        for verb in verbs:
            match verb:
                case Gather():
                    for prompt in verb.prompts:
                        await self._hears(prompt)
                    await self._passes(verb.timeout)
                    if time.perf_counter() > deadline:
                        return ()
                case Redirect():
                    return await self._ask(verb.url)
                case Leave():
                    return (verb,)
                case _:
                    await self._hears(verb)
        return ()

    async def _talks(self, verb: Enqueue, talk: Talk) -> tuple[Verb, ...]:
        self._waited.pressed[talk] = self._pressed_at
        try:
            await self._party.until(talk.over)
        except Moved as moved:
            await self._tells(verb, "redirected-from-bridged")
            return await self._ask(self._path(moved.url))
        except Ended:
            await self._tells(verb, "bridged")
            raise
        finally:
            talk.over.set()
        return await self._tells(verb, "bridged")

    async def _tells(self, verb: Enqueue, result: str) -> tuple[Verb, ...]:
        self._waited.results[result] += 1
        return await self._ask(verb.action or "", QueueResult=result, **self._place(verb))

    async def _ask(self, path: str, **about: str) -> tuple[Verb, ...]:
        if about.get("Digits") == "0":
            self._pressed_at = time.perf_counter()
        return await super()._ask(path, **about)

    async def _passes(self, seconds: float) -> None:
        await self._party.passes(seconds / self._crowd.speed * self._random.uniform(0.9, 1.1))

    async def _hears(self, verb: Verb) -> None:
        match verb:
            case Say(text):
                await self._passes(len(text.split()) / 2.5)
            case Pause(length):
                await self._passes(length)

    def _place(self, verb: Enqueue) -> dict[str, str]:
        members = self._exchange.queues[verb.queue].members
        place = members.index(self._party) + 1 if self._party in members else 1
        return {"QueuePosition": str(place), "QueueTime": "0", "CurrentQueueSize": str(len(members))}

    def _path(self, url: str) -> str:
        return url.partition("#")[0].removeprefix(self._crowd.line.root)

    def _at_menu(self) -> str:
        return self._or_a_person(super()._at_menu())

    def _after_answer(self) -> str:
        return self._or_a_person(super()._after_answer())

    def _or_a_person(self, keys: str) -> str:
        """Who is done hangs up, or wants a person first, once."""
        if keys in (HANG_UP, "0"):
            wants, self._wants = self._wants, False
            return "0" if wants else HANG_UP
        return keys
