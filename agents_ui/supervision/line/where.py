"""Of which incident a page of this room is, and the way from a form to the next page.

Must not know: what a page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from agents_ui import choices
from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import say_next
from hotline import incidents


def incident_id() -> int:
    """The incident that the request names, of those of this supervisor; their first one where it names none."""
    mine, named = visitor().account.incidents, request.values.get("incident", "")
    if not named and mine:
        return mine[0]
    if not named.isascii() or not named.isdigit() or int(named) not in mine:
        raise Forbidden
    return int(named)


def all_mine(session: Session) -> Sequence[tuple[int, str]]:
    """Every incident of this supervisor, and whose it is."""
    mine = [incidents.current_by_id(session, one) for one in visitor().account.incidents]
    return [(one.id, f"{choices.organisation(one.content)} ({one.content.line})") for one in mine]


def put_due(incident: int) -> None:
    """Whatever was approved for a time that has come is in force before a page shows what is."""
    parts = desk()
    with parts.house.database.read() as session:
        times = [one.from_at for one in parts.drafts.scheduled(session, incident)]
    if any(at is not None and at <= parts.house.clock.now() for at in times):
        with parts.house.database.write() as session:
            parts.drafts.put_due(session, incident)


def go_on(endpoint: str, *, say: str = "", fault: str = "", **place: Any) -> Response:
    """Lead on with a GET to a page of the same incident; `place` is what else its address has.

    `say` is a key of SENTENCES, `fault` one of FAULTS.
    """
    if fault:
        say_next(fault=fault)
    elif say:
        say_next(say=say)
    where = url_for(endpoint, **{"incident": incident_id(), **place})
    return cast("Response", redirect(where, code=303, Response=Response))
