"""Messages that callers have left: heard one at a time, through the desk and never from anywhere else.

Must not know: where a recording lies, and who else has heard one.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound, ServiceUnavailable

from agents_ui import choices
from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import go_to
from hotline import incidents
from hotline.calls import SwitchboardFault
from hotline.followups import During, NotANumber, NotAWindow, NoVoicemail, TooMany, Voicemail, Wanted
from hotline.staff import Account

AUDIO = "audio/wav"
ASKED_BY_MESSAGE = "message"  # in the audit log: they left a message, and were promised nothing in our words


@door.post("/message/take")
def take_message() -> Response:
    """The message that has waited longest is this agent's from now on."""
    parts, account = desk(), visitor().account
    with parts.house.database.write() as session:
        taken = parts.voicemails.take(session, account.id, incidents=account.incidents)
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
        return Response(parts.recordings.sound(taken), mimetype=AUDIO)
    except SwitchboardFault:
        raise ServiceUnavailable from None


@door.post("/message/call-back")
def call_back() -> Response:
    """Whoever left it is to be called back, as soon as it is their turn."""
    parts, agent = desk(), visitor().account.id
    try:
        with parts.house.database.write() as session:
            taken = parts.voicemails.of_agent(session, agent)
            parts.voicemails.done(session, agent)
            _arrange(parts, session, taken, agent=agent)
    except NoVoicemail:
        return go_to("desk.home", fault="no_message")
    except (NotANumber, NotAWindow, TooMany):
        return go_to("desk.home", fault="not_called_back")
    return _erased("called_back_soon")


@door.post("/message/done")
def message_done() -> Response:
    """Nothing is left to be done for it."""
    parts = desk()
    try:
        with parts.house.database.write() as session:
            parts.voicemails.done(session, visitor().account.id)
    except NoVoicemail:
        return go_to("desk.home", fault="no_message")
    return _erased("message_done")


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
    zone = ZoneInfo(incidents.current_by_id(session, taken.incident_id).content.zone)
    return {
        "language_name": choices.LANGUAGES.get(taken.language, taken.language),
        "number": choices.masked(taken.number),
        "length": choices.length(taken.seconds),
        "left": choices.moment(taken.left_at.astimezone(zone)),
    }


def _arrange(parts: Desk, session: Session, taken: Voicemail | None, *, agent: int) -> None:
    if taken is None:
        raise NoVoicemail
    wanted = Wanted(
        taken.incident_id,
        number=taken.number,
        language=taken.language,
        role="",
        window="",  # as soon as it is their turn
        zone=incidents.current_by_id(session, taken.incident_id).content.zone,
        wording=ASKED_BY_MESSAGE,
        phrase=False,  # nobody has told them one
    )
    parts.callbacks.arrange(session, wanted, during=During(taken.id, agent))


def _erased(say: str) -> Response:
    """The carrier may be slow: what it has not erased now is erased later."""
    desk().recordings.erase()
    return go_to("desk.home", say=say)
