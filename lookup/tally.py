"""The tally: how often each answer was given, in one sealed blob per incident that every check rewrites.

Counts of a quiet quarter of an hour would say who heard what, so an interval runs on until it holds at least 11 checks
and two different answers; only then, and only when the next check comes in a later quarter, does it become readable.
Must not know: calls, queries, people.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, LargeBinary, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import KeyRing, open_sealed, seal
from lookup.queries import AnswerName

FEWEST_CHECKS = 11
FEWEST_ANSWERS = 2
QUARTER = 900  # seconds
SEALED_BYTES = 8192
_INTERVAL = struct.Struct(">II4I")  # first quarter, last quarter, the four counts
MOST_INTERVALS = (SEALED_BYTES - 64) // _INTERVAL.size
_ORDER = tuple(AnswerName)
_NOTHING = (0,) * len(_ORDER)


class AnswerTally(Base):
    """The sealed blob of one incident: always the same length."""

    __tablename__ = "answer_tallies"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


_TALLIES = table_of(AnswerTally)
_THIS = _TALLIES.c.incident_id == bindparam("this")
_LOCK = select(_TALLIES.c.sealed).where(_THIS).with_for_update()
_REWRITE = update(_TALLIES).where(_THIS).values(sealed=bindparam("sealed"))


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


class Tally:
    """Counts in the database, under a key derived from the ledger key."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def count(self, session: Session, incident_id: int, name: AnswerName) -> None:
        """Add one answer in the caller's transaction.

        The row is read and rewritten in the same way for every answer.
        """
        key = self._keyring.ledger_key("tally")
        this, connection = {"this": incident_id}, session.connection()
        while (sealed := connection.scalar(_LOCK, this)) is None:  # before the incident's first check, and never again
            insert_missing(
                session, AnswerTally, [{"incident_id": incident_id, "sealed": _sealed(key, incident_id, b"")}]
            )
        packed = counted(_opened(key, incident_id, sealed), int(self._clock.now().timestamp()) // QUARTER, name)
        connection.execute(_REWRITE, {**this, "sealed": _sealed(key, incident_id, packed)})

    def readable(self, session: Session, incident_id: int) -> list[Interval]:
        """The intervals that may be read, oldest first: all but the one that is still running."""
        row = session.get(AnswerTally, incident_id)
        return intervals(_opened(self._keyring.ledger_key("tally"), incident_id, row.sealed))[:-1] if row else []


def counted(packed: bytes, quarter: int, name: AnswerName) -> bytes:
    """The packed intervals with one answer more. Only the last, which is running, is ever looked into.

    Whether it closes depends on the answers before and never on the one that is being counted.
    """
    closed, running = packed[: -_INTERVAL.size], packed[-_INTERVAL.size :]
    last = intervals(running)[0] if running else Interval(quarter, quarter, _NOTHING)
    if last.closes and quarter > last.last:
        closed, last = _with_room(packed), Interval(quarter, quarter, _NOTHING)
    counts = (count + (one is name) for one, count in zip(_ORDER, last.counts, strict=True))
    return closed + _INTERVAL.pack(last.first, max(quarter, last.last), *counts)


def intervals(packed: bytes) -> list[Interval]:
    """The intervals of a blob, the running one last."""
    return [Interval(first, last, tuple(counts)) for first, last, *counts in _INTERVAL.iter_unpack(packed)]


def _with_room(packed: bytes) -> bytes:
    """The same, with its two oldest intervals made one where there is no room for another."""
    if len(packed) < MOST_INTERVALS * _INTERVAL.size:
        return packed
    oldest, second = intervals(packed[: 2 * _INTERVAL.size])
    counts = (one + other for one, other in zip(oldest.counts, second.counts, strict=True))
    return _INTERVAL.pack(oldest.first, second.last, *counts) + packed[2 * _INTERVAL.size :]


def _sealed(key: bytes, incident_id: int, packed: bytes) -> bytes:
    return seal(key, packed, str(incident_id).encode(), size=SEALED_BYTES)


def _opened(key: bytes, incident_id: int, sealed: bytes) -> bytes:
    return open_sealed(key, sealed, str(incident_id).encode(), padded=True)
