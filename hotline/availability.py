"""Whether the line was ready: one mark for each minute in which callers of an incident could have been answered.

A minute without a mark is one of which nothing is known, and counts as one in which nobody would have been answered.
What the carrier did, and the way to it, are not seen from here. Knows what this service found of itself; must not know
calls, nor how it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of

MINUTE = timedelta(minutes=1)
MINUTES = 15  # in a quarter of an hour


class LineQuarter(Base):
    """A quarter of an hour of one incident's line. `minutes` has a bit for each that is marked, the first lowest."""

    __tablename__ = "line_quarters"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    minutes: Mapped[int]


QUARTERS = table_of(LineQuarter)


def mark(session: Session, incidents: Iterable[int], *, clock: Clock) -> None:
    """Callers of these incidents could be answered in the present minute. To mark it again changes nothing."""
    now = minute(clock.now())
    place = now.minute % MINUTES
    row = {"interval": now - place * MINUTE, "minutes": 1 << place}
    rows = [{"incident_id": one, **row} for one in sorted(incidents)]
    if rows:
        session.connection().execute(_marking(session.get_bind().dialect.name), rows)


def known_since(session: Session, incident_id: int) -> datetime | None:
    """The first minute that is marked; None where none is."""
    of_this = select(QUARTERS.c.interval, QUARTERS.c.minutes).where(QUARTERS.c.incident_id == incident_id)
    row = session.execute(of_this.order_by(QUARTERS.c.interval).limit(1)).one_or_none()
    return row.interval + _lowest(row.minutes) * MINUTE if row else None


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


@cache
def _marking(dialect: str) -> Any:
    inserts: Any = postgresql if dialect == "postgresql" else sqlite
    statement = inserts.insert(QUARTERS)
    either = QUARTERS.c.minutes.bitwise_or(statement.excluded.minutes)
    return statement.on_conflict_do_update(index_elements=["incident_id", "interval"], set_={"minutes": either})
