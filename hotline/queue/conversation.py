"""Conversations: what an agent does while they have a caller: hold, end, and pass on to a colleague.

Opens its own transactions, and asks the switchboard only while none is open. What the switchboard did not do is logged,
and the verb returns False: every telephone that asks again hears what is so now. Must not know: documents, pages.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from hotline.calls.switchboard import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.queue.calling_back import CallingBack, messenger_over
from hotline.queue.errands import HangUp, Moved, RefreshAgent, RefreshCaller, RingAgent
from hotline.queue.legs import AgentLeg, Purpose
from hotline.queue.moves import TAKEN, Moves
from hotline.queue.offers import Offers, Outrun, Pair
from hotline.queue.present import Present, Talk
from hotline.queue.queued_call import QueuedCall, QueueState
from hotline.queue.scene import Scene
from hotline.sealing import KeyRing
from hotline.staff import Role


class NoTalk(Exception):
    """The agent has no caller with whom this can be done."""


class ColleagueBusy(Exception):
    """The colleague can't be rung now."""


class Conversations:
    """The talks of agents. Each verb raises NoTalk where the agent has no such talk."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, switchboard: Switchboard) -> None:
        self._database = database
        self._clock = clock
        self._moves = Moves(keyring, clock)
        self._offers = Offers(keyring, clock, self._moves)
        self._present = Present(self._moves.scenes)
        calling_back = CallingBack(clock, self._moves, self._offers)
        self._messenger = messenger_over(
            database, switchboard, self._moves, offers=self._offers, calling_back=calling_back
        )

    def now(self, session: Session, agent: int) -> Talk | None:
        """How the agent's talk stands; None where they have none that a telephone of ours brought. Only reads."""
        return self._present.talk(session, agent)

    def hold(self, agent: int) -> bool:
        """The caller waits, and the agent stays theirs. Where they wait already, the telephone is asked again."""

        def verb(session: Session) -> Moved:
            scene, queued, own = self._talk(session, agent)
            if not queued.reached or scene.colleague is not None:
                raise NoTalk("There is nobody to put on hold.")
            held = self._moves.places.save(session, replace(queued, state=QueueState.HELD))
            return Moved((RefreshCaller(held, otherwise=(RefreshAgent(own),)),))

        return self._done(verb)

    def resume(self, agent: int) -> bool:
        """The agent talks with the caller again; a colleague who was asked is let go."""

        def verb(session: Session) -> Moved:
            scene, queued, own = self._talk(session, agent)
            if queued.state is QueueState.TALKING:
                return Moved()
            return self._resumed(session, scene, queued, own=own)

        return self._done(verb)

    def end(self, agent: int) -> bool:
        """The talk is over: the agent wraps up, the caller hears how to go on.

        A colleague who was asked leaves the consultation. The caller of a callback who was not reached is tried again
        another time.
        """

        def verb(session: Session) -> Moved:
            found = self._moves.scenes.of_telephone(session, agent)
            if found is not None and found[1].purpose is Purpose.TRANSFER and found[1].connected:
                return self._moves.talk_over(session, *found)
            return self._ended(session, self._talk(session, agent)[0])

        return self._done(verb)

    def not_reached(self, agent: int) -> bool:
        """A machine picked up at the caller of this callback: the talk is over, and they are tried another time."""

        def verb(session: Session) -> Moved:
            scene, queued, _ = self._talk(session, agent)
            if not queued.callback:
                raise NoTalk("This is no callback.")
            return self._ended(session, scene, machine=True)

        return self._done(verb)

    def transfer(self, agent: int, to: int) -> bool:
        """Ring a colleague, who is asked to take the call; the caller waits meanwhile. ColleagueBusy."""

        def verb(session: Session) -> Moved:
            scene, queued, own = self._talk(session, agent)
            if not queued.reached:
                raise NoTalk("The caller has not picked up.")
            if scene.colleague is not None:
                raise ColleagueBusy("Another colleague is asked already.")
            leg = self._asked(session, queued, agent=agent, to=to)
            held = self._moves.places.save(session, replace(queued, state=QueueState.HELD))
            waits = RefreshAgent(own)
            first = RefreshCaller(held, otherwise=(waits,)) if queued.state is QueueState.TALKING else waits
            return Moved((first, RingAgent(leg)))

        return self._done(verb)

    def hand_over(self, agent: int) -> bool:
        """The colleague, who is on the line, has the call from now on; the agent is available again."""

        def verb(session: Session) -> Moved:
            scene = self._talk(session, agent)[0]
            if scene.colleague is None or not scene.colleague.connected:
                raise NoTalk("No colleague is on the line.")
            return self._moves.hand_over(session, scene)

        return self._done(verb)

    def take_back(self, agent: int) -> bool:
        """The colleague is let go, and the agent talks with the caller again."""

        def verb(session: Session) -> Moved:
            scene, queued, own = self._talk(session, agent)
            if scene.colleague is None:
                raise NoTalk("No colleague was asked.")
            return self._resumed(session, scene, queued, own=own)

        return self._done(verb)

    def _talk(self, session: Session, agent: int) -> tuple[Scene, QueuedCall, AgentLeg]:
        scene = self._moves.scenes.of_agent(session, agent)
        if scene.queued is None or scene.own is None or scene.queued.state not in TAKEN:
            raise NoTalk("There is no caller here.")
        return scene, scene.queued, scene.own

    def _resumed(self, session: Session, scene: Scene, queued: QueuedCall, *, own: AgentLeg) -> Moved:
        now = self._clock.now().replace(microsecond=0)
        self._moves.places.save(session, replace(queued, state=QueueState.TALKING, resumed=now))
        colleague = scene.colleague
        gone = () if colleague is None else (self._moves.let_go(session, colleague),)
        return Moved((*gone, RefreshAgent(own)))

    def _ended(self, session: Session, scene: Scene, *, machine: bool = False) -> Moved:
        queued = scene.queued
        moved = self._moves.part(session, scene, machine=machine)
        if queued is None or not queued.reached:
            return moved
        if machine:  # it records: it is cut off before the agent's telephone, and hears of nothing that comes after
            return replace(moved, errands=(HangUp(queued.call), *moved.errands))
        if queued.state is QueueState.HELD:
            return replace(moved, errands=(*moved.errands, RefreshCaller(queued)))
        # They are together on the line: whoever of the two can be moved ends it for both.
        apart = (RefreshCaller(queued),)
        ends = [replace(one, otherwise=apart) if isinstance(one, HangUp) else one for one in moved.errands]
        return replace(moved, errands=tuple(ends))

    def _asked(self, session: Session, queued: QueuedCall, *, agent: int, to: int) -> AgentLeg:
        free = dict(self._offers.free(session, queued.incident, tuple(Role)))
        if to not in free:
            raise ColleagueBusy("The colleague can't be rung now.")
        pair = Pair(queued.reference, to, free[to])
        try:
            return self._offers.reserve_leg(
                session, pair, purpose=Purpose.TRANSFER, incident=queued.incident, helps=agent
            )
        except Outrun:
            raise ColleagueBusy("The colleague can't be rung now.") from None

    def _done(self, verb: Callable[[Session], Moved]) -> bool:
        with self._database.write() as session:
            moved = verb(session)
        return self._messenger.carry(moved.errands)
