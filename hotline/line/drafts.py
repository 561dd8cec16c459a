"""Drafts of texts in the database: written by one supervisor, approved by another, in force at once or from a date on.

What was approved for later is authenticated with the ledger key, so whoever can only write to the database can't put
other words in its place. Must not know: pages, and calls that are going on.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, insert, select, update
from sqlalchemy import Text as LongText
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.approvals import Matter, NoSuchProposal, Proposal, Proposals
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.incidents import IncidentFileError, Text
from hotline.incidents.file import held_to_the_rules
from hotline.line.draft import (
    Author,
    Draft,
    DraftProposed,
    DraftState,
    NoSuchDraft,
    NothingChanged,
    StaleDraft,
    draft_named,
    read,
    written,
)
from hotline.line.texts import Change, laid_over, places, stale, text_at, tidy
from hotline.sealing import KeyFault, KeyRing, digest

log = structlog.get_logger(__name__)


class DraftRow(Base):
    """One draft. `open_as` names its incident and its author while it is written: nobody writes two at once."""

    __tablename__ = "text_drafts"
    __table_args__ = (UniqueConstraint("open_as"), Index("ix_text_drafts_state", "state", "incident_id"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    author: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    state: Mapped[str] = mapped_column(String(12))
    open_as: Mapped[str | None] = mapped_column(String(40))
    changes: Mapped[str] = mapped_column(LongText)
    from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(80))
    mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    version: Mapped[int | None]


_TABLE = table_of(DraftRow)
_APPROVED = (_TABLE.c.state == DraftState.APPROVED.value,)


class Drafts:
    """Keeps drafts, in the caller's transaction. `spoken`: the languages in which the line has prompts."""

    def __init__(self, keyring: KeyRing, clock: Clock, *, spoken: Collection[str] | None = None) -> None:
        self._keyring = keyring
        self._clock = clock
        self._spoken = spoken
        self._audit = AuditLog(keyring, clock)
        self._proposals = Proposals(keyring, clock)

    def of(self, session: Session, incident_id: int, author: int) -> Draft | None:
        """What somebody is writing for an incident."""
        row = session.execute(select(_TABLE).where(_TABLE.c.open_as == _open_as(incident_id, author))).one_or_none()
        return None if row is None else _draft(row)

    def get(self, session: Session, id_: UUID, within: Collection[int] | None) -> Draft:
        """A draft of one of these incidents (None: of any), whatever has become of it; NoSuchDraft."""
        row = session.execute(select(_TABLE).where(_TABLE.c.id == id_)).one_or_none()
        if row is None or (within is not None and row.incident_id not in within):
            raise NoSuchDraft("There is no such draft.")
        return _draft(row)

    def write(self, session: Session, incident_id: int, author: Author, *, texts: dict[str, Text | None]) -> Draft:
        """Write texts, by their paths, into one's draft; what is as it is in force is no change. None: no text.

        DraftProposed, NoSuchText.
        """
        present, draft = incidents.in_hand(session, incident_id), self._own(session, incident_id, author)
        changes = dict(draft.changes)
        for path, text in ((path, tidy(text)) for path, text in texts.items()):
            now = text_at(present.content, path)
            before = changes.pop(path).before if path in changes else now
            if text not in (before, now):
                changes[path] = Change(before, text)
        in_order = {one.path: number for number, one in enumerate(places(present.content))}
        changes = dict(sorted(changes.items(), key=lambda one: in_order.get(one[0], len(in_order))))
        return self._saved(session, replace(draft, changes=changes))

    def date(self, session: Session, incident_id: int, author: Author, *, from_at: datetime | None) -> Draft:
        """Say from when on one's draft shall count (aware), None for as soon as it is approved; DraftProposed."""
        draft = self._own(session, incident_id, author)
        return self._saved(session, replace(draft, from_at=minute(from_at) if from_at else None))

    def discard(self, session: Session, incident_id: int, author: Author) -> None:
        """Throw one's draft away; DraftProposed."""
        self._saved(session, replace(self._own(session, incident_id, author), state=DraftState.DROPPED))

    def check(self, session: Session, draft: Draft) -> None:
        """StaleDraft, or IncidentFileError with every rule that the texts would break, if it were put in force now."""
        present = incidents.current_by_id(session, draft.incident_id).content
        if gone := stale(present, draft.changes):
            raise StaleDraft(gone)
        held_to_the_rules(laid_over(present, draft.changes), before=present, spoken=self._spoken)

    def proposal_of(self, session: Session, draft: Draft) -> Proposal | None:
        """The proposal in which this draft waits to be approved."""
        opened = self._proposals.opened(session, (draft.incident_id,))
        return next((one for one in opened if one.matter is Matter.TEXT and draft.is_named_by(one.subject)), None)

    def propose(self, session: Session, incident_id: int, author: Author, *, note: str) -> Proposal:
        """Propose one's draft as it is; NothingChanged, DraftProposed, NoteRefused, and as `check`."""
        draft = self._own(session, incident_id, author)
        if not draft.changes:
            raise NothingChanged
        self.check(session, draft)
        subject = draft.subject
        return self._proposals.propose(
            session, Matter.TEXT, subject, incident_id=incident_id, by=author.actor, note=note
        )

    def proposed(self, session: Session, proposal: Proposal) -> Draft:
        """What a proposal proposes; NoSuchDraft where the draft is not that any more."""
        found = self.get(session, draft_named(proposal.subject), (proposal.incident_id or 0,))
        if found.state is not DraftState.EDITING or found.subject != proposal.subject:
            raise NoSuchDraft("This draft is not what was proposed.")
        return found

    def approve(self, session: Session, proposal_id: UUID, *, by: str, within: Collection[int]) -> Draft:
        """Approve what somebody else has proposed: it is in force now, or from its time on.

        SamePerson, NoSuchProposal, ProposalOver; NoSuchDraft, and as `check`. Nothing is approved then.
        """
        # The incident first and then the audit log, as whoever gives an order: else each could wait for the other.
        incidents.in_hand(session, self._incident_of(session, proposal_id, within))
        proposal = self._proposals.approve(session, proposal_id, by=by, within=within, matter=Matter.TEXT)
        draft = replace(self.proposed(session, proposal), approved_by=by)
        self.check(session, draft)
        if draft.from_at is None or draft.from_at <= self._clock.now():
            return self._put_in_force(session, draft)
        self._record(session, Tag.TEXTS_SCHEDULED, draft, by=by)
        return self._saved(session, replace(draft, state=DraftState.APPROVED))

    def scheduled(self, session: Session, incident_id: int) -> Sequence[Draft]:
        """What is approved and not in force yet, in the order of its time."""
        these = select(_TABLE).where(*_APPROVED, _TABLE.c.incident_id == incident_id)
        return tuple(map(_draft, session.execute(these.order_by(_TABLE.c.from_at, _TABLE.c.id))))

    def call_off(self, session: Session, id_: UUID, *, by: str, within: Collection[int]) -> None:
        """What was approved for later is not to be; NoSuchDraft. One person may: what is in force was approved too."""
        incidents.in_hand(session, self.get(session, id_, within).incident_id)
        draft = self.get(session, id_, within)  # as it is now that nobody puts it in force
        if draft.state is not DraftState.APPROVED:
            raise NoSuchDraft("This draft waits for no time.")
        self._drop(session, draft, by=by, why="called off")

    def put_due(self, session: Session, incident_id: int) -> bool:
        """Put in force whatever was approved for a time that has come; whether anything was.

        What can't be any more, because others have changed the same texts or the file, is dropped, and audited. Where
        it can't be written down now, it stays due: whoever rings hears what is in force.
        """
        due = (*_APPROVED, _TABLE.c.incident_id == incident_id, _TABLE.c.from_at <= self._clock.now())
        if session.execute(select(_TABLE.c.id).where(*due).limit(1)).one_or_none() is None:
            return False
        try:
            with session.begin_nested():
                return self._put(session, due, incident_id)
        except (KeyFault, DatabaseError) as fault:
            log.error("draft.not_put_in_force", fault=type(fault).__name__)
            return False

    def _put(self, session: Session, due: tuple[Any, ...], incident_id: int) -> bool:
        incidents.in_hand(session, incident_id)
        rows = session.execute(select(_TABLE).where(*due).order_by(_TABLE.c.from_at, _TABLE.c.id).with_for_update())
        came = [self._came_due(session, row) for row in rows.all()]
        return any(came)

    def _came_due(self, session: Session, row: Any) -> bool:
        draft = _draft(row)
        if row.mac is None or not hmac.compare_digest(row.mac, self._mac(draft)):
            log.error("draft.changed", draft=str(draft.id))
            self._drop(session, draft, by="", why="changed in the database")
            return False
        try:
            self.check(session, draft)
        except (StaleDraft, IncidentFileError) as why:
            log.error("draft.lapsed", draft=str(draft.id), why=type(why).__name__)
            self._drop(session, draft, by=draft.approved_by, why="does not fit what is in force")
            return False
        self._put_in_force(session, draft)
        return True

    def _put_in_force(self, session: Session, draft: Draft) -> Draft:
        content = laid_over(incidents.in_hand(session, draft.incident_id).content, draft.changes)
        by = draft.approved_by
        after = incidents.apply(session, content, clock=self._clock, keyring=self._keyring, operator=by)
        done = self._saved(session, replace(draft, state=DraftState.IN_FORCE, version=after.version))
        self._record(session, Tag.TEXTS_IN_FORCE, done, by=by, version=str(after.version))
        return done

    def _drop(self, session: Session, draft: Draft, *, by: str, why: str) -> None:
        self._saved(session, replace(draft, state=DraftState.DROPPED))
        self._record(session, Tag.TEXTS_DROPPED, draft, by=by, why=why)

    def _incident_of(self, session: Session, proposal_id: UUID, within: Collection[int]) -> int:
        proposal = self._proposals.get(session, proposal_id, within)
        if proposal.matter is not Matter.TEXT or proposal.incident_id is None:
            raise NoSuchProposal
        return proposal.incident_id

    def _own(self, session: Session, incident_id: int, author: Author) -> Draft:
        """One's draft, begun where there is none; nobody else changes it until the transaction ends."""
        this = select(_TABLE).where(_TABLE.c.open_as == _open_as(incident_id, author.id)).with_for_update()
        row = session.execute(this).one_or_none()
        if row is None:
            begun = Draft(uuid.uuid4(), incident_id, author.id, DraftState.EDITING, {})
            session.execute(insert(_TABLE), {"id": begun.id, **self._row(begun)})
            return begun
        draft = _draft(row)
        if self.proposal_of(session, draft) is not None:
            raise DraftProposed
        return draft

    def _saved(self, session: Session, draft: Draft) -> Draft:
        session.execute(update(_TABLE).where(_TABLE.c.id == draft.id).values(self._row(draft)))
        return draft

    def _row(self, draft: Draft) -> dict[str, Any]:
        editing, approved = draft.state is DraftState.EDITING, draft.state is DraftState.APPROVED
        return {
            "incident_id": draft.incident_id,
            "author": draft.author,
            "state": draft.state.value,
            "open_as": _open_as(draft.incident_id, draft.author) if editing else None,
            "changes": json.dumps(written(draft.changes), ensure_ascii=False),
            "from_at": draft.from_at,
            "approved_by": draft.approved_by or None,
            "mac": self._mac(draft) if approved else None,
            "version": draft.version,
        }

    def _mac(self, draft: Draft) -> bytes:
        return digest(self._keyring.ledger_key("text drafts"), draft.subject.encode(), draft.approved_by.encode())

    def _record(self, session: Session, tag: Tag, draft: Draft, *, by: str, **more: str) -> None:
        detail = {"draft": str(draft.id), "texts": str(len(draft.changes)), **more}
        if draft.from_at:
            detail["from"] = draft.from_at.isoformat(timespec="minutes")
        self._audit.record(session, tag, actor=by or "desk", incident_id=draft.incident_id, detail=detail)


def _open_as(incident_id: int, author: int) -> str:
    return f"{incident_id} {author}"


def _draft(row: Any) -> Draft:
    return Draft(
        row.id,
        row.incident_id,
        author=row.author,
        state=DraftState(row.state),
        changes=read(json.loads(row.changes)),
        from_at=row.from_at,
        approved_by=row.approved_by or "",
        version=row.version,
    )
