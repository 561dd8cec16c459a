"""What the queue came to: totals, counted when a call leaves it, in the quarter of an hour in which the call began.

Not in which it joined: whoever has heard a yes comes to the line later than who has heard a no. Must not know: which
call one was.
"""

from datetime import UTC, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.calls.counts import interval_of
from hotline.database import Base, UtcDateTime
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


def _count(session: Session, queued: QueuedCall, **totals: int) -> None:
    if queued.counted:
        return
    began = datetime.fromtimestamp(queued.handed.began, UTC) if queued.handed.began else queued.joined
    key = {"interval": interval_of(began), "incident_id": queued.incident}
    add_up(session, QueueCount, key, {**dict.fromkeys(TOTALS, 0), "offered": 1, **totals})


def _waited(queued: QueuedCall, now: datetime) -> int:
    return max(0, int((now - queued.joined).total_seconds()))
