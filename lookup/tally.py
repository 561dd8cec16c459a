"""The tally: how often each answer was given, in one sealed row per incident that every check rewrites.

Counts of a quiet quarter of an hour would say who heard what, so an interval runs on until it holds at least 11 checks
and two different answers; only then, and only when the next check comes in a later quarter, does it become readable.
Where there is no room for another, two intervals of one day become one, so that no day's report changes.
Beside the tally, in the same row, lie the incident's breakers, so that a check needs no statement more for them.
Must not know: calls, queries, people.
"""

import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, LargeBinary, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import KeyRing, open_sealed, seal
from lookup.breaker import PACKED_BYTES, Breaker
from lookup.queries import AnswerName

FEWEST_CHECKS = 11
FEWEST_ANSWERS = 2
QUARTER = 900  # seconds
SEALED_BYTES = 8192
BREAKERS_BYTES = 1024
DOORS = ("telephone", "desk")  # in the order of their breakers
_INTERVAL = struct.Struct(">II4I")  # first quarter, last quarter, the four counts
MOST_INTERVALS = (SEALED_BYTES - 64) // _INTERVAL.size
_ORDER = tuple(AnswerName)
_NOTHING = (0,) * len(_ORDER)


class AnswerTally(Base):
    """The sealed blobs of one incident: always the same lengths. `breakers` is empty before the first check."""

    __tablename__ = "answer_tallies"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))
    breakers: Mapped[bytes] = mapped_column(LargeBinary(BREAKERS_BYTES))


_TALLIES = table_of(AnswerTally)
_THIS = _TALLIES.c.incident_id == bindparam("this")
_LOCK = select(_TALLIES.c.sealed, _TALLIES.c.breakers).where(_THIS).with_for_update()
_REWRITE = update(_TALLIES).where(_THIS).values(sealed=bindparam("sealed"), breakers=bindparam("breakers"))


@dataclass(frozen=True, slots=True)
class Interval:
    """From the beginning of quarter `first` to the end of quarter `last`, in quarters of an hour since 1970 (UTC)."""

    first: int
    last: int
    counts: tuple[int, ...]

    @property
    def begins(self) -> datetime:
        """The moment at which it begins."""
        return datetime.fromtimestamp(self.first * QUARTER, UTC)

    @property
    def answers(self) -> dict[AnswerName, int]:
        """How often each answer was given."""
        return dict(zip(_ORDER, self.counts, strict=True))

    @property
    def closes(self) -> bool:
        """Whether it tells too little about any one call to be kept back."""
        return sum(self.counts) >= FEWEST_CHECKS and sum(count > 0 for count in self.counts) >= FEWEST_ANSWERS


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """An incident's row, opened: the packed intervals, and a breaker for each door."""

    incident_id: int
    packed: bytes
    breakers: tuple[Breaker, ...]

    def breaker(self, door: str) -> Breaker:
        """The breaker of a door."""
        return self.breakers[DOORS.index(door)]

    def with_breaker(self, door: str, breaker: Breaker) -> "Row":
        """The row with another breaker at `door`."""
        breakers = (breaker if one == door else other for one, other in zip(DOORS, self.breakers, strict=True))
        return replace(self, breakers=tuple(breakers))


class Tally:
    """Counts in the database, under keys derived from the ledger key."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def lock(self, session: Session, incident_id: int) -> Row:
        """The incident's row, locked until the caller's transaction ends."""
        this, connection = {"this": incident_id}, session.connection()
        while (found := connection.execute(_LOCK, this).one_or_none()) is None:  # before the incident's first check
            insert_missing(session, AnswerTally, [{"incident_id": incident_id, "sealed": b"", "breakers": b""}])
        return self._opened(incident_id, found.sealed, found.breakers)

    def write(self, session: Session, row: Row, *, answered: AnswerName | None = None) -> None:
        """Rewrite a locked row, with one answer more where there was one: the same statement whatever it was."""
        quarter = int(self._clock.now().timestamp()) // QUARTER
        packed = row.packed if answered is None else counted(row.packed, quarter, answered)
        if len(packed) > MOST_INTERVALS * _INTERVAL.size:
            # Later versions move no day of a report, so the first one's zone is asked.
            first = incidents.version_of(session, row.incident_id, 1)
            packed = with_room(packed, ZoneInfo(first.content.zone))
        about, key = str(row.incident_id).encode(), self._keyring.ledger_key
        breakers = b"".join(breaker.to_bytes() for breaker in row.breakers)
        sealed = {
            "sealed": seal(key("tally"), packed, about, size=SEALED_BYTES),
            "breakers": seal(key("breakers"), breakers, about, size=BREAKERS_BYTES),
        }
        session.connection().execute(_REWRITE, {"this": row.incident_id, **sealed})

    def readable(self, session: Session, incident_id: int) -> list[Interval]:
        """The intervals that may be read, oldest first: all but the one that is still running."""
        row = self.read(session, incident_id)
        return intervals(row.packed)[:-1] if row else []

    def read(self, session: Session, incident_id: int) -> Row | None:
        """The incident's row, not locked; None before its first check."""
        found = session.get(AnswerTally, incident_id)
        return self._opened(incident_id, found.sealed, found.breakers) if found else None

    def _opened(self, incident_id: int, sealed: bytes, breakers: bytes) -> Row:
        about, key = str(incident_id).encode(), self._keyring.ledger_key
        packed = open_sealed(key("tally"), sealed, about, padded=True) if sealed else b""
        if not breakers:
            return Row(incident_id, packed, (Breaker(),) * len(DOORS))
        plain = open_sealed(key("breakers"), breakers, about, padded=True)
        each = (plain[start : start + PACKED_BYTES] for start in range(0, len(plain), PACKED_BYTES))
        return Row(incident_id, packed, tuple(Breaker.from_bytes(one) for one in each))


def counted(packed: bytes, quarter: int, name: AnswerName) -> bytes:
    """The packed intervals with one answer more. Only the last, which is running, is ever looked into.

    Whether it closes depends on the answers before and never on the one that is being counted. There can be one more
    interval than there is room for.
    """
    closed, running = packed[: -_INTERVAL.size], packed[-_INTERVAL.size :]
    last = intervals(running)[0] if running else Interval(quarter, quarter, _NOTHING)
    if last.closes and quarter > last.last:
        closed, last = packed, Interval(quarter, quarter, _NOTHING)
    counts = (count + (one is name) for one, count in zip(_ORDER, last.counts, strict=True))
    return closed + _INTERVAL.pack(last.first, max(quarter, last.last), *counts)


def intervals(packed: bytes) -> list[Interval]:
    """The intervals of a blob, the running one last."""
    return [Interval(first, last, tuple(counts)) for first, last, *counts in _INTERVAL.iter_unpack(packed)]


def with_room(packed: bytes, zone: ZoneInfo) -> bytes:
    """The same with two neighbours made one: the oldest that closed on one local day, else the two oldest of all."""
    found = intervals(packed)
    # An interval closes when the next one begins; the running one has not closed, and the last before it just has.
    closed_on = [after.begins.astimezone(zone).date() for after in found[1:]]
    same_day = (place for place, day in enumerate(closed_on[:-1]) if day == closed_on[place + 1])
    place = next(same_day, 0)
    one, other = found[place : place + 2]
    counts = (mine + theirs for mine, theirs in zip(one.counts, other.counts, strict=True))
    together = _INTERVAL.pack(one.first, other.last, *counts)
    return packed[: place * _INTERVAL.size] + together + packed[(place + 2) * _INTERVAL.size :]
