"""A scene: one queued call and the telephones of agents that belong to it, locked together.

**The order of locks**, the same in every transaction that touches the queue, so that none waits for ever:
the live call of the telephone, if it is locked at all (`live_calls`); the queued call (one at a time); its agents'
telephones, in the order of their accounts; the calls of agents; their states; callbacks; the incident's queue; counts;
the audit log. Whoever begins with a telephone or an agent looks up, without a lock, to which call they belong, locks
from the call on, and looks again. An agent belongs to one queued call at a time, so two scenes share nothing but what
comes after the states. Who goes for good begins with their own telephone where it rings for nobody, so that it can't
be taken meanwhile (`AgentLegs.stop`): nobody who waits for it holds what they need then. Must not know: why a scene
changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.queue.legs import NO_CALL, AgentLeg, AgentLegs, Purpose
from hotline.queue.places import Places
from hotline.queue.queued_call import QueuedCall
from hotline.sealing import KeyRing

_LOOKS = 5  # between a look and its lock, a call gets another reference once in its life


@dataclass(frozen=True, slots=True)
class Scene:
    """A queued call, None where it is gone, and the telephones that ring or are connected for it."""

    queued: QueuedCall | None
    legs: tuple[AgentLeg, ...] = ()

    @property
    def own(self) -> AgentLeg | None:
        """The telephone of the agent who is rung for the call or has it."""
        agent = self.queued.agent if self.queued else None
        return next((leg for leg in self.legs if leg.agent == agent), None)

    @property
    def colleague(self) -> AgentLeg | None:
        """The telephone of the colleague who is asked to take the call."""
        return next((leg for leg in self.legs if leg.purpose is Purpose.TRANSFER), None)

    def leg_of(self, offer: str) -> AgentLeg | None:
        """The telephone of this offer."""
        return next((leg for leg in self.legs if leg.offer == offer), None)


class Scenes:
    """Finds and locks scenes, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self.places = Places(keyring, clock)
        self.legs = AgentLegs(keyring, clock)

    def of_call(self, session: Session, reference: bytes) -> Scene:
        """The scene of a call, whether it is still there or not."""
        queued = self.places.find(session, reference)
        return Scene(queued, self.legs.of_call(session, reference))

    def of_offer(self, session: Session, offer: str) -> tuple[Scene, AgentLeg] | None:
        """The scene to which a telephone belongs, and that telephone; None where it is over."""
        return self._of_leg(session, lambda: self.legs.by_offer(session, offer, lock=False))

    def of_telephone(self, session: Session, agent: int) -> tuple[Scene, AgentLeg] | None:
        """The scene to which an agent's telephone belongs, as who is rung, who talks or who is asked for help."""
        return self._of_leg(session, lambda: self.legs.of_agent(session, agent, lock=False))

    def of_agent(self, session: Session, agent: int) -> Scene:
        """The scene of the call that an agent has or is rung for."""
        queued = self.places.of_agent(session, agent)
        return Scene(queued, self.legs.of_call(session, queued.reference) if queued else ())

    def seen(self, session: Session, offer: str) -> tuple[Scene, AgentLeg] | None:
        """As `of_offer`, and nothing is locked."""
        for _ in range(_LOOKS):
            leg = self.legs.by_offer(session, offer, lock=False)
            if leg is None:
                return None
            if leg.reference == NO_CALL:
                return Scene(None, (leg,)), leg
            queued = self.places.find(session, leg.reference, lock=False)
            if queued is not None:
                return Scene(queued, self.legs.of_call(session, leg.reference, lock=False)), leg
        return None

    def _of_leg(self, session: Session, look: Callable[[], AgentLeg | None]) -> tuple[Scene, AgentLeg] | None:
        for _ in range(_LOOKS):
            seen = look()
            if seen is None:
                return None
            scene = self._locked(session, seen)
            if (leg := scene.leg_of(seen.offer)) is not None:
                return scene, leg
        return None

    def _locked(self, session: Session, seen: AgentLeg) -> Scene:
        if seen.reference != NO_CALL:
            return self.of_call(session, seen.reference)
        leg = self.legs.by_offer(session, seen.offer)
        return Scene(None, (leg,) if leg else ())
