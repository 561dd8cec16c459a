"""What somebody else proposes: exactly what it changes, and the second person's yes; and what was approved for later.

Must not know: how a draft is written. Refusing and withdrawing are done where all proposals are.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from werkzeug.exceptions import BadRequest

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import page
from agents_ui.supervision.line import naming, where
from agents_ui.supervision.line.doors import texts_door
from agents_ui.supervision.line.drafting import shown
from hotline.approvals import NoSuchProposal, ProposalOver, Proposals, SamePerson, same_person
from hotline.incidents import IncidentFileError
from hotline.line import NoSuchDraft, StaleDraft


@texts_door.get("/proposal")
def proposal() -> Response:
    """What somebody proposes, for whoever decides about it."""
    parts, account = desk(), visitor().account
    proposals = Proposals(parts.house.keyring, parts.house.clock)
    try:
        with parts.house.database.read() as session:
            found = proposals.get(session, _id(), account.incidents)
            told = shown(session, parts.drafts.proposed(session, found))
            by = naming.who(session, found.proposed_by)
    except (NoSuchProposal, NoSuchDraft, ProposalOver):
        return where.go_on("line.show", fault="line_no_proposal")
    own = same_person(found.proposed_by, account.actor)
    return page("line_draft.html", proposal=found, mine_to_edit=False, by="" if own else by, note=found.note, **told)


@texts_door.post("/approve")
def approve() -> Response:
    """A second person says yes: in force now, or from its time on."""
    parts, account = desk(), visitor().account
    try:
        with parts.house.database.write() as session:
            done = parts.drafts.approve(session, _id(), by=account.actor, within=account.incidents)
    except SamePerson:
        return where.go_on("line.show", fault="line_same_person")
    except (NoSuchProposal, NoSuchDraft, ProposalOver):
        return where.go_on("line.show", fault="line_no_proposal")
    except (StaleDraft, IncidentFileError):
        return where.go_on("line.show", fault="line_stale")
    said = "line_texts_in_force" if done.version else "line_texts_scheduled"
    return where.go_on("line.show", say=said, incident=done.incident_id)


@texts_door.post("/call-off")
def call_off() -> Response:
    """What was approved for later is not to be."""
    parts, account = desk(), visitor().account
    try:
        with parts.house.database.write() as session:
            parts.drafts.call_off(session, _id(), by=account.actor, within=account.incidents)
    except NoSuchDraft:
        return where.go_on("line.show", fault="line_no_proposal")
    return where.go_on("line.show", say="line_called_off")


def _id() -> UUID:
    try:
        return UUID(request.values.get("id", ""))
    except ValueError:
        raise BadRequest from None
