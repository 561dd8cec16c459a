"""Agents at work: each comes and goes by a shift, has lunch, answers most calls, misses some, and wraps up.

An agent acts on what the page and the telephone show, as people do. Must not know: how a call finds an agent.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape

from carrier import Call
from hotline.calls import Disposition
from rehearsal.fortnight.days import ZONE
from rehearsal.fortnight.people.desk_page import DeskPage
from rehearsal.fortnight.people.diary import Deed, Diary
from rehearsal.fortnight.people.shifts import SHIFTS, Shift
from rehearsal.fortnight.world import Life, World
from tests.journeys.cast import LISTED, NORA

COLLEAGUE = re.compile(r'name="to" value="(\d+)"')
LOOKS_EVERY = (25.0, 55.0)  # seconds between two looks while calls are in progress; a real page asks every two
SOON = 10.0  # seconds before a call in which every page looks, as it would have all the time
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
# How likely an agent, at one look, does something in a call, or takes one by hand between two.
BY_HAND, ASKS_THE_VAULT, HEARS_A_NEW_QUESTION = 0.05, 0.06, 0.015
PHRASE = re.compile(r"class=\"phrase digits\">(\d(?:\xa0\d){3})<")  # of a callback: its caller has written it down
VERDICT = re.compile(r'<h2 id="say-title"[^>]*>([^<]+)</h2>')
VERDICTS = {
    "We found a match": "MATCH",
    "No match for these details": "NO_MATCH",
    "Can't be told right now": "CANNOT_TELL",
    "Can't be told on this call": "MAY_NOT_TELL",
}
DISPOSITIONS = dict(zip(Disposition, (35, 30, 8, 6, 6, 5, 5, 5), strict=True))


class Clerk:
    """One agent, for as long as the world lasts."""

    def __init__(self, world: World, login: str, shift: Shift, *, seed: str, diary: Diary) -> None:
        self.login = login
        self._diary = diary
        self._world, self._shift = world, shift
        self._chance = random.Random(seed)  # noqa: S311  a rehearsal's people, no secret
        self._page = DeskPage(world, login)
        self._phone = world.carrier.phone(f"client:{login}")
        self._call: Call | None = None

    def lives(self) -> Life:
        """Day after day."""
        while True:
            while not self._shift.holds(self._local):
                yield 300.0
            self._page.comes()
            self._notes("available")
            while self._shift.holds(self._local):
                yield from self._minds()
            yield from self._leaves()

    @property
    def _local(self) -> datetime:
        return self._world.now.astimezone(ZONE)

    # A day

    def _minds(self) -> Life:
        """One look round, and what it asks for."""
        if self._phone.rings:
            yield from self._is_rung()
            return
        put_down = self._call is not None and self._call.is_over
        stirs = self._page.sits_still
        looks = stirs or put_down or not self._is_idle()
        if looks and (self._page.renews() or stirs or put_down):
            yield from self._follows(self._looks())
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
            self._page.stays_open()
            yield min(4.0, (until - self._world.now).total_seconds() + 0.1)

    def _follows(self, screen: str) -> Life:
        match screen:
            case "call":
                yield from self._talks()
            case "wrap_up":
                yield self._chance.uniform(*WRAPS_UP)
                self._finishes()
            case "waiting":
                yield from self._idles()

    def _finishes(self) -> None:
        chosen = self._chance.choices(list(DISPOSITIONS), list(DISPOSITIONS.values()))[0]
        self._looks()
        if self._page.clicks("Finish", disposition=chosen.value):
            self._notes("finished", chosen.value)
        self._call = None

    def _looks(self) -> str:
        """Look at the page: which screen it shows. Whoever sees a phrase there says it to the next one they reach."""
        screen = self._page.opens()
        if found := PHRASE.search(self._page.html):
            self._notes("had the phrase", found[1].replace("\N{NO-BREAK SPACE}", ""))
        return screen

    def _notes(self, deed: Deed, word: str = "") -> None:
        self._diary.notes(self._world.now, self.login, deed, word)

    def _idles(self) -> Life:
        eats = self._shift.is_lunch(self._local)
        if "You are available" in self._page.text:
            if eats:
                self._page.clicks("Take a break", reason="meal")
                self._notes("took a break")
            elif self._chance.random() < BY_HAND:
                yield from self._takes_by_hand()
        elif not eats:
            yield self._chance.uniform(5.0, 60.0)
            self._looks()
            if self._page.clicks("I am available"):
                self._notes("available")

    def _leaves(self) -> Life:
        """The shift is over: the call in hand is brought to its end first."""
        while (screen := self._looks()) != "waiting":
            yield from self._is_rung() if self._phone.rings else self._follows(screen)
            yield 5.0
        was_on_a_break = "You are on a break" in self._page.text
        self._page.clicks("Go offline")
        self._notes("went from a break" if was_on_a_break else "went")

    # A call

    def _is_rung(self) -> Life:
        reaction = self._chance.choices(list(REACTIONS), list(REACTIONS.values()))[0]
        yield self._chance.uniform(1.5, 9.0)
        if reaction == "accepts late":
            yield self._chance.uniform(8.0, 14.0)
        if reaction == "misses":
            yield 25.0
        elif reaction == "declines":
            self._looks()
            self._page.clicks("Decline")
        elif reaction == "refuses":
            if self._phone.rings:
                self._phone.declines()
        else:
            yield from self._takes(reaction)
        self._looks()

    def _takes(self, reaction: str) -> Life:
        if reaction.startswith("accepts"):
            self._looks()
            self._page.clicks("Accept")
        if not self._phone.rings:
            return
        self._call = self._phone.picks_up()
        yield self._chance.uniform(1.0, 6.0)
        if reaction == "presses 1" and self._call.hears_keys:
            self._call.presses("1")
        yield 1.0

    def _takes_by_hand(self) -> Life:
        """Somebody has rung the organisation's own telephones."""
        language, role = self._chance.choice(("en", "en", "es")), self._chance.choice(("self", "child", "other", ""))
        incident = str(self._world.office.incident.id)
        self._page.sends("/desk/take", incident=incident, language=language, role=role, reference="PBX 7")
        if self._page.screen == "call":
            self._notes("took by hand", f"{language} {role}")
            yield from self._talks()
            yield from self._follows(self._looks())

    def _talks(self) -> Life:
        """Talk for a while, with now and then a pause or a colleague in it; then end it, unless the caller has."""
        ends = self._world.now + timedelta(seconds=self._chance.uniform(*TALKS))
        while self._world.now < ends:
            yield min(25.0, (ends - self._world.now).total_seconds() + 0.1)
            if not self._page.renews() and not self._page.sits_still:
                if self._chance.random() < 0.05:
                    yield from self._something_else()
                self._helps()
                continue
            if self._looks() != "call":
                return
        if self._looks() == "call" and self._page.clicks("End call"):
            self._notes("ended")

    def _helps(self) -> None:
        """Ask the vault for the caller, or pass on what nobody has an answer to."""
        if self._chance.random() < ASKS_THE_VAULT and self._looks() == "call":
            child = self._chance.choice((*LISTED[:3], NORA))
            details = {"student_number": child.number, "birth_date": child.typed_birth_date}
            self._page.sends("/desk/check", way="student_number", **details)
            if found := VERDICT.search(self._page.html):
                self._notes("checked", VERDICTS[unescape(found[1])])
        if self._chance.random() < HEARS_A_NEW_QUESTION and self._looks() == "call":
            self._page.clicks("Pass it on", asked="Who pays for the postage?")
            self._notes("asked")

    def _something_else(self) -> Life:
        """A pause, or a colleague."""
        self._looks()
        colleagues = COLLEAGUE.findall(self._page.html)
        if colleagues and self._chance.random() < 0.5:
            yield from self._asks_a_colleague(self._chance.choice(colleagues))
        elif self._page.clicks("Hold"):
            yield self._chance.uniform(10.0, 40.0)
            self._looks()
            self._page.clicks("Back to the caller")

    def _asks_a_colleague(self, colleague: str) -> Life:
        self._page.sends("/desk/transfer", to=colleague)
        for _ in range(6):
            yield self._chance.uniform(4.0, 10.0)
            self._looks()
            if self._chance.random() < 0.7 and self._page.clicks("Hand over"):
                return
        self._page.clicks("Back to the caller")


def clerks(world: World, diary: Diary, *, seed: int) -> Sequence[Clerk]:
    """An agent for each shift."""
    logins = list(world.office.people)
    return [
        Clerk(world, login, shift, seed=f"clerk {seed} {login}", diary=diary)
        for login, shift in zip(logins, SHIFTS, strict=False)
    ]
