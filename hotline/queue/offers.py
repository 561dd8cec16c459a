"""Offers: a call that rings at one agent, from the choice of the two until it is taken, refused or has expired.

Every verb works in the transaction that it is given, and returns what the switchboard must do after the commit. Must
not know: how a telephone is rung, and what its owner hears.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.calls import RING_SECONDS, AgentState
from hotline.calls.live import LONGEST_CALL_HOURS
from hotline.clock import Clock
from hotline.followups import MayNotRing, NoSuchCallback
from hotline.queue.counts import count_answered
from hotline.queue.endpoints import Endpoints
from hotline.queue.errands import Errand, Moved, RefreshAgent, RefreshCaller, RingCaller
from hotline.queue.legs import NO_CALL, OFFER_BYTES, AgentLeg, Purpose
from hotline.queue.moves import Moves
from hotline.queue.queued_call import QueuedCall, QueueState
from hotline.queue.scene import Scene
from hotline.sealing import KeyRing
from hotline.staff import Role, at_work

OFFER_SECONDS = RING_SECONDS + 10  # an offer that nobody picked up has expired then
WHISPER_SECONDS = 30  # and one that was picked up, and not taken, so long after that
REFUSED_SECONDS = 4  # one that the carrier refused to ring
CHECK_SECONDS = 120
READING_SECONDS = 1_200
CALLER_RING_SECONDS = 40  # a caller who is called back is not rung again before
_LONGEST = timedelta(hours=LONGEST_CALL_HOURS)


class Outrun(Exception):
    """Between the choice and the lock somebody else was first: nothing was written."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose telephone shall ring for whom."""

    reference: bytes = field(repr=False)
    agent: int
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gone:
    """A row in front of the line that is nobody's any more: it does not open, or its callback was erased."""

    reference: bytes = field(repr=False)


class Offers:
    """Makes offers and follows them, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock, moves: Moves) -> None:
        self._clock = clock
        self._moves = moves
        self._endpoints = Endpoints(keyring, clock)

    def free(self, session: Session, incident: int, roles: Sequence[Role]) -> list[tuple[int, str]]:
        """Who could be rung now, longest idle first, and where. Nothing is locked."""
        now, working = self._clock.now(), at_work(session, incident)
        ringing = {agent for agent, _ in self._moves.legs.all(session)}
        idle = [
            present
            for present in self._moves.presence.all(session)
            if present.state is AgentState.AVAILABLE
            and present.at_desk(now)
            and working.get(present.account_id) in roles
            and present.account_id not in ringing
        ]
        idle.sort(key=lambda present: (present.since or now, present.account_id))
        return [(one.account_id, address) for one in idle if (address := self._address(session, one.account_id))]

    def staffed(self, session: Session, incident: int) -> bool:
        """Whether an agent with a telephone is at their desk, in whatever state. Nothing is locked."""
        now, working = self._clock.now(), at_work(session, incident)
        return any(
            present.at_desk(now)
            and working.get(present.account_id) is Role.AGENT
            and self._endpoints.verified(session, present.account_id)
            for present in self._moves.presence.all(session)
        )

    def choose(self, session: Session, incident: int) -> Pair | Gone | None:
        """Who is next, and who is idle longest and was not tried for them, or else longest ago. Nothing is locked."""
        free: list[tuple[int, str]] | None = None
        for reference, queued in self._moves.places.in_front(session, incident):
            free = self.free(session, incident, (Role.AGENT,)) if free is None else free
            if not free:
                return None
            may_ring = None if queued is None else self._may_ring(session, queued)
            if queued is None or may_ring is None:
                return Gone(reference)
            if may_ring:
                return Pair(reference, *_least_tried(free, queued.tried))
        return None

    def drop(self, session: Session, gone: Gone) -> None:
        """Let go of a row that is nobody's."""
        queued = self._moves.places.find(session, gone.reference)
        if queued is None or (queued.state is QueueState.WAITING and self._may_ring(session, queued) is None):
            self._moves.places.forget(session, gone.reference)

    def reserve(self, session: Session, pair: Pair) -> AgentLeg:
        """Take both for each other; Outrun where either is taken, or gone, by now."""
        queued = self._moves.places.find(session, pair.reference)
        if queued is None or queued.state is not QueueState.WAITING or not self._may_ring(session, queued):
            raise Outrun
        purpose = Purpose.CALL if queued.reached else Purpose.CALLBACK
        leg = self.reserve_leg(session, pair, purpose=purpose, incident=queued.incident)
        self._moves.places.save(session, replace(queued, state=QueueState.RINGING, agent=pair.agent))
        return leg

    def reserve_leg(
        self, session: Session, pair: Pair, *, purpose: Purpose, incident: int, helps: int | None = None
    ) -> AgentLeg:
        """Take an agent's telephone for a call that is locked; Outrun where they are not free any more."""
        line = incidents.current_by_id(session, incident).content.line
        leg = self._new(pair, purpose, line=line, seconds=OFFER_SECONDS, helps=helps)
        if not self._moves.legs.reserve(session, leg):
            raise Outrun
        present = self._moves.presence.locked(session, pair.agent)
        if present.state is not AgentState.AVAILABLE or not present.at_desk(self._clock.now()):
            raise Outrun
        self._moves.presence.enter(session, pair.agent, AgentState.RINGING)
        return leg

    def reserve_alone(
        self, session: Session, agent: int, address: str, *, line: str, purpose: Purpose, about: str = ""
    ) -> AgentLeg | None:
        """Take an agent's telephone for nobody but them; None where it rings or is connected."""
        seconds = READING_SECONDS if purpose is Purpose.READING else CHECK_SECONDS
        leg = replace(self._new(Pair(NO_CALL, agent, address), purpose, line=line, seconds=seconds), about=about)
        return leg if self._moves.legs.reserve(session, leg) else None

    def rings(self, session: Session, offer: str, call: str) -> bool:
        """The carrier's id of an agent's telephone is known; False where the offer is gone."""
        leg = self._moves.legs.by_offer(session, offer)
        if leg is not None:
            self._moves.legs.save(session, replace(leg, leg=call))
        return leg is not None

    def not_rung(self, session: Session, offer: str) -> Moved:
        """The carrier has refused to ring it: the offer expires soon, but not at once, lest it is asked on and on."""
        leg = self._moves.legs.by_offer(session, offer)
        if leg is not None:
            soon = self._now() + timedelta(seconds=REFUSED_SECONDS)
            self._moves.legs.save(session, replace(leg, until=min(leg.until, soon)))
        return Moved()

    def picked_up(self, session: Session, offer: str, *, call: str) -> Moved:
        """The telephone was picked up: taken at once, if that was said at the desk."""
        found = self._moves.scenes.of_offer(session, offer)
        if found is None or found[1].picked_up:
            return Moved()
        scene, leg = found
        until = max(leg.until, self._now() + timedelta(seconds=WHISPER_SECONDS))
        up = replace(leg, picked_up=True, until=until, leg=leg.leg or call)
        self._moves.legs.save(session, up)
        # Where an answering machine can pick up, the agent who was quick at the desk says so again, or presses 1.
        return self.take(session, scene, up, at_desk=False) if up.accepted and up.only_a_person else Moved()

    def accept(self, session: Session, scene: Scene, leg: AgentLeg) -> Moved:
        """The agent takes it at the desk: when their telephone is picked up, or at once if it is."""
        accepted = replace(leg, accepted=True)
        if leg.picked_up:
            return self.take(session, scene, accepted, at_desk=True)
        self._moves.legs.save(session, accepted)
        return Moved()

    def take(self, session: Session, scene: Scene, leg: AgentLeg, *, at_desk: bool) -> Moved:
        """The agent takes the call on their telephone. Once only; where it is not theirs any more, they are let go."""
        if leg.connected or leg.is_of_no_call:
            return Moved()
        taken = self._taken(session, scene, replace(leg, accepted=True, picked_up=True, connected=True))
        if taken is None:
            return self._moves.give_up(session, scene, leg, missed=False)
        return replace(taken, errands=(RefreshAgent(leg), *taken.errands)) if at_desk else taken

    def leg_over(self, session: Session, offer: str) -> Moved:
        """A telephone has rung in vain or was hung up. Nothing where that is known."""
        found = self._moves.scenes.of_offer(session, offer)
        if found is None:
            return Moved()
        scene, leg = found
        if leg.connected:
            return self._moves.talk_over(session, scene, leg)
        return self._moves.give_up(session, scene, leg, missed=True)

    def overdue(self, session: Session) -> tuple[int, ...]:
        """The agents whose telephones should have been heard of by now. Nothing is locked."""
        return tuple(agent for agent, leg in self._moves.legs.all(session) if leg is None or self._is_overdue(leg))

    def expire(self, session: Session, agent: int) -> Moved:
        """Nobody took the offer. Whose telephone may never have rung has missed nothing."""
        found = self._moves.scenes.of_telephone(session, agent)
        if found is None:
            return self._clear(session, agent)
        scene, leg = found
        if not self._is_overdue(leg):
            return Moved()
        if leg.connected:
            return self._moves.talk_over(session, scene, leg)
        return self._moves.give_up(session, scene, leg, missed=bool(leg.leg))

    def _taken(self, session: Session, scene: Scene, leg: AgentLeg) -> Moved | None:
        if scene.queued is None:
            return None
        if leg.purpose is Purpose.TRANSFER:
            return self._consults(session, scene, leg)
        if self._moves.calls.current(session, leg.agent) is not None:
            return None
        # Who was disabled in the moment in which they were chosen is offline, and their telephone rings all the same.
        if self._moves.presence.state_of(session, leg.agent).state is not AgentState.RINGING:
            return None
        return self._connects(session, scene.queued, leg=leg)

    def _consults(self, session: Session, scene: Scene, leg: AgentLeg) -> Moved | None:
        if scene.queued is None or scene.queued.agent != leg.helps:
            return None
        self._moves.legs.save(session, leg)
        self._moves.presence.enter(session, leg.agent, AgentState.ON_CALL)
        return Moved(incident=scene.queued.incident)

    def _connects(self, session: Session, queued: QueuedCall, *, leg: AgentLeg) -> Moved | None:
        number = "" if queued.reached else self.number_to_ring(session, queued)
        if number is None:
            return None  # it is nine by now, or the number was rung often enough: it waits on, at its place
        self._moves.legs.save(session, leg)
        self._moves.calls.take_from_telephone(session, self._moves.call_of(queued, leg.agent))
        rung = None if queued.reached else self._now()
        self._moves.places.answered(session, queued.incident)
        count_answered(session, queued, now=self._clock.now())
        talks = replace(queued, state=QueueState.TALKING, counted=True, rung=rung, unreached=False)
        self._moves.places.save(session, talks)
        errand: Errand = RefreshCaller(talks) if queued.reached else RingCaller(leg, number)
        return Moved((errand,), queued.incident)

    def number_to_ring(self, session: Session, queued: QueuedCall) -> str | None:
        """The number of a callback's caller, counted as a try; None where they may not be rung (any more)."""
        try:
            return self._moves.callbacks.rung(session, queued.callback).number
        except (MayNotRing, NoSuchCallback):
            return None

    def _clear(self, session: Session, agent: int) -> Moved:
        """What does not open any more is let go, so that the agent can be rung again."""
        if not self._moves.legs.clear(session, agent):
            return Moved()
        moved = self._moves.part(session, self._moves.scenes.of_agent(session, agent))
        self._moves.places.clear(session, agent)
        self._moves.free(session, agent)
        return moved

    def _is_overdue(self, leg: AgentLeg) -> bool:
        return self._now() > (leg.began + _LONGEST if leg.connected else leg.until)

    def _may_ring(self, session: Session, queued: QueuedCall) -> bool | None:
        """Whether this one may be connected now; None for a callback that was erased."""
        if queued.reached:
            return True
        with suppress(NoSuchCallback):
            return self._moves.callbacks.may_ring(session, self._moves.callbacks.read(session, queued.callback))
        return None

    def _address(self, session: Session, agent: int) -> str | None:
        return None if self._moves.calls.is_busy(session, agent) else self._endpoints.verified(session, agent)

    def _new(self, pair: Pair, purpose: Purpose, *, line: str, seconds: int, helps: int | None = None) -> AgentLeg:
        now = self._now()
        return AgentLeg(
            pair.agent,
            offer=secrets.token_hex(OFFER_BYTES),
            reference=pair.reference,
            purpose=purpose,
            address=pair.address,
            line=line,
            began=now,
            until=now + timedelta(seconds=seconds),
            helps=helps,
        )

    def _now(self) -> datetime:
        return self._clock.now().replace(microsecond=0)


def _least_tried(free: Sequence[tuple[int, str]], tried: Sequence[int]) -> tuple[int, str]:
    # The first who was not tried, else the one who was tried longest ago.
    return min(free, key=lambda one: tried.index(one[0]) + 1 if one[0] in tried else 0)
