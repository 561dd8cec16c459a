"""Limits: named buckets, counted in sealed rows, spent before a thing is tried and given back where it is due.

A row is one counter under a keyed digest of what it counts. Every row has the same length and is rewritten each time,
whatever the decision and whatever came of it, so the rows never tell how a check ended.
Must not know: what is being limited or why; the caller of `reserve` chooses the buckets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, upsert
from hotline.sealing import KeyRing, digest, open_sealed, seal


class Span(Enum):
    """How long a bucket counts before it begins anew, in seconds; None is for ever."""

    HOUR = 3_600
    DAY = 86_400
    EVER = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """At most `limit` in a `span` for one `holder` (a call, a number, a subject, an incident).

    `returnable` buckets count failures: they are spent beforehand and given back when it was none.
    """

    name: str
    holder: bytes
    limit: int
    span: Span
    returnable: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether there was room in every bucket.

    `full` names the first that had none, for alarms and never for callers.
    """

    allowed: bool
    full: str | None
    buckets: tuple[Bucket, ...]


class LimitCounter(Base):
    """One counter. `digest` and `sealed` look like random bytes."""

    __tablename__ = "limit_counters"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(44))


class Limits:
    """Counts in the database, under a key derived from the ledger key."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def reserve(self, session: Session, buckets: Sequence[Bucket]) -> Decision:
        """Spend one in every bucket, or in none where one is full. Rewrites every row either way."""
        tallies = _Tallies(session, self._keyring.ledger_key("limits"), buckets, now=self._clock.now().timestamp())
        full = next((bucket.name for bucket in buckets if tallies.count(bucket) >= bucket.limit), None)
        for bucket in buckets:
            tallies.add(bucket, 0 if full else 1)
        tallies.write()
        return Decision(allowed=full is None, full=full, buckets=tuple(buckets))

    def settle(self, session: Session, decision: Decision, *, give_back: bool) -> None:
        """Close what `reserve` opened: give the failures back, or not. Rewrites every row either way."""
        tallies = _Tallies(
            session, self._keyring.ledger_key("limits"), decision.buckets, now=self._clock.now().timestamp()
        )
        for bucket in decision.buckets:
            tallies.add(bucket, -1 if give_back and decision.allowed and bucket.returnable else 0)
        tallies.write()


class _Tallies:
    """The counters of one decision: locked in one order, read together, written together."""

    def __init__(self, session: Session, key: bytes, buckets: Sequence[Bucket], *, now: float) -> None:
        self._session, self._key, self._now = session, key, int(now)
        self._digests = {bucket: digest(key, bucket.name.encode(), bucket.holder) for bucket in buckets}
        rows = sorted(self._digests.values())
        # Blank rows first, so that the lock below always finds its row (two first guesses at once must count as two).
        insert_missing(session, LimitCounter, [{"digest": row, "sealed": self._sealed(row, 0, 0)} for row in rows])
        locked = select(LimitCounter.digest, LimitCounter.sealed).where(LimitCounter.digest.in_(rows))
        found = session.execute(locked.order_by(LimitCounter.digest).with_for_update())
        opened = {row.digest: self._opened(row.digest, row.sealed) for row in found}
        self._counts = {bucket: self._current(bucket, *opened[row]) for bucket, row in self._digests.items()}

    def count(self, bucket: Bucket) -> int:
        return self._counts[bucket][1]

    def add(self, bucket: Bucket, change: int) -> None:
        window, count = self._counts[bucket]
        self._counts[bucket] = window, max(0, count + change)

    def write(self) -> None:
        rows = [
            {"digest": row, "sealed": self._sealed(row, *self._counts[bucket])} for bucket, row in self._digests.items()
        ]
        upsert(self._session, LimitCounter, sorted(rows, key=lambda row: bytes(row["digest"])), key=("digest",))

    def _current(self, bucket: Bucket, window: int, count: int) -> tuple[int, int]:
        present = self._now // bucket.span.value if bucket.span.value else 0
        # A clock that was set back must not open a window anew, so only a later window begins at nought.
        return (present, 0) if present > window else (window, count)

    def _sealed(self, row: bytes, window: int, count: int) -> bytes:
        return seal(self._key, window.to_bytes(8, "big") + count.to_bytes(8, "big"), row)

    def _opened(self, row: bytes, sealed: bytes) -> tuple[int, int]:
        plain = open_sealed(self._key, sealed, row)
        return int.from_bytes(plain[:8], "big"), int.from_bytes(plain[8:], "big")
