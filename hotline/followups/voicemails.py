"""Voicemails: messages that callers left, each one recording at the carrier and one sealed row here.

A message is heard by one agent at a time. Once it is done, or after KEPT_DAYS, its row keeps nothing but the
recording's name until the carrier has erased the recording. Must not know: the carrier, what a message says, and on
which call it was left.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, Date, ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Base, insert_if_new, table_of
from hotline.limits import Bucket, Limiter, Span
from hotline.sealing import KeyRing, SealBroken, digest, open_sealed, seal

ID_BYTES = 16
SEALED_BYTES = 512
KEPT_DAYS = 14
A_NUMBER_AND_DAY = 5
WITHHELD_AN_HOUR = 30  # and from numbers that many share: all of them together
HELD_MINUTES = 60  # an agent whose browser died gives a message back after an hour


class VoicemailState(StrEnum):
    """WAITING until an agent takes it, TAKEN while they hear it, ERASING until the carrier has erased the recording."""

    WAITING = "waiting"
    TAKEN = "taken"
    ERASING = "erasing"


class NoVoicemail(Exception):
    """The agent has no message, or it is done already."""


class VoicemailRow(Base):
    """One message. `taken_by` is the agent who hears it: one message an agent."""

    __tablename__ = "voicemails"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    id: Mapped[bytes] = mapped_column(LargeBinary(ID_BYTES), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a caller has just left it.

    `recording` is the carrier's name for it, `number` E.164 or empty, `seconds` its length.
    """

    incident_id: int
    recording: str = field(repr=False)
    number: str = field(repr=False)
    language: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A message: what `Message` says of it, when it was left, and when an agent took it."""

    id: bytes
    incident_id: int
    recording: str = field(repr=False)
    number: str = field(repr=False)
    language: str
    seconds: int
    left_at: datetime
    taken_at: datetime | None = None


log = structlog.get_logger(__name__)
_TABLE = table_of(VoicemailRow)
_WAITING, _TAKEN, _ERASING = (state.value for state in VoicemailState)
_KEPT = ("recording", "number", "language", "seconds")


class Voicemails:
    """Keeps messages under a key derived from the ledger key, in the caller's transaction.

    What reads one raises SealBroken where it does not open; what reads many logs those, and leaves them out.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._limits = Limiter(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def leave(self, session: Session, message: Message) -> bool:
        """Keep a message; False where enough were left from its number: then its recording is only to be erased.

        Nothing happens where this recording is known, also once it was erased: it may be told of twice, or years later.
        """
        id_ = self._id(message)
        if not self._limits.reserve(session, (Bucket("voicemail.recording", id_, 1, Span.EVER),)).allowed:
            state = session.scalar(select(_TABLE.c.state).where(_TABLE.c.id == id_))
            return state != _ERASING
        if not self._limits.reserve(session, (self._from(session, message),)).allowed:
            log.warning("voicemail.too_many")
            self.refuse(session, message)
            return False
        self._insert(session, message, state=VoicemailState.WAITING)
        return True

    def refuse(self, session: Session, message: Message) -> None:
        """Keep nothing of it but the recording's name, until the carrier has erased the recording."""
        self._insert(session, replace(message, number="", language="", seconds=0), state=VoicemailState.ERASING)

    def waiting(self, session: Session, incident_ids: Collection[int]) -> int:
        """How many messages of these incidents wait to be heard."""
        these = (_TABLE.c.state == _WAITING, _TABLE.c.incident_id.in_(incident_ids))
        return session.scalar(select(func.count()).select_from(_TABLE).where(*these)) or 0

    def of_agent(self, session: Session, agent: int) -> Voicemail | None:
        """The message that the agent hears; nothing is locked."""
        row = session.execute(select(_TABLE).where(_TABLE.c.taken_by == agent)).one_or_none()
        return None if row is None else self._opened(row)

    def take(self, session: Session, agent: int, *, incidents: Collection[int]) -> Voicemail | None:
        """The message that the agent has, or else the oldest of these incidents, now theirs; None where none waits.

        Audited to the hour, as `done` is: which agent, never which message.
        """
        self._take_back_forgotten(session)
        if (held := self.of_agent(session, agent)) is not None:
            return held
        waiting = (_TABLE.c.state == _WAITING, _TABLE.c.incident_id.in_(incidents))
        found = self._readable(session.execute(select(_TABLE).where(*waiting)))
        for voicemail in sorted(found, key=lambda one: (one.left_at, one.id)):
            taken = replace(voicemail, taken_at=self._clock.now())
            this = (_TABLE.c.id == voicemail.id, _TABLE.c.state == _WAITING)
            if _update(session, *this, state=_TAKEN, taken_by=agent, sealed=self._sealed(taken)):
                self._record(session, Tag.MESSAGE_TAKEN, voicemail, agent=agent)
                return taken
            # Somebody was faster: perhaps this very agent, in another window.
            if (held := self.of_agent(session, agent)) is not None:
                return held
        return None

    def put_back(self, session: Session, agent: int) -> None:
        """The agent's message waits for somebody else; nothing where they have none."""
        this = (_TABLE.c.taken_by == agent, _TABLE.c.state == _TAKEN)
        _update(session, *this, state=_WAITING, taken_by=None)

    def done(self, session: Session, agent: int) -> None:
        """The agent's message is seen to: number and all are let go, and its recording is to be erased. NoVoicemail."""
        held = self.of_agent(session, agent)
        if held is None or not self._to_be_erased(session, held, _TABLE.c.taken_by == agent):
            raise NoVoicemail("There is no message.")
        self._record(session, Tag.MESSAGE_DONE, held, agent=agent)

    def expire(self, session: Session) -> int:
        """Let those go that were left KEPT_DAYS ago and that nobody has seen to; how many."""
        before = self._clock.now().date() - timedelta(days=KEPT_DAYS)
        old = (_TABLE.c.day <= before, _TABLE.c.state != _ERASING)
        found = self._readable(session.execute(select(_TABLE).where(*old)))
        return sum(self._to_be_erased(session, one) for one in found)

    def overdue(self, session: Session) -> int:
        """How many should have been erased a day ago, done or not."""
        before = self._clock.now().date() - timedelta(days=KEPT_DAYS + 1)
        return session.scalar(select(func.count()).select_from(_TABLE).where(_TABLE.c.day <= before)) or 0

    def to_erase(self, session: Session) -> Sequence[Voicemail]:
        """Those whose recordings are still to be erased at the carrier."""
        rows = session.execute(select(_TABLE).where(_TABLE.c.state == _ERASING).order_by(_TABLE.c.day, _TABLE.c.id))
        return tuple(self._readable(rows))

    def erased(self, session: Session, id_: bytes) -> None:
        """The carrier has erased the recording: the row goes too."""
        session.execute(delete(_TABLE).where(_TABLE.c.id == id_, _TABLE.c.state == _ERASING))

    def _record(self, session: Session, tag: Tag, voicemail: Voicemail, *, agent: int) -> None:
        # Supervisors hear messages too: the account's number says who, and its role is known.
        actor, incident = f"account {agent}", voicemail.incident_id
        self._audit.record(session, tag, actor=actor, incident_id=incident, to_the_hour=True)

    def _from(self, session: Session, message: Message) -> Bucket:
        """How many more may be left from where this one comes."""
        content = incidents.current_by_id(session, message.incident_id).content
        if message.number and message.number not in content.limits.shared_numbers:
            return Bucket("voicemail.number", message.number.encode(), A_NUMBER_AND_DAY, Span.DAY)
        return Bucket("voicemail.withheld", str(message.incident_id).encode(), WITHHELD_AN_HOUR, Span.HOUR)

    def _insert(self, session: Session, message: Message, *, state: VoicemailState) -> None:
        now = self._clock.now().replace(microsecond=0)
        said = {name: getattr(message, name) for name in _KEPT}
        kept = Voicemail(self._id(message), incident_id=message.incident_id, left_at=now, **said)
        row = {"id": kept.id, "incident_id": kept.incident_id, "day": now.date(), "state": state.value}
        insert_if_new(session, VoicemailRow, {**row, "taken_by": None, "sealed": self._sealed(kept)})

    def _id(self, message: Message) -> bytes:
        # A digest of the recording, which looks drawn: so the same recording can't have two rows.
        return digest(self._key(), b"recording", message.recording.encode())[:ID_BYTES]

    def _to_be_erased(self, session: Session, voicemail: Voicemail, *only: ColumnElement[bool]) -> bool:
        bare = Voicemail(voicemail.id, voicemail.incident_id, voicemail.recording, "", "", 0, voicemail.left_at)
        this = (_TABLE.c.id == voicemail.id, *only)
        return _update(session, *this, state=_ERASING, taken_by=None, sealed=self._sealed(bare))

    def _take_back_forgotten(self, session: Session) -> None:
        before = self._clock.now() - timedelta(minutes=HELD_MINUTES)
        for row in session.execute(select(_TABLE).where(_TABLE.c.state == _TAKEN)).all():
            taken_at = self._opened(row).taken_at
            if taken_at is None or taken_at < before:
                this = (_TABLE.c.id == row.id, _TABLE.c.taken_by == row.taken_by)
                _update(session, *this, state=_WAITING, taken_by=None)

    def _readable(self, rows: Iterable[object]) -> Iterator[Voicemail]:
        """Those that open: one that was damaged must not keep an agent from all others."""
        for row in rows:
            try:
                yield self._opened(row)
            except SealBroken:
                log.error("voicemail.damaged")

    def _opened(self, row: object) -> Voicemail:
        id_, incident_id, sealed = (getattr(row, name) for name in ("id", "incident_id", "sealed"))
        kept = json.loads(open_sealed(self._key(), sealed, _about(id_, incident_id), padded=True))
        taken = kept.pop("taken")
        left_at = datetime.fromtimestamp(kept.pop("left"), UTC)
        taken_at = datetime.fromtimestamp(taken, UTC) if taken else None
        return Voicemail(id_, incident_id, left_at=left_at, taken_at=taken_at, **kept)

    def _sealed(self, one: Voicemail) -> bytes:
        taken = int(one.taken_at.timestamp()) if one.taken_at else 0
        moments = {"left": int(one.left_at.timestamp()), "taken": taken}
        plain = json.dumps({**{name: getattr(one, name) for name in _KEPT}, **moments}).encode()
        return seal(self._key(), plain, _about(one.id, one.incident_id), size=SEALED_BYTES)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("voicemails")


def _update(session: Session, *these: ColumnElement[bool], **said: object) -> bool:
    return bool(session.execute(update(_TABLE).where(*these).values(said)).rowcount)  # type: ignore[attr-defined]


def _about(id_: bytes, incident_id: int) -> bytes:
    return id_ + str(incident_id).encode()
