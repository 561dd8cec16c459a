"""The calls of the day that is not over, in one sealed blob an incident, always of the same length.

A row written when a call ends would lie in the order in which calls end, and a call that heard a yes ends later. So a
day's rows are written at once, in no order, when the next day's first call ends; until then the day is sealed.
Must not know: what a caller asked or heard.
"""

import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, LargeBinary, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import KeyRing, open_sealed, seal

SEALED_BYTES = 8192
_HEAD = struct.Struct(">I")  # the day since 1970 (UTC)
# The minute since 1970, then language, role, channel and outcome. A day that an earlier version sealed has nought for a
# channel, because it filled up the role with noughts: all its calls came by telephone. Nobody could wait for a person
# then, and whoever gave up in the menus was called abandoned.
_CALL = struct.Struct(">I8s7sc12s")
_EARLIER = b"\0"
_CHANNELS = {_EARLIER: "telephone", b"t": "telephone", b"d": "desk"}
_LETTERS = {"telephone": b"t", "desk": b"d"}
MOST_CALLS = (SEALED_BYTES - 64) // _CALL.size


class CallDay(Base):
    """The sealed day of one incident."""

    __tablename__ = "call_days"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


_DAYS = table_of(CallDay)
_THIS = _DAYS.c.incident_id == bindparam("this")
_READ = select(_DAYS.c.sealed).where(_THIS)
_LOCK = _READ.with_for_update()
_REWRITE = update(_DAYS).where(_THIS).values(sealed=bindparam("sealed"))


@dataclass(frozen=True, slots=True)
class EndedToday:
    """A call that is over: what its row will say.

    `language` and `role` are empty where the caller did not come so far. `channel` is `telephone` or `desk`.
    """

    language: str
    role: str
    started: datetime
    outcome: str
    channel: str = "telephone"


class Days:
    """Keeps each incident's day, under a key derived from the ledger key, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def add(self, session: Session, incident_id: int, call: EndedToday) -> Sequence[EndedToday]:
        """Add a call that has just ended; the calls of a day that is over, or of a full blob, in no order."""
        key, day = self._keyring.ledger_key("call day"), int(self._clock.now().timestamp()) // 86_400
        this, connection = {"this": incident_id}, session.connection()
        while (sealed := connection.scalar(_LOCK, this)) is None:  # before the incident's first call
            insert_missing(
                session, CallDay, [{"incident_id": incident_id, "sealed": _sealed(key, incident_id, day, ())}]
            )
        kept_day, calls = _opened(key, incident_id, sealed)
        over = calls if day > kept_day or len(calls) == MOST_CALLS else []
        kept = [] if over else calls
        kept.insert(secrets.randbelow(len(kept) + 1), call)  # whoever has the key must not see the order either
        connection.execute(_REWRITE, {**this, "sealed": _sealed(key, incident_id, day, kept)})
        return over

    def read(self, session: Session, incident_id: int) -> list[EndedToday]:
        """The calls that have no row yet, in no order."""
        sealed = session.connection().scalar(_READ, {"this": incident_id})
        return _opened(self._keyring.ledger_key("call day"), incident_id, sealed)[1] if sealed else []


def _sealed(key: bytes, incident_id: int, day: int, calls: Sequence[EndedToday]) -> bytes:
    packed = _HEAD.pack(day) + b"".join(_packed(call) for call in calls)
    return seal(key, packed, str(incident_id).encode(), size=SEALED_BYTES)


def _opened(key: bytes, incident_id: int, sealed: bytes) -> tuple[int, list[EndedToday]]:
    packed = open_sealed(key, sealed, str(incident_id).encode(), padded=True)
    (day,) = _HEAD.unpack(packed[: _HEAD.size])
    return day, [_unpacked(*fields) for fields in _CALL.iter_unpack(packed[_HEAD.size :])]


def _packed(call: EndedToday) -> bytes:
    language, role, outcome = (word.encode() for word in (call.language, call.role, call.outcome))
    return _CALL.pack(int(call.started.timestamp()) // 60, language, role, _LETTERS[call.channel], outcome)


def _unpacked(minute: int, *words: bytes) -> EndedToday:
    channel = words[2]
    language, role, outcome = (_word(words[place]) for place in (0, 1, 3))
    if channel == _EARLIER and outcome == "abandoned":
        outcome = "menu"
    return EndedToday(language, role, datetime.fromtimestamp(minute * 60, UTC), outcome, _CHANNELS[channel])


def _word(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode()
