"""What every verb of a call is performed with: the call itself, its documents, and the world around it.

It must not know any verb.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from carrier.archive import Archive
from carrier.clock import Clock, Pace
from carrier.documents import Place, Reject
from carrier.faults import CarrierFault
from carrier.legs.events import Listener, Tell
from carrier.legs.meetings.meeting import Meeting, Party
from carrier.legs.meetings.queues import Queues
from carrier.legs.visits import Callback, Page, Visit
from carrier.wire import Courier


@dataclass(frozen=True, slots=True)
class Summons:
    """Somebody to be rung for a call that dials: where, shown which number, for how many seconds of ringing.

    whisper: what is performed for whoever picks up, an empty address for nothing. parent: the call that dials.
    """

    address: str
    caller: str
    whisper: Visit
    callback: Callback
    timeout: float
    meeting: Meeting
    parent: "Performed"
    pace: Pace


class Exchange(Protocol):
    """The network, as a call sees it."""

    queues: Queues

    def summon(self, summons: Summons) -> Party:
        """Ring somebody: another call, which lives by itself."""

    def owns(self, number: str) -> bool:
        """Return whether a number is the account's own."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a leg is given of the world: the network, time, where recordings are kept, and who is told."""

    exchange: Exchange
    clock: Clock
    pace: Pace
    archive: Archive
    tell: Listener


class Performed(Party, Protocol):
    """The call whose documents are performed. is_linked: something of it depends on another call just now."""

    courier: Courier
    dialled: list[str]
    is_linked: bool

    @property
    def is_too_long(self) -> bool:
        """Whether no call may last longer."""

    def form(self, extra: Mapping[str, str]) -> dict[str, str]:
        """Return the parameters of a request about the call."""

    def answer(self) -> None:
        """Pick up, if that has not been done."""

    def reject(self, reject: Reject) -> None:
        """End the call before it is answered."""

    def blame(self, fault: CarrierFault) -> None:
        """Note what the application did wrong, and tell."""


class Library(Protocol):
    """Whoever fetches documents."""

    def open(self, visit: Visit, place: Place) -> Page:
        """Fetch a document."""

    def counts_anew(self) -> None:
        """Begin to count documents anew."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What every document of a call is performed with."""

    leg: Performed
    library: Library
    world: Surroundings
    tell: Tell

    def ask_in_vain(self, visit: Visit | None, **changed: str) -> None:
        """Tell an action how its verb ended, though nothing of the reply will be performed."""
        if visit is not None:
            form = {**self.leg.form(visit.extra), **changed}
            try:
                self.leg.courier.fetch(visit.url, form, method=visit.method)
            except CarrierFault:
                return
