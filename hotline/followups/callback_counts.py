"""How callbacks went, as counts by the day on which they were arranged.

Must not know: anything of one callback; so that a row is about a day and not about somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Date, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, table_of
from hotline.totals import add_up

What = Literal["arranged", "kept", "late", "unreached"]


class CallbackCount(Base):
    """One incident's day (UTC)."""

    __tablename__ = "callback_counts"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    arranged: Mapped[int]
    kept: Mapped[int]
    late: Mapped[int]
    unreached: Mapped[int]


@dataclass(frozen=True, slots=True)
class CallbackDay:
    """What became of the callbacks that were arranged on a day (UTC).

    `kept`: reached, and first rung within their window; `late`: reached, first rung after it; `unreached`: given up.
    The rest of `arranged` still waits, or was taken back.
    """

    day: date
    arranged: int
    kept: int
    late: int
    unreached: int


_TABLE = table_of(CallbackCount)
_TOLD = tuple(_TABLE.c[name] for name in CallbackDay.__slots__)
_NOTHING = {"arranged": 0, "kept": 0, "late": 0, "unreached": 0}


def count(session: Session, incident_id: int, what: What, *, day: date) -> None:
    """Count one callback that was arranged on `day`."""
    add_up(session, CallbackCount, {"day": day, "incident_id": incident_id}, {**_NOTHING, what: 1})


def counts_of(session: Session, incident_id: int) -> Sequence[CallbackDay]:
    """Every day of an incident on which a callback was arranged, in order."""
    of_this = select(*_TOLD).where(_TABLE.c.incident_id == incident_id).order_by(_TABLE.c.day)
    return tuple(CallbackDay(*row) for row in session.execute(of_this))
