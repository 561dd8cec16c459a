"""The room of what answers callers: the list that answers, the one that waits, those before; proposing one of them.

Numbers of people, rules and reasons; nobody's details are anywhere in it. Must not know: who is on a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from agents_ui import choices
from agents_ui.guards import supervisors, visitor
from agents_ui.house import desk
from agents_ui.pages import furnish, page, say_next
from agents_ui.sentences import note_fault
from agents_ui.supervision.approving.approvals import publisher_of
from agents_ui.supervision.approving.shelves import shelf_of
from hotline import incidents
from hotline.approvals import AlreadyProposed
from hotline.followups import NoteRefused
from lookup.registers import register
from lookup.registers.definition import RegisterFault
from lookup.registers.pages import PageFault
from lookup.registers.proving import prove

door = furnish(Blueprint("register", __name__, url_prefix="/supervision/register"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """The lists of one incident."""
    parts, mine, incident_id = desk(), visitor().account.incidents, _incident(request.args)
    with parts.house.database.read() as session:
        known = {one: incidents.current_by_id(session, one) for one in mine}
        shelf = shelf_of(parts, session, known[incident_id])
    names = [(one, choices.organisation(incident.content)) for one, incident in known.items()]
    slug = known[incident_id].content.slug
    ready = shelf.now is not None and incident_id in parts.house.lookup.ready()
    return page("register.html", shelf=shelf, ready=ready, incident_id=incident_id, incidents=names, slug=slug)


@door.post("/try")
def try_out() -> Response:
    """Open every page of the list that waits, and ask it for what must be found and for what can't be there."""
    parts, incident_id = desk(), _incident(request.form)

    def tries() -> None:
        with parts.house.database.read() as session:
            prove(session, register.staged(session, parts.house.keyring, incident_id))

    return _does(tries, incident_id, say="tried")


@door.post("/propose")
def propose() -> Response:
    """Propose that the list that waits answer."""
    publisher, incident_id = publisher_of(desk()), _incident(request.form)
    note = request.form.get("note", "")
    return _does(lambda: publisher.propose(incident_id, note=note), incident_id, say="list_proposed")


@door.post("/go-back")
def go_back() -> Response:
    """Propose that an earlier list answer again."""
    publisher, incident_id = publisher_of(desk()), _incident(request.form)
    generation = request.form.get("generation", type=int)
    if generation is None:
        raise BadRequest
    return _does(lambda: publisher.propose_going_back(incident_id, generation), incident_id, say="list_proposed")


def _does(what: Callable[[], object], incident_id: int, *, say: str) -> Response:
    """Do it, and say on the page what came of it."""
    try:
        what()
    except AlreadyProposed:
        say_next(fault="already_proposed")
    except NoteRefused as why:
        say_next(faults={"note": note_fault(why)})
    except (RegisterFault, PageFault):
        say_next(fault="not_whole")
    else:
        say_next(say=say)
    shown = url_for("register.show", incident=incident_id)
    return cast("Response", redirect(shown, code=303, Response=Response))


def _incident(said: MultiDict[str, str]) -> int:
    """Which of one's own incidents is meant, the first where none is named; nobody else's is known to be there."""
    mine = visitor().account.incidents
    meant = said.get("incident", type=int) if "incident" in said else next(iter(mine), None)
    if meant is None or meant not in mine:
        raise NotFound
    return meant
