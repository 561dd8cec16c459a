"""Distribution: which agent's telephone rings for which caller, and what becomes of it.

Opens its own transactions, and asks the switchboard only while none is open. There is no thread behind it: whoever
changes the queue, waits in it or looks at the desk moves it on. Must not know: documents, and what a page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from hotline.calls.switchboard import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.queue.legs import Purpose
from hotline.queue.queued_call import QueuedCall
from hotline.queue.telephones import CallbackHours, Telephones
from hotline.queue.waiting_line import Departure
from hotline.sealing import KeyRing

What = Literal["ask", "connect", "held", "unreached", "consult_wait", "consult", "over"]


class NothingRings(Exception):
    """No call rings at this agent."""


@dataclass(frozen=True, slots=True)
class LegNow:
    """What an agent's telephone shall do now.

    `ask`: say what this is about, and to press 1 (also while a telephone is checked). `connect`: be in the agent's
    queue with the caller. `held`: wait, the caller is on hold. `unreached`: say that the caller of this callback did
    not pick up, and wait. `consult_wait`: wait for the colleague in colleague-{agent}. `consult`: go there, to
    colleague-{helps}. `over`: hang up. `language` and `role` are the caller's.
    """

    purpose: Purpose
    what: What
    agent: int
    line: str
    language: str = ""
    role: str = ""
    helps: int | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """What rings at an agent's desk; with a transfer also while they speak with the colleague (`connected`)."""

    queued: QueuedCall
    purpose: Purpose
    since: datetime
    helps: int | None
    accepted: bool
    picked_up: bool
    connected: bool


class Distribution:
    """Rings agents for callers. No method raises for a fault of the telephone; it is logged and heals by itself."""

    def __init__(  # the two that know telephones and hours are the installation's own unless others are given
        self,
        database: Database,
        keyring: KeyRing,
        clock: Clock,
        switchboard: Switchboard,
        *,
        telephones: Telephones | None = None,
        hours: CallbackHours | None = None,
    ) -> None:
        self._database = database

    def offer_next(self, incident: int) -> None:
        """Let offers expire that nobody took, and ring the agent who is idle longest for the caller who is next.

        At most one new offer. Only reads where there is nothing to do. Never raises for a fault of the telephone.
        """
        raise NotImplementedError

    def departed(self, departure: Departure) -> None:
        """After the commit in which somebody left the line: hang up what rang for them, and offer the next one."""
        raise NotImplementedError

    def staffed(self, session: Session, incident: int) -> bool:
        """Whether any agent of the incident is at their desk, in whatever state but offline. Only reads."""
        raise NotImplementedError

    def free(self, session: Session, incident: int) -> tuple[int, ...]:
        """Agents and supervisors who could be rung now, longest idle first. Only reads."""
        raise NotImplementedError

    def ringing(self, session: Session, agent: int) -> Ringing | None:
        """What rings at this agent. Only reads."""
        raise NotImplementedError

    def leg(self, offer: str) -> LegNow | None:
        """What the telephone of this offer shall do now; None where nothing is known of it (any more): hang up."""
        raise NotImplementedError

    def picked_up(self, offer: str, *, leg: str = "") -> None:
        """The agent's telephone was picked up. `leg` is the carrier's id, in case ringing it got no answer."""
        raise NotImplementedError

    def pressed(self, offer: str, keys: str) -> None:
        """A key was pressed on the agent's telephone: `1` takes the call, anything else changes nothing."""
        raise NotImplementedError

    def leg_over(self, offer: str, status: str) -> None:
        """The agent's telephone has rung in vain or was hung up; `status` is the carrier's word. Twice, late: nothing.

        Who did not take an offer goes to a break, and the next one is rung. Who talked has ended the talk; where they
        had put the caller on hold, or the caller of a callback had not picked up, that one waits again, in front.
        """
        raise NotImplementedError

    def accept(self, agent: int) -> None:
        """The agent takes the call at the desk: at once if their telephone is picked up, else when it is.

        NothingRings.
        """
        raise NotImplementedError

    def decline(self, agent: int) -> None:
        """The agent does not take the call: they go to a break, and the next one is rung. NothingRings."""
        raise NotImplementedError

    def reached(self, session: Session, offer: str, *, reference: bytes, call: str) -> QueuedCall | None:
        """The caller of a callback has picked up, in the transaction that makes their live call (`reference`).

        None where nobody waits for them any more. The same call twice is told the same.
        """
        raise NotImplementedError

    def unreached(self, offer: str, status: str) -> None:
        """A callback's caller was rung in vain; `status` is the carrier's word. Nothing where they had picked up."""
        raise NotImplementedError

    def ring_again(self, agent: int) -> bool:
        """Ring the caller of the agent's callback once more; False where they may ring still, or can't be rung."""
        raise NotImplementedError

    def check_telephone(self, agent: int, address: str, *, line: str) -> bool:
        """Ring an agent's telephone to see that it is theirs; False where one of theirs rings, or it can't be rung."""
        raise NotImplementedError
