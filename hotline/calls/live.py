"""Calls in progress: one row a call, sealed, always 1,024 bytes, rewritten at every request whatever happened.

A row's name is a keyed digest of the carrier's id for the call, so no id is kept. Once a call is over its row is gone,
and another digest, tied to nothing, remembers for over a year that it has ended. Must not know: what a state says.
"""

from collections.abc import Mapping

from sqlalchemy import ForeignKey, LargeBinary, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_if_new, table_of
from hotline.sealing import LIVE_HOURS, KeyFault, KeyRing, SealBroken, digest

# A carrier ends a call after four hours, and after one more its state could no longer be opened.
LONGEST_CALL_HOURS = LIVE_HOURS - 1
REMEMBERED_DAYS = 400  # a recorded call, sent again, must not begin anew while the incident lasts


class LiveCall(Base):
    """A call in progress. `touched` is the hour since 1970 in which its caller was last heard of.

    `incident_id` is None for a call that began before this column was there.
    """

    __tablename__ = "live_calls"

    reference: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(1024))
    touched: Mapped[int]
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"), index=True)


class EndedCall(Base):
    """A call that is over: nothing may begin it anew. `day` is counted since 1970."""

    __tablename__ = "ended_calls"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    day: Mapped[int]


# Built once, over tables and not over models: every request, or every call, runs these.
_CALLS = table_of(LiveCall)
_THIS = _CALLS.c.reference == bindparam("this")
_LOAD = select(_CALLS.c.sealed).where(_THIS).with_for_update()
_FORGET = delete(_CALLS).where(_THIS)
_ENDED = table_of(EndedCall)
_OVER = select(_ENDED.c.day).where(_ENDED.c.digest == bindparam("this"))
_SAVE = update(_CALLS).where(_THIS).values(sealed=bindparam("sealed"), touched=bindparam("touched"))


class LiveCalls:
    """Keeps the states of calls, under the live key, in the caller's transaction.

    Everything here raises KeyMissing or KeyWrong where the ring is gone, and SealBroken where a state does not open.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def reference(self, call_id: str) -> bytes:
        """The name under which a call is kept: 32 bytes that only this installation can compute."""
        return self._digest("in progress", call_id)

    def load(self, session: Session, reference: bytes) -> bytes | None:
        """The state of a call, locked until the transaction ends; None where no such call is in progress."""
        sealed = session.connection().scalar(_LOAD, {"this": reference})
        return None if sealed is None else self._keyring.open_live(sealed, reference)

    def begin(self, session: Session, reference: bytes, state: bytes, *, incident: int | None) -> bool:
        """Keep a new call. False where it is there already, and stays as it is: the carrier asked twice at once."""
        row = {"reference": reference, "incident_id": incident, **self._row(reference, state)}
        return insert_if_new(session, LiveCall, row)

    def save(self, session: Session, reference: bytes, state: bytes) -> None:
        """Write the state of a call, changed or not."""
        session.connection().execute(_SAVE, {"this": reference, **self._row(reference, state)})

    def end(self, session: Session, call_id: str) -> bool:
        """Remember that a call is over; False where that is known already, or another transaction is just doing it."""
        row = {"digest": self._digest("over", call_id), "day": self._hour() // 24}
        return insert_if_new(session, EndedCall, row)

    def forget(self, session: Session, reference: bytes) -> None:
        """Let go of a call that is over."""
        session.connection().execute(_FORGET, {"this": reference})

    def has_ended(self, session: Session, call_id: str) -> bool:
        """Whether a call with this id is over."""
        return session.connection().scalar(_OVER, {"this": self._digest("over", call_id)}) is not None

    def sweep(self, session: Session) -> Mapping[bytes, bytes | None]:
        """Forget calls that are longer than a call can be: their last states, None where one does not open any more."""
        hour = self._hour()
        session.execute(delete(EndedCall).where(EndedCall.day < hour // 24 - REMEMBERED_DAYS))
        stale = delete(LiveCall).where(LiveCall.touched <= hour - LONGEST_CALL_HOURS)
        rows = session.execute(stale.returning(LiveCall.reference, LiveCall.sealed)).all()
        return {row.reference: self._opened(row.sealed, row.reference) for row in rows}

    def _opened(self, sealed: bytes, reference: bytes) -> bytes | None:
        try:
            return self._keyring.open_live(sealed, reference)
        except (SealBroken, KeyFault):
            return None

    def _row(self, reference: bytes, state: bytes) -> dict[str, object]:
        return {"sealed": self._keyring.seal_live(state, reference), "touched": self._hour()}

    def _hour(self) -> int:
        return int(self._clock.now().timestamp()) // 3600

    def _digest(self, what: str, call_id: str) -> bytes:
        return digest(self._keyring.ledger_key("calls"), what.encode(), call_id.encode())
