"""Errands: what the switchboard must do once a transaction has committed, and who carries them to it.

An errand that failed is logged and tried no other way than the one it names; nobody is ever rung twice for it. Must not
know: why somebody is rung or moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hotline.calls.switchboard import CallIsOver, Switchboard, SwitchboardFault, Unreachable
from hotline.database import Database
from hotline.queue.legs import AgentLeg, Purpose
from hotline.queue.queued_call import QueuedCall
from hotline.sealing import KeyFault, SealBroken

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class HangUp:
    """End a call; `otherwise` where that fails, or where the carrier's id of the call is not known."""

    call: str = field(repr=False)
    otherwise: tuple[Errand, ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshCaller:
    """Let the caller hear what is so now; `otherwise` where that fails."""

    queued: QueuedCall
    otherwise: tuple[Errand, ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshAgent:
    """Let an agent's telephone hear what is so now."""

    leg: AgentLeg


@dataclass(frozen=True, slots=True)
class RingAgent:
    """Ring an agent's telephone: for a call, to check it, or to read to them."""

    leg: AgentLeg


@dataclass(frozen=True, slots=True)
class RingCaller:
    """Ring the caller of a callback, whose agent is on the telephone `leg`."""

    leg: AgentLeg
    number: str = field(repr=False)


Errand = HangUp | RefreshCaller | RefreshAgent | RingAgent | RingCaller


@dataclass(frozen=True, slots=True)
class Moved:
    """What a transaction leaves to be done, and the incident in whose line somebody may be rung next."""

    errands: tuple[Errand, ...] = ()
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the ledger does when an errand has come to something, each in a transaction of its own.

    `agent_rings` and `caller_rings`: the carrier's id of the new call is known; False where nobody wants it any more.
    """

    agent_rings: Callable[[Session, str, str], bool]
    agent_not_rung: Callable[[Session, str], Moved]
    caller_rings: Callable[[Session, str, str], bool]
    caller_not_rung: Callable[[Session, str], Moved]
    caller_gone: Callable[[Session, bytes], Moved]
    agent_gone: Callable[[Session, str], Moved]


class Messenger:
    """Carries errands to the switchboard, with no transaction open."""

    def __init__(self, database: Database, switchboard: Switchboard, outcomes: Outcomes) -> None:
        self._database = database
        self._switchboard = switchboard
        self._outcomes = outcomes

    def carry(self, errands: Iterable[Errand]) -> bool:
        """Do all of them, in order; whether each was done.

        Never raises for a fault of the telephone, nor of the database: what led here is committed, and heals by itself.
        """
        done = [self._carried(errand) for errand in errands]
        return all(done)

    def _carried(self, errand: Errand) -> bool:
        if isinstance(errand, HangUp) and not errand.call:
            return self.carry(errand.otherwise)
        try:
            return self._asked(errand)
        except (SQLAlchemyError, KeyFault, SealBroken) as fault:
            log.error("queue.fault", what=type(errand).__name__, fault=type(fault).__name__)
            return False

    def _asked(self, errand: Errand) -> bool:
        try:
            self._do(errand)
        except CallIsOver:
            self._learn(errand)
            return isinstance(errand, HangUp)
        except SwitchboardFault as fault:
            log.error("queue.telephone_fault", what=type(errand).__name__, fault=type(fault).__name__)
            self._mend(errand, known=not isinstance(fault, Unreachable))
            return False
        return True

    def _mend(self, errand: Errand, *, known: bool) -> None:
        """The switchboard did not do it, or, unless that is `known`, may not have done it."""
        match errand:
            case RingAgent(leg) if known:
                self._write(lambda session: self._outcomes.agent_not_rung(session, leg.offer))
            case RingCaller(leg) if known:
                self._write(lambda session: self._outcomes.caller_not_rung(session, leg.offer))
            case HangUp() | RefreshCaller():
                self.carry(errand.otherwise)
            case _:
                pass

    def _do(self, errand: Errand) -> None:
        match errand:
            case HangUp(call):
                self._switchboard.hang_up(call)
            case RefreshCaller(queued) if queued.reached:
                self._switchboard.refresh_caller(queued.call)
            case RefreshAgent(leg) if leg.leg:
                self._switchboard.refresh_agent(leg.leg, offer=leg.offer)
            case RingAgent(leg):
                call = self._ringing(leg.purpose)(leg.address, line=leg.line, offer=leg.offer)
                self._keep(self._outcomes.agent_rings, leg.offer, call)
            case RingCaller(leg, number):
                call = self._switchboard.ring_caller(number, line=leg.line, offer=leg.offer)
                self._keep(self._outcomes.caller_rings, leg.offer, call)

    def _ringing(self, purpose: Purpose) -> Callable[..., str]:
        """How a telephone is rung for this."""
        match purpose:
            case Purpose.CHECK:
                return self._switchboard.check_telephone
            case Purpose.READING:
                return self._switchboard.read_aloud
            case _:
                return self._switchboard.ring_agent

    def _keep(self, rings: Callable[[Session, str, str], bool], offer: str, call: str) -> None:
        with self._database.write() as session:
            wanted = rings(session, offer, call)
        if not wanted:  # whoever was to be connected is gone, and the telephone rings already
            self._switchboard.hang_up(call)

    def _learn(self, errand: Errand) -> None:
        """The carrier says that a call is over, and nobody has told us yet."""
        match errand:
            case RefreshCaller(queued):
                self._write(lambda session: self._outcomes.caller_gone(session, queued.reference))
            case RefreshAgent(leg):
                self._write(lambda session: self._outcomes.agent_gone(session, leg.offer))
            case _:
                pass

    def _write(self, verb: Callable[[Session], Moved]) -> None:
        with self._database.write() as session:
            moved = verb(session)
        self.carry(moved.errands)
