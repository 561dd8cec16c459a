"""The people of the desk: who works here, how they sign in, how much they do; inviting, disabling, beginning anew.

A link is on the page that makes it and nowhere else. Must not know: a password, and whom anybody asked about.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from agents_ui import choices
from agents_ui.guards import supervisors, visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import LANGUAGES, furnish, go_to, page, say_next
from agents_ui.script import language_name
from agents_ui.sentences import note_fault
from agents_ui.supervision import persons
from hotline import incidents
from hotline.approvals import AlreadyProposed, NoSuchProposal, ProposalOver, SamePerson
from hotline.followups import NoteRefused
from hotline.personnel import NotYourPeople
from hotline.staff import Account, BadStaffDetail, Invited, LoginTaken, NoSuchAccount, Role

door = furnish(Blueprint("people", __name__, url_prefix="/supervision/people"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """Everybody who works for the supervisor's incidents."""
    parts, mine = desk(), visitor().account.incidents
    with parts.house.database.read() as session:
        people = persons.all_of(parts, session, mine)
        names = [(one, choices.organisation(incidents.current_by_id(session, one).content)) for one in mine]
    languages = [(code, language_name(code)) for code in LANGUAGES]
    return page("people.html", people=people, incidents=names, languages=languages)


@door.post("/invite")
def invite() -> Response:
    """Somebody is to work here: an agent by a link at once, a supervisor once somebody else approves."""
    parts, account = desk(), visitor().account
    try:
        with parts.house.database.write() as session:
            made = parts.personnel.invite(session, _invited(), by=account.actor)
    except BadStaffDetail as why:
        return go_to("people.show", faults={why.field: why.field})
    except LoginTaken:
        return go_to("people.show", faults={"login": "login_taken"})
    if made.proposal:
        return go_to("people.show", say="supervisor_proposed")
    return _link(made.account, made.token)


@door.get("/<int:account_id>")
def person(account_id: int) -> Response:
    """One of them."""
    parts = desk()
    with parts.house.database.read() as session:
        account = _theirs(parts, session, account_id)
        shown = persons.one(parts, session, account)
        proposal = persons.proposed(parts, session, account, seen_by=visitor().account)
    myself = account_id == visitor().account.id
    return page("person.html", person=shown, proposal=proposal, myself=myself)


@door.post("/<int:account_id>/disable")
def disable(account_id: int) -> Response:
    """Somebody is out at once."""
    if account_id == visitor().account.id:  # who locks themselves out by mistake may leave nobody to undo it
        raise Forbidden
    parts = desk()
    with parts.house.database.write() as session:
        account = _theirs(parts, session, account_id)
        departure = parts.personnel.disable(session, account.id, by=visitor().account.actor)
    parts.distribution.departed(departure)
    return _at(account_id, say="disabled")


@door.post("/<int:account_id>/begin-anew")
def begin_anew(account_id: int) -> Response:
    """Somebody has lost what they sign in with, or is to come back: another supervisor has to approve it."""
    parts, note = desk(), request.form.get("note", "")
    try:
        with parts.house.database.write() as session:
            account = _theirs(parts, session, account_id)
            parts.personnel.propose(session, account.id, by=visitor().account.actor, note=note)
    except NoteRefused as why:
        return _at(account_id, faults={"note": note_fault(why)})
    except AlreadyProposed:
        return _at(account_id, fault="already_proposed")
    return _at(account_id, say="reset_proposed")


@door.post("/approve")
def approve() -> Response:
    """Let somebody begin, as another person has proposed. Whoever approves gets the link, and hands it over."""
    parts, me = desk(), visitor().account
    try:
        with parts.house.database.write() as session:
            begun = parts.personnel.approve(session, _proposal(), by=me.actor, within=me.incidents)
    except SamePerson:
        return go_to("people.show", fault="same_person")
    except NotYourPeople:
        return go_to("people.show", fault="not_your_people")
    except (NoSuchProposal, ProposalOver):
        return go_to("people.show", fault="proposal_over")
    parts.distribution.departed(begun.departure)
    return _link(begun.account, begun.token)


def _link(account: Account, token: str) -> Response:
    link = f"{desk().house.settings.desk_url}/invitation/{token}"
    return page("link.html", name=account.name, login=account.login, link=link)


def _invited() -> Invited:
    """Whom a form invites; BadStaffDetail."""
    said = {name: request.form.get(name, "").strip() for name in ("login", "name", "language")}
    role = choices.chosen(Role, request.form.get("role", ""))
    if role is None:
        raise BadStaffDetail("role", "must be one of the two")
    if said["language"] not in LANGUAGES:
        raise BadStaffDetail("language", "must be one of the desk's")
    mine = set(visitor().account.incidents)
    asked = request.form.getlist("incident", type=int) or (list(mine) if len(mine) == 1 else [])
    if not asked or not set(asked) <= mine:
        raise BadStaffDetail("incidents", "must be one's own")
    return Invited(said["login"].lower(), said["name"], role, said["language"], tuple(asked))


def _theirs(parts: Desk, session: Session, account_id: int) -> Account:
    """Somebody who works for an incident of this supervisor's; nobody else is known to be there."""
    try:
        account = parts.accounts.get(session, account_id)
    except NoSuchAccount:
        raise NotFound from None
    if not set(account.incidents) & set(visitor().account.incidents):
        raise NotFound
    return account


def _at(account_id: int, **said: Any) -> Response:
    say_next(**said)
    return cast("Response", redirect(url_for("people.person", account_id=account_id), code=303, Response=Response))


def _proposal() -> UUID:
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        raise BadRequest from None
