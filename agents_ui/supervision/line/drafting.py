"""One's draft: what it changes, what is wrong with it, from when on it shall count, and proposing it.

Must not know: who decides about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import page
from agents_ui.sentences import note_fault
from agents_ui.supervision.line import checking, differences, moments, naming, where
from agents_ui.supervision.line.differences import InOneLanguage
from agents_ui.supervision.line.doors import texts_door
from agents_ui.supervision.line.writing import me
from hotline import incidents
from hotline.approvals import AlreadyProposed
from hotline.followups import NoteRefused
from hotline.incidents import Content, IncidentFileError
from hotline.line import Draft, DraftProposed, NothingChanged, StaleDraft


@dataclass(frozen=True, slots=True)
class Changed:
    """A text that a draft changes: what it is called, what changes in each language, and what is wrong with it."""

    path: str
    name: str
    new: bool
    gone: bool
    languages: Sequence[InOneLanguage]
    wrong: Sequence[Any]


@texts_door.get("/draft")
def draft() -> Response:
    """What one's draft changes, and where it can go from here."""
    parts, this = desk(), where.incident_id()
    with parts.house.database.read() as session:
        found = parts.drafts.of(session, this, visitor().account.id)
        if found is None or not found.changes:
            return where.go_on("line_texts.show", fault="line_no_draft")
        told = shown(session, found)
        proposal = parts.drafts.proposal_of(session, found)
    return page("line_draft.html", proposal=proposal, mine_to_edit=proposal is None, by="", note="", **told)


@texts_door.post("/date")
def date() -> Response:
    """From when on it shall count."""
    parts, this, later = desk(), where.incident_id(), request.form.get("when") == "later"
    try:
        with parts.house.database.write() as session:
            from_at = moments.read("from", incidents.current_by_id(session, this).content) if later else None
            if later and not _is_to_come(from_at):
                return where.go_on("line_texts.draft", fault="line_date")
            parts.drafts.date(session, this, me(), from_at=from_at)
    except DraftProposed:
        return where.go_on("line_texts.draft", fault="line_proposed")
    return where.go_on("line_texts.draft", say="line_dated")


@texts_door.post("/discard")
def discard() -> Response:
    """One's draft is thrown away."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            parts.drafts.discard(session, where.incident_id(), me())
    except DraftProposed:
        return where.go_on("line_texts.draft", fault="line_proposed")
    return where.go_on("line_texts.show", say="line_discarded")


@texts_door.post("/propose")
def propose() -> Response:
    """One's draft is to be approved by somebody else."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            parts.drafts.propose(session, where.incident_id(), me(), note=request.form.get("note", ""))
    except NoteRefused as why:
        return where.go_on("line_texts.draft", fault=note_fault(why))
    except (NothingChanged, StaleDraft, IncidentFileError):
        return where.go_on("line_texts.draft", fault="line_not_proposed")
    except (DraftProposed, AlreadyProposed):
        return where.go_on("line_texts.draft", fault="line_proposed")
    return where.go_on("line_texts.draft", say="line_proposed")


def shown(session: Session, draft: Draft) -> dict[str, Any]:
    """What a page shows of a draft: every text that it changes, and what is wrong with any."""
    content = incidents.current_by_id(session, draft.incident_id).content
    wrong = checking.all_of(session, draft)
    changed = [_changed(path, draft, content, wrong=wrong) for path in draft.changes]
    return {
        "incident": draft.incident_id,
        "draft": draft,
        "changed": changed,
        "wrong": [told for (path, _), told in wrong.items() if path not in draft.changes],
        "fit": not wrong,
        "languages": naming.languages(content),
        "tongues": dict(naming.languages(content)),
        "from_at": moments.said(draft.from_at, content) if draft.from_at else "",
        "from_field": moments.field(draft.from_at, content) if draft.from_at else "",
        "listener": desk().endpoints.verified(session, visitor().account.id),
        "zone": content.zone,
    }


def _changed(path: str, draft: Draft, content: Content, *, wrong: checking.Wrong) -> Changed:
    change = draft.changes[path]
    told = [sentence for (where_, _), sentence in wrong.items() if where_ == path]
    return Changed(
        path,
        naming.name(path, content, draft.changes),
        new=change.before is None,
        gone=change.after is None,
        languages=differences.of(change, content.languages),
        wrong=told,
    )


def _is_to_come(moment: datetime | None) -> bool:
    return moment is not None and moment > desk().house.clock.now()
