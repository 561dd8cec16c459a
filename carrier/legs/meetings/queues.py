"""The queues of an account: who waits, in which order, and for how long.

Many calls come and go at once, so each change is made under a lock. It must not know what those who wait hear.
"""

import secrets
from datetime import datetime
from threading import RLock
from typing import Literal

from carrier.clock import Clock
from carrier.legs.interruptions import Interruption
from carrier.legs.meetings.meeting import Meeting, Party

LONGEST_QUEUE = 1000
Stage = Literal["waiting", "connecting", "bridged", "gone"]


class Member:
    """One call in a queue. waited: seconds, until it was taken out."""

    def __init__(self, party: Party, clock: Clock) -> None:
        self.party = party
        self.enqueued_at: datetime = clock.now()
        self.stage: Stage = "waiting"
        self.meeting: Meeting | None = None
        self._clock = clock
        self._left_at: datetime | None = None

    @property
    def waited(self) -> int:
        """The whole seconds in the queue so far."""
        return int(((self._left_at or self._clock.now()) - self.enqueued_at).total_seconds())

    def is_taken(self) -> None:
        """Stop its time."""
        self._left_at = self._left_at or self._clock.now()


class Dequeued(Interruption):
    """Somebody takes the call out of the queue. meeting: where they wait for it."""

    def __init__(self, member: Member, meeting: Meeting, announcement: "Announcement") -> None:
        super().__init__()
        self.meeting = meeting
        self.announcement = announcement
        self._member = member

    @property
    def is_stale(self) -> bool:
        """Whether the call has left the queue by itself meanwhile."""
        return self._member.stage == "gone"


class Forsaken(Interruption):
    """Who took the call out of the queue has gone before they were connected."""

    def __init__(self, member: Member) -> None:
        super().__init__()
        self._member = member

    @property
    def is_stale(self) -> bool:
        """Whether the call has gone elsewhere itself."""
        return self._member.stage != "connecting"


class Announcement:
    """What a caller hears who is taken out of a queue: a URL, or nothing. by: the CallSid of who takes them out."""

    def __init__(self, url: str, method: Literal["GET", "POST"], by: str) -> None:
        self.url = url
        self.method = method
        self.by = by


class Queue:
    """One queue, the longest waiting first. members may be read, and changed only by the methods."""

    def __init__(self, name: str, clock: Clock, *, longest: int = LONGEST_QUEUE) -> None:
        self.sid = "QU" + secrets.token_hex(16)
        self.name = name
        self.longest = longest
        self.created_at = clock.now()
        self.members: list[Member] = []
        self.takers: list[Party] = []
        self._clock = clock
        self._lock = RLock()

    @property
    def average_wait(self) -> int:
        """How long those who wait now have waited, in whole seconds."""
        waits = [member.waited for member in list(self.members)]
        return sum(waits) // len(waits) if waits else 0

    def admit(self, party: Party) -> Member | None:
        """Let a call in at the end; None when the queue is full."""
        with self._lock:
            if len(self.members) >= self.longest:
                return None
            member = Member(party, self._clock)
            self.members.append(member)
        for taker in list(self.takers):
            taker.wake()
        return member

    def position(self, member: Member) -> int:
        """Return the place of a call, 1 for the front."""
        return self.members.index(member) + 1 if member in self.members else 0

    def take(self, meeting: Meeting) -> Member | None:
        """Take out whoever is at the front, to be connected; None when nobody is there."""
        with self._lock:
            if not self.members:
                return None
            member = self.members.pop(0)
            member.is_taken()
            member.stage, member.meeting = "connecting", meeting
            meeting.asks(member.party, Forsaken(member))
            return member

    def remove(self, member: Member) -> bool:
        """Take a call out, to go elsewhere; return whether it was still there."""
        with self._lock:
            member.is_taken()
            if member not in self.members:
                return False
            self.members.remove(member)
            return True

    def forgets(self, member: Member) -> None:
        """Be done with a call, wherever it was; whoever waits for it is told."""
        with self._lock:
            self.remove(member)
            member.stage = "gone"
        if member.meeting is not None:
            member.meeting.leaves(member.party)


class Queues:
    """All queues, by name: made when somebody is first sent there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queues: dict[str, Queue] = {}
        self._lock = RLock()

    def named(self, name: str) -> Queue:
        """Return a queue, made if need be."""
        with self._lock:
            return self._queues.setdefault(name, Queue(name, self._clock))

    def find(self, name: str) -> Queue | None:
        """Return a queue that is there."""
        return self._queues.get(name)

    def rename(self, queue: Queue, name: str) -> None:
        """Give a queue another name."""
        with self._lock:
            del self._queues[queue.name]
            queue.name = name
            self._queues[name] = queue

    def forget(self, queue: Queue) -> None:
        """Be done with a queue."""
        with self._lock:
            del self._queues[queue.name]

    def everyone(self) -> list[Queue]:
        """Return all queues, the oldest first."""
        return list(self._queues.values())
