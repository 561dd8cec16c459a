"""Callbacks: whom to ring back and when, sealed always to the same length, in rows whose order tells nothing.

The caller gets four digits, the phrase, by which they know that it is really this line that rings them back. Only
numbers of the North American plan are taken, and none of those that cost whoever rings them. Must not know: which call
a callback came from, what was asked and what was told.
"""

import json
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, table_of
from hotline.sealing import KeyRing, open_sealed, seal

ID_BYTES = 16
SEALED_BYTES = 512
FIRST_HOUR, LAST_HOUR = 8, 21  # nobody is rung before eight or after nine, by their own clock
DAYS_AHEAD = 3
WAITING = "waiting"
_SEPARATORS = re.compile(r"[\s().+-]")
# Area codes of the plan that carriers charge as calls abroad: islands, numbers that follow a person, and 900.
_DEAR = (
    *("242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784", "809"),
    *("829", "849", "868", "869", "876", "500", "52[1-9]", "533", "544", "566", "577", "588", "700", "710", "900"),
)
# Area code and exchange begin with 2 to 9; 976 is paid by whoever rings, and N11 are services.
_NUMBER = re.compile(rf"1?((?!{'|'.join(_DEAR)})[2-9]\d{{2}}(?!976|\d11)[2-9]\d{{6}})", re.ASCII)
_ID = "%Y-%m-%dT%H:%MZ"


class NotANumber(Exception):
    """No telephone number of the North American plan that may be rung. It is not repeated in the sentence."""


class NotAWindow(Exception):
    """No window that is offered now."""


class NoSuchCallback(Exception):
    """There is no callback of this name."""


@dataclass(frozen=True, slots=True)
class Window:
    """One hour in which the caller can be rung, aware and in the zone in which they said it."""

    begins: datetime
    ends: datetime

    @property
    def id(self) -> str:
        """How a form names it."""
        return f"{self.begins.astimezone(UTC):{_ID}}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A callback as a caller wants it. `window` is the id of one that is offered in `zone`."""

    incident_id: int
    number: str = field(repr=False)
    language: str
    role: str
    window: str
    zone: str


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that is arranged. `number` is E.164, `phrase` four digits that the caller was told."""

    id: bytes
    incident_id: int
    number: str = field(repr=False)
    phrase: str = field(repr=False)
    language: str
    role: str
    window: Window
    created_at: datetime


class CallbackRow(Base):
    """One callback. `state` is `waiting` until somebody rings."""

    __tablename__ = "callbacks"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    id: Mapped[bytes] = mapped_column(LargeBinary(ID_BYTES), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    state: Mapped[str] = mapped_column(String(12))
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


_TABLE = table_of(CallbackRow)


def canonical_number(text: str) -> str:
    """A telephone number as people write it, in E.164; NotANumber."""
    digits = _SEPARATORS.sub("", text)
    found = _NUMBER.fullmatch(digits)
    if found is None:
        raise NotANumber("This is no telephone number that can be rung back.")
    return f"+1{found[1]}"


class Callbacks:
    """Arranges callbacks under a key derived from the ledger key, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def windows(self, zone: str) -> Sequence[Window]:
        """The hours of today and the next days in which somebody in `zone` can be rung; NotAWindow for no zone."""
        try:
            there = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise NotAWindow("There is no such time zone.") from None
        now = self._clock.now()
        today = now.astimezone(there).date()
        hours = [
            datetime.combine(today + timedelta(days=day), time(hour), tzinfo=there)
            for day in range(DAYS_AHEAD)
            for hour in range(FIRST_HOUR, LAST_HOUR)
        ]
        return tuple(Window(begins, begins + timedelta(hours=1)) for begins in hours if begins > now)

    def arrange(self, session: Session, wanted: Wanted) -> Callback:
        """Keep a callback; NotANumber, NotAWindow."""
        number = canonical_number(wanted.number)
        window = next((one for one in self.windows(wanted.zone) if one.id == wanted.window), None)
        if window is None:
            raise NotAWindow("This hour is not offered.")
        callback = Callback(
            secrets.token_bytes(ID_BYTES),
            incident_id=wanted.incident_id,
            number=number,
            phrase=f"{secrets.randbelow(10_000):04}",
            language=wanted.language,
            role=wanted.role,
            window=window,
            created_at=self._clock.now().replace(microsecond=0),
        )
        row = {"id": callback.id, "incident_id": callback.incident_id, "state": WAITING}
        session.execute(insert(_TABLE), {**row, "sealed": self._sealed(callback, wanted.zone)})
        return callback

    def waiting(self, session: Session, incident_ids: Collection[int]) -> int:
        """How many callers of these incidents wait to be rung."""
        these = (_TABLE.c.state == WAITING, _TABLE.c.incident_id.in_(incident_ids))
        return session.scalar(select(func.count()).select_from(_TABLE).where(*these)) or 0

    def due(self, session: Session, incident_id: int) -> tuple[Callback, ...]:
        """The callers of an incident who wait to be rung, the earliest hour first; SealBroken."""
        these = (_TABLE.c.state == WAITING, _TABLE.c.incident_id == incident_id)
        found = [self.read(session, id_) for id_ in session.scalars(select(_TABLE.c.id).where(*these))]
        return tuple(sorted(found, key=lambda callback: callback.window.begins))

    def close(self, session: Session, callback: Callback) -> None:
        """Erase a callback, number and all: somebody has rung, or nobody has to."""
        session.execute(delete(_TABLE).where(_TABLE.c.id == callback.id))

    def read(self, session: Session, id_: bytes) -> Callback:
        """One callback; NoSuchCallback, SealBroken."""
        row = session.execute(select(_TABLE).where(_TABLE.c.id == id_)).one_or_none()
        if row is None:
            raise NoSuchCallback("There is no such callback.")
        kept = json.loads(open_sealed(self._key(), row.sealed, _about(row.id, row.incident_id), padded=True))
        begins = datetime.fromtimestamp(kept.pop("begins"), ZoneInfo(kept.pop("zone")))
        created_at = datetime.fromtimestamp(kept.pop("created"), UTC)
        window = Window(begins, begins + timedelta(hours=1))
        return Callback(row.id, row.incident_id, window=window, created_at=created_at, **kept)

    def _sealed(self, callback: Callback, zone: str) -> bytes:
        kept = {name: getattr(callback, name) for name in ("number", "phrase", "language", "role")}
        moments = {"begins": callback.window.begins, "created": callback.created_at}
        seconds = {name: int(moment.timestamp()) for name, moment in moments.items()}
        plain = json.dumps({**kept, **seconds, "zone": zone}).encode()
        return seal(self._key(), plain, _about(callback.id, callback.incident_id), size=SEALED_BYTES)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("callbacks")


def _about(id_: bytes, incident_id: int) -> bytes:
    return id_ + str(incident_id).encode()
