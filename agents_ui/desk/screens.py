"""The agent's screen as it is now: waiting, in a call, or wrapping one up.

Reads and never changes anything but a call that was left behind. Must not know: how anything came about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, g
from flask import session as browser
from flask_babel import format_date
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.desk import details
from agents_ui.house import Desk, desk
from agents_ui.pages import choose_language, page, said_before
from agents_ui.script import Line, callback_line, goodbye, language_name, opening, told_lines
from hotline import incidents
from hotline.calls import AgentCall, LeftBehind, Told
from hotline.incidents import Content, Incident
from hotline.staff import Account
from lookup.budgets import CHECKS_PER_DESK_CALL

Draw = Callable[[], Response]
IN_VAIN = "in_vain"  # in the cookie: the last check came to nothing, so no answer on the screen is its answer
TONES: Mapping[str, str] = {"MATCH": "found", "NO_MATCH": "none", "CANNOT_TELL": "cannot", "MAY_NOT_TELL": "may_not"}


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer as it is shown: how it looks, what to say, and when it came."""

    name: str
    tone: str
    lines: tuple[Line, ...]
    at_iso: str


@dataclass(frozen=True, slots=True)
class Question:
    """An approved question in the caller's language, and in English where that is another one (else empty)."""

    id: str
    ask: str
    answer: str
    ask_en: str
    answer_en: str


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
    call = parts.calls.seen(session, account.id)
    g.state = parts.presence.state_of(session, account.id).state.value
    if call is None:
        return _waiting(parts, session, account)
    incident = incidents.version_of(session, call.incident, call.version)
    if call.live:
        return _call(parts, session, call, incident=incident, agent=account.name)
    return _wrap_up(call)


def _waiting(parts: Desk, session: Session, account: Account) -> Draw:
    known = [incidents.current_by_id(session, one) for one in account.incidents]
    offered = dict.fromkeys(code for one in known for code in one.content.languages)
    now, said = parts.house.clock.now(), said_before()
    open_ones = parts.escalations.opened(session, account.incidents)
    return partial(
        page,
        "waiting.html",
        incidents=[(one.id, _organisation(one.content), one.content.calls_by_hand) for one in known],
        state=g.state,
        break_reasons=choices.breaks(),
        languages=[(code, language_name(code)) for code in offered],
        roles=choices.roles(),
        said_language=said.get("language", next(iter(offered), "")),
        said_role=said.get("role", ""),
        callbacks_waiting=parts.callbacks.waiting(session, account.incidents),
        escalations=[
            (choices.ESCALATIONS[one.kind.value], one.note, choices.left(one.left(now)), one.overdue(now))
            for one in open_ones
        ],
    )


def _call(parts: Desk, session: Session, call: AgentCall, *, incident: Incident, agent: str) -> Draw:
    content, said = incident.content, said_before()
    digits = parts.house.lookup.letter_code_digits(session, call.incident)
    ways = details.ways(content, code_digits=digits)
    # Whoever has found one way stays with it, whatever they do in between.
    before = [call.told.scheme] if call.told else []
    chosen = next((one for one in (said.get("way"), *before, *(way.name for way in ways)) if one), "")
    zone = content.zone
    return partial(
        page,
        "call.html",
        call=_told_of(call),
        organisation=_organisation(content),
        roles=choices.roles(),
        tongues=[(one, choices.LANGUAGES.get(one, one)) for one in content.languages if one != call.language],
        ways=ways,
        selected_way=chosen,
        told=_shown(call.told, call, content) if call.told else None,
        in_vain=browser.get(IN_VAIN, False),
        questions=_questions(content, call.language),
        version=incident.version,
        version_day=format_date(incidents.applied_on(session, incident), "long"),
        opening=opening(call, content, agent=agent.split(maxsplit=1)[0]),
        goodbye=goodbye(call, content),
        phrase=_phrase(parts, session, call, content),
        done=choices.done(call.done),
        escalation_kinds=choices.escalations(),
        callback_windows=choices.windows(parts.callbacks.windows(zone), zone),
        letter_possible=content.custodian_key is not None,
        fault_in=said.get("open", "check"),
        said_kind=said.get("kind", ""),
    )


def _wrap_up(call: AgentCall) -> Draw:
    since = call.wrap_up_since
    return partial(
        page,
        "wrap_up.html",
        call=_told_of(call),
        done=choices.done(call.done),
        since_iso=since.isoformat() if since else "",
        dispositions=choices.dispositions(),
        safety="safety" in call.done,
    )


def _told_of(call: AgentCall) -> dict[str, Any]:
    return {
        "language": call.language,
        "language_name": choices.LANGUAGES.get(call.language, call.language),
        "role": call.role,
        "role_words": choices.ROLES.get(call.role, ""),
        "channel": call.channel,
        "number": call.masked,
        "began_iso": call.began.isoformat(),
        "step": call.step,
        "heard": call.heard,
        "checks_left": max(0, CHECKS_PER_DESK_CALL - call.checks + call.unmade),
    }


def _shown(told: Told, call: AgentCall, content: Content) -> Shown:
    lines = told_lines(told, call, content)
    at: datetime = told.at or call.began
    return Shown(told.name, TONES[told.name], lines, at.isoformat())


def _questions(content: Content, language: str) -> tuple[Question, ...]:
    beside = "en" if language != "en" else ""
    return tuple(
        Question(
            one.id,
            ask=one.ask.get(language) or one.ask["en"],
            answer=one.answer.get(language) or one.answer["en"],
            ask_en=one.ask.get(beside, ""),
            answer_en=one.answer.get(beside, ""),
        )
        for one in content.questions
    )


def _phrase(parts: Desk, session: Session, call: AgentCall, content: Content) -> Line | None:
    """What an agent says of the callback that was arranged in this call; None where none was."""
    if not call.callback:
        return None
    arranged = parts.callbacks.read(session, bytes.fromhex(call.callback))
    window = choices.window_in_each(arranged.window, content.zone, languages=(call.language, "en"))
    return callback_line(call, content, window=window, phrase="\N{NO-BREAK SPACE}".join(arranged.phrase))


def _organisation(content: Content) -> str:
    return content.organisation.get(choose_language()) or next(iter(content.organisation.values()))
