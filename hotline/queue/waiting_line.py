"""The waiting line of an incident: who waits, in which order, for how long, and how they left.

Every verb works in the transaction that it is given, and locks in the order of `hotline.queue.scene`. Must not know:
what is said to whoever waits, and how a telephone is rung.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.followups import Callback, NoSuchCallback
from hotline.queue.counts import count_left
from hotline.queue.errands import Errand, Moved
from hotline.queue.moves import TAKEN, Moves
from hotline.queue.queued_call import HandOver, Left, LineFull, QueuedCall, QueueState
from hotline.sealing import KeyRing

MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody has left the line. `queued` is the call as it was, None where nobody was there.

    `errands` are for the switchboard, once the transaction has committed: `Distribution.departed` sees to them, and
    lets the next one ring.
    """

    queued: QueuedCall | None = None
    errands: tuple[Errand, ...] = ()


class WaitingLine:
    """Keeps the queues, in the caller's transaction. KeyMissing, KeyWrong."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._clock = clock
        self._moves = Moves(keyring, clock)
        self._places = self._moves.places

    def join(self, session: Session, reference: bytes, *, incident: int, call: str, handed: HandOver) -> QueuedCall:
        """Let a caller wait, at the end; who waits already stays where they are.

        LineFull where MOST_WAITING are on the telephone: a callback is nobody there, and fills no line.
        """
        known = self._places.find(session, reference)
        if known is not None:
            return known
        place = self._places.next_place(session, incident)
        if self._places.on_the_line(session, (incident,)) >= MOST_WAITING:
            raise LineFull("Nobody else can wait now.")
        joined = self._new(reference, incident, place, handed=handed)
        joined = replace(joined, call=call)
        if not self._places.insert(session, joined):  # a row that opens no more
            self._places.forget(session, reference)
            self._places.insert(session, joined)
        return joined

    def find(self, session: Session, reference: bytes) -> QueuedCall | None:
        """The call, locked until the transaction ends; None where it is not in the queue (any more)."""
        return self._places.find(session, reference)

    def of_agent(self, session: Session, agent: int) -> QueuedCall | None:
        """The call that rings at an agent or that they have, locked until the transaction ends."""
        return self._places.of_agent(session, agent)

    def position(self, session: Session, reference: bytes) -> int:
        """How many are before this caller who have no agent yet, and one: 1 is next. Nothing is locked."""
        return self._places.before(session, reference) + 1

    def minutes(self, session: Session, queued: QueuedCall) -> int | None:
        """How long this caller will wait, in whole minutes from 1 up; None unless enough was answered lately."""
        seconds = self._places.seconds_between_answers(session, queued.incident)
        if seconds is None:
            return None
        return max(1, math.ceil(self.position(session, queued.reference) * seconds / 60))

    def keep_as_callback(self, session: Session, reference: bytes, callback: bytes) -> Departure:
        """The caller hangs up and keeps the place: `callback` is the id of the one that was arranged.

        The place is then the callback's and no more the live call's: `find` with its reference finds nothing. What was
        said to the caller is forgotten. Where an agent has just taken the call, nothing changes.
        """
        scene = self._moves.scenes.of_call(session, reference)
        queued = scene.queued
        if queued is None or queued.state in TAKEN:
            return Departure(queued)
        errands = tuple(self._moves.let_go(session, leg) for leg in scene.legs)
        number = self._moves.callbacks.read(session, callback).number
        kept = replace(
            queued.waits(),
            reference=self._places.of_callback(callback),
            call="",
            handed=replace(queued.handed, heard=(), number=number, began=0),
            callback=callback,
            counted=True,
        )
        self._moves.tell_callback(session, queued, kept=True)  # they were called back already, and want it once more
        self._places.save(session, kept, was=queued.reference)
        count_left(session, queued, Left.CALLBACK, now=self._clock.now())
        return Departure(queued, errands)

    def queue_callback(self, session: Session, callback: Callback, handed: HandOver) -> None:
        """A callback's window has begun: it joins at the end. Nothing where it is in the line."""
        place = self._places.next_place(session, callback.incident_id)
        joined = self._new(self._places.of_callback(callback.id), callback.incident_id, place, handed=handed)
        self._places.insert(session, replace(joined, callback=callback.id, counted=True))

    def forget_erased(self, session: Session) -> None:
        """Let go of the places of callbacks that were erased, number and all. Nothing of one that rings just now."""
        for queued in self._places.of_callbacks(session):
            try:
                self._moves.callbacks.read(session, queued.callback)
            except NoSuchCallback:
                self._places.forget(session, queued.reference)

    def leave(self, session: Session, reference: bytes, how: Left) -> Departure:
        """The caller leaves the line and is still on the telephone. Nothing where they have left."""
        scene = self._moves.scenes.of_call(session, reference)
        return _departed(scene.queued, self._moves.part(session, scene, how))

    def caller_gone(self, session: Session, reference: bytes) -> Departure:
        """The caller has hung up, wherever they were: in wrap-up is now whoever talked with them."""
        return self.leave(session, reference, Left.ABANDONED)

    def agent_gone(self, session: Session, agent: int) -> Departure:
        """The agent may not work here any more: they go, and whoever they were rung for or had waits again, in front.

        Whom a colleague had asked for help is out of the consultation. Their call is closed, whatever it was.
        """
        self._moves.legs.stop(session, agent)
        scene = self._moves.scenes.of_agent(session, agent)
        moved = self._moves.wait_again(session, scene)
        found = self._moves.scenes.of_telephone(session, agent)
        if found is not None:
            helped = self._moves.give_up(session, *found, missed=False)
            moved = Moved((*moved.errands, *helped.errands))
        self._moves.calls.end_all_of(session, agent)
        return _departed(scene.queued, moved)

    def waiting(self, session: Session, incidents: Collection[int]) -> int:
        """How many callers on the telephone wait for an agent, over these incidents. Nothing is locked."""
        return self._places.on_the_line(session, incidents)

    def longest_wait(self, session: Session, incidents: Collection[int]) -> datetime | None:
        """When the one of them joined who waits longest; None where nobody waits. Nothing is locked."""
        return self._places.longest(session, incidents)

    def talking(self, session: Session, incidents: Collection[int]) -> int:
        """How many callers on the telephone have an agent, over these incidents. Nothing is locked."""
        return self._places.talking(session, incidents)

    def in_the_menu(self, session: Session, incidents: Collection[int]) -> int:
        """How many callers on the telephone neither wait for an agent nor have one. Nothing is locked.

        Whoever is in the menu is heard of every few seconds: a call that was not for an hour has ended without a word.
        """
        hour = int(self._clock.now().timestamp()) // 3600
        return self._places.elsewhere(session, incidents, since=hour - 1)

    def _new(self, reference: bytes, incident: int, place: int, *, handed: HandOver) -> QueuedCall:
        return QueuedCall(
            reference,
            incident=incident,
            place=place,
            state=QueueState.WAITING,
            agent=None,
            call="",
            joined=self._clock.now().replace(microsecond=0),
            handed=handed,
        )


def _departed(queued: QueuedCall | None, moved: Moved) -> Departure:
    return Departure(queued, moved.errands)
