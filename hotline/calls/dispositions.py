"""Dispositions: what an agent says of a call that is over, counted by the day.

None states an answer. They are counted by the day on which a call began and not by the quarter, because a quarter of
an hour at a desk is often one call. Must not know: which call one belongs to.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base
from hotline.totals import add_up


class Disposition(StrEnum):
    """How a call at the desk was closed: exactly one, chosen by the agent."""

    ANSWERED_QUESTIONS = "answered_questions"
    CHECKED = "checked"
    LETTER_REQUESTED = "letter_requested"
    CALLBACK_ARRANGED = "callback_arranged"
    ESCALATED = "escalated"
    WRONG_NUMBER = "wrong_number"
    CALLER_GONE = "caller_gone"
    OTHER = "other"


class DispositionCount(Base):
    """How often a disposition was chosen for the calls that began on one day (UTC)."""

    __tablename__ = "disposition_counts"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    disposition: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]


def count_disposition(session: Session, incident_id: int, *, disposition: Disposition, day: date) -> None:
    """Count one call that began on `day`."""
    key = {"day": day, "incident_id": incident_id, "disposition": disposition.value}
    add_up(session, DispositionCount, key, {"count": 1})
