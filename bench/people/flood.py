"""A flood of sign-ins: wrong passwords for logins that there are and for many that there are not, from everywhere.

As many at once and in a second as the proxy of docs/operations.md lets through. In a process of its own, so that it
does not hold up whoever measures; of the same priority as the line, which it must be able to press hard. Must not know:
who else asks.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing import get_context

from bench.people.browsers import Browser

CONNECTIONS = 8
A_SECOND = 25  # attempts, as that proxy has it
AT_MOST = 240.0  # seconds, whatever is left of the flood then


@dataclass(frozen=True, slots=True)
class Flood:
    """How many attempts, against whom: `logins` are those of real accounts, one attempt of three is for one of them."""

    port: int
    sign_ins: int
    logins: tuple[str, ...]
    seed: int

    def rises(self) -> Counter[str]:
        """Make every attempt; how many were answered with what: a status, or the name of a fault."""
        return asyncio.run(self._all())

    async def _all(self) -> Counter[str]:
        answered: Counter[str] = Counter()
        chance, left = random.Random(self.seed), iter(range(self.sign_ins))
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(AT_MOST):
                waves = (self._wave(left, chance, answered, began=began) for _ in range(CONNECTIONS))
                await asyncio.gather(*waves)
        except TimeoutError:
            answered["not sent"] = len(list(left))
        return answered

    async def _wave(self, left: Iterator[int], chance: random.Random, answered: Counter[str], *, began: float) -> None:
        browser, now = Browser(self.port), asyncio.get_running_loop().time
        await browser.opens("/sign-in")
        for number in left:
            await asyncio.sleep(max(0.0, began + number / A_SECOND - now()))
            login = chance.choice(self.logins) if number % 3 == 0 else f"nobody-{chance.randrange(10**6)}"
            given = {"login": login, "password": f"wrong password {number}"}
            try:
                reply = await browser.sends("/sign-in", given, address=_somewhere(chance))
            except Exception as fault:  # noqa: BLE001  counted, whatever it is
                answered[type(fault).__name__] += 1
            else:
                answered[str(reply.status)] += 1


def let_in(answered: Mapping[str, int]) -> int:
    """How many of the attempts were no failures."""
    return sum(count for status, count in answered.items() if status.isdigit() and int(status) < HTTPStatus.BAD_REQUEST)


def _somewhere(chance: random.Random) -> str:
    return ".".join(str(chance.randrange(1, 224)) for _ in range(4))


@contextmanager
def another_machine() -> Iterator["AnotherMachine"]:
    """A process beside this one, from which floods come."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield AnotherMachine(pool)


class AnotherMachine:
    """Where floods come from."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def sends(self, flood: Flood) -> Future[Counter[str]]:
        """Begin a flood."""
        return self._pool.submit(flood.rises)
