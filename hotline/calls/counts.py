"""How many calls began in each quarter of an hour, and on each day, by what is known of them: sums over the log.

They are written with its rows, so that a report adds up a few sums and not a million calls; one of many days, those of
days. Must not know: one call from another.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.calls.day import EndedToday
from hotline.clock import minute
from hotline.database import Base, UtcDateTime
from hotline.totals import add_up_all

VOLUME = "calls"  # every call, by no part
_KEY = ("incident_id", "counted", "interval", "part")
_DAY_KEY = ("incident_id", "day", "counted", "part")


class CallCount(Base):
    """How many calls of one part began in one interval. `counted` is VOLUME, channel, language, role or outcome."""

    __tablename__ = "call_counts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    counted: Mapped[str] = mapped_column(String(8), primary_key=True)
    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int]


class CallDayCount(Base):
    """The same sums for a local day, in the time zone that the incident's first version named."""

    __tablename__ = "call_day_counts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    counted: Mapped[str] = mapped_column(String(8), primary_key=True)
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
    counts = counts_of(calls)
    rows = [
        {"incident_id": incident_id, "counted": of.counted, "interval": of.interval, "part": of.part, "count": count}
        for of, count in sorted(counts.items())
    ]
    add_up_all(session, CallCount, rows, key=_KEY)
    by_day = [
        {"incident_id": incident_id, "day": day, "counted": counted, "part": part, "count": count}
        for (day, counted, part), count in sorted(by_local_day(counts, zone_of(session, incident_id)).items())
    ]
    add_up_all(session, CallDayCount, by_day, key=_DAY_KEY)


def by_local_day(counts: Counter[PartOfCalls], zone: ZoneInfo) -> Counter[tuple[date, str, str]]:
    """Sums of quarters as sums of local days; by day, what was counted, and its part."""
    found = Counter[tuple[date, str, str]]()
    for of, count in counts.items():
        found[of.interval.astimezone(zone).date(), of.counted, of.part] += count
    return found


def zone_of(session: Session, incident_id: int) -> ZoneInfo:
    """By which clock an incident has its days: that of its first version, because later ones move no day."""
    return ZoneInfo(incidents.version_of(session, incident_id, 1).content.zone)


def interval_of(at: datetime) -> datetime:
    """The beginning of the quarter of an hour in which `at` lies."""
    return minute(at) - timedelta(minutes=at.minute % 15)


def _parts(call: EndedToday) -> Iterable[PartOfCalls]:
    interval = interval_of(call.started)
    yield PartOfCalls(VOLUME, interval, "")
    for counted in ("channel", "language", "role", "outcome"):
        yield PartOfCalls(counted, interval, str(getattr(call, counted)))
