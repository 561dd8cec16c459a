"""Distribution: which agent's telephone rings for which caller, and what becomes of it.

Opens its own transactions, and asks the switchboard only while none is open. There is no thread behind it: whoever
changes the queue, waits in it or looks at the desk moves it on. Must not know: documents, and what a page shows.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hotline import incidents
from hotline.calls.switchboard import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.followups import Callback
from hotline.queue.calling_back import CallingBack, messenger_over
from hotline.queue.errands import Moved, RingAgent
from hotline.queue.legs import AgentLeg, Purpose
from hotline.queue.moves import Moves
from hotline.queue.offers import Gone, Offers, Outrun, Pair
from hotline.queue.present import LegNow, Present, Ringing
from hotline.queue.queued_call import HandOver, QueuedCall
from hotline.queue.scene import Scene
from hotline.queue.waiting_line import Departure, WaitingLine
from hotline.sealing import KeyFault, KeyRing, SealBroken
from hotline.staff import Role

TAKES = "1"  # the key that takes a call
LOOK_SECONDS = 5  # so often a process looks for what nobody tells it
_LOOKS = 5  # after so many that were outrun, whoever was first is at work
log = structlog.get_logger()


class NothingRings(Exception):
    """No call rings at this agent."""


class Distribution:
    """Rings agents for callers. No method raises for a fault of the telephone: it is logged and heals by itself."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, switchboard: Switchboard) -> None:
        self._database = database
        self._clock = clock
        self._moves = Moves(keyring, clock)
        self._offers = Offers(keyring, clock, self._moves)
        self._calling_back = CallingBack(clock, self._moves, self._offers)
        self._present = Present(self._moves.scenes)
        self._line = WaitingLine(keyring, clock)
        self._messenger = messenger_over(
            database, switchboard, self._moves, offers=self._offers, calling_back=self._calling_back
        )
        self._looked: dict[int, datetime] = {}

    def offer_next(self, incident: int) -> None:
        """Let offers expire that nobody took, and ring the agent who is idle longest for the caller who is next.

        At most one new offer. Only reads where there is nothing to do. What fails, in the database too, is logged: the
        next one who asks tries again.
        """
        with _logged():
            self._look_around(incident)
            with self._database.read() as session:
                overdue = self._offers.overdue(session)
            for agent in overdue:
                self._expire(agent)
            leg = self._reserved(incident)
            if leg is not None:
                self._messenger.carry((RingAgent(leg),))

    def departed(self, departure: Departure) -> None:
        """After the commit in which somebody left the line: hang up what rang for them, and offer the next one.

        Never raises, like `offer_next`.
        """
        self._messenger.carry(departure.errands)
        if departure.queued is not None:
            self.offer_next(departure.queued.incident)

    def staffed(self, session: Session, incident: int) -> bool:
        """Whether an agent of the incident with a verified telephone is at their desk, whatever they do. Only reads."""
        return self._offers.staffed(session, incident)

    def free(self, session: Session, incident: int) -> tuple[int, ...]:
        """Agents and supervisors who could be rung now, longest idle first. Only reads."""
        return tuple(agent for agent, _ in self._offers.free(session, incident, tuple(Role)))

    def ringing(self, session: Session, agent: int) -> Ringing | None:
        """What rings at this agent. Only reads."""
        return self._present.ringing(session, agent)

    def leg(self, offer: str) -> LegNow | None:
        """What the telephone of this offer shall do now; None where nothing is known of it (any more): hang up."""
        with self._database.read() as session:
            return self._present.leg(session, offer)

    def picked_up(self, offer: str, *, leg: str = "") -> None:
        """The agent's telephone was picked up. `leg` is the carrier's id, in case ringing it got no answer."""
        self._move(lambda session: self._offers.picked_up(session, offer, call=leg))

    def pressed(self, offer: str, keys: str) -> None:
        """A key was pressed on the agent's telephone: `1` takes the call, anything else changes nothing."""
        if keys != TAKES:
            return

        def take(session: Session) -> Moved:
            found = self._moves.scenes.of_offer(session, offer)
            return self._offers.take(session, *found, at_desk=False) if found else Moved()

        self._move(take)

    def leg_over(self, offer: str, status: str) -> None:
        """The agent's telephone has rung in vain or was hung up; `status` is the carrier's word. Twice, late: nothing.

        Who did not take an offer goes to a break, and the next one is rung. Who talked has ended the talk; where they
        had put the caller on hold, that one waits again, in front, or is handed to the colleague who is on the line.
        """
        log.info("queue.leg_over", status=status)
        moved = self._write(lambda session: self._offers.leg_over(session, offer))
        self._after(moved)

    def accept(self, agent: int) -> None:
        """The agent takes the call at the desk: at once if their telephone is picked up, else when it is.

        NothingRings. Nothing where they have it already.
        """

        def take(session: Session) -> Moved:
            scene, leg = self._rung(session, agent)
            return Moved() if leg.connected else self._offers.accept(session, scene, leg)

        self._move(take)

    def decline(self, agent: int) -> None:
        """The agent does not take the call: they go to a break, and the next one is rung. NothingRings."""

        def refuse(session: Session) -> Moved:
            scene, leg = self._rung(session, agent)
            if leg.connected:
                raise NothingRings("The call is taken.")
            return self._moves.give_up(session, scene, leg, missed=True)

        self._move(refuse)

    def reached(self, session: Session, offer: str, *, reference: bytes, call: str) -> QueuedCall | None:
        """The caller of a callback has picked up, in the transaction that makes their live call (`reference`).

        None where nobody waits for them any more. The same call twice is told the same.
        """
        return self._calling_back.reached(session, offer, reference=reference, call=call)

    def unreached(self, offer: str, status: str, *, call: str = "") -> None:
        """A callback's caller was rung in vain; `status` is the carrier's word, `call` its id. Else: nothing."""
        log.info("queue.caller_unreached", status=status)
        self._move(lambda session: self._calling_back.unreached(session, offer, call=call))

    def ring_again(self, agent: int) -> bool:
        """Ring the caller of the agent's callback once more; False where they may ring still, or can't be rung."""
        moved = self._write(lambda session: self._calling_back.ring_again(session, agent))
        return bool(moved.errands) and self._messenger.carry(moved.errands)

    def check_telephone(self, agent: int, address: str, *, line: str) -> bool:
        """Ring an agent's telephone to see that it is theirs; False where one of theirs rings, or it can't be rung."""
        with self._database.write() as session:
            leg = self._offers.reserve_alone(session, agent, address, line=line, purpose=Purpose.CHECK)
        return leg is not None and self._messenger.carry((RingAgent(leg),))

    def read_aloud(self, agent: int, address: str, *, line: str, about: str) -> bool:
        """Ring somebody's own telephone, and read to them what has the name `about`; False as `check_telephone`."""
        purpose = Purpose.READING
        with self._database.write() as session:
            leg = self._offers.reserve_alone(session, agent, address, line=line, purpose=purpose, about=about)
        return leg is not None and self._messenger.carry((RingAgent(leg),))

    def _rung(self, session: Session, agent: int) -> tuple[Scene, AgentLeg]:
        found = self._moves.scenes.of_telephone(session, agent)
        if found is None or found[1].is_of_no_call:
            raise NothingRings("Nothing rings here.")
        return found

    def _expire(self, agent: int) -> None:
        moved = self._write(lambda session: self._offers.expire(session, agent))
        self._messenger.carry(moved.errands)

    def _reserved(self, incident: int) -> AgentLeg | None:
        for _ in range(_LOOKS):
            with self._database.read() as session:
                chosen = self._offers.choose(session, incident)
            if chosen is None:
                return None
            try:
                leg = self._write_chosen(chosen)
            except Outrun:
                continue
            if leg is not None:
                return leg
        return None

    def _write_chosen(self, chosen: Pair | Gone) -> AgentLeg | None:
        with self._database.write() as session:
            if isinstance(chosen, Pair):
                return self._offers.reserve(session, chosen)
            self._offers.drop(session, chosen)
            return None

    def _look_around(self, incident: int) -> None:
        """What nobody tells us: that a callback's window has begun, and that an agent forgot to close a call."""
        now = self._clock.now()
        looked = self._looked.get(incident)
        if looked is not None and now - looked < timedelta(seconds=LOOK_SECONDS):
            return
        self._looked[incident] = now
        with self._database.read() as session:
            due = self._moves.callbacks.due(session, incident)
            unfinished = self._moves.unfinished(session)
        for agent in unfinished:
            with self._database.write() as session:
                self._moves.finish(session, agent)
        for callback in due:
            self._queue(callback)

    def _queue(self, callback: Callback) -> None:
        with self._database.write() as session:
            version = incidents.current_by_id(session, callback.incident_id).version
            handed = HandOver(callback.language, callback.role, step="", version=version, number=callback.number)
            if self._moves.callbacks.mark_queued(session, callback.id):
                self._line.queue_callback(session, callback, handed)

    def _move(self, verb: Callable[[Session], Moved]) -> None:
        self._after(self._write(verb))

    def _write(self, verb: Callable[[Session], Moved]) -> Moved:
        with self._database.write() as session:
            return verb(session)

    def _after(self, moved: Moved) -> None:
        self._messenger.carry(moved.errands)
        if moved.incident is not None:
            self.offer_next(moved.incident)


@contextmanager
def _logged() -> Iterator[None]:
    # The caller's own request has been answered by then: what fails here must not become their fault.
    try:
        yield
    except (SQLAlchemyError, KeyFault, SealBroken) as fault:
        log.error("queue.fault", fault=type(fault).__name__)
