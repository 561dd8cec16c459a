"""Agents at work: each comes and goes by a shift, has lunch, answers most calls, misses some, and wraps up.

An agent acts on what the page and the telephone show, as people do. Must not know: how a call finds an agent.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from carrier import Call
from rehearsal.fortnight.days import ZONE
from rehearsal.fortnight.world import Life, World
from tests.journeys.reaching.buttons import NoSuchButton, pressed

PAGE = re.compile(r'<body class="page-([a-z_]+)')
COLLEAGUE = re.compile(r'name="to" value="(\d+)"')
RENEWED = {"X-Renewed-By-Itself": "yes", "Accept": "application/json"}
LOOKS_EVERY = (25.0, 55.0)  # seconds between two looks while calls are in progress; a real page asks every two
SOON = 10.0  # seconds before a call in which every page looks, as it would have all the time
STIRS_EVERY = timedelta(minutes=9)  # whoever sits still for fifteen minutes is signed out
# What an agent does with a telephone that rings, and how likely.
REACTIONS = {
    "presses 1": 55,
    "accepts": 25,
    "declines": 5,
    "refuses": 3,
    "misses": 6,
    "does not press": 3,
    "accepts late": 3,
}
TALKS = (45.0, 420.0)  # seconds that a talk lasts at least and at most
WRAPS_UP = (8.0, 60.0)


@dataclass(frozen=True, slots=True)
class Shift:
    """When an agent works, by the clock of the line; `lunch` begins then and takes half an hour."""

    begins: time
    ends: time
    lunch: time

    def holds(self, local: datetime) -> bool:
        """Whether an agent is there: Monday to Friday."""
        return local.weekday() < 5 and self.begins <= local.time() < self.ends

    def is_lunch(self, local: datetime) -> bool:
        """Whether the agent eats."""
        begins = datetime.combine(local.date(), self.lunch, ZONE)
        return begins <= local < begins + timedelta(minutes=30)


SHIFTS = (
    Shift(time(7, 55), time(16, 30), time(11, 30)),
    Shift(time(8, 0), time(17, 30), time(12, 15)),
    Shift(time(9, 0), time(17, 32), time(13, 0)),
)


class Clerk:
    """One agent, for as long as the world lasts."""

    def __init__(self, world: World, login: str, shift: Shift, *, seed: str) -> None:
        self.login = login
        self.address = f"client:{login}"
        self._world, self._shift = world, shift
        self._chance = random.Random(seed)  # noqa: S311  a rehearsal's people, no secret
        self._browser = world.office.browser()
        self._phone = world.carrier.phone(self.address)
        self._call: Call | None = None
        self._shown = ""
        self._stirred = world.now
        self.looked_at: dict[str, int] = {}

    def lives(self) -> Life:
        """Day after day."""
        while True:
            while not self._shift.holds(self._local):
                yield 300.0
            self._comes()
            while self._shift.holds(self._local):
                yield from self._minds()
            yield from self._leaves()

    @property
    def _local(self) -> datetime:
        return self._world.now.astimezone(ZONE)

    # The page

    def _comes(self) -> None:
        self._browser = self._world.office.browser()
        self._world.office.signs_in(self.login, self._browser)
        self._opens()
        self._clicks("I am available")

    def _opens(self) -> str:
        """Look at the page as somebody who is there does; which screen it shows."""
        self._browser.opens("/desk")
        self._stirred = self._world.now
        return self._screen()

    def _screen(self) -> str:
        found = PAGE.search(self._text())
        screen = found[1] if found else f"no page ({self._browser.status})"
        self.looked_at[screen] = self.looked_at.get(screen, 0) + 1
        return screen

    def _text(self) -> str:
        return self._browser.page.get_data(as_text=True) if self._browser.page is not None else ""

    def _renews(self) -> bool:
        """What the page's script asks; whether it shows something else now."""
        reply = self._browser.client.get("/desk/now", headers=RENEWED, environ_base={"REMOTE_ADDR": "203.0.113.7"})
        if reply.status_code != 200:
            raise AssertionError(f"{self.login}'s page is answered with {reply.status_code}")
        shown, self._shown = self._shown, json.loads(reply.get_data())["stamp"]
        return shown != self._shown

    def _clicks(self, words: str, **fields: str) -> bool:
        """Press a button of the page that is shown; False where it is not there any more."""
        try:
            action, sent = pressed(self._text(), words)
        except NoSuchButton:
            return False
        self._browser.sends_raw(action or "/desk", sent | fields)
        if self._browser.status != 200:
            raise AssertionError(f"{words!r} at {self.login}'s desk: {self._browser.status}")
        return True

    # A day

    def _minds(self) -> Life:
        """One look round, and what it asks for."""
        if self._phone.rings:
            yield from self._is_rung()
            return
        put_down = self._call is not None and self._call.is_over
        stirs = self._world.now - self._stirred > STIRS_EVERY
        looks = stirs or put_down or not self._is_idle()
        if looks and (self._renews() or stirs or put_down):
            yield from self._follows(self._opens())
        yield from self._rests()

    def _is_idle(self) -> bool:
        """Whether nobody is on a telephone, nor soon will be: then a look would change nothing."""
        return self._world.is_quiet and self._world.until_next_call() > SOON

    def _rests(self) -> Life:
        """Until the next look, or a ring."""
        pause = self._chance.uniform(*LOOKS_EVERY)
        if self._is_idle():
            pause = min(240.0, self._world.until_next_call() - SOON / 2)
        until = self._world.now + timedelta(seconds=pause)
        while self._world.now < until and not self._phone.rings:
            yield min(4.0, (until - self._world.now).total_seconds() + 0.1)

    def _follows(self, screen: str) -> Life:
        match screen:
            case "call":
                yield from self._talks()
            case "wrap_up":
                yield self._chance.uniform(*WRAPS_UP)
                self._opens()
                self._clicks("Finish", disposition="answered_questions")
                self._call = None
            case "waiting":
                yield from self._idles()

    def _idles(self) -> Life:
        eats = self._shift.is_lunch(self._local)
        if "You are available" in self._browser.text:
            if eats:
                self._clicks("Take a break", reason="meal")
        elif not eats:
            yield self._chance.uniform(5.0, 60.0)
            self._opens()
            self._clicks("I am available")

    def _leaves(self) -> Life:
        """The shift is over: the call in hand is brought to its end first."""
        while (screen := self._opens()) != "waiting":
            yield from self._is_rung() if self._phone.rings else self._follows(screen)
            yield 5.0
        self._clicks("Go offline")

    # A call

    def _is_rung(self) -> Life:
        reaction = self._chance.choices(list(REACTIONS), list(REACTIONS.values()))[0]
        yield self._chance.uniform(1.5, 9.0)
        if reaction == "accepts late":
            yield self._chance.uniform(8.0, 14.0)
        if reaction == "misses":
            yield 25.0
        elif reaction == "declines":
            self._opens()
            self._clicks("Decline")
        elif reaction == "refuses":
            if self._phone.rings:
                self._phone.declines()
        else:
            yield from self._takes(reaction)
        self._opens()

    def _takes(self, reaction: str) -> Life:
        if reaction.startswith("accepts"):
            self._opens()
            self._clicks("Accept")
        if not self._phone.rings:
            return
        self._call = self._phone.picks_up()
        yield self._chance.uniform(1.0, 6.0)
        if reaction == "presses 1" and self._call.hears_keys:
            self._call.presses("1")
        yield 1.0

    def _talks(self) -> Life:
        """Talk for a while, with now and then a pause or a colleague in it; then end it, unless the caller has."""
        ends = self._world.now + timedelta(seconds=self._chance.uniform(*TALKS))
        while self._world.now < ends:
            yield min(25.0, (ends - self._world.now).total_seconds() + 0.1)
            if not self._renews() and self._world.now - self._stirred < STIRS_EVERY:
                if self._chance.random() < 0.05:
                    yield from self._something_else()
                continue
            if self._opens() != "call":
                return
        if self._opens() == "call":
            self._clicks("End call")

    def _something_else(self) -> Life:
        """A pause, or a colleague."""
        self._opens()
        colleagues = COLLEAGUE.findall(self._text())
        if colleagues and self._chance.random() < 0.5:
            yield from self._asks_a_colleague(self._chance.choice(colleagues))
        elif self._clicks("Hold"):
            yield self._chance.uniform(10.0, 40.0)
            self._opens()
            self._clicks("Back to the caller")

    def _asks_a_colleague(self, colleague: str) -> Life:
        self._browser.sends("/desk/transfer", to=colleague)
        for _ in range(6):
            yield self._chance.uniform(4.0, 10.0)
            self._opens()
            if self._chance.random() < 0.7 and self._clicks("Hand over"):
                return
        self._clicks("Back to the caller")


def clerks(world: World, *, seed: int) -> Sequence[Clerk]:
    """An agent for each shift."""
    logins = list(world.office.people)
    return [
        Clerk(world, login, shift, seed=f"clerk {seed} {login}") for login, shift in zip(logins, SHIFTS, strict=False)
    ]
