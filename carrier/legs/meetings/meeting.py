"""Two calls that are connected, or about to be: a host, and the first of those who were asked and come.

Whatever one of them does, the other is woken and sees it here. It must not know why anybody was asked.
"""

from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from math import inf
from threading import Lock
from typing import Protocol

from carrier.legs.events import Heard, Wait
from carrier.legs.interruptions import Interruption
from carrier.legs.parties import Parties


class Times(Protocol):
    """When a call was answered and over."""

    answered: datetime | None
    ended: datetime | None


class Party(Protocol):
    """One call, as another sees it. wake: makes whoever drives it look again."""

    parties: Parties
    wake: Callable[[], None]

    @property
    def is_person(self) -> bool:
        """Whether somebody real holds the telephone, and may act at any moment."""

    @property
    def outcome(self) -> str:
        """CallStatus."""

    @property
    def answered_at(self) -> datetime | None:
        """When it was answered."""

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""

    def interrupt(self, interruption: Interruption) -> None:
        """Leave an interruption for it."""


class Meeting:
    """guest: who came first, if anybody has; is_over: whether one of the two has gone."""

    def __init__(self, host: Party) -> None:
        self.guest: Party | None = None
        self.is_over = False
        self._host = host
        self._asked: dict[Party, Interruption] = {}
        self._lock = Lock()

    @property
    def is_decided(self) -> bool:
        """Whether somebody has come, or nobody will."""
        return self.is_over or self.guest is not None or not self._asked

    def asks(self, party: Party, refusal: Interruption) -> None:
        """Ask somebody. refusal: what they are told when another was first, or the host has gone."""
        self._asked[party] = refusal

    def comes(self, party: Party) -> bool:
        """Connect somebody who was asked; return whether they were the first, in time."""
        with self._lock:
            if self.is_over or self.guest is not None or party not in self._asked:
                return False
            self.guest = party
        self._refuse()
        self._host.wake()
        return True

    def talk(self, party: Party, *, limit: float = inf) -> Generator[Wait, Heard, None]:
        """Talk until the other goes, at most this many seconds; leaving in whatever way ends it for both."""
        other = self.guest if party is self._host else self._host
        try:
            yield Wait(limit, settled=other is not None and other.is_person, until=lambda: self.is_over)
        finally:
            self.leaves(party)

    def leaves(self, party: Party) -> None:
        """Go, or decline to come."""
        with self._lock:
            self._asked.pop(party, None)
            if party in (self._host, self.guest):
                self.is_over = True
        self._wake_others(party)

    def disperses(self) -> None:
        """End it: the host goes, and nobody need come any more."""
        self.leaves(self._host)
        self._refuse()

    def _refuse(self) -> None:
        for party, refusal in list(self._asked.items()):
            if party is not self.guest:
                party.interrupt(refusal)

    def _wake_others(self, party: Party) -> None:
        others: Sequence[Party | None] = (self._host, self.guest)
        for other in others:
            if other is not None and other is not party:
                other.wake()
