"""The limits: whether the breakers let checks through, and letting go of what strangers have closed.

What is typed here is brought into the vault's form and forgotten: it is in no page, cookie, URL or log. Must not know:
how anything is counted, and the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from agents_ui.choices import organisation
from agents_ui.desk.details import MOST, WAYS, Field, Way
from agents_ui.guards import supervisors, visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import furnish, go_to, page, said_before
from hotline import incidents
from hotline.incidents import Content, Incident
from lookup import Query, Unreadable
from lookup.oversight import TooManyLetGo, subject

DOORS: Mapping[str, Any] = {"telephone": _l("On the telephone"), "desk": _l("At the desk")}
LABELS: Mapping[str, Any] = {
    "student_number": _l("Student number"),
    "last_name": _l("Last name"),
    "first_name": _l("First name"),
}


@dataclass(frozen=True, slots=True)
class DoorNow:
    """A door as the page shows it: whether its breaker has tripped, and how many checks usually fail there an hour."""

    words: Any
    tripped: bool
    usual: int


@dataclass(frozen=True, slots=True)
class IncidentNow:
    """An incident as the page shows it. `codes_spent`: of the wrong letter codes, in whole percent rounded down."""

    id: int
    name: str
    doors: tuple[DoorNow, ...]
    codes_spent: int
    ways: tuple[Way, ...]

    @property
    def tripped(self) -> bool:
        """Whether any breaker has."""
        return any(door.tripped for door in self.doors)


door = furnish(Blueprint("limits", __name__, url_prefix="/supervision/limits"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """What the limits stand at."""
    parts, said = desk(), said_before()
    with parts.house.database.read() as session:
        mine = [_incident(parts, session, incident_id) for incident_id in visitor().account.incidents]
    return page("limits.html", limited=mine, wrong_in=said.get("open", ""), selected_way=said.get("way", ""))


@door.post("/breaker")
def release_breaker() -> Response:
    """Every way of checking may tell again."""
    parts, incident_id = desk(), _mine()
    with parts.house.database.write() as session:
        incident = incidents.current_by_id(session, incident_id)
        closed = parts.oversight.release_breakers(session, incident, operator=visitor().account.actor)
    return go_to("limits.show", say="breaker_released" if closed else "breaker_untripped")


@door.post("/subject")
def release_subject() -> Response:
    """An individual may be asked about again."""
    parts, incident_id, way = desk(), _mine(), request.form.get("way", "")
    try:
        with parts.house.database.write() as session:
            incident = incidents.current_by_id(session, incident_id)
            query = _typed(incident, way)
            parts.oversight.release_subject(session, incident, query, operator=visitor().account.actor)
    except Unreadable as why:
        return go_to("limits.show", faults={why.field: _fault(why)}, open=str(incident_id), way=way[:20])
    except TooManyLetGo:
        return go_to("limits.show", fault="let_go")
    return go_to("limits.show", say="subject_released")


def _typed(incident: Incident, name: str) -> Query:
    """Whom it is about; Unreadable."""
    way = next((way for way in _ways(incident.content) if way.name == name), None)
    if way is None:
        raise Unreadable("way", "not offered")
    details = {one.name: request.form.get(one.name, "").strip() for one in way.fields}
    for field, text in details.items():
        if not text or len(text) > MOST or sum(map(str.isalnum, text)) > _most(incident.content, field):
            raise Unreadable(field, "too long" if text else "missing")
    return subject(incident.id, name, details)


def _most(content: Content, field: str) -> int:
    """How many letters and digits a field can have: a number that is too long would let go of nobody."""
    widths = [scheme.width for scheme in content.schemes if scheme.name == field]
    return widths[0] if widths else MOST


def _fault(why: Unreadable) -> str:
    return "missing" if why.words == "missing" else why.field


def _mine() -> int:
    incident_id = request.form.get("incident", 0, type=int)
    if incident_id not in visitor().account.incidents:
        raise Forbidden
    return incident_id


def _incident(parts: Desk, session: Session, incident_id: int) -> IncidentNow:
    incident = incidents.current_by_id(session, incident_id)
    standing = parts.oversight.standing(session, incident)
    doors = tuple(
        DoorNow(DOORS[name], breaker.tripped, round(breaker.usual)) for name, breaker in standing.breakers.items()
    )
    codes_spent = 100 * standing.wrong_codes // max(1, standing.most_wrong_codes)
    content = incident.content
    return IncidentNow(incident_id, organisation(content), doors, codes_spent, tuple(_ways(content)))


def _ways(content: Content) -> Iterator[Way]:
    """By what failures of one individual are counted, as forms: a birth date and a ZIP code are no part of it."""
    offered = {scheme.name: scheme for scheme in content.schemes}
    if number := offered.get("student_number"):
        hint = _("up to %(count)s digits; zeros at the front may be left out", count=number.width)
        yield Way("student_number", str(WAYS["student_number"]), (_field("student_number", hint, "digits"),))
    if offered.keys() & {"name", "name_desk"}:
        yield Way("name", str(WAYS["name_desk"]), (_field("last_name"), _field("first_name")))


def _field(name: str, hint: str = "", kind: str = "text") -> Field:
    return Field(name, str(LABELS[name]), hint, kind)
