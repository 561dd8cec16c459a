"""Callbacks: whom to ring back and when, sealed always to the same length, in rows whose order tells nothing.

The caller gets four digits, the phrase, by which they know that it is really this line that rings them back. A row is
erased, number and all, once they were reached or given up. Must not know: which call a callback came from, what was
asked and what was told.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Base, table_of
from hotline.followups.bounds import Bounds, During, Kind, TooMany
from hotline.followups.callback import BETWEEN_TRIES, MOST_TRIES, Callback, CallbackState, Wanted
from hotline.followups.callback_counts import CallbackDay, What, count, counts_of
from hotline.followups.consent import Consent
from hotline.followups.numbers import NotANumber, canonical_number
from hotline.followups.windows import NotAWindow, NotTheirDay, Window, hours_ahead, may_ring, soonest, zone_named
from hotline.incidents import Content
from hotline.sealing import KeyRing, SealBroken, open_sealed, seal

ID_BYTES = 16
SEALED_BYTES = 512
KEPT_DAYS = 14  # after its window: whoever was not rung by then is not rung any more


class NoSuchCallback(Exception):
    """There is no callback of this name: it was never there, or is done."""


class MayNotRing(Exception):
    """It is too early or too late where the number may be, or it was rung often enough."""


class CallbackRow(Base):
    """One callback, until somebody was reached or given up."""

    __tablename__ = "callbacks"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    id: Mapped[bytes] = mapped_column(LargeBinary(ID_BYTES), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    state: Mapped[str] = mapped_column(String(12))
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


log = structlog.get_logger(__name__)
_TABLE = table_of(CallbackRow)


class Callbacks:
    """Arranges callbacks and follows them up, under a key derived from the ledger key, in the caller's transaction.

    What reads one raises NoSuchCallback, and SealBroken where it does not open; what reads many logs those, and leaves
    them out.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._bounds = Bounds(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def windows(self, zone: str) -> Sequence[Window]:
        """The hours of today and the next days from which an agent chooses; NotAWindow for no zone."""
        return hours_ahead(zone, now=self._clock.now())

    def soonest(self, content: Content, number: str) -> Window:
        """The window of a callback that is wanted as soon as can be; NotANumber, NotAWindow where there is none."""
        return soonest(content, canonical_number(number), after=self._now())

    def arrange(self, session: Session, wanted: Wanted, *, during: During, place_kept: bool = False) -> Callback:
        """Keep a callback, audited to the hour; NotANumber, NotAWindow, NotTheirDay, TooMany.

        `place_kept`: it is in the line already, at its caller's place, so it is QUEUED and never `due`. Locks the audit
        log: whoever writes more in this transaction does it before.
        """
        number = canonical_number(wanted.number)
        content = incidents.current_by_id(session, wanted.incident_id).content
        if number == content.fallback or incidents.current_for_line(session, number) is not None:
            raise NotANumber("A line rings neither itself nor those who stand in for it.")
        window = self._window(wanted, content, number, chosen_by_agent=during.agent is not None)
        counted = "" if _is_shared(number, content) else number
        self._bounds.spend(session, Kind.CALLBACK, during=during, number=counted)
        callback = self._new(wanted, number, during, window=window)
        callback = replace(callback, state=CallbackState.QUEUED) if place_kept else callback
        row = {"id": callback.id, "incident_id": callback.incident_id, "state": callback.state.value}
        session.execute(insert(_TABLE), {**row, "sealed": self._sealed(callback)})
        count(session, callback.incident_id, "arranged", day=callback.created_at.date())
        self._record(session, callback, during)
        return callback

    def waiting(self, session: Session, incident_ids: Collection[int]) -> int:
        """How many callers of these incidents wait to be rung, in the line or not yet."""
        these = _TABLE.c.incident_id.in_(incident_ids)
        return session.scalar(select(func.count()).select_from(_TABLE).where(these)) or 0

    def all_of(self, session: Session, incident_id: int) -> tuple[Callback, ...]:
        """The callers of an incident who wait to be rung, the earliest window first."""
        rows = session.execute(select(_TABLE).where(_TABLE.c.incident_id == incident_id))
        return tuple(sorted(self._readable(rows), key=lambda one: one.window.begins))

    def due(self, session: Session, incident_id: int) -> tuple[Callback, ...]:
        """Those that are to be put into the line now, the earliest window first. Locks nothing."""
        these = (_TABLE.c.state == CallbackState.WAITING.value, _TABLE.c.incident_id == incident_id)
        rows = session.execute(select(_TABLE).where(*these)).all()
        if not rows:
            return ()
        content, now = incidents.current_by_id(session, incident_id).content, self._clock.now()
        found = [one for one in self._readable(rows) if one.due(content, at=now)]
        return tuple(sorted(found, key=lambda one: one.window.begins))

    def read(self, session: Session, id_: bytes) -> Callback:
        """One callback."""
        row = session.execute(select(_TABLE).where(_TABLE.c.id == id_)).one_or_none()
        if row is None:
            raise NoSuchCallback("There is no such callback.")
        return _opened(self._key(), row)

    def may_ring(self, session: Session, callback: Callback) -> bool:
        """Whether it is between eight and nine in the line's zone and wherever the number may be. Only reads.

        And not where it was rung often enough today: whoever asks for callbacks to a stranger has them rung all day.
        """
        if not may_ring(callback.number, callback.zone, at=self._clock.now()):
            return False
        return self._is_shared(session, callback) or self._bounds.may_ring(session, callback.number)

    def mark_queued(self, session: Session, id_: bytes) -> bool:
        """It goes into the line; False where it is there already, or gone: of two who put it there one is told True."""
        this = (_TABLE.c.id == id_, _TABLE.c.state == CallbackState.WAITING.value)
        moved = session.execute(update(_TABLE).where(*this).values(state=CallbackState.QUEUED.value))
        return bool(moved.rowcount)  # type: ignore[attr-defined]

    def put_back(self, session: Session, id_: bytes) -> None:
        """It has left the line and was not rung: it waits again, and is due at once. Nothing where it is gone."""
        this = _TABLE.c.id == id_
        session.execute(update(_TABLE).where(this).values(state=CallbackState.WAITING.value))

    def rung(self, session: Session, id_: bytes) -> Callback:
        """The line is about to ring: counted as a try, before it does. MayNotRing, and then nothing was counted."""
        callback = self._locked(session, id_)
        if callback.tries >= MOST_TRIES or not self.may_ring(session, callback):
            raise MayNotRing("This number may not be rung now.")
        try:
            if not self._is_shared(session, callback):
                self._bounds.ring(session, callback.number)
        except TooMany:  # rung for somebody else at this moment
            raise MayNotRing("This number was rung often enough today.") from None
        return self._save(session, callback.rung(self._clock.now()))

    def kept(self, session: Session, id_: bytes) -> None:
        """They were reached: erased, number and all, and counted as kept or late."""
        callback = self._counted(self._locked(session, id_))
        self._erase(session, callback, "kept" if callback.in_time else "late")

    def tried(self, session: Session, id_: bytes) -> bool:
        """Nobody was reached: True where it waits for another try, False where it is given up."""
        callback = self._counted(self._locked(session, id_))
        if (begins := self._next_try(session, callback)) is None:
            self._erase(session, callback, "unreached")
            return False
        self._save(session, callback.again(begins))
        return True

    def give_up(self, session: Session, id_: bytes) -> None:
        """They are not to be rung any more: erased, number and all, and counted as unreached."""
        self._erase(session, self._locked(session, id_), "unreached")

    def give_up_old(self, session: Session) -> int:
        """Give up those whose window ended KEPT_DAYS ago, of every incident; how many."""
        old = self._older_than(session, days=KEPT_DAYS)
        for one in old:
            self.give_up(session, one.id)
        return len(old)

    def overdue(self, session: Session) -> int:
        """How many `give_up_old` should have given up a day ago."""
        return len(self._older_than(session, days=KEPT_DAYS + 1))

    def counts(self, session: Session, incident_id: int) -> Sequence[CallbackDay]:
        """What became of an incident's callbacks, by the day (UTC) on which they were arranged."""
        return counts_of(session, incident_id)

    def _window(self, wanted: Wanted, content: Content, number: str, *, chosen_by_agent: bool) -> Window:
        zone_named(wanted.zone)
        if not wanted.window:
            return soonest(content, number, after=self._now())
        window = next((one for one in self.windows(wanted.zone) if one.id == wanted.window), None)
        # An agent may promise an hour in which the line is closed: they know who will ring then.
        if window is None or not (chosen_by_agent or content.is_open(window.begins)):
            raise NotAWindow("This hour is not offered.")
        if not may_ring(number, wanted.zone, at=window.begins):
            raise NotTheirDay("It is too early or too late then, where this number may be.")
        return window

    def _is_shared(self, session: Session, callback: Callback) -> bool:
        return _is_shared(callback.number, incidents.current_by_id(session, callback.incident_id).content)

    def _next_try(self, session: Session, callback: Callback) -> datetime | None:
        if callback.tries >= MOST_TRIES:
            return None
        content = incidents.current_by_id(session, callback.incident_id).content
        try:
            return soonest(content, callback.number, after=self._now() + BETWEEN_TRIES).begins
        except NotAWindow:
            return None

    def _new(self, wanted: Wanted, number: str, during: During, *, window: Window) -> Callback:
        now = self._now()
        return Callback(
            secrets.token_bytes(ID_BYTES),
            incident_id=wanted.incident_id,
            number=number,
            phrase=f"{secrets.randbelow(10_000):04}" if wanted.phrase else "",
            language=wanted.language,
            role=wanted.role,
            window=window,
            created_at=now,
            zone=wanted.zone,
            consent=Consent(now, wanted.wording, wanted.language, during.channel),
            not_before=window.begins,
        )

    def _older_than(self, session: Session, *, days: int) -> tuple[Callback, ...]:
        before = self._clock.now() - timedelta(days=days)
        return tuple(one for one in self._readable(session.execute(select(_TABLE))) if one.window.ends < before)

    def _counted(self, callback: Callback) -> Callback:
        return callback if callback.tries else callback.rung(self._clock.now())

    def _locked(self, session: Session, id_: bytes) -> Callback:
        row = session.execute(select(_TABLE).where(_TABLE.c.id == id_).with_for_update()).one_or_none()
        if row is None:
            raise NoSuchCallback("There is no such callback.")
        return _opened(self._key(), row)

    def _save(self, session: Session, callback: Callback) -> Callback:
        said = {"state": callback.state.value, "sealed": self._sealed(callback)}
        session.execute(update(_TABLE).where(_TABLE.c.id == callback.id).values(said))
        return callback

    def _erase(self, session: Session, callback: Callback, what: What) -> None:
        session.execute(delete(_TABLE).where(_TABLE.c.id == callback.id))
        count(session, callback.incident_id, what, day=callback.created_at.date())

    def _record(self, session: Session, callback: Callback, during: During) -> None:
        agreed = callback.consent
        detail = {"wording": agreed.wording, "language": agreed.language, "channel": agreed.channel}
        self._audit.record(
            session,
            Tag.CALLBACK_ARRANGED,
            actor=during.actor,
            incident_id=callback.incident_id,
            detail=detail,
            to_the_hour=True,  # the minute would say which call it was
        )

    def _readable(self, rows: Iterable[object]) -> Iterator[Callback]:
        """Those that open: one that was damaged must not keep the line from ringing all others."""
        key = self._key()
        for row in rows:
            try:
                yield _opened(key, row)
            except SealBroken:
                log.error("callback.damaged")

    def _sealed(self, callback: Callback) -> bytes:
        return seal(self._key(), callback.to_json(), _about(callback.id, callback.incident_id), size=SEALED_BYTES)

    def _now(self) -> datetime:
        return self._clock.now().replace(microsecond=0)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("callbacks")


def _opened(key: bytes, row: object) -> Callback:
    id_, incident_id, state, sealed = (getattr(row, name) for name in ("id", "incident_id", "state", "sealed"))
    plain = open_sealed(key, sealed, _about(id_, incident_id), padded=True)
    return Callback.from_json(plain, id_, incident_id=incident_id, state=state)


def _is_shared(number: str, content: Content) -> bool:
    """Whether many families are rung at it: the number of a relay, or of a switchboard."""
    return number in content.limits.shared_numbers


def _about(id_: bytes, incident_id: int) -> bytes:
    return id_ + str(incident_id).encode()
