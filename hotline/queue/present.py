"""What is so now: for an agent's telephone, for their desk, and for their talk. Only reads, and locks nothing.

Must not know: documents, and what a page shows.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from hotline.queue.legs import AgentLeg, Purpose
from hotline.queue.moves import TAKEN
from hotline.queue.queued_call import QueuedCall, QueueState
from hotline.queue.scene import Scene, Scenes

What = Literal["ask", "connect", "held", "unreached", "consult_wait", "consult", "over"]


@dataclass(frozen=True, slots=True)
class LegNow:
    """What an agent's telephone shall do now.

    `ask`: say what this is about, and to press 1 (also while a telephone is checked). `connect`: be in the agent's
    queue with the caller. `held`: wait, the caller is on hold. `unreached`: say that the caller of this callback did
    not pick up, and wait. `consult_wait`: wait for the colleague in colleague-{agent}. `consult`: go there, to
    colleague-{helps}. `over`: hang up. `language` and `role` are the caller's, `room` is where they and the agent meet.
    """

    purpose: Purpose
    what: What
    agent: int
    line: str
    language: str = ""
    role: str = ""
    helps: int | None = None
    room: int = 0


@dataclass(frozen=True, slots=True)
class Ringing:
    """What rings at an agent's desk; with a transfer also while they speak with the colleague (`connected`).

    Once it is accepted, to pick up is enough where `only_a_person` can do that.
    """

    queued: QueuedCall
    purpose: Purpose
    since: datetime
    helps: int | None
    accepted: bool
    picked_up: bool
    connected: bool
    only_a_person: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """How an agent's talk stands. `colleague` is who is asked to take it, `joined` whether they are on the line.

    `reached`: the caller is on the line (of a callback: has picked up). `unreached`: nobody picked up.
    """

    state: QueueState
    colleague: int | None
    joined: bool
    reached: bool
    unreached: bool


class Present:
    """Looks, in the caller's transaction."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes

    def leg(self, session: Session, offer: str) -> LegNow | None:
        """What the telephone of this offer shall do; None where nothing is known of it (any more)."""
        found = self._scenes.seen(session, offer)
        if found is None:
            return None
        scene, leg = found
        now = LegNow(leg.purpose, _what(scene, leg), leg.agent, leg.line, helps=leg.helps)
        if scene.queued is None:
            return now
        handed = scene.queued.handed
        return replace(now, language=handed.language, role=handed.role, room=scene.queued.room)

    def ringing(self, session: Session, agent: int) -> Ringing | None:
        """What rings at this agent."""
        leg = self._scenes.legs.of_agent(session, agent, lock=False)
        if leg is None or (leg.connected and leg.purpose is not Purpose.TRANSFER):
            return None
        queued = self._scenes.places.find(session, leg.reference, lock=False)
        if queued is None:
            return None
        how = {name: getattr(leg, name) for name in ("helps", "accepted", "picked_up", "connected", "only_a_person")}
        return Ringing(queued, leg.purpose, leg.began, **how)

    def talk(self, session: Session, agent: int) -> Talk | None:
        """How the agent's talk stands; None where they have none that a telephone of ours brought."""
        queued = self._scenes.places.of_agent(session, agent, lock=False)
        if queued is None or queued.state not in TAKEN:
            return None
        colleague = Scene(queued, self._scenes.legs.of_call(session, queued.reference, lock=False)).colleague
        return Talk(
            queued.state,
            colleague=colleague.agent if colleague else None,
            joined=colleague is not None and colleague.connected,
            reached=queued.reached,
            unreached=queued.unreached,
        )


def _what(scene: Scene, leg: AgentLeg) -> What:
    queued = scene.queued
    if leg.is_of_no_call:
        return "ask" if leg.purpose is Purpose.CHECK else "over"
    if queued is None or queued.agent != (leg.helps if leg.purpose is Purpose.TRANSFER else leg.agent):
        return "over"
    if not leg.connected:
        return "ask"
    return "consult" if leg.purpose is Purpose.TRANSFER else _of_talk(scene, queued)


def _of_talk(scene: Scene, queued: QueuedCall) -> What:
    if scene.colleague is not None:
        return "consult_wait"
    if queued.state is QueueState.HELD:
        return "held"
    return "unreached" if queued.unreached else "connect"
