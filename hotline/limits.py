"""Limits: named buckets, counted in sealed rows, spent before a thing is tried and given back where it is due.

A row is one counter under a keyed digest of what it counts. Every row has the same length and is rewritten each time,
whatever the decision and whatever came of it, so the rows never tell how a check ended.
Must not know: what is being limited or why; the caller of `reserve` chooses the buckets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Executable, LargeBinary, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
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
    # Without a hidden number of the row, which would count up with the checks.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(44))


_COUNTERS = table_of(LimitCounter)
# Locked in one order, so that two decisions about the same counters wait for each other and never for ever.
_READ = (
    select(_COUNTERS.c.digest, _COUNTERS.c.sealed)
    .where(_COUNTERS.c.digest.in_(bindparam("digests", expanding=True)))
    .order_by(_COUNTERS.c.digest)
)
_LOCK = _READ.with_for_update()
_REWRITE = update(_COUNTERS).where(_COUNTERS.c.digest == bindparam("this")).values(sealed=bindparam("sealed"))


class Limiter:
    """Counts in the database, under a key derived from the ledger key."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def reserve(self, session: Session, buckets: Sequence[Bucket]) -> Decision:
        """Spend one in every bucket, or in none where one is full. Rewrites every row either way."""
        counters = self._counters(session, buckets)
        counters.begin()
        counters.lock()
        full = next((bucket.name for bucket in buckets if counters.count(bucket) >= bucket.limit), None)
        for bucket in buckets:
            counters.add(bucket, 0 if full else 1)
        counters.write()
        return Decision(allowed=full is None, full=full, buckets=tuple(buckets))

    def settle(self, session: Session, decision: Decision, *, give_back: bool) -> None:
        """Close what `reserve` opened: give the failures back, or not. Rewrites every row either way."""
        counters = self._counters(session, decision.buckets)
        counters.lock()
        for bucket in decision.buckets:
            counters.add(bucket, -1 if give_back and decision.allowed and bucket.returnable else 0)
        counters.write()

    def counts(self, session: Session, buckets: Sequence[Bucket]) -> dict[Bucket, int]:
        """How much of each bucket is spent now. Only reads: for those who look after the line, never for a check."""
        counters = self._counters(session, buckets)
        counters.read()
        return {bucket: counters.count(bucket) for bucket in buckets}

    def release(self, session: Session, buckets: Sequence[Bucket]) -> None:
        """Let every bucket begin anew."""
        counters = self._counters(session, buckets)
        counters.begin()
        counters.lock()
        for bucket in buckets:
            counters.add(bucket, -counters.count(bucket))
        counters.write()

    def _counters(self, session: Session, buckets: Sequence[Bucket]) -> "_Counters":
        now = int(self._clock.now().timestamp())
        return _Counters(session, self._keyring.ledger_key("limits"), buckets, now=now)


class _Counters:
    """The counters of one decision: locked in one order, read together, written together."""

    def __init__(self, session: Session, key: bytes, buckets: Sequence[Bucket], *, now: int) -> None:
        self._session, self._key, self._now = session, key, now
        self._digests = {bucket: digest(key, bucket.name.encode(), bucket.holder) for bucket in buckets}
        self._counts: dict[Bucket, tuple[int, int]] = {}

    def begin(self) -> None:
        """Blank rows where there are none, so that the lock finds each: two first guesses at once must count as two."""
        blanks = [{"digest": row, "sealed": self._sealed(row, 0, 0)} for row in sorted(self._digests.values())]
        insert_missing(self._session, LimitCounter, blanks)

    def lock(self) -> None:
        opened = self._found(_LOCK)
        self._counts = {bucket: self._current(bucket, *opened[row]) for bucket, row in self._digests.items()}

    def read(self) -> None:
        opened = self._found(_READ)
        counts = {bucket: opened.get(row, (0, 0)) for bucket, row in self._digests.items()}
        self._counts = {bucket: self._current(bucket, *count) for bucket, count in counts.items()}

    def _found(self, statement: Executable) -> dict[bytes, tuple[int, int]]:
        found = self._session.connection().execute(statement, {"digests": list(self._digests.values())})
        return {row.digest: self._opened(row.digest, row.sealed) for row in found}

    def count(self, bucket: Bucket) -> int:
        return self._counts[bucket][1]

    def add(self, bucket: Bucket, change: int) -> None:
        window, count = self._counts[bucket]
        self._counts[bucket] = window, max(0, count + change)

    def write(self) -> None:
        rows = [
            {"this": row, "sealed": self._sealed(row, *self._counts[bucket])} for bucket, row in self._digests.items()
        ]
        self._session.connection().execute(_REWRITE, rows)

    def _current(self, bucket: Bucket, window: int, count: int) -> tuple[int, int]:
        present = self._now // bucket.span.value if bucket.span.value else 0
        # A clock that was set back must not open a window anew, nor keep one open until it has caught up.
        return (present, 0) if present > window else (present, count)

    def _sealed(self, row: bytes, window: int, count: int) -> bytes:
        return seal(self._key, window.to_bytes(8, "big") + count.to_bytes(8, "big"), row)

    def _opened(self, row: bytes, sealed: bytes) -> tuple[int, int]:
        plain = open_sealed(self._key, sealed, row)
        return int.from_bytes(plain[:8], "big"), int.from_bytes(plain[8:], "big")
