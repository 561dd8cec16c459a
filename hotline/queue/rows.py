"""The tables of the queue: who waits, in which order, and who has the call.

No row has a time in clear: a caller who heard a yes comes to the queue later than one who heard a no. Must not know:
what a row means.
"""

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.database import Base, table_of

REFERENCE_BYTES = 32
SEALED_BYTES = 1024


class QueuedRow(Base):
    """One caller in the queue. `callback`: nobody was on the line when they joined, so it may wait for days."""

    __tablename__ = "queued_calls"
    __table_args__ = (
        Index("ix_queued_calls_incident_id_place", "incident_id", "place", "state"),
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


QUEUED, QUEUES = table_of(QueuedRow), table_of(QueueRow)
