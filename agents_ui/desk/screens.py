"""The agent's screen as it is now: waiting, with a call that rings, in a call, or wrapping one up.

Reads and never changes anything but a call that was left behind. Must not know: how anything came about.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, g
from sqlalchemy.orm import Session

from agents_ui import choices, pulse
from agents_ui.desk import call_screen, ringing
from agents_ui.desk.messages import message_of
from agents_ui.house import Desk, desk
from agents_ui.pages import page, said_before
from agents_ui.script import language_name
from hotline import incidents
from hotline.calls import MISSED, AgentCall, LeftBehind
from hotline.incidents import Incident
from hotline.queue import WRAP_UP_SECONDS
from hotline.staff import Account, Role

Draw = Callable[[], Response]


def of(account: Account) -> Response:
    """The screen of an agent."""
    parts = desk()
    try:
        with parts.house.database.read() as session:
            draw = _screen(parts, session, account)
    except LeftBehind:
        with parts.house.database.write() as session:
            parts.calls.current(session, account.id)
        return of(account)
    # No transaction is open here: drawing takes longer than reading, and nobody must wait for it.
    return draw()


def _screen(parts: Desk, session: Session, account: Account) -> Draw:
    g.pulse = pulse.of(parts, session, account.id)
    call = parts.calls.seen(session, account.id)
    if call is not None:
        return call_screen.screen(parts, session, call, account=account) if call.live else _wrap_up(call)
    if ring := parts.distribution.ringing(session, account.id):
        return ringing.screen(parts, session, ring)
    return _waiting(parts, session, account)


def _waiting(parts: Desk, session: Session, account: Account) -> Draw:
    known = [incidents.current_by_id(session, one) for one in account.incidents]
    offered = dict.fromkeys(code for one in known for code in one.content.languages)
    said, by_hand = said_before(), account.role is Role.AGENT  # a supervisor is handed calls, and takes none
    return partial(
        page,
        "waiting.html",
        incidents=[(one.id, choices.organisation(one.content), one.content.calls_by_hand and by_hand) for one in known],
        state=g.pulse.state,
        break_reasons=choices.breaks(),
        languages=[(code, language_name(code)) for code in offered],
        roles=choices.roles(),
        said_language=said.get("language", next(iter(offered), "")),
        said_role=said.get("role", ""),
        **_telephone(parts, session, account, known),
        **_ahead(parts, session, account),
    )


def _telephone(parts: Desk, session: Session, account: Account, known: list[Incident]) -> dict[str, Any]:
    """Whether calls can ring for an agent, and where."""
    address = parts.endpoints.verified(session, account.id)
    return {
        "takes_calls": any(one.content.takes_calls for one in known),
        "telephone": choices.telephone(address) if address else "",
        "missed": parts.presence.state_of(session, account.id).reason == MISSED,
    }


def _ahead(parts: Desk, session: Session, account: Account) -> dict[str, Any]:
    """What waits to be done, for everybody who answers for these incidents."""
    now, mine = parts.house.clock.now(), account.incidents
    return {
        "callers_waiting": parts.line.waiting(session, mine),
        "callbacks_waiting": parts.callbacks.waiting(session, mine),
        "messages_waiting": parts.voicemails.waiting(session, mine),
        "message": message_of(parts, session, account),
        "escalations": [
            (choices.ESCALATIONS[one.kind.value], one.note, choices.left(one.left(now)), one.overdue(now))
            for one in parts.escalations.opened(session, mine)
        ],
    }


def _wrap_up(call: AgentCall) -> Draw:
    since = call.wrap_up_since
    return partial(
        page,
        "wrap_up.html",
        call=call_screen.told_of(call),
        done=choices.done(call.done),
        since_iso=since.isoformat() if since else "",
        dispositions=choices.dispositions(),
        safety="safety" in call.done,
        closes_after=choices.duration(timedelta(seconds=WRAP_UP_SECONDS)),
    )
