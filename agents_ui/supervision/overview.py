"""The supervisor's overview: who is there, what is escalated, and which questions nobody has answered.

Counts and notes only; no individual and no answer is anywhere in it. Must not know: what a call was about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from agents_ui import choices
from agents_ui.guards import supervisors, visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import furnish, go_to, page, said_before
from agents_ui.sentences import note_fault
from agents_ui.supervision.approving import proposed
from hotline import incidents
from hotline.calls import AgentPresence, AgentState, AgentToday
from hotline.followups import Escalation, NoSuchEscalation, NoSuchGap, NoteRefused
from hotline.staff import Role

PAGE_GONE = _l("page closed")


@dataclass(frozen=True, slots=True)
class AgentNow:
    """An agent as the overview shows them: their state, since when, and how much they have done today (UTC).

    `here`: their page is open and they are not offline. `hint`: what else there is to say of it.
    """

    name: str
    state: str
    state_words: Any
    hint: Any
    here: bool
    since_iso: str
    checks_today: int
    by_hand_today: int


@dataclass(frozen=True, slots=True)
class OpenEscalation:
    """An escalation as the overview shows it: to whom, by whom, with what note, and how long its clock still runs."""

    id: UUID
    kind: Any
    note: str
    opened_by: str
    due_iso: str
    left: str
    overdue: bool


door = furnish(Blueprint("supervision", __name__, url_prefix="/supervision"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """The overview."""
    parts, mine = desk(), visitor().account.incidents
    with parts.house.database.read() as session:
        seen: dict[str, Any] = {
            "agents": _agents(parts, session, mine),
            "escalations": _escalations(parts, session, mine),
            "gaps": parts.gaps.opened(session, mine),
            **_waiting(parts, session, mine),
        }
    return page("overview.html", fault_in=said_before().get("open", ""), **seen)


@door.post("/close-escalation")
def close_escalation() -> Response:
    """Somebody has dealt with an escalation, and says how."""
    parts, account = desk(), visitor().account
    try:
        with parts.house.database.write() as session:
            how = request.form.get("how", "")
            parts.escalations.close(session, _id(), within=account.incidents, by=account.id, how=how)
    except NoteRefused as why:
        return go_to("supervision.show", faults={"how": note_fault(why)}, open=str(_id()))
    except NoSuchEscalation:
        return go_to("supervision.show")
    return go_to("supervision.show", say="escalation_closed")


@door.post("/close-gap")
def close_gap() -> Response:
    """A new question is answered, or is none."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            parts.gaps.close(session, _id(), within=visitor().account.incidents)
    except NoSuchGap:
        return go_to("supervision.show")
    return go_to("supervision.show", say="gap_closed")


def _waiting(parts: Desk, session: Session, mine: tuple[int, ...]) -> dict[str, Any]:
    """Who waits for a person, in whichever way."""
    longest = parts.line.longest_wait(session, mine)
    return {
        "takes_calls": any(incidents.current_by_id(session, one).content.takes_calls for one in mine),
        "callers_waiting": parts.line.waiting(session, mine),
        "longest_iso": longest.isoformat() if longest else "",
        "callbacks_waiting": parts.callbacks.waiting(session, mine),
        "messages_waiting": parts.voicemails.waiting(session, mine),
        "proposals_waiting": len(proposed.waiting(parts, session, visitor().account)),
    }


def _agents(parts: Desk, session: Session, mine: tuple[int, ...]) -> list[AgentNow]:
    """Every agent, and those supervisors who are there for calls."""
    states = {one.account_id: one for one in parts.presence.all(session)}
    days, at = parts.calls.today(session), parts.house.clock.now()
    known = [one for one in parts.accounts.all(session) if not one.disabled and set(one.incidents) & set(mine)]
    there = {id_ for id_, one in states.items() if one.state is not AgentState.OFFLINE}
    shown = (one for one in known if one.role is Role.AGENT or one.id in there)
    return [_agent(one.name, states.get(one.id), days.get(one.id), at=at) for one in shown]


def _agent(name: str, presence: AgentPresence | None, day: AgentToday | None, *, at: datetime) -> AgentNow:
    state, here, hint = _state(presence, at)
    since = presence.since.isoformat() if presence and presence.since and here else ""
    told: dict[str, Any] = {
        "state": state.value,
        "state_words": choices.STATES[state.value],
        "hint": hint,
        "here": here,
    }
    done = day or AgentToday()
    return AgentNow(name, since_iso=since, checks_today=done.checks, by_hand_today=done.by_hand, **told)


def _state(presence: AgentPresence | None, at: datetime) -> tuple[AgentState, bool, Any]:
    """What to show of somebody, whether they are here, and a hint: whose page is gone takes no calls."""
    if presence is None or presence.state is AgentState.OFFLINE:
        return AgentState.OFFLINE, False, ""
    state = presence.shown(at)
    hint = choices.BREAKS.get(presence.reason, "") if presence.at_desk(at) else PAGE_GONE
    return state, state is not AgentState.OFFLINE, hint


def _escalations(parts: Desk, session: Session, mine: tuple[int, ...]) -> list[OpenEscalation]:
    names = {one.id: one.name for one in parts.accounts.all(session)}
    opened, at = parts.escalations.opened(session, mine), parts.house.clock.now()
    return [_escalation(one, at=at, opened_by=names.get(one.opened_by, "")) for one in opened]


def _escalation(one: Escalation, *, at: datetime, opened_by: str) -> OpenEscalation:
    return OpenEscalation(
        one.id,
        kind=choices.ESCALATIONS[one.kind.value],
        note=one.note,
        opened_by=opened_by,
        due_iso=one.due_at.isoformat(),
        left=choices.left(one.left(at)),
        overdue=one.overdue(at),
    )


def _id() -> UUID:
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        raise BadRequest from None
