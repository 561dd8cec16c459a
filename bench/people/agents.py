"""Agents at the desk: they sign in, take calls by hand, look at the page again and again, check, and wrap up.

Must not know: which server answers, and what it keeps.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.people.browsers import Browser, Reply, is_answer
from bench.people.crowd import Individual

# People load the page a few times a call; these do it about every second.
GLANCES = 1.0  # seconds
TONE = re.compile(r"\btone-(found|none|cannot|may_not)\b")
PAGE = re.compile(r'<body class="page-(\w+)')


@dataclass(frozen=True, slots=True)
class AtWork:
    """An agent's browser, signed in, and the incident for which they answer."""

    browser: Browser
    incident: int


@dataclass(slots=True)
class Worked:
    """What came of all requests, in seconds each, and of all calls."""

    pages: list[float] = field(default_factory=list)
    forms: list[float] = field(default_factory=list)
    checks: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """Who works, whom their callers ask about, and how many times faster than usual."""

    agents: Sequence[AtWork]
    listed: Sequence[Individual]
    strangers: Sequence[Individual]
    seed: int
    speed: float = 1.0

    def lasts(self, seconds: float) -> Worked:
        """Let everybody work for `seconds`."""
        worked = Worked()

        async def work() -> None:
            tasks = [asyncio.ensure_future(_Agent(self, one, worked).works()) for one in self.agents]
            done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in done:
                task.result()

        asyncio.run(work())
        return worked


class _Agent:
    """One agent at work."""

    def __init__(self, shift: Shift, at: AtWork, worked: Worked) -> None:
        self._shift, self._at, self._worked = shift, at, worked
        self._random = random.Random(f"{shift.seed} {shift.agents.index(at)}")

    async def works(self) -> None:
        """Call after call."""
        await self._passes(self._random.uniform(0, 5))
        while True:
            await self._glances(self._random.randint(2, 6), at="waiting")
            await self._takes_a_call()

    async def _takes_a_call(self) -> None:
        self._worked.calls += 1
        about = {"language": self._random.choice(("en", "es")), "role": "", "reference": "desk phone 4"}
        await self._sends("/desk/take", {"incident": str(self._at.incident), **about}, shows="call")
        await self._glances(2, at="call")
        await self._sends("/desk/role", {"role": self._random.choice(("self", "child", "other"))}, shows="call")
        for _ in range(self._random.choice((0, 1, 1, 1, 2))):
            await self._checks()
            await self._glances(self._random.randint(2, 5), at="call")
        await self._sends("/desk/end", {}, shows="wrap_up")
        await self._glances(1, at="wrap_up")
        await self._sends("/desk/finish", {"disposition": "answered_questions"}, shows="waiting")

    async def _checks(self) -> None:
        asked = self._random.choice(self._random.choice((self._shift.listed, self._shift.strangers)))
        by_code = {"way": "letter_code", "code": asked.letter_code}
        by_number = {
            "way": "student_number", "student_number": asked.student_number, "birth_date": asked.birth_date
        }  # fmt: skip
        page = await self._sends("/desk/check", self._random.choice((by_code, by_number)), shows="call")
        tone = TONE.search(page)
        told = tone[1] if tone else "nothing"
        self._worked.answers[told] += 1
        self._worked.wrong += told != ("found" if asked.listed else "none")

    async def _glances(self, times: int, *, at: str) -> None:
        for _ in range(times):
            await self._passes(GLANCES)
            await self._opens("/desk", shows=at)

    async def _sends(self, path: str, fields: Mapping[str, str], *, shows: str) -> str:
        """The page to which a form leads."""
        await self._passes(GLANCES)
        times = self._worked.checks if path == "/desk/check" else self._worked.forms
        began = time.perf_counter()
        reply = await self._at.browser.sends(path, fields)
        times.append(time.perf_counter() - began)
        self._judge(path, reply)
        return await self._opens(reply.leads_to or "/desk", shows=shows)

    async def _opens(self, path: str, *, shows: str) -> str:
        began = time.perf_counter()
        reply = await self._at.browser.opens(path)
        self._worked.pages.append(time.perf_counter() - began)
        self._judge(path, reply)
        page = PAGE.search(reply.page)
        if page is None or page[1] != shows:
            self._worked.errors[f"{page[1] if page else 'no page'} instead of {shows}"] += 1
        return reply.page

    def _judge(self, path: str, reply: Reply) -> None:
        if not is_answer(reply):
            self._worked.errors[f"{reply.status} from {path}"] += 1

    async def _passes(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._shift.speed * self._random.uniform(0.8, 1.2))
