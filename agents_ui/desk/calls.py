"""The agent's screen: presence, taking a call, checking, and wrapping up. One screen for one call.

After each form the browser is led on with a GET, so that nothing that was typed stays in its history. Must not know:
how a check is made, and what a call leaves to be done.
"""

from __future__ import annotations

from flask import Response, request
from flask import session as browser
from werkzeug.exceptions import Forbidden

from agents_ui import choices
from agents_ui.desk import call_screen, screens
from agents_ui.desk.checking import Overloaded, check, live_call
from agents_ui.desk.details import Unusable
from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import go_to
from hotline import incidents
from hotline.calls import (
    AgentState,
    AlreadyOnACall,
    BadReference,
    ByHand,
    Disposition,
    ImpossibleChange,
    NoLiveCall,
    NotByHand,
    NotOffered,
)
from hotline.incidents import ROLES
from hotline.queue import NoTalk
from hotline.staff import Role


@door.get("")
def home() -> Response:
    """The call in which the agent is; or what there is to do until the next one."""
    return screens.of(visitor().account)


@door.post("/presence")
def presence() -> Response:
    """The agent takes calls, or takes none for a while."""
    state, reason = choices.chosen(AgentState, request.form.get("state", "")), request.form.get("reason", "")
    if state is None:
        return go_to("desk.home", fault="choose")
    parts = desk()
    try:
        with parts.house.database.write() as session:
            parts.presence.change(session, visitor().account.id, state, reason=reason)
            parts.presence.seen(session, visitor().account.id)  # whoever presses a button has a page
    except ImpossibleChange:
        return go_to("desk.home", fault="state")
    return go_to("desk.home", say="presence_changed")


@door.post("/take")
def take() -> Response:
    """The agent takes a call that comes in by the organisation's own telephones."""
    account, incident = visitor().account, request.form.get("incident", 0, type=int)
    if account.role is not Role.AGENT or incident not in account.incidents:
        raise Forbidden
    parts, said = desk(), {name: request.form.get(name, "") for name in ("language", "role", "reference")}
    try:
        with parts.house.database.write() as session:
            parts.drafts.put_due(session, incident)
            parts.calls.take_by_hand(session, ByHand(account.id, incident, **said))
    except NotByHand:
        raise Forbidden from None
    except BadReference:
        # What was chosen stays: no words mend a call that begins in another language than the caller's.
        return go_to("desk.home", faults={"reference": "reference"}, **choices.of_a_call(said))
    except NotOffered:
        return go_to("desk.home", fault="choose")
    except AlreadyOnACall:
        return go_to("desk.home", fault="state")
    return go_to("desk.home")


@door.post("/role")
def role() -> Response:
    """The caller has said for whom they call."""
    chosen, parts = request.form.get("role", ""), desk()
    if chosen not in ROLES:
        return go_to("desk.home", fault="choose")
    with parts.house.database.write() as session:
        call = live_call(parts, session, visitor().account.id)
        parts.calls.save(session, call.about(chosen))
    return go_to("desk.home", say="role_changed")


@door.post("/language")
def language() -> Response:
    """The caller speaks another language than the one in which the call began."""
    parts, spoken = desk(), request.form.get("language", "")
    with parts.house.database.write() as session:
        call = live_call(parts, session, visitor().account.id)
        if spoken not in incidents.version_of(session, call.incident, call.version).content.languages:
            return go_to("desk.home", fault="choose")
        parts.calls.save(session, call.spoken_in(spoken))
    return go_to("desk.home", say="tongue_changed")


@door.post("/check", endpoint="check")
def ask() -> Response:
    """The agent asks about an individual."""
    browser[call_screen.IN_VAIN] = True
    try:
        check(desk(), visitor().account.id, request.form)
    except Unusable as why:
        return go_to("desk.home", faults=why.faults, way=why.way)
    except Overloaded:
        return go_to("desk.home", fault="overloaded", way=request.form.get("way", ""))
    del browser[call_screen.IN_VAIN]
    return go_to("desk.home", way=request.form.get("way", ""))


@door.post("/end")
def end() -> Response:
    """The call is over; what is left is to say how it went."""
    parts, agent = desk(), visitor().account.id
    try:
        parts.conversations.end(agent)
    except NoTalk:  # a call by hand, or one whose caller has just hung up
        with parts.house.database.write() as session:
            if (call := parts.calls.current(session, agent)) is None:
                raise NoLiveCall from None
            parts.calls.wrap_up(session, call)
    return go_to("desk.home")


@door.post("/finish")
def finish() -> Response:
    """The agent has said how the call went."""
    disposition = choices.chosen(Disposition, request.form.get("disposition", ""))
    if disposition is None:
        return go_to("desk.home", fault="choose")
    parts = desk()
    with parts.house.database.write() as session:
        if call := parts.calls.current(session, visitor().account.id):
            parts.calls.finish(session, call, disposition)
    return go_to("desk.home", say="call_over")
