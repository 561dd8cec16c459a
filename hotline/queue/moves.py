"""Moves: what becomes of a queued call, its agents and their telephones, whoever caused it.

Every move is given a locked scene and returns what the switchboard must do after the commit. Must not know: who asked
for it, and how a telephone is rung.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from hotline.calls import (
    MISSED,
    TELEPHONE,
    AgentCall,
    AgentCalls,
    AgentPresence,
    AgentState,
    Disposition,
    NoLiveCall,
    Presence,
)
from hotline.clock import Clock
from hotline.followups import Callbacks, NoSuchCallback
from hotline.queue.counts import count_left
from hotline.queue.errands import Errand, HangUp, Moved, RefreshAgent, RefreshCaller
from hotline.queue.legs import AgentLeg, Purpose
from hotline.queue.queued_call import Left, QueuedCall, QueueState
from hotline.queue.scene import Scene, Scenes
from hotline.sealing import KeyRing

TAKEN = (QueueState.TALKING, QueueState.HELD)
WRAP_UP_SECONDS = 600  # then a call is closed for an agent who forgot to, and they are rung again


class Moves:
    """Moves calls and agents, in the caller's transaction and in the order of locks of `hotline.queue.scene`."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self.scenes = Scenes(keyring, clock)
        self.places, self.legs = self.scenes.places, self.scenes.legs
        self.calls = AgentCalls(keyring, clock)
        self.presence = Presence(keyring, clock)
        self.callbacks = Callbacks(keyring, clock)
        self._clock = clock

    def let_go(self, session: Session, leg: AgentLeg, *, missed: bool = False) -> HangUp:
        """A telephone is not wanted any more, and its agent is free, or, where they `missed` the call, on a break."""
        self.legs.release(session, leg)
        if not leg.is_of_no_call:
            self.free(session, leg.agent, missed=missed)
        return HangUp(leg.leg)

    def free(self, session: Session, agent: int, *, missed: bool = False) -> None:
        """Nothing rings at the agent, nor do they speak with a colleague. What they are doing else stays as it is."""
        present = self.presence.locked(session, agent)
        if present.state is AgentState.RINGING and missed:
            self.presence.enter(session, agent, AgentState.BREAK, reason=MISSED)
        elif present.state is AgentState.RINGING or self._only_consulted(session, agent, present.state):
            self.presence.enter(session, agent, AgentState.AVAILABLE)

    def give_up(self, session: Session, scene: Scene, leg: AgentLeg, *, missed: bool) -> Moved:
        """Nobody has taken this offer: the call waits again, at its old place, and others are rung first."""
        queued = scene.queued
        errands: tuple[Errand, ...] = (self.let_go(session, leg, missed=missed),)
        if queued is None:
            return Moved(errands)
        if (queued.state, queued.agent) == (QueueState.RINGING, leg.agent):
            self.places.save(session, queued.waits().was_tried(leg.agent))
        if leg.purpose is Purpose.TRANSFER and scene.own is not None:
            errands = (*errands, RefreshAgent(scene.own))
        return Moved(errands, queued.incident)

    def part(self, session: Session, scene: Scene, how: Left = Left.ABANDONED, *, machine: bool = False) -> Moved:
        """The call leaves the queue for good; whoever has talked in it wraps up.

        A callback is kept if its caller picked up, unless a `machine` did.
        """
        queued = scene.queued
        if queued is None:
            return Moved()
        self.places.forget(session, queued.reference)
        if queued.state in TAKEN and queued.agent is not None:
            self.wrap_up(session, queued.agent)
        errands = tuple(self.let_go(session, leg) for leg in scene.legs)
        self.tell_callback(session, queued, kept=queued.reached and not machine)
        count_left(session, queued, how, now=self._clock.now())
        return Moved((*errands, HangUp(queued.rings)) if queued.rings else errands, queued.incident)

    def wait_again(self, session: Session, scene: Scene) -> Moved:
        """Whoever had the call is gone, and its caller waits again, at their old place."""
        queued = scene.queued
        if queued is None:
            return Moved()
        if not queued.reached and queued.state in TAKEN:
            return self.part(session, scene)  # a callback whose caller was rung: the next try is in some hours
        waits = self.places.save(session, queued.waits())
        if queued.state in TAKEN and queued.agent is not None:
            self.wrap_up(session, queued.agent)
        errands = tuple(self.let_go(session, leg) for leg in scene.legs)
        heard = (RefreshCaller(waits),) if queued.state in TAKEN else ()
        # The caller first: whose bridge breaks off is told that the talk is over.
        return Moved((*heard, *errands), queued.incident)

    def hand_over(self, session: Session, scene: Scene) -> Moved:
        """The colleague, who is on the line, has the call from now on. Nothing where there is none."""
        queued, own, colleague = scene.queued, scene.own, scene.colleague
        if queued is None or own is None or colleague is None or not colleague.connected:
            return Moved()
        given = self.places.save(session, replace(queued, agent=colleague.agent, state=QueueState.TALKING))
        self.legs.release(session, own)
        self.legs.save(session, replace(colleague, purpose=Purpose.CALL, helps=None))
        try:
            self.calls.pass_on(session, own.agent, to=colleague.agent)
        except NoLiveCall:  # the agent has closed it already
            self.calls.take_from_telephone(session, self.call_of(given, colleague.agent))
            self.free(session, own.agent)
        apart = HangUp(own.leg, otherwise=(RefreshAgent(colleague),))
        return Moved((apart, RefreshCaller(given)), queued.incident)

    def talk_over(self, session: Session, scene: Scene, leg: AgentLeg) -> Moved:
        """A connected telephone was hung up: a colleague leaves, or the talk has ended; nobody on hold is lost."""
        queued = scene.queued
        if queued is None or leg.purpose is Purpose.TRANSFER or queued.agent != leg.agent:
            return self.give_up(session, scene, leg, missed=False)
        if scene.colleague is not None and scene.colleague.connected:
            return self.hand_over(session, scene)
        if queued.state is QueueState.HELD:
            return self.wait_again(session, scene)
        return self.part(session, scene)

    def wrap_up(self, session: Session, agent: int) -> None:
        """The agent's caller is gone. Nothing where they have closed the call already."""
        call = self.calls.current(session, agent)
        if call is not None:
            self.calls.wrap_up(session, call)

    def unfinished(self, session: Session) -> tuple[int, ...]:
        """The agents who have been wrapping up for too long. Nothing is locked."""
        return tuple(one.account_id for one in self.presence.all(session) if self._is_unfinished(one))

    def finish(self, session: Session, agent: int) -> None:
        """Close a call of which its agent has said nothing: they are available if their page is open, else offline."""
        call = self.calls.current(session, agent)
        present = self.presence.locked(session, agent)
        if call is None or call.live or not self._is_unfinished(present):
            return
        self.calls.finish(session, call, Disposition.OTHER)
        if not present.at_desk(self._clock.now()):
            self.presence.enter(session, agent, AgentState.OFFLINE)

    def call_of(self, queued: QueuedCall, agent: int) -> AgentCall:
        """The call as the agent who takes it has it, with all that comes with the caller."""
        now, handed = self._clock.now().replace(microsecond=0), queued.handed
        return AgentCall(
            b"",
            agent=agent,
            incident=queued.incident,
            version=handed.version,
            channel=TELEPHONE,
            language=handed.language,
            role=handed.role,
            began=now,
            number=handed.number,
            step=handed.step,
            heard=handed.heard,
            calls_back=queued.callback.hex(),
            slow=handed.slow,
            waited=max(0, int((now - queued.joined).total_seconds())),
        )

    def tell_callback(self, session: Session, queued: QueuedCall, *, kept: bool) -> None:
        """What became of the callback that this call is: its caller was reached, or tried once more. Else nothing."""
        if not queued.callback:
            return
        with suppress(NoSuchCallback):  # the custodian has erased it
            if kept:
                self.callbacks.kept(session, queued.callback)
            else:
                self.callbacks.tried(session, queued.callback)

    def _is_unfinished(self, present: AgentPresence) -> bool:
        if present.state is not AgentState.WRAP_UP or present.since is None:
            return False
        return self._clock.now() - present.since > timedelta(seconds=WRAP_UP_SECONDS)

    def _only_consulted(self, session: Session, agent: int, state: AgentState) -> bool:
        return state is AgentState.ON_CALL and not self.calls.is_busy(session, agent)
