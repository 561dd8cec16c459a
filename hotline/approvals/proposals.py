"""Proposals in the database: made by one person, approved, refused or withdrawn once, audited each time.

Each row is authenticated with the ledger key, so whoever can only write to the database can't propose in somebody
else's name. Must not know: how a proposal is carried out, and who works at the desk.
"""

import hmac
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, Select, String, UniqueConstraint, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.approvals.proposal import (
    AlreadyProposed,
    Matter,
    NoSuchProposal,
    NotYours,
    Outcome,
    Proposal,
    ProposalOver,
    SamePerson,
    Settled,
    same_person,
)
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, insert_if_new, table_of
from hotline.followups.notes import MOST_CHARACTERS, checked
from hotline.sealing import KeyRing, digest

log = structlog.get_logger(__name__)

GOOD_FOR = timedelta(days=7)


class ProposalRow(Base):
    """One proposal. It is open while `open_as` says for what, which no other open one says."""

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("open_as"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(String(12))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    subject: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(MOST_CHARACTERS))
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    open_as: Mapped[str | None] = mapped_column(String(160))
    outcome: Mapped[str | None] = mapped_column(String(12))
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(String(MOST_CHARACTERS))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


_TABLE = table_of(ProposalRow)
_TAGS = {
    Outcome.APPROVED: Tag.PROPOSAL_APPROVED,
    Outcome.REFUSED: Tag.PROPOSAL_REFUSED,
    Outcome.WITHDRAWN: Tag.PROPOSAL_WITHDRAWN,
}


class Proposals:
    """Keeps proposals, in the caller's transaction.

    `by` is a person as the audit log names them. `within` are the incidents that this person may see; None, all.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._audit = AuditLog(keyring, clock)

    def propose(
        self, session: Session, matter: Matter, subject: str, *, incident_id: int | None, by: str, note: str = ""
    ) -> Proposal:
        """Keep a proposal of exactly `subject`, good for seven days; AlreadyProposed, NoteRefused."""
        now, words = minute(self._clock.now()), checked(note) if note.strip() else ""
        made = Proposal(uuid.uuid4(), matter, incident_id, subject, words, by, now, now + GOOD_FOR)
        self._close_expired(session)
        row = {name: getattr(made, name) for name in Proposal.__slots__}
        row |= {"matter": matter.value, "open_as": _open_as(made), "why": "", "mac": self._mac(made)}
        if not insert_if_new(session, ProposalRow, row):
            raise AlreadyProposed
        self._record(session, Tag.PROPOSAL_MADE, made, by=by)
        return made

    def approve(
        self, session: Session, id_: uuid.UUID, *, by: str, within: Collection[int] | None, matter: Matter
    ) -> Proposal:
        """Approve a proposal of this matter, once, and carry it out in the same transaction, which is the caller's.

        SamePerson, NoSuchProposal, ProposalOver.
        """
        proposal = self._taken(session, id_, within)
        if proposal.matter is not matter:
            raise NoSuchProposal
        if same_person(proposal.proposed_by, by):
            raise SamePerson
        self._settle(session, proposal, Outcome.APPROVED, by=by)
        return proposal

    def refuse(
        self, session: Session, id_: uuid.UUID, *, by: str, within: Collection[int] | None, why: str
    ) -> Proposal:
        """Refuse somebody else's proposal and say why; SamePerson, NoSuchProposal, ProposalOver, NoteRefused."""
        words, proposal = checked(why), self._taken(session, id_, within)
        if same_person(proposal.proposed_by, by):
            raise SamePerson
        self._settle(session, proposal, Outcome.REFUSED, by=by, why=words)
        return proposal

    def withdraw(self, session: Session, id_: uuid.UUID, *, by: str, within: Collection[int] | None) -> Proposal:
        """Withdraw one's own proposal; NotYours, NoSuchProposal, ProposalOver."""
        proposal = self._taken(session, id_, within)
        if not same_person(proposal.proposed_by, by):
            raise NotYours
        self._settle(session, proposal, Outcome.WITHDRAWN, by=by)
        return proposal

    def get(self, session: Session, id_: uuid.UUID, within: Collection[int] | None) -> Proposal:
        """A proposal that can still be decided; NoSuchProposal, ProposalOver."""
        return self._open(session, select(_TABLE).where(_TABLE.c.id == id_, _seen(within)))

    def opened(self, session: Session, within: Collection[int] | None) -> Sequence[Proposal]:
        """Those that wait to be decided, oldest first."""
        waiting = (_TABLE.c.open_as.is_not(None), _TABLE.c.expires_at > self._clock.now(), _seen(within))
        rows = session.execute(select(_TABLE).where(*waiting).order_by(_TABLE.c.proposed_at, _TABLE.c.id))
        return tuple(_proposal(row) for row in rows if self._is_authentic(row))

    def settled(self, session: Session, within: Collection[int] | None, *, most: int = 20) -> Sequence[Settled]:
        """Those that were decided, the newest decision first."""
        decided = select(_TABLE).where(_TABLE.c.outcome.is_not(None), _seen(within))
        rows = session.execute(decided.order_by(_TABLE.c.settled_at.desc(), _TABLE.c.id).limit(most))
        return tuple(
            Settled(_proposal(row), Outcome(row.outcome), row.settled_by, row.settled_at, row.why)
            for row in rows
            if self._is_authentic(row)
        )

    def _taken(self, session: Session, id_: uuid.UUID, within: Collection[int] | None) -> Proposal:
        """A proposal that can still be decided, and that nobody else decides until the transaction ends."""
        return self._open(session, select(_TABLE).where(_TABLE.c.id == id_, _seen(within)).with_for_update())

    def _open(self, session: Session, statement: Select[*tuple[Any, ...]]) -> Proposal:
        row = session.execute(statement).one_or_none()
        if row is None or not self._is_authentic(row):
            raise NoSuchProposal
        if row.open_as is None or row.expires_at <= self._clock.now():
            raise ProposalOver
        return _proposal(row)

    def _settle(self, session: Session, proposal: Proposal, outcome: Outcome, *, by: str, why: str = "") -> None:
        at = minute(self._clock.now())
        settled = {"open_as": None, "outcome": outcome.value, "settled_by": by, "settled_at": at, "why": why}
        session.execute(update(_TABLE).where(_TABLE.c.id == proposal.id).values(settled))
        self._record(session, _TAGS[outcome], proposal, by=by)

    def _close_expired(self, session: Session) -> None:
        # Else nobody could propose the same again.
        expired = (_TABLE.c.open_as.is_not(None), _TABLE.c.expires_at <= self._clock.now())
        session.execute(update(_TABLE).where(*expired).values(open_as=None))

    def _record(self, session: Session, tag: Tag, proposal: Proposal, *, by: str) -> None:
        detail = {"proposal": str(proposal.id), "matter": proposal.matter.value, "subject": proposal.subject}
        if tag is not Tag.PROPOSAL_MADE:
            detail["proposed_by"] = proposal.proposed_by
        self._audit.record(session, tag, actor=by, incident_id=proposal.incident_id, detail=detail)

    def _is_authentic(self, row: Any) -> bool:
        if hmac.compare_digest(self._mac(_proposal(row)), row.mac):
            return True
        log.error("proposal.changed", proposal=str(row.id))
        return False

    def _mac(self, proposal: Proposal) -> bytes:
        said = (str(getattr(proposal, name)) for name in Proposal.__slots__)
        return digest(self._keyring.ledger_key("proposals"), *(part.encode() for part in said))


def _open_as(proposal: Proposal) -> str:
    return f"{proposal.matter} {proposal.incident_id} {proposal.subject}"


def _seen(within: Collection[int] | None) -> ColumnElement[bool]:
    """Those of some incidents, and those that are about none."""
    return true() if within is None else _TABLE.c.incident_id.in_(within) | _TABLE.c.incident_id.is_(None)


def _proposal(row: Any) -> Proposal:
    said = {name: getattr(row, name) for name in Proposal.__slots__}
    return Proposal(**{**said, "matter": Matter(said["matter"])})
