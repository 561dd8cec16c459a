"""The room of what waits for somebody's approval: look at what would change, approve, refuse with a reason, withdraw.

Must not know: who is on a list, and what a call was about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from agents_ui.guards import supervisors, visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import furnish, go_to, page, said_before
from agents_ui.sentences import note_fault
from agents_ui.supervision.approving import proposed
from hotline.approvals import NoSuchProposal, NotYours, ProposalOver, Proposals, SamePerson
from hotline.followups import NoteRefused
from lookup.registers.definition import RegisterFault
from lookup.registers.pages import PageFault
from lookup.registers.publishing import MOVED_ON, Publisher

door = furnish(Blueprint("approvals", __name__, url_prefix="/supervision/approvals"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """What waits, and what was decided lately."""
    parts, me = desk(), visitor().account
    with parts.house.database.read() as session:
        waiting = proposed.opened(parts, session, me)
        decided = proposed.decided(parts, session, me)
    return page("approvals.html", waiting=waiting, decided=decided, fault_in=said_before().get("open", ""))


@door.post("/approve")
def approve() -> Response:
    """Let the list answer that somebody else has proposed. All of it is opened first."""
    try:
        publisher_of(desk()).approve(_id())
    except SamePerson:
        return go_to("approvals.show", fault="same_person")
    except (NoSuchProposal, ProposalOver):
        return go_to("approvals.show", fault="decided")
    except RegisterFault as why:
        return go_to("approvals.show", fault="moved_on" if str(why) == MOVED_ON else "not_whole")
    except PageFault:
        return go_to("approvals.show", fault="not_whole")
    return go_to("approvals.show", say="answers_now")


@door.post("/refuse")
def refuse() -> Response:
    """Say no to what somebody else has proposed, and why."""
    me, why = visitor().account, request.form.get("why", "")
    try:
        with _deciding() as (session, ledger):
            ledger.refuse(session, _id(), by=me.actor, within=me.incidents, why=why)
    except SamePerson:
        return go_to("approvals.show", fault="same_person")
    except NoteRefused as fault:
        return go_to("approvals.show", faults={"why": note_fault(fault)}, open=str(_id()))
    except (NoSuchProposal, ProposalOver):
        return go_to("approvals.show", fault="decided")
    return go_to("approvals.show", say="refused")


@door.post("/withdraw")
def withdraw() -> Response:
    """Take back what one has proposed oneself."""
    me = visitor().account
    try:
        with _deciding() as (session, ledger):
            ledger.withdraw(session, _id(), by=me.actor, within=me.incidents)
    except (NoSuchProposal, ProposalOver, NotYours):
        return go_to("approvals.show", fault="decided")
    return go_to("approvals.show", say="withdrawn")


def publisher_of(parts: Desk) -> Publisher:
    """The hand of whoever is signed in on what answers."""
    me, house = visitor().account, parts.house
    return Publisher(house.database, house.keyring, house.clock, by=me.actor, within=me.incidents)


@contextmanager
def _deciding() -> Iterator[tuple[Session, Proposals]]:
    """A transaction in which whoever is signed in decides about what is their business; NoSuchProposal."""
    parts, me = desk(), visitor().account
    ledger = Proposals(parts.house.keyring, parts.house.clock)
    with parts.house.database.write() as session:
        if not proposed.concerns(parts, session, ledger.get(session, _id(), me.incidents), me):
            raise NoSuchProposal
        yield session, ledger


def _id() -> UUID:
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        raise BadRequest from None
