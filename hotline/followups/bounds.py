"""How much one call, one agent and one number may leave to be done, so that nobody can flood those who do it.

Must not know: what is asked for beyond its kind, and what was said in the call.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.limits import Bucket, Limiter, Span
from hotline.sealing import KeyRing

AN_AGENT_AND_HOUR = 30  # of each kind: one every other minute, for a whole hour
A_NUMBER_AND_DAY = 5  # of a kind, asked for on the telephone, where anybody can key anybody's number
RINGS_A_NUMBER_AND_DAY = 6  # whoever asked for them, and however often


class Kind(StrEnum):
    """What a call can leave to be done."""

    LETTER = "letter"
    CALLBACK = "callback"
    ESCALATION = "escalation"

    @property
    def most_a_call(self) -> int:
        """How many of them one call may leave: a family asks for several letters, and is rung back once."""
        return _MOST_A_CALL[self]


_MOST_A_CALL = {Kind.LETTER: 6, Kind.CALLBACK: 2, Kind.ESCALATION: 3}


class TooMany(Exception):
    """A bound is full; `full` names it, for the log and for alarms."""

    def __init__(self, full: str) -> None:
        super().__init__(f"No more of this can be asked for now ({full}).")
        self.full = full


@dataclass(frozen=True, slots=True)
class During:
    """The call in which something is asked for: its reference (32 bytes), and the agent who has it; None for none."""

    call: bytes = field(repr=False)
    agent: int | None = None

    @property
    def channel(self) -> str:
        """By which door: `telephone` or `desk`."""
        return "telephone" if self.agent is None else "desk"

    @property
    def actor(self) -> str:
        """As the audit log names it."""
        return "telephone" if self.agent is None else f"agent {self.agent}"


class Bounds:
    """Counts what is asked for, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._limits = Limiter(keyring, clock)

    def spend(self, session: Session, kind: Kind, *, during: During, number: str = "") -> None:
        """Count one; TooMany. `number` (E.164) is counted on the telephone only, where nobody looks at it."""
        decision = self._limits.reserve(session, tuple(_buckets(kind, during, number)))
        if decision.full is not None:
            raise TooMany(decision.full)

    def ring(self, session: Session, number: str) -> None:
        """Count one ring of a number (E.164); TooMany."""
        decision = self._limits.reserve(session, (_rings(number),))
        if decision.full is not None:
            raise TooMany(decision.full)

    def may_ring(self, session: Session, number: str) -> bool:
        """Whether a number may still be rung today. Only reads."""
        bucket = _rings(number)
        return self._limits.counts(session, (bucket,))[bucket] < bucket.limit


def _rings(number: str) -> Bucket:
    return Bucket("callback.rings", number.encode(), RINGS_A_NUMBER_AND_DAY, Span.DAY)


def _buckets(kind: Kind, during: During, number: str) -> Iterator[Bucket]:
    yield Bucket(f"{kind}.call", during.call, kind.most_a_call, Span.EVER)
    if during.agent is not None:
        yield Bucket(f"{kind}.agent", str(during.agent).encode(), AN_AGENT_AND_HOUR, Span.HOUR)
    elif number:
        yield Bucket(f"{kind}.number", number.encode(), A_NUMBER_AND_DAY, Span.DAY)
