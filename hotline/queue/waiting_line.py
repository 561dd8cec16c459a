"""The waiting line of an incident: who waits, in which order, for how long, and how they left.

Every verb works in the transaction that it is given, and locks in the order of `hotline.queue.scene`. Must not know:
what is said to whoever waits, and how a telephone is rung.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.followups import Callback
from hotline.queue.handed_over import HandOver
from hotline.queue.queued_call import Left, QueuedCall
from hotline.sealing import KeyRing

MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody has left the line. `queued` is the call as it was, None where nobody was there.

    `legs` are the carrier's ids of agents' telephones that must be hung up once the transaction has committed:
    `Distribution.departed` does it, and lets the next one ring.
    """

    queued: QueuedCall | None = None
    legs: tuple[str, ...] = ()


class WaitingLine:
    """Keeps the queues, in the caller's transaction. KeyMissing, KeyWrong, and SealBroken where a row does not open."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def join(self, session: Session, reference: bytes, *, incident: int, call: str, handed: HandOver) -> QueuedCall:
        """Let a caller wait, at the end; who waits already stays where they are. LineFull at MOST_WAITING."""
        raise NotImplementedError

    def find(self, session: Session, reference: bytes) -> QueuedCall | None:
        """The call, locked until the transaction ends; None where it is not in the queue (any more)."""
        raise NotImplementedError

    def of_agent(self, session: Session, agent: int) -> QueuedCall | None:
        """The call that rings at an agent or that they have, locked until the transaction ends."""
        raise NotImplementedError

    def position(self, session: Session, reference: bytes) -> int:
        """How many are before this caller who have no agent yet, and one: 1 is next. Nothing is locked."""
        raise NotImplementedError

    def minutes(self, session: Session, queued: QueuedCall) -> int | None:
        """How long this caller will wait, in whole minutes from 1 up; None unless enough was answered lately."""
        raise NotImplementedError

    def keep_as_callback(self, session: Session, reference: bytes, callback: bytes) -> Departure:
        """The caller hangs up and keeps the place: `callback` is the id of the one that was arranged.

        The place is then the callback's and no more the live call's: `find` with its reference finds nothing.
        """
        raise NotImplementedError

    def queue_callback(self, session: Session, callback: Callback, handed: HandOver) -> None:
        """A callback's window has begun: it joins at the end. Nothing where it is in the line."""
        raise NotImplementedError

    def leave(self, session: Session, reference: bytes, how: Left) -> Departure:
        """The caller leaves the line and is still on the telephone. Nothing where they have left."""
        raise NotImplementedError

    def caller_gone(self, session: Session, reference: bytes) -> Departure:
        """The caller has hung up, wherever they were: in wrap-up is now whoever talked with them."""
        raise NotImplementedError

    def waiting(self, session: Session, incidents: Collection[int]) -> int:
        """How many callers on the telephone wait for an agent, over these incidents. Nothing is locked."""
        raise NotImplementedError

    def longest_wait(self, session: Session, incidents: Collection[int]) -> datetime | None:
        """When the one of them joined who waits longest; None where nobody waits. Nothing is locked."""
        raise NotImplementedError
