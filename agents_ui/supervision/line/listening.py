"""Hearing a draft: the line rings the supervisor's own telephone, and reads to them what callers would hear.

Must not know: how anything is read, and what is decided about it.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.supervision.line import where
from agents_ui.supervision.line.doors import texts_door
from hotline import incidents
from hotline.approvals import NoSuchProposal, ProposalOver, Proposals
from hotline.line import Draft, NoSuchDraft, name_of


@texts_door.post("/listen")
def listen() -> Response:
    """Ring, and read one's own draft, or what somebody proposes."""
    parts, account = desk(), visitor().account
    try:
        with parts.house.database.read() as session:
            draft = _draft(session)
            content = incidents.current_by_id(session, draft.incident_id).content
            address = parts.endpoints.verified(session, account.id)
    except (NoSuchProposal, NoSuchDraft, ProposalOver):
        return where.go_on("line.show", fault="line_no_proposal")
    tongue = request.form.get("tongue", "")
    if tongue not in content.languages:
        raise BadRequest
    if address is None:
        return _back(fault="line_no_telephone")
    about = name_of(draft, tongue)
    rings = parts.distribution.read_aloud(account.id, address, line=content.line, about=about)
    return _back(say="line_rung") if rings else _back(fault="line_not_rung")


def _draft(session: Session) -> Draft:
    """The draft that the form is about: of a proposal that it names, else one's own."""
    parts, account, named = desk(), visitor().account, request.form.get("id", "")
    if named:
        proposals = Proposals(parts.house.keyring, parts.house.clock)
        return parts.drafts.proposed(session, proposals.get(session, _id(named), account.incidents))
    found = parts.drafts.of(session, where.incident_id(), account.id)
    if found is None:
        raise NoSuchDraft("There is nothing to read.")
    return found


def _back(*, say: str = "", fault: str = "") -> Response:
    named = request.form.get("id", "")
    if named:
        return where.go_on("line_texts.proposal", say=say, fault=fault, id=named)
    return where.go_on("line_texts.draft", say=say, fault=fault)


def _id(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise BadRequest from None
