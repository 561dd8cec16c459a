"""What the queue came to: totals, counted when a call leaves it, in the quarter of an hour in which the call began.

Not in which it joined: whoever has heard a yes comes to the line later than who has heard a no. Must not know: which
call one was.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.calls.counts import interval_of
from hotline.database import Base, UtcDateTime, table_of
from hotline.queue.queued_call import Left, QueuedCall
from hotline.totals import add_up

SERVICE_SECONDS = 60  # whoever is answered within them was answered in time
SHORT_SECONDS = 10  # whoever hangs up within them has hardly waited
TOTALS = (
    *("offered", "answered", "answered_in_time", "abandoned", "abandoned_short", "to_callback", "to_voicemail"),
    *("waited_answered", "waited_abandoned"),
)


class QueueCount(Base):
    """The calls that began in one interval and have joined and left. Who went back to the menu is only `offered`."""

    __tablename__ = "queue_counts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    offered: Mapped[int]
    answered: Mapped[int]
    answered_in_time: Mapped[int]
    abandoned: Mapped[int]
    abandoned_short: Mapped[int]
    to_callback: Mapped[int]
    to_voicemail: Mapped[int]
    waited_answered: Mapped[int]
    waited_abandoned: Mapped[int]


@dataclass(frozen=True, slots=True)
class QueueSum:
    """The totals of many intervals."""

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0

    def __add__(self, other: QueueSum) -> QueueSum:
        """Both together."""
        names = [one.name for one in fields(self)]
        return QueueSum(*(getattr(self, name) + getattr(other, name) for name in names))


def counts_since(session: Session, incident_id: int, since: datetime) -> QueueSum:
    """What came of an incident's calls that began since a moment, and have left the queue."""
    row = session.connection().execute(_SINCE, {"incident": incident_id, "since": since}).one()
    return QueueSum(*(int(total or 0) for total in row))


def count_answered(session: Session, queued: QueuedCall, *, now: datetime) -> None:
    """Count a call that an agent has taken, once."""
    waited = _waited(queued, now)
    in_time = int(waited <= SERVICE_SECONDS)
    _count(session, queued, answered=1, answered_in_time=in_time, waited_answered=waited)


def count_left(session: Session, queued: QueuedCall, how: Left, *, now: datetime) -> None:
    """Count a call that has left before anybody took it, once."""
    waited = _waited(queued, now)
    if how is Left.ABANDONED:
        _count(session, queued, abandoned=1, abandoned_short=int(waited <= SHORT_SECONDS), waited_abandoned=waited)
    else:
        _count(session, queued, to_callback=int(how is Left.CALLBACK), to_voicemail=int(how is Left.VOICEMAIL))


_C = table_of(QueueCount).c
_SINCE = select(*(func.sum(_C[one.name]) for one in fields(QueueSum))).where(
    _C.interval >= bindparam("since"), _C.incident_id == bindparam("incident")
)


def _count(session: Session, queued: QueuedCall, **totals: int) -> None:
    if queued.counted:
        return
    began = datetime.fromtimestamp(queued.handed.began, UTC) if queued.handed.began else queued.joined
    key = {"interval": interval_of(began), "incident_id": queued.incident}
    add_up(session, QueueCount, key, {**dict.fromkeys(TOTALS, 0), "offered": 1, **totals})


def _waited(queued: QueuedCall, now: datetime) -> int:
    return max(0, int((now - queued.joined).total_seconds()))
