"""What a request wants to see: an incident of the reader's own, and days of it. Must not know: what was counted."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import BadRequest, NotFound

from agents_ui import choices
from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.reports import asked
from hotline import incidents


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wish, the incident that it is about, and which it could have been about, each with its name."""

    wish: asked.Wish
    incident_id: int
    own: list[tuple[int, str]]


def wanted() -> Wanted:
    """What the request that is being served wants; BadRequest, and NotFound where it is not the reader's own."""
    try:
        wish = asked.read(request.args)
    except asked.Unclear:
        raise BadRequest from None
    return Wanted(wish, *of_ones_own(wish.incident_id))


def of_ones_own(incident_id: int | None) -> tuple[int, list[tuple[int, str]]]:
    """The incident that is meant, the first of the reader's own where none is; and all of these by name. NotFound."""
    mine = visitor().account.incidents
    meant = incident_id or next(iter(mine), None)
    if meant not in mine:
        raise NotFound
    with desk().house.database.read() as session:
        own = [(one, incidents.current_by_id(session, one).content) for one in mine]
    return meant, [(one, f"{choices.organisation(content)} · {content.slug}") for one, content in own]
