"""One caller in the queue, and what goes with them so that nothing is asked twice: values that fit one sealed row.

Ids and words only: no detail of an individual has a field here. Must not know: where it is kept, and what is said.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

MOST_BYTES = 990  # of JSON; sealing and padding bring it to 1,024
MOST_TRIED = 16  # agents that a call remembers
ROOMS = 8  # so many talks after each other have another queue of the carrier's each


class QueueState(StrEnum):
    """Where a caller stands."""

    WAITING = "waiting"
    RINGING = "ringing"  # one agent's telephone rings for them
    TALKING = "talking"  # an agent has taken the call
    HELD = "held"  # the agent is still there, and speaks with somebody else


class Left(StrEnum):
    """How a caller left the queue before anybody took their call."""

    ABANDONED = "abandoned"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    MENU = "menu"  # went back to it


class LineFull(Exception):
    """So many callers wait that no further one may join."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A caller as the phone menu hands them over.

    `step` is where in the menu they asked for a person; `heard` are ids of what was already said, oldest first, such as
    `answer.MATCH` or `kinds`. `slow`: they asked for more time, or use a relay. `number` is E.164, or empty where none
    was shown. `version` is that of the incident which they heard. `began` is when their call did, in seconds since
    1970, 0 for nobody on the telephone.
    """

    language: str
    role: str
    step: str
    version: int
    heard: tuple[str, ...] = ()
    slow: bool = False
    number: str = field(default="", repr=False)
    began: int = 0

    def plain(self) -> dict[str, Any]:
        """What JSON can write."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> HandOver:
        """What `plain` gave; TypeError or KeyError for anything else."""
        return cls(**{**plain, "heard": tuple(plain["heard"])})


@dataclass(frozen=True, slots=True)
class QueuedCall:
    """A caller in the queue, or one who wants to be called back and whose turn comes.

    `reference` is the live call's; for a callback, until its caller picks up, one that follows from the callback.
    `place` counts up within an incident: the lowest is next. `agent` is who is rung or has the call. `call` is the
    carrier's id, empty while nobody is on the line. `callback` is the callback's id, empty for a call. `tried` are the
    agents who were rung and did not take it. `counted`: it is in the totals already. For callbacks: `rung` is when
    their telephone was last rung, `rings` the carrier's id of that call while it rings, `unreached` that nobody picked
    up, `failed` the id of the call to which nobody did. `resumed`: when the agent last went back to a caller on hold.
    """

    reference: bytes = field(repr=False)
    incident: int
    place: int
    state: QueueState
    agent: int | None
    call: str = field(repr=False)
    joined: datetime
    handed: HandOver = field(repr=False)
    callback: bytes = field(default=b"", repr=False)
    tried: tuple[int, ...] = ()
    counted: bool = False
    rung: datetime | None = None
    rings: str = field(default="", repr=False)
    unreached: bool = False
    failed: str = field(default="", repr=False)
    resumed: datetime | None = None

    @property
    def reached(self) -> bool:
        """Whether there is a caller on the line: always, but for a callback whose caller has not picked up."""
        return self.call != ""

    @property
    def room(self) -> int:
        """In which of their agent's rooms they talk, whoever the agent is."""
        return self.place % ROOMS

    def waits(self) -> QueuedCall:
        """The call once it is nobody's: it waits again, at its old place."""
        nobody = replace(self, state=QueueState.WAITING, agent=None, resumed=None)
        return replace(nobody, rung=None, rings="", unreached=False, failed="")

    def was_tried(self, agent: int) -> QueuedCall:
        """The call once this agent did not take it: others are rung first."""
        others = tuple(one for one in self.tried if one != agent)
        return replace(self, tried=(*others, agent)[-MOST_TRIED:])

    def to_json(self) -> bytes:
        """All that has no column of its own. Where there is no room, the oldest of what was heard is let go."""
        kept: dict[str, Any] = {name: value for name, value in asdict(self).items() if name not in _COLUMNS}
        kept |= {name: _seconds(getattr(self, name)) for name in _MOMENTS}
        kept["callback"] = self.callback.hex()
        heard = list(self.handed.heard)
        kept["handed"] = {**self.handed.plain(), "heard": heard}
        while len(written := _written(kept)) > MOST_BYTES and heard:
            del heard[0]
        return written

    @classmethod
    def from_json(cls, written: bytes, **columns: Any) -> QueuedCall:
        """What `to_json` wrote, with its columns; ValueError, KeyError or TypeError for anything else."""
        kept = json.loads(written)
        kept |= {"callback": bytes.fromhex(kept["callback"]), "handed": HandOver.of(kept["handed"])}
        moments = {name: datetime.fromtimestamp(kept[name], UTC) if kept.get(name) else None for name in _MOMENTS}
        return cls(**columns, **{**kept, "tried": tuple(kept["tried"]), **moments})


_COLUMNS = ("reference", "incident", "place", "state", "agent")
_MOMENTS = ("joined", "rung", "resumed")


def waiting_queue(incident: int) -> str:
    """The carrier's name for the queue in which an incident's callers wait."""
    return f"waiting-{incident}"


def agent_queue(agent: int, room: int) -> str:
    """The carrier's name for the queue in which a caller and their agent meet.

    Not the same for the next caller: whom a lost request has left in it would be connected in their place.
    """
    return f"agent-{agent}-{room}"


def colleague_queue(agent: int) -> str:
    """The carrier's name for the queue in which an agent who passes a call on meets their colleague."""
    return f"colleague-{agent}"


def _written(kept: dict[str, Any]) -> bytes:
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0
