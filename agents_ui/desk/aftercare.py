"""What a call leaves to be done: a letter, a callback, an escalation, a question that nobody has answered yet.

Each only in a live call, and each offered whatever the answer was. Must not know: what was answered.
"""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.desk.checking import live_call
from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import go_to
from agents_ui.script import callback_wording
from agents_ui.sentences import note_fault
from hotline import incidents
from hotline.calls import AgentCall
from hotline.followups import (
    CannotSeal,
    During,
    EscalationKind,
    LetterKind,
    LetterRequest,
    NotANumber,
    NotAWindow,
    NoteRefused,
    NotTheirDay,
    TooMany,
    Wanted,
    WrongField,
)


@door.post("/letter")
def letter() -> Response:
    """A letter, or a new address: sealed at once, so that only the custodian reads it."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            call = live_call(parts, session, visitor().account.id)
            incident = incidents.version_of(session, call.incident, call.version)
            wanted = _letter(language=call.language)
            during = During(call.reference, call.agent)
            parts.letters.request(session, incident, letter=wanted, during=during)
            call = call.did("safety") if wanted.unsafe_address else call
            parts.calls.save(session, call.did("letter"))
    except (WrongField, CannotSeal, TooMany) as why:
        return _no_letter(why)
    return go_to("desk.home", say="letter_sent")


@door.post("/callback")
def callback() -> Response:
    """Somebody is to call back, in a window, and say a phrase first."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            call = live_call(parts, session, visitor().account.id)
            zone = incidents.version_of(session, call.incident, call.version).content.zone
            during = During(call.reference, call.agent)
            arranged = parts.callbacks.arrange(session, _callback(call, zone=zone), during=during)
            parts.calls.save(session, call.did("callback").to_be_called(arranged.id))
    except (NotANumber, NotAWindow, TooMany) as why:
        return _no_callback(why)
    return go_to("desk.home", say="callback_arranged")


@door.post("/escalate")
def escalate() -> Response:
    """Somebody who knows more, or may decide, has to look at this; within their time."""
    kind, parts = choices.chosen(EscalationKind, request.form.get("kind", "")), desk()
    if kind is None:
        return go_to("desk.home", fault="choose", open="escalate")
    try:
        with parts.house.database.write() as session:
            call = live_call(parts, session, visitor().account.id)
            _escalate(parts, session, call, kind=kind)
            call = call.did("safety") if kind is EscalationKind.SAFETY else call
            parts.calls.save(session, call.did("escalation"))
    except NoteRefused as why:
        return go_to("desk.home", faults={"note": note_fault(why)}, open="escalate", kind=kind.value)
    except TooMany:
        return go_to("desk.home", fault="bound", open="escalate")
    return go_to("desk.home", say="escalated")


@door.post("/gap")
def gap() -> Response:
    """A caller has asked what the approved questions do not answer."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            call = live_call(parts, session, visitor().account.id)
            asked = request.form.get("asked", "")
            parts.gaps.note(session, incident_id=call.incident, language=call.language, asked=asked)
    except NoteRefused as why:
        return go_to("desk.home", faults={"asked": note_fault(why)}, open="gap")
    return go_to("desk.home", say="gap_noted")


def _escalate(parts: Desk, session: Session, call: AgentCall, *, kind: EscalationKind) -> None:
    note = request.form.get("note", "")
    parts.escalations.open(session, incident_id=call.incident, kind=kind, note=note, by=call.agent, call=call.reference)


def _no_letter(why: Exception) -> Response:
    match why:
        case WrongField():
            field = "address_1" if why.field == "address" else why.field
            return go_to("desk.home", faults={field: "letter"}, open="letter")
        case CannotSeal():
            return go_to("desk.home", fault="no_custodian", open="letter")
        case _:
            return go_to("desk.home", fault="bound", open="letter")


def _no_callback(why: Exception) -> Response:
    match why:
        case NotANumber():
            return go_to("desk.home", faults={"number": "number"}, open="callback")
        case NotTheirDay():
            return go_to("desk.home", fault="their_day", open="callback")
        case NotAWindow():
            return go_to("desk.home", fault="window", open="callback")
        case _:
            return go_to("desk.home", fault="bound", open="callback")


def _callback(call: AgentCall, *, zone: str) -> Wanted:
    return Wanted(
        call.incident,
        number=request.form.get("number", ""),
        language=call.language,
        role=call.role,
        window=request.form.get("window", ""),
        zone=zone,
        wording=callback_wording(call.language),
    )


def _letter(*, language: str) -> LetterRequest:
    form = request.form
    what = choices.chosen(LetterKind, form.get("what", ""))
    if what is None:
        raise WrongField("what")
    place = " ".join(form.get(name, "").strip() for name in ("city", "state", "zip") if form.get(name, "").strip())
    lines = (*(form.get(f"address_{number}", "").strip() for number in (1, 2, 3)), place)
    return LetterRequest(
        form.get("name", "").strip(),
        tuple(line for line in lines if line),
        what,
        language,
        unsafe_address=bool(form.get("unsafe")),
    )
