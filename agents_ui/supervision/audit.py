"""The audit log: searched by when, who and what, verified, and its end signed to be kept elsewhere.

Nobody's name is in an address: colleagues are asked for by the number of their account, operators by a keyed mark. Must
not know: how the chain is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from agents_ui.guards import supervisors, visitor
from agents_ui.house import desk
from agents_ui.pages import furnish, go_to, page, said_before
from agents_ui.supervision.deeds import DEEDS, TO_THE_HOUR, said_in, words_of
from agents_ui.supervision.doers import STRANGER, Doer, Doers
from hotline import incidents
from hotline.audit import AuditBroken, AuditEntry
from hotline.auditing import Asked, ChangedUnseen, Found, Place, Search, inspected
from hotline.incidents import IncidentDamaged

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAYS = (date(2000, 1, 1), date(2999, 12, 30))  # no calendar ends where a zone would lead beyond it
_AT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the page shows it. `until`: the end of its hour, of one that was kept to the hour."""

    at: datetime
    until: datetime | None
    who: str
    what: Any
    said: Mapping[str, str]


door = furnish(Blueprint("audit", __name__, url_prefix="/supervision/audit"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """A page of the log."""
    parts, me = desk(), visitor().account
    with parts.house.database.read() as session:
        doers, zone = Doers.of(parts, session, me), _zone(session, me.incidents)
        search = Search(me.incidents, strangers=doers.strangers)
        known = doers.known(search.actors(session))
        form = _form(known)
        found = search.page(session, _asked(form, known, zone), after=_place())
    told: dict[str, Any] = {
        "entries": list(_shown(found.entries, doers, zone)),
        "older": _older(found),
        "zone": zone.key,
    }
    return page("audit.html", form=form, people=known, deeds=_deeds(), broken=said_before().get("broken", ""), **told)


@door.post("/verify")
def verify() -> Response:
    """Is the log whole?"""
    parts = desk()
    try:
        with parts.house.database.snapshot() as session:
            inspected(session, parts.audit)
    except AuditBroken as why:
        return go_to("audit.show", fault="audit_broken", broken=str(why.seq))
    except ChangedUnseen:
        return go_to("audit.show", fault="audit_unseen")
    return go_to("audit.show", say="audit_whole")


@door.post("/checkpoint")
def checkpoint() -> Response:
    """The end of the log, signed, as a file to be kept elsewhere."""
    parts = desk()
    try:
        with parts.house.database.snapshot() as session:
            made = parts.checkpoints.make(session, desk=parts.house.settings.desk_url)
    except AuditBroken as why:
        return go_to("audit.show", fault="audit_broken", broken=str(why.seq))
    with parts.house.database.write() as session:
        parts.checkpoints.record(session, made, by=visitor().account.actor)
    name = f"noticeline-audit-{made.made:%Y-%m-%d}-{made.entries}.txt"
    told = Response(made.text, mimetype="text/plain")
    told.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return told


def _form(known: Sequence[Doer]) -> dict[str, str]:
    """What the address asks for, as far as it can be understood."""
    asked = {name: request.args.get(name, "") for name in ("who", "what", "first", "last")}
    understood = {
        "who": asked["who"] in {one.mark for one in known},
        "what": asked["what"] in set(DEEDS),
        "first": _day(asked["first"]) is not None,
        "last": _day(asked["last"]) is not None,
    }
    return {name: text for name, text in asked.items() if understood[name]}


def _asked(form: Mapping[str, str], known: Sequence[Doer], zone: ZoneInfo) -> Asked:
    actors = next((one.actors for one in known if one.mark == form.get("who")), ())
    first, last = _day(form.get("first", "")), _day(form.get("last", ""))
    return Asked(
        actors,
        form.get("what", ""),
        since=datetime.combine(first, time.min, zone) if first else None,
        until=datetime.combine(last + DAY, time.min, zone) if last else None,
    )


def _shown(entries: Sequence[AuditEntry], doers: Doers, zone: ZoneInfo) -> Iterator[Entry]:
    for entry in entries:
        until = entry.at + HOUR if entry.tag in TO_THE_HOUR else None
        said = {name: value if value == STRANGER else doers.name(value) for name, value in said_in(entry).items()}
        yield Entry(
            entry.at.astimezone(zone),
            until.astimezone(zone) if until else None,
            doers.name(entry.actor),
            words_of(entry.tag),
            said,
        )


def _deeds() -> list[tuple[str, str]]:
    """What can have been done, in the order of the reader's alphabet."""
    return sorted(((tag, str(words)) for tag, words in DEEDS.items()), key=lambda deed: deed[1])


def _older(found: Found) -> str:
    return f"{found.older.at:{_AT}}~{found.older.seq}" if found.older else ""


def _place() -> Place | None:
    """After which entry the page begins; None where the address names none."""
    at, _, seq = request.args.get("before", "").partition("~")
    try:
        return Place(datetime.strptime(at, _AT).replace(tzinfo=UTC), int(seq[:18]))
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if DAYS[0] <= found <= DAYS[1] else None


def _zone(session: Session, mine: Sequence[int]) -> ZoneInfo:
    """Whose days and hours are shown: those of the line."""
    # The log must be seen most of all where somebody has changed an incident in the database.
    with suppress(IncidentDamaged, IndexError):
        return ZoneInfo(incidents.current_by_id(session, mine[0]).content.zone)
    return ZoneInfo("UTC")
