"""The talk on the telephone: hold, a colleague who may take it over, and ringing once more whoever asked for it.

Each button tells what is wanted; what is so is read anew. Must not know: how calls are moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import go_to
from hotline.calls import AgentCall
from hotline.queue import ColleagueBusy, NoTalk, QueueState, Talk


@door.post("/hold")
def hold() -> Response:
    """The caller waits and hears that somebody is still there."""
    return _moves(desk().conversations.hold)


@door.post("/resume")
def resume() -> Response:
    """Back to the caller."""
    return _moves(desk().conversations.resume)


@door.post("/transfer")
def transfer() -> Response:
    """A colleague's telephone rings; the caller goes on hold meanwhile."""
    parts, agent = desk(), visitor().account
    to = request.form.get("to", 0, type=int)
    with parts.house.database.read() as session:
        known = {id_ for id_, _name in colleagues(parts, session, agent.id)}
    if to not in known:
        return go_to("desk.home", fault="colleague")
    return _moves(lambda own: parts.conversations.transfer(own, to))


@door.post("/hand-over")
def hand_over() -> Response:
    """The call is the colleague's from now on."""
    return _moves(desk().conversations.hand_over, say="handed_over")


@door.post("/take-back")
def take_back() -> Response:
    """The colleague is not needed, or does not come."""
    return _moves(desk().conversations.take_back)


@door.post("/ring-again")
def ring_again() -> Response:
    """Nobody picked up: the line rings the caller once more."""
    rings = desk().distribution.ring_again(visitor().account.id)
    return go_to("desk.home") if rings else go_to("desk.home", fault="not_rung")


@door.post("/not-reached")
def not_reached() -> Response:
    """A machine picked up and not a person: nothing is left on it, and it is tried again another time."""
    return _moves(desk().conversations.not_reached)


def colleagues(parts: Desk, session: Session, agent: int) -> list[tuple[int, str]]:
    """Who could be asked to take the agent's call over now, with their names; nobody without a call."""
    call = parts.calls.seen(session, agent)
    free = parts.distribution.free(session, call.incident) if call else ()
    named = ((one, parts.accounts.get(session, one).name) for one in free if one != agent)
    return sorted(named, key=lambda colleague: colleague[1])


def talk_of(parts: Desk, session: Session, call: AgentCall) -> dict[str, Any] | None:
    """How it stands between caller and agent on the telephone; None where no telephone of ours is in it."""
    talk = parts.conversations.now(session, call.agent)
    if talk is None:
        return None
    name = parts.accounts.get(session, talk.colleague).name if talk.colleague else ""
    return {
        "colleague": name,
        "joined": talk.joined,
        "held": talk.state is QueueState.HELD,
        "there": talk.reached,
        "unreached": talk.unreached,
        "words": _words(talk, name, calls_back=call.calls_back != ""),
    }


def _words(talk: Talk, colleague: str, *, calls_back: bool) -> str:
    if colleague and talk.joined:
        return str(_("You talk with %(name)s. The caller is on hold and hears neither of you.", name=colleague))
    if colleague:
        return str(_("%(name)s is being rung. The caller is on hold.", name=colleague))
    if talk.unreached:
        return str(_("They did not pick up. Ring again, or end the call: it is tried again later."))
    if not talk.reached:
        return str(_("They are being rung. Say the words below as soon as they pick up."))
    if talk.state is QueueState.HELD:
        return str(_("The caller is on hold."))
    return str(_("They have picked up.")) if calls_back else ""


def _moves(verb: Callable[[int], bool], *, say: str = "") -> Response:
    try:
        moved = verb(visitor().account.id)
    except NoTalk:
        return go_to("desk.home", fault="no_talk")
    except ColleagueBusy:
        return go_to("desk.home", fault="colleague")
    return go_to("desk.home", say=say) if moved else go_to("desk.home", say="telephone_slow")
