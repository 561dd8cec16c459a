"""Messages that callers have left: heard one at a time, through the desk and never from anywhere else.

Must not know: where a recording lies, and who else has heard one.
"""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import format_datetime
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound, ServiceUnavailable

from agents_ui import choices
from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import go_to
from hotline.calls import SwitchboardFault
from hotline.followups import Voicemail
from hotline.staff import Account


@door.post("/message/take")
def take_message() -> Response:
    """The message that has waited longest is this agent's from now on."""
    parts, account = desk(), visitor().account
    with parts.house.database.write() as session:
        taken = parts.voicemails.take(session, account.id, account.incidents)
    return go_to("desk.home") if taken else go_to("desk.home", say="no_message")


@door.get("/message")
def message() -> Response:
    """The sound of the agent's message; nothing of it is kept on the way."""
    parts = desk()
    with parts.house.database.read() as session:
        taken = parts.voicemails.of_agent(session, visitor().account.id)
    if taken is None:
        raise NotFound
    try:
        return Response(parts.house.switchboard.recording(taken.recording), mimetype="audio/wav")
    except SwitchboardFault:
        raise ServiceUnavailable from None


@door.post("/message/call-back")
def call_back() -> Response:
    """Whoever left it is to be called back, as soon as it is their turn."""
    parts, agent = desk(), visitor().account.id
    with parts.house.database.write() as session:
        if taken := parts.voicemails.of_agent(session, agent):
            parts.callbacks.arrange(session, _wanted(parts, session, taken))
            parts.voicemails.done(session, agent)
    return go_to("desk.home", say="called_back_soon")


@door.post("/message/done")
def message_done() -> Response:
    """Nothing is left to be done for it."""
    parts = desk()
    with parts.house.database.write() as session:
        parts.voicemails.done(session, visitor().account.id)
    return go_to("desk.home", say="message_done")


@door.post("/message/put-back")
def put_message_back() -> Response:
    """Somebody else is to hear it."""
    parts = desk()
    with parts.house.database.write() as session:
        parts.voicemails.put_back(session, visitor().account.id)
    return go_to("desk.home", say="message_back")


def message_of(parts: Desk, session: Session, account: Account) -> dict[str, Any] | None:
    """The message that an agent has taken, as it is shown; None where there is none."""
    taken = parts.voicemails.of_agent(session, account.id)
    if taken is None:
        return None
    return {
        "language_name": choices.LANGUAGES.get(taken.language, taken.language),
        "number": choices.masked(taken.number),
        "length": choices.length(taken.seconds),
        "left": format_datetime(taken.left_at, "EEEE, h:mm a"),
    }
