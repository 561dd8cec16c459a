"""The audit log: append-only, each entry chained to the one before, committed before an answer leaves.

An entry says when (to the minute), who, what and for which incident. Its chain is an HMAC under the ledger key over the
entry and the chain before it, so whoever can write to the database can't change, reorder or take out an entry unseen.
The newest entries can be cut off together with the head: only a checkpoint kept elsewhere finds that.
Must not know: what a caller asked or heard. No identifier and no answer reaches this module.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Row, String, Text, bindparam, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.sealing import KeyRing, digest

_START = bytes(32)
CALLERS = "telephone"  # the actor of whatever callers do


class Tag(StrEnum):
    """What can be audited, as noun.verb."""

    INCIDENT_APPLIED = "incident.applied"
    LINE_CLOSED = "line.closed"
    LINE_REOPENED = "line.reopened"
    LINE_OPENED = "line.opened"
    LINE_OPENING_ENDED = "line.opening_ended"
    LINE_ANNOUNCED = "line.announced"
    LINE_HUSHED = "line.hushed"
    LINE_HOURS_SET = "line.hours_set"
    LINE_CLOSURE_PLANNED = "line.closure_planned"
    LINE_CLOSURE_DROPPED = "line.closure_dropped"
    TEXTS_SCHEDULED = "texts.scheduled"
    TEXTS_IN_FORCE = "texts.in_force"
    TEXTS_DROPPED = "texts.dropped"
    REGISTER_IMPORTED = "register.imported"
    REGISTER_PUBLISHED = "register.published"
    REGISTER_ROLLED_BACK = "register.rolled_back"
    REGISTER_DESTROYED = "register.destroyed"
    REGISTER_FORGOTTEN = "register.forgotten"
    REGISTER_ASKED = "register.asked"
    PHONE_CONNECTING = "phone.connecting"
    BREAKER_RELEASED = "breaker.released"
    SUBJECT_RELEASED = "subject.released"
    REQUESTS_EXPORTED = "requests.exported"
    STAFF_INVITED = "staff.invited"
    STAFF_ENROLLED = "staff.enrolled"
    STAFF_SIGNED_IN = "staff.signed_in"
    STAFF_SIGNED_OUT = "staff.signed_out"
    STAFF_DISPLAY_OPENED = "staff.display_opened"
    STAFF_DISPLAYS_ENDED = "staff.displays_ended"
    STAFF_REFUSED = "staff.refused"
    STAFF_DISABLED = "staff.disabled"
    STAFF_RESET = "staff.reset"
    STAFF_PASSWORD_CHANGED = "staff.password_changed"  # noqa: S105  a tag
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    CALL_TAKEN_BY_HAND = "call.taken_by_hand"
    CALLBACK_ARRANGED = "callback.arranged"
    CALLBACKS_READ = "callbacks.read"
    CALLBACK_PUT_BACK = "callback.put_back"
    CALLBACK_CLOSED = "callback.closed"
    LETTER_REQUESTED = "letter.requested"
    MESSAGE_TAKEN = "message.taken"
    MESSAGE_DONE = "message.done"
    TELEPHONE_VERIFIED = "telephone.verified"
    TELEPHONE_FORGOTTEN = "telephone.forgotten"
    ESCALATION_OPENED = "escalation.opened"
    ESCALATION_CLOSED = "escalation.closed"
    AUDIT_CHECKPOINT = "audit.checkpoint"
    LETTERS_MAILED = "letters.mailed"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_APPROVED = "proposal.approved"
    PROPOSAL_REFUSED = "proposal.refused"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn"


def _searched_by(name: str, *columns: str) -> Index:
    # Callers' entries are the many, and nobody searches them: an index over the others costs a check nothing.
    others = text(f"actor <> '{CALLERS}'")
    return Index(f"ix_audit_entries_{name}", *columns, sqlite_where=others, postgresql_where=others)


class AuditEntry(Base):
    """One thing that was done."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        _searched_by("at", "at", "seq"),
        _searched_by("actor", "actor", "at", "seq"),
        _searched_by("tag", "tag", "at", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    tag: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(80))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    detail: Mapped[str] = mapped_column(Text)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The end of the chain: one row, locked by every writer, so that entries have one order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditBroken(Exception):
    """The chain does not hold; `seq` is the first entry that does not fit."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"The audit log was changed: entry {seq} does not fit the one before it.")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Verified:
    """Up to where a chain is known to be unbroken: an entry and the chain's value there."""

    seq: int = 0
    chain: bytes = _START


_HEAD = select(table_of(AuditHead)).with_for_update()
_APPEND = insert(table_of(AuditEntry))
_MOVE_HEAD = update(table_of(AuditHead))
_ENTRIES = table_of(AuditEntry)
_FOLLOWING = select(_ENTRIES).where(_ENTRIES.c.seq > bindparam("after")).order_by(_ENTRIES.c.seq).limit(5_000)


class AuditLog:
    """Writes and verifies the chain with the installation's ledger key."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def record(
        self,
        session: Session,
        tag: Tag,
        *,
        actor: str,
        incident_id: int | None,
        detail: Mapping[str, str] | None = None,
        to_the_hour: bool = False,
    ) -> None:
        """Append one entry in the caller's transaction. `to_the_hour`: keep its hour and not its minute.

        KeyMissing where the ledger key is gone (no audit, no answer).
        """
        connection = session.connection()
        at = minute(self._clock.now())
        head = connection.execute(_HEAD).one()
        entry = {
            "seq": head.seq + 1,
            "at": at.replace(minute=0) if to_the_hour else at,
            "tag": tag.value,
            "actor": actor,
            "incident_id": incident_id,
            "detail": json.dumps(dict(detail or {}), sort_keys=True),
        }
        chain = _chained(self._keyring.ledger_key("audit"), head.chain, AuditEntry(**entry))
        connection.execute(_APPEND, {**entry, "chain": chain})
        connection.execute(_MOVE_HEAD, {"seq": head.seq + 1, "chain": chain})

    def verify(self, session: Session) -> int:
        """The number of entries of an unbroken chain; AuditBroken names the first that does not fit."""
        return self.verified(session).seq

    def verified(self, session: Session) -> Verified:
        """The whole chain, and where it ends; AuditBroken names the first entry that does not fit."""
        return self.verify_on(session, Verified())

    def verify_on(self, session: Session, before: Verified) -> Verified:
        """The whole chain, where its beginning is known to be unbroken; AuditBroken names the first that does not fit.

        What was changed before the place up to which it was verified is not seen. Where others may write meanwhile, the
        session must be a snapshot: an entry that came after the last one that was read would look like a break.
        """
        key, chain, seq = self._keyring.ledger_key("audit"), before.chain, before.seq
        for entry in _rows(session, after=seq):
            expected = _chained(key, chain, entry)
            if entry.seq != seq + 1 or entry.chain != expected:
                raise AuditBroken(seq + 1)
            chain, seq = expected, entry.seq
        head = session.execute(select(AuditHead.seq, AuditHead.chain)).one()
        if (head.seq, head.chain) != (seq, chain):
            raise AuditBroken(seq + 1)
        return Verified(seq, chain)

    def try_writing(self, session: Session) -> None:
        """Write the end of the chain over itself, in the caller's transaction: raises where nothing can be recorded."""
        head = session.execute(_HEAD).one()
        session.connection().execute(_MOVE_HEAD, {"seq": head.seq, "chain": head.chain})

    def entries(self, session: Session, *, after: int = 0) -> Iterator[AuditEntry]:
        """Every entry, or those after a number, oldest first, a thousand at a time."""
        last = after
        while batch := session.scalars(
            select(AuditEntry).where(AuditEntry.seq > last).order_by(AuditEntry.seq).limit(1000)
        ).all():
            yield from batch
            last = batch[-1].seq


def _rows(session: Session, *, after: int) -> Iterator[Row[Any]]:
    """The entries after a number as rows: a million of them as objects would take a minute."""
    last, connection = after, session.connection()
    while batch := connection.execute(_FOLLOWING, {"after": last}).all():
        yield from batch
        last = batch[-1].seq


def _chained(key: bytes, before: bytes, entry: "AuditEntry | Row[Any]") -> bytes:
    said = f"{entry.seq}", entry.at.isoformat(), entry.tag, entry.actor, f"{entry.incident_id}", entry.detail
    return digest(key, before, *(part.encode() for part in said))
