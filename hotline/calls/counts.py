"""How many calls began in each quarter of an hour, by what is known of them: sums over the rows of the log.

They are written with those rows, so that a report adds up a few sums and not a million calls.
Must not know: one call from another.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.calls.day import EndedToday
from hotline.clock import minute
from hotline.database import Base, UtcDateTime
from hotline.totals import add_up_all

VOLUME = "calls"  # every call, by no part
_KEY = ("incident_id", "counted", "interval", "part")


class CallCount(Base):
    """How many calls of one part began in one interval. `counted` is VOLUME, channel, language, role or outcome."""

    __tablename__ = "call_counts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    counted: Mapped[str] = mapped_column(String(8), primary_key=True)
    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True, order=True)
class PartOfCalls:
    """What one sum is of; `part` is empty for the VOLUME, and where the caller did not come so far."""

    counted: str
    interval: datetime
    part: str


def counts_of(calls: Iterable[EndedToday]) -> Counter[PartOfCalls]:
    """The sums over some calls."""
    return Counter(part for call in calls for part in _parts(call))


def count_calls(session: Session, incident_id: int, calls: Sequence[EndedToday]) -> None:
    """Add calls to the sums, in the order of the sums and not of the calls."""
    rows = [
        {"incident_id": incident_id, "counted": of.counted, "interval": of.interval, "part": of.part, "count": count}
        for of, count in sorted(counts_of(calls).items())
    ]
    add_up_all(session, CallCount, rows, key=_KEY)


def interval_of(at: datetime) -> datetime:
    """The beginning of the quarter of an hour in which `at` lies."""
    return minute(at) - timedelta(minutes=at.minute % 15)


def _parts(call: EndedToday) -> Iterable[PartOfCalls]:
    interval = interval_of(call.started)
    yield PartOfCalls(VOLUME, interval, "")
    for counted in ("channel", "language", "role", "outcome"):
        yield PartOfCalls(counted, interval, str(getattr(call, counted)))
