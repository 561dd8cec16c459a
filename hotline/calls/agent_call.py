"""An agent's call: a frozen value, small enough to be sealed into one fixed-size row between two pages.

It holds what a caller was told and never whom they asked about: no detail of an individual has a field here.
Must not know: where it is kept, and what is said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

MOST_BYTES = 990  # of JSON; sealing and padding bring it to 1,024
BY_HAND, TELEPHONE = "by_hand", "telephone"
_SHOWN = 4  # the last digits of a caller's number, by which an agent tells two calls apart


@dataclass(frozen=True, slots=True)
class Told:
    """The answer that the caller is being told: `name` is one of the four, `categories` are ids of the incident file.

    The others are those of an answer. `adult`: whom the caller called their child is grown up, so the advice is worded
    as for another person. `at` is filled in when it is kept.
    """

    name: str
    scheme: str
    categories: tuple[str, ...] = ()
    shared: bool = False
    letter_tells: bool = False
    gaps: bool = False
    sealed: bool = False
    adult: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgentCall:
    """One call of one agent. `reference` names it in the database and tells nobody which call it is.

    `version` is the incident's that was in force when it began. `number` is E.164, or empty. `step` is where the caller
    was in the phone menu. `heard` are ids of what was already said, oldest first; where there is no room the oldest
    are let go. `checks` counts those that were begun, `unmade` those of them for which the vault had no place. `done`
    are the words `letter`, `callback`, `escalation`, `safety`; `callback` names the one that was arranged last, and
    `calls_back` the one that this call is, in hexadecimal. `slow`: the caller asked for more time, or uses a relay.
    They waited for `waited` seconds. It is in wrap-up since `wrap_up_since`.
    """

    reference: bytes = field(repr=False)
    agent: int
    incident: int
    version: int
    channel: str
    language: str
    role: str
    began: datetime
    number: str = field(default="", repr=False)
    wrap_up_since: datetime | None = None
    step: str = ""
    heard: tuple[str, ...] = ()
    told: Told | None = field(default=None, repr=False)
    checks: int = 0
    unmade: int = 0
    done: tuple[str, ...] = ()
    callback: str = ""
    calls_back: str = ""
    slow: bool = False
    waited: int = 0

    @property
    def live(self) -> bool:
        """Whether the caller is still there: only then anything may be asked or told."""
        return self.wrap_up_since is None

    @property
    def by_hand(self) -> bool:
        """Whether no telephone of ours brought it."""
        return self.channel == BY_HAND

    @property
    def masked(self) -> str:
        """The end of the caller's number, as a screen may show it; empty where it is not known."""
        return f"••• {self.number[-_SHOWN:]}" if self.number else ""

    def hears(self, *ids: str) -> AgentCall:
        """The call once these were said."""
        return replace(self, heard=(*self.heard, *(one for one in dict.fromkeys(ids) if one not in self.heard)))

    def did(self, what: str) -> AgentCall:
        """The call once this was done."""
        return self if what in self.done else replace(self, done=(*self.done, what))

    def to_be_called(self, callback: bytes) -> AgentCall:
        """The call once a callback was arranged in it: its phrase must be told before the call ends."""
        return replace(self.did("callback"), callback=callback.hex())

    def about(self, role: str) -> AgentCall:
        """The call once the caller has said for whom they ask."""
        return replace(self, role=role)

    def spoken_in(self, language: str) -> AgentCall:
        """The call once the caller turns out to speak another language."""
        return replace(self, language=language)

    def asking(self) -> AgentCall:
        """The call while an answer is being looked for: the one before is not the answer for this check."""
        return replace(self, told=None, checks=self.checks + 1)

    def wrapped_up(self, at: datetime) -> AgentCall:
        """The call once the caller is gone: what they heard, and their number, are nobody's business any more."""
        if not self.live:
            return self
        return replace(self, wrap_up_since=at, told=None, heard=(), number="", step="", callback="", calls_back="")

    def to_json(self, kinds: Sequence[str]) -> bytes:
        """All but its reference; `kinds` are the ids of its version's categories.

        ValueError where this version lacks a kind that is told: nobody could say its name.
        """
        kept = asdict(replace(self, told=None))
        del kept["reference"]
        kept |= {"began": _seconds(self.began), "wrap_up_since": _seconds(self.wrap_up_since)}
        if self.told is not None:
            kept["told"] = _plain(self.told, kinds)
        heard = list(self.heard)
        while len(written := _written({**kept, "heard": heard})) > MOST_BYTES and heard:
            del heard[0]
        return written

    @classmethod
    def from_json(cls, written: bytes, reference: bytes, *, kinds: Sequence[str]) -> AgentCall:
        """What `to_json` wrote; ValueError, KeyError or TypeError for anything else."""
        kept: dict[str, Any] = {**_FIRST, **json.loads(written)}
        kept |= {name: tuple(kept[name]) for name in ("heard", "done")}
        kept |= {"began": _moment(kept["began"]), "wrap_up_since": _moment(kept["wrap_up_since"])}
        kept["told"] = _told(kept["told"], kinds) if kept["told"] else None
        return cls(reference, **kept)


def incident_of(written: bytes) -> tuple[int, int]:
    """Incident and version of the call that `to_json` wrote, whose categories are needed to read the rest."""
    kept = json.loads(written)
    return kept["incident"], kept["version"]


_FIRST = {
    "number": "",
    "wrap_up_since": 0,
    "step": "",
    "heard": (),
    "told": None,
    "checks": 0,
    "unmade": 0,
    "done": (),
    "callback": "",
    "calls_back": "",
    "slow": False,
    "waited": 0,
}


def _written(kept: dict[str, Any]) -> bytes:
    # What still has its first value is left out: there is more room for what was heard.
    told = {name: value for name, value in kept.items() if value or name not in _FIRST}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(told: Told, kinds: Sequence[str]) -> dict[str, Any]:
    # One bit a kind: 64 names of 32 letters would not fit.
    bits = sum(1 << kinds.index(one) for one in told.categories)
    return {**asdict(told), "categories": bits, "at": _seconds(told.at)}


def _told(kept: dict[str, Any], kinds: Sequence[str]) -> Told:
    categories = tuple(kind for place, kind in enumerate(kinds) if kept["categories"] >> place & 1)
    return Told(**{**kept, "categories": categories, "at": _moment(kept["at"])})


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
