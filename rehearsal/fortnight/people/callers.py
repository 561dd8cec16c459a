"""Callers: each wants something, has so much patience, and hangs up at any moment.

All that a caller does is drawn from a seed. Must not know: how the line works beyond what can be heard and the step at
which it listens.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from carrier import Call
from rehearsal.fortnight.world import Life, World
from tests.journeys.cast import LISTED, NORA, Child
from tests.journeys.lines import EXAMPLE

LISTENS_AT = re.compile(r"<(?:Gather|Record)[^>]* action=\"([^\"]+)\"")
WISHES = {"check": 44, "ask": 12, "person": 28, "callback": 8, "message": 5, "nothing": 3}
HANGS_UP = 0.012  # the chance of going at any one look, for no reason that anybody could know
HANG_UP, SILENCE = "hang up", ""


@dataclass(frozen=True, slots=True)
class Temper:
    """What somebody is like. `patience`: seconds in a queue. `role` and `way` are keys of the menu."""

    wish: str
    language: str
    role: str
    way: str
    patience: float
    clumsy: float
    insists: bool
    child: Child

    @classmethod
    def drawn(cls, chance: random.Random) -> Temper:
        """Somebody."""
        return cls(
            wish=chance.choices(list(WISHES), list(WISHES.values()))[0],
            language=chance.choices("12", (75, 25))[0],
            role=chance.choices("123", (30, 55, 15))[0],
            way=chance.choices("123", (20, 65, 15))[0],
            patience=chance.expovariate(1 / 240),
            clumsy=chance.choice((0.0, 0.02, 0.1)),
            insists=chance.random() < 0.25,
            child=chance.choice((*LISTED[:3], NORA)),
        )


class Caller:
    """One call of somebody, from dialling to the end."""

    def __init__(self, world: World, number: str, seed: str) -> None:
        self.number = number
        self.call: Call | None = None
        self._world = world
        self._chance = random.Random(seed)  # noqa: S311  a rehearsal's people, no secret
        self.temper = Temper.drawn(self._chance)
        self._waits_since = 0.0
        self._checks = self._chance.choice((1, 1, 1, 2))
        self._asked = 0

    def lives(self) -> Life:
        """Dial, and then act whenever the line listens."""
        self.call = call = self._world.carrier.dial(EXAMPLE.line, self.number)
        yield self._chance.uniform(1, 4)
        while not call.is_over:
            self._acts(call)
            yield self._chance.uniform(1.0, 5.0)

    def _acts(self, call: Call) -> None:
        if self._chance.random() < HANGS_UP:
            call.hangs_up()
            return
        if _is_recording(call):
            call.says("Please call me back about the letter.")
            return
        if not call.hears_keys:
            return
        keys = self._keys(_listens_at(call))
        if keys == HANG_UP:
            call.hangs_up()
        elif keys != SILENCE:
            call.presses(keys)

    def _keys(self, step: str) -> str:
        if self._chance.random() < self.temper.clumsy:
            return self._chance.choice((SILENCE, "9", "*", "7", "12#"))
        at: Callable[[], str] | None = getattr(self, "_at_" + step.replace("-", "_"), None)
        return at() if at is not None else self._chance.choice(("*", SILENCE, "0"))

    # In the menus

    def _at_language(self) -> str:
        return self.temper.language

    def _at_menu(self) -> str:
        wish = self.temper.wish
        if wish == "check":
            return "1" if self._checks else self._done()
        if wish == "ask":
            return self._chance.choice(("2", "3", "4", "5")) if self._once(3) else self._done()
        if wish == "nothing":
            return self._chance.choice((HANG_UP, SILENCE))
        return "0" if self._once(3) else HANG_UP

    def _at_role(self) -> str:
        return self.temper.role

    def _at_way(self) -> str:
        return self.temper.way

    def _at_last_name(self) -> str:
        return "363#"  # Doe

    def _at_first_name(self) -> str:
        return "56#"  # Jo

    def _at_zip(self) -> str:
        return "65101#"

    def _at_student_number(self) -> str:
        return self.temper.child.number + "#"

    def _at_read_back(self) -> str:
        return "1"

    def _at_birth_date(self) -> str:
        return self.temper.child.keyed_birth_date + "#"

    def _at_letter_code(self) -> str:
        listed = self.temper.child is not NORA
        return f"{self._world.line.letter_code_of(self.temper.child)}#" if listed else "0#"

    def _at_answer(self) -> str:
        self._checks -= 1
        return "1" if self._checks > 0 else self._done()

    def _done(self) -> str:
        """What was wanted is there; one in four has a question left for a person."""
        if self.temper.insists and self._once(3):
            return "0"
        return HANG_UP

    def _once(self, times: int) -> bool:
        self._asked += 1
        return self._asked <= times

    # On the way to a person

    def _at_waiting_key(self) -> str:
        now = self._world.now.timestamp()
        self._waits_since = self._waits_since or now
        if self.temper.wish in ("callback", "message") and self._once(6):
            return "1" if self.temper.wish == "callback" else "2"
        if now - self._waits_since < self.temper.patience:
            return SILENCE
        self._waits_since = 0.0
        return self._chance.choice((HANG_UP, HANG_UP, "1", "2", "*"))

    def _at_reach(self) -> str:
        return {"message": "2", "nothing": "*"}.get(self.temper.wish, "1")

    def _at_same_number(self) -> str:
        return self._chance.choice(("1", "1", "1", "2"))

    def _at_number(self) -> str:
        return self.number.removeprefix("+1") + "#"

    def _at_number_back(self) -> str:
        return "1"

    def _at_promised(self) -> str:
        return HANG_UP

    def _at_talked(self) -> str:
        return self._chance.choice((HANG_UP, HANG_UP, SILENCE, "*"))


def _listens_at(call: Call) -> str:
    """The step at which the call listens, as the last document that listens says."""
    for sent in reversed(call.transcript):
        found = LISTENS_AT.findall(sent.body)
        if found:
            return urlsplit(str(found[-1])).path.rpartition("/")[2]
    return ""


def _is_recording(call: Call) -> bool:
    told = [event.name for event in call.events if event.name in ("recording", "recorded", "spoke", "said")]
    return bool(told) and told[-1] == "recording"
