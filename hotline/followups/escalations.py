"""Escalations: what an agent can't settle, for somebody with a clock: tier two, counsel, press, safety.

A row lies under a random name and says who opened it and why in a few checked words. Must not know: which call it came
from, and any answer.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.followups.bounds import Bounds, During, Kind
from hotline.followups.notes import MOST_CHARACTERS, checked
from hotline.sealing import KeyRing


class EscalationKind(StrEnum):
    """To whom it goes."""

    TIER_2 = "tier_2"
    COUNSEL = "counsel"
    PRESS = "press"
    SAFETY = "safety"

    @property
    def clock(self) -> timedelta:
        """Within which time somebody must have seen to it."""
        return _CLOCKS[self]


_CLOCKS = {
    EscalationKind.TIER_2: timedelta(hours=4),
    EscalationKind.COUNSEL: timedelta(hours=24),
    EscalationKind.PRESS: timedelta(hours=2),
    EscalationKind.SAFETY: timedelta(minutes=30),
}


class NoSuchEscalation(Exception):
    """There is no open escalation of this name among those that may be seen."""


_IS_OPEN = text("closed_at IS NULL")


class EscalationRow(Base):
    """One escalation, open until `closed_at`."""

    __tablename__ = "escalations"
    __table_args__ = (
        # Of the open ones only, which wallboards ask for every few seconds: the others become ever more.
        Index("ix_escalations_open", "incident_id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        # Without a hidden number of the row, which would count up with the calls.
        {"sqlite_with_rowid": False},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    kind: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(MOST_CHARACTERS))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    closed_how: Mapped[str | None] = mapped_column(String(MOST_CHARACTERS))


@dataclass(frozen=True, slots=True)
class Escalation:
    """An open escalation. Moments are whole minutes; `opened_by` is an account."""

    id: uuid.UUID
    incident_id: int
    kind: EscalationKind
    note: str
    opened_at: datetime
    due_at: datetime
    opened_by: int

    def left(self, now: datetime) -> timedelta:
        """How much time is left; negative once it is overdue."""
        return self.due_at - now

    def overdue(self, now: datetime) -> bool:
        """Whether its time has run out."""
        return now > self.due_at


_TABLE = table_of(EscalationRow)
_SEEN = tuple(_TABLE.c[name] for name in Escalation.__slots__)
_OPEN = _TABLE.c.closed_at.is_(None)


class Escalations:
    """Opens and closes them, audited, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._clock = clock
        self._audit = AuditLog(keyring, clock)
        self._bounds = Bounds(keyring, clock)

    def open(
        self, session: Session, *, incident_id: int, kind: EscalationKind, note: str, by: int, call: bytes
    ) -> Escalation:
        """Open one, by an agent's account in a call (its reference); TooMany.

        It needs no words. NoteRefused where those that it has can't be kept.
        """
        now, words = minute(self._clock.now()), checked(note) if note.strip() else ""
        self._bounds.spend(session, Kind.ESCALATION, during=During(call, by))
        opened = Escalation(uuid.uuid4(), incident_id, kind, words, now, now + kind.clock, by)
        said = {name: getattr(opened, name) for name in Escalation.__slots__}
        session.execute(insert(_TABLE), {**said, "kind": kind.value})
        self._record(session, Tag.ESCALATION_OPENED, actor=f"agent {by}", opened=opened)
        return opened

    def opened(self, session: Session, incident_ids: Collection[int]) -> Sequence[Escalation]:
        """The open ones of these incidents, the one that is due first first."""
        of_these = select(*_SEEN).where(_OPEN, _TABLE.c.incident_id.in_(incident_ids))
        rows = session.execute(of_these.order_by(_TABLE.c.due_at, _TABLE.c.id))
        return tuple(_escalation(row) for row in rows)

    def close(self, session: Session, id_: uuid.UUID, *, within: Collection[int], by: int, how: str) -> None:
        """Close one of the incidents `within`, by a supervisor's account; NoSuchEscalation, NoteRefused."""
        words = checked(how)
        these = (_TABLE.c.id == id_, _OPEN, _TABLE.c.incident_id.in_(within))
        row = session.execute(select(*_SEEN).where(*these).with_for_update()).one_or_none()
        if row is None:
            raise NoSuchEscalation("There is no such open escalation.")
        closed = {"closed_at": minute(self._clock.now()), "closed_by": by, "closed_how": words}
        session.execute(update(_TABLE).where(*these).values(closed))
        self._record(session, Tag.ESCALATION_CLOSED, actor=f"supervisor {by}", opened=_escalation(row))

    def _record(self, session: Session, tag: Tag, *, actor: str, opened: Escalation) -> None:
        detail = {"escalation": str(opened.id), "kind": opened.kind.value}
        self._audit.record(session, tag, actor=actor, incident_id=opened.incident_id, detail=detail)


def _escalation(row: object) -> Escalation:
    said = {name: getattr(row, name) for name in Escalation.__slots__}
    return Escalation(**{**said, "kind": EscalationKind(said["kind"])})
