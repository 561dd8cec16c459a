"""The rows of the waiting line: found, locked, written and forgotten.

A row is sealed under the live key while a caller is on the line, so that no older key ring opens it; one of a callback
may wait for days and is sealed under the ledger key. No row has a time in clear: a caller who heard a yes comes to the
queue later than one who heard a no. Must not know: agents, and why a row changes.
"""

import struct
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.calls.live import LiveCall
from hotline.clock import Clock
from hotline.database import Base, insert_if_new, insert_missing, table_of
from hotline.queue.queued_call import QueuedCall, QueueState
from hotline.sealing import KeyRing, SealBroken, digest, open_sealed, seal

REFERENCE_BYTES = 32
SEALED_BYTES = 1024
MOST_ANSWERS = 64  # that are remembered
ENOUGH_ANSWERS = 10  # in LATELY, for an estimate that is worth anything
LATELY = timedelta(minutes=30)


class QueuedRow(Base):
    """One caller in the queue. `callback`: nobody was on the line when they joined, so it may wait for days."""

    __tablename__ = "queued_calls"
    __table_args__ = (
        Index("ix_queued_calls_incident_id_place", "incident_id", "place", "state", "callback"),
        # Without a hidden number of the row, which would count up with the calls.
        {"sqlite_with_rowid": False},
    )

    reference: Mapped[bytes] = mapped_column(LargeBinary(REFERENCE_BYTES), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    place: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    agent: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"), unique=True)
    callback: Mapped[bool]
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


class QueueRow(Base):
    """The queue of one incident: its next place, and, sealed, when the last calls were answered."""

    __tablename__ = "queues"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    next_place: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


QUEUED, QUEUES, LIVE = table_of(QueuedRow), table_of(QueueRow), table_of(LiveCall)
_UNANSWERED = (QueueState.WAITING.value, QueueState.RINGING.value)
_TAKEN = (QueueState.TALKING.value, QueueState.HELD.value)
_C = QUEUED.c
_THIS = _C.reference == bindparam("this")
_READ = select(QUEUED).where(_THIS)
_OF_AGENT = select(QUEUED).where(_C.agent == bindparam("this"))
_LOCK, _LOCK_OF_AGENT = _READ.with_for_update(), _OF_AGENT.with_for_update()
_PLACE = select(_C.place, _C.incident_id).where(_THIS)
_IN_LINE = (_C.incident_id == bindparam("incident"), _C.state.in_(_UNANSWERED))
_COUNT = select(func.count()).select_from(QUEUED).where(*_IN_LINE)
_BEFORE = _COUNT.where(_C.place < bindparam("place"))
_WAITING = (_C.incident_id == bindparam("incident"), _C.state == QueueState.WAITING.value)
_FRONT = select(QUEUED).where(*_WAITING, _C.place > bindparam("after")).order_by(_C.place).limit(bindparam("most"))
_FORGET = delete(QUEUED).where(_THIS)
_CLEAR = delete(QUEUED).where(_C.agent == bindparam("this"))
_SAVE = update(QUEUED).where(_THIS)
_SAVE = _SAVE.values({name: bindparam(f"new_{name}") for name in ("reference", "state", "agent", "callback", "sealed")})
_QUEUE = QUEUES.c.incident_id == bindparam("incident")
_NEXT = update(QUEUES).where(_QUEUE).values(next_place=QUEUES.c.next_place + 1).returning(QUEUES.c.next_place)
_ANSWERS = select(QUEUES.c.sealed).where(_QUEUE)
_REMEMBER = update(QUEUES).where(_QUEUE).values(sealed=bindparam("answers"))
_FEW = 8


class Places:
    """The rows, in the caller's transaction. One that does not open is as if it were not there.

    KeyMissing, KeyWrong.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def find(self, session: Session, reference: bytes, *, lock: bool = True) -> QueuedCall | None:
        """The call, locked until the transaction ends unless it is only looked at."""
        return self._one(session, _LOCK if lock else _READ, reference)

    def of_agent(self, session: Session, agent: int, *, lock: bool = True) -> QueuedCall | None:
        """The call that rings at an agent or that they have."""
        return self._one(session, _LOCK_OF_AGENT if lock else _OF_AGENT, agent)

    def in_front(self, session: Session, incident: int) -> Iterator[tuple[bytes, QueuedCall | None]]:
        """Those who wait, the first one first: reference, and the call, or None where its row does not open."""
        after = 0
        while rows := session.connection().execute(_FRONT, {"incident": incident, "after": after, "most": _FEW}).all():
            for row in rows:
                yield row.reference, self._opened(row)
            after = rows[-1].place

    def of_callbacks(self, session: Session) -> list[QueuedCall]:
        """The callbacks of every incident that wait in the line, locked until the transaction ends."""
        these = (_C.callback.is_(True), _C.state == QueueState.WAITING.value)
        rows = session.connection().execute(select(QUEUED).where(*these).order_by(_C.reference).with_for_update())
        return [queued for row in rows.all() if (queued := self._opened(row)) is not None]

    def longest(self, session: Session, incidents: Collection[int]) -> datetime | None:
        """When the one joined who is on the line and waits longest."""
        first = select(QUEUED).where(_C.state.in_(_UNANSWERED), _C.callback.is_(False)).order_by(_C.place).limit(1)
        found = [session.connection().execute(first.where(_C.incident_id == one)).one_or_none() for one in incidents]
        calls = [self._opened(row) for row in found if row is not None]
        return min((call.joined for call in calls if call is not None), default=None)

    def on_the_line(self, session: Session, incidents: Collection[int]) -> int:
        """How many wait on the telephone."""
        these = (_C.incident_id.in_(incidents), _C.state.in_(_UNANSWERED), _C.callback.is_(False))
        return session.scalar(select(func.count()).select_from(QUEUED).where(*these)) or 0

    def talking(self, session: Session, incidents: Collection[int]) -> int:
        """How many on the telephone talk with an agent, or are held by one."""
        these = (_C.incident_id.in_(incidents), _C.state.in_(_TAKEN), _C.callback.is_(False))
        return session.scalar(select(func.count()).select_from(QUEUED).where(*these)) or 0

    def elsewhere(self, session: Session, incidents: Collection[int], *, since: int) -> int:
        """How many are on the telephone and have no row here, heard of in the hour `since` (from 1970) or later."""
        here = select(_C.reference).where(_C.reference == LIVE.c.reference).exists()
        these = (LIVE.c.incident_id.in_(incidents), LIVE.c.touched >= since, ~here)
        return session.scalar(select(func.count()).select_from(LIVE).where(*these)) or 0

    def before(self, session: Session, reference: bytes) -> int:
        """How many wait before this call."""
        row = session.connection().execute(_PLACE, {"this": reference}).one_or_none()
        if row is None:
            return 0
        return session.connection().scalar(_BEFORE, {"incident": row.incident_id, "place": row.place}) or 0

    def next_place(self, session: Session, incident: int) -> int:
        """A place behind all others; it locks the incident's queue until the transaction ends."""
        blank = {"incident_id": incident, "next_place": 0, "sealed": self._sealed_answers(incident, ())}
        insert_missing(session, QueueRow, [blank])
        return int(session.connection().execute(_NEXT, {"incident": incident}).scalar_one())

    def insert(self, session: Session, call: QueuedCall) -> bool:
        """Keep a new row; False where there is one of this reference."""
        fixed = {"incident_id": call.incident, "place": call.place}
        return insert_if_new(session, QueuedRow, {**fixed, **self._row(call)})

    def save(self, session: Session, call: QueuedCall, *, was: bytes | None = None) -> QueuedCall:
        """Write the call as it is now; `was` is the reference that it had, if it has another one now."""
        written = {f"new_{name}": value for name, value in self._row(call).items()}
        session.connection().execute(_SAVE, {"this": was or call.reference, **written})
        return call

    def forget(self, session: Session, reference: bytes) -> None:
        """Let go of a row."""
        session.connection().execute(_FORGET, {"this": reference})

    def clear(self, session: Session, agent: int) -> None:
        """Let go of whatever an agent has."""
        session.connection().execute(_CLEAR, {"this": agent})

    def of_callback(self, callback: bytes) -> bytes:
        """The reference of a callback while nobody is on the line: the same each time, so it is never there twice."""
        return digest(self._key(), b"callback", callback)

    def answered(self, session: Session, incident: int) -> None:
        """Remember that a call was taken now."""
        sealed = session.connection().scalar(_ANSWERS.with_for_update(), {"incident": incident})
        now = int(self._clock.now().timestamp())
        moments = (*self._opened_answers(incident, sealed), now)[-MOST_ANSWERS:]
        answers = {"incident": incident, "answers": self._sealed_answers(incident, moments)}
        session.connection().execute(_REMEMBER, answers)

    def seconds_between_answers(self, session: Session, incident: int) -> float | None:
        """How long it lately took from one call taken to the next; None unless there were enough."""
        sealed = session.connection().scalar(_ANSWERS, {"incident": incident})
        now = self._clock.now()
        earliest = int((now - LATELY).timestamp())
        lately = [one for one in self._opened_answers(incident, sealed) if one >= earliest]
        if len(lately) < ENOUGH_ANSWERS:
            return None
        return max(1.0, now.timestamp() - lately[0]) / len(lately)

    def _one(self, session: Session, statement: Any, this: object) -> QueuedCall | None:
        row = session.connection().execute(statement, {"this": this}).one_or_none()
        return None if row is None else self._opened(row)

    def _row(self, call: QueuedCall) -> dict[str, object]:
        columns = {"reference": call.reference, "state": call.state.value, "agent": call.agent}
        return {**columns, "callback": not call.reached, "sealed": self._sealed(call)}

    def _sealed(self, call: QueuedCall) -> bytes:
        if call.reached:
            return self._keyring.seal_live(call.to_json(), call.reference, size=SEALED_BYTES)
        return seal(self._key(), call.to_json(), call.reference, size=SEALED_BYTES)

    def _opened(self, row: Any) -> QueuedCall | None:
        try:
            if row.callback:
                state = open_sealed(self._key(), row.sealed, row.reference, padded=True)
            else:
                state = self._keyring.open_live(row.sealed, row.reference)
        except SealBroken:
            return None
        named = {"reference": row.reference, "incident": row.incident_id, "place": row.place, "agent": row.agent}
        return QueuedCall.from_json(state, **named, state=QueueState(row.state))

    def _sealed_answers(self, incident: int, moments: Collection[int]) -> bytes:
        packed = struct.pack(f">{len(moments)}Q", *moments)
        return seal(self._key(), packed, str(incident).encode(), size=SEALED_BYTES)

    def _opened_answers(self, incident: int, sealed: bytes | None) -> tuple[int, ...]:
        if sealed is None:
            return ()
        packed = open_sealed(self._key(), sealed, str(incident).encode(), padded=True)
        return struct.unpack(f">{len(packed) // 8}Q", packed)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("queue")
