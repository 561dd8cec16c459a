"""Gaps: questions that callers ask and that have no approved answer yet, for the supervisor.

A row says what was asked in a few checked words, and on which day. Must not know: who asked or wrote it, on which call.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, ForeignKey, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, table_of
from hotline.followups.notes import MOST_CHARACTERS, checked


class NoSuchGap(Exception):
    """There is no open gap of this name among those that may be seen."""


class QuestionGap(Base):
    """One question without an answer."""

    __tablename__ = "question_gaps"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    language: Mapped[str] = mapped_column(String(8))
    asked: Mapped[str] = mapped_column(String(MOST_CHARACTERS))
    day: Mapped[date] = mapped_column(Date)
    open: Mapped[bool]


@dataclass(frozen=True, slots=True)
class Gap:
    """An open question. `language` is the caller's; `day` is UTC."""

    id: uuid.UUID
    incident_id: int
    language: str
    asked: str
    day: date


_TABLE = table_of(QuestionGap)
_SEEN = tuple(_TABLE.c[name] for name in Gap.__slots__)


class Gaps:
    """Keeps questions, in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def note(self, session: Session, *, incident_id: int, language: str, asked: str) -> Gap:
        """Keep a question; NoteRefused where its words can't be kept."""
        gap = Gap(uuid.uuid4(), incident_id, language, checked(asked), self._clock.now().date())
        session.execute(insert(_TABLE), {**{name: getattr(gap, name) for name in Gap.__slots__}, "open": True})
        return gap

    def opened(self, session: Session, incident_ids: Collection[int]) -> Sequence[Gap]:
        """The open questions of these incidents, oldest day first and in no order within a day."""
        of_these = select(*_SEEN).where(_TABLE.c.open, _TABLE.c.incident_id.in_(incident_ids))
        return tuple(Gap(*row) for row in session.execute(of_these.order_by(_TABLE.c.day, _TABLE.c.id)))

    def close(self, session: Session, id_: uuid.UUID, *, within: Collection[int]) -> None:
        """Close a question of the incidents `within`; NoSuchGap."""
        these = (_TABLE.c.id == id_, _TABLE.c.open, _TABLE.c.incident_id.in_(within))
        closed = session.execute(update(_TABLE).where(*these).values(open=False).returning(_TABLE.c.id)).one_or_none()
        if closed is None:
            raise NoSuchGap("There is no such open question.")
