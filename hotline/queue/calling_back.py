"""Calling back: the caller of a callback is rung for an agent who waits on their own telephone.

Every verb works in the transaction that it is given. A caller is never rung while they may be ringing still. Must not
know: how anybody is rung, and what is said.
"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from hotline.calls.switchboard import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.queue.errands import Messenger, Moved, Outcomes, RefreshAgent, RingCaller
from hotline.queue.moves import TAKEN, Moves
from hotline.queue.offers import CALLER_RING_SECONDS, Offers
from hotline.queue.queued_call import QueuedCall
from hotline.queue.scene import Scene


class CallingBack:
    """Follows the callers who are called back, in the caller's transaction."""

    def __init__(self, clock: Clock, moves: Moves, offers: Offers) -> None:
        self._clock = clock
        self._moves = moves
        self._offers = offers

    def rings(self, session: Session, offer: str, call: str) -> bool:
        """The carrier's id of the caller's telephone is known; False where nobody waits for them any more."""
        scene = self._of_offer(session, offer)
        if scene is None or scene.queued is None:
            return False
        if not scene.queued.reached:
            self._moves.places.save(session, replace(scene.queued, rings=call))
        return scene.queued.call in ("", call)

    def unreached(self, session: Session, offer: str, *, call: str = "") -> Moved:
        """The caller's telephone has rung in vain.

        Nothing where they had picked up, where another of our calls rings, or where that was told already.
        """
        scene = self._of_offer(session, offer)
        if scene is None or scene.queued is None or scene.queued.reached or scene.own is None:
            return Moved()
        if call and (call == scene.queued.failed or scene.queued.rings not in ("", call)):
            return Moved()
        failed = replace(scene.queued, unreached=True, rung=None, rings="", failed=call or scene.queued.failed)
        self._moves.places.save(session, failed)
        return Moved((RefreshAgent(scene.own),))

    def reached(self, session: Session, offer: str, *, reference: bytes, call: str) -> QueuedCall | None:
        """The caller has picked up: the row is the live call's from now on. None where nobody waits for them."""
        scene = self._of_offer(session, offer)
        if scene is None or scene.queued is None:
            return None
        queued = scene.queued
        if queued.reached:
            return queued if queued.call == call else None
        there = replace(queued, reference=reference, call=call, rung=None, rings="", unreached=False)
        self._moves.places.save(session, there, was=queued.reference)
        for leg in scene.legs:
            self._moves.legs.save(session, replace(leg, reference=reference))
        return there

    def ring_again(self, session: Session, agent: int) -> Moved:
        """Ring the caller once more. Nothing where they may be ringing still, or may not be rung."""
        scene = self._moves.scenes.of_agent(session, agent)
        queued, own = scene.queued, scene.own
        if queued is None or own is None or not own.connected or not self._may_ring(queued):
            return Moved()
        number = self._offers.number_to_ring(session, queued)
        if number is None:
            return Moved()
        now = self._clock.now().replace(microsecond=0)
        self._moves.places.save(session, replace(queued, rung=now, rings="", unreached=False))
        return Moved((RefreshAgent(own), RingCaller(own, number)), queued.incident)

    def _may_ring(self, queued: QueuedCall) -> bool:
        if queued.reached or queued.state not in TAKEN:
            return False
        return queued.rung is None or self._clock.now() - queued.rung > timedelta(seconds=CALLER_RING_SECONDS)

    def _of_offer(self, session: Session, offer: str) -> Scene | None:
        """The scene of a callback whose agent is on this telephone."""
        found = self._moves.scenes.of_offer(session, offer)
        if found is None:
            return None
        scene, leg = found
        mine = scene.queued is not None and scene.queued.agent == leg.agent and scene.queued.state in TAKEN
        return scene if mine and scene.queued is not None and scene.queued.callback else None


def messenger_over(
    database: Database, switchboard: Switchboard, moves: Moves, *, offers: Offers, calling_back: CallingBack
) -> Messenger:
    """Whoever carries errands, and tells the ledger what came of them."""
    outcomes = Outcomes(
        agent_rings=offers.rings,
        agent_not_rung=offers.not_rung,
        caller_rings=calling_back.rings,
        caller_not_rung=calling_back.unreached,
        caller_gone=lambda session, reference: moves.part(session, moves.scenes.of_call(session, reference)),
        agent_gone=offers.leg_over,
    )
    return Messenger(database, switchboard, outcomes)
