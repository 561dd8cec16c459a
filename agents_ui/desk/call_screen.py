"""The screen of a live call: what to do, what to say, what to know.

Reads and never changes anything. Must not know: how anything came about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response
from flask import session as browser
from flask_babel import format_date
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.desk import details
from agents_ui.desk.talking import colleagues, talk_of
from agents_ui.house import Desk
from agents_ui.pages import page, said_before
from agents_ui.script import Line, callback_line, calling_back, goodbye, opening, told_lines
from hotline import incidents
from hotline.calls import AgentCall, Told
from hotline.incidents import Content
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


def screen(parts: Desk, session: Session, call: AgentCall, *, account: Account) -> Draw:
    """The screen of a call whose caller is there, or is being rung."""
    incident = incidents.version_of(session, call.incident, call.version)
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
        call=told_of(call),
        organisation=choices.organisation(content),
        roles=choices.roles(),
        tongues=[(one, choices.LANGUAGES.get(one, one)) for one in content.languages if one != call.language],
        ways=ways,
        selected_way=chosen,
        told=_shown(call.told, call, content) if call.told else None,
        in_vain=browser.get(IN_VAIN, False),
        questions=_questions(content, call.language),
        version=incident.version,
        version_day=format_date(incidents.applied_on(session, incident), "long"),
        opening=opening(call, content, agent=_first(account)),
        goodbye=goodbye(call, content),
        phrase=_phrase(parts, session, call, content),
        talk=talk_of(parts, session, call),
        colleagues=colleagues(parts, session, account.id),
        back=_back(parts, session, call, account=account) if call.calls_back else None,
        done=choices.done(call.done),
        escalation_kinds=choices.escalations(),
        callback_windows=choices.windows(parts.callbacks.windows(zone), zone),
        letter_possible=content.custodian_key is not None,
        fault_in=said.get("open", "check"),
        said_kind=said.get("kind", ""),
    )


def told_of(call: AgentCall) -> dict[str, Any]:
    """What every screen of a call shows of it."""
    return {
        "language": call.language,
        "language_name": choices.LANGUAGES.get(call.language, call.language),
        "role": call.role,
        "role_words": choices.ROLES.get(call.role, ""),
        "channel": call.channel,
        "number": call.masked,
        "began_iso": call.began.isoformat(),
        "step": choices.STEPS.get(call.step, ""),
        "heard": choices.heard(call.heard),
        "slow": call.slow,
        "calls_back": call.calls_back != "",
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
    return callback_line(call, content, window=window, phrase=_spaced(arranged.phrase))


def _back(parts: Desk, session: Session, call: AgentCall, *, account: Account) -> dict[str, Any]:
    """What is said first to somebody who is called back."""
    phrase = _spaced(parts.callbacks.read(session, bytes.fromhex(call.calls_back)).phrase)
    content = incidents.version_of(session, call.incident, call.version).content
    return {"phrase": phrase, "line": calling_back(call, content, agent=_first(account), phrase=phrase)}


def _spaced(phrase: str) -> str:
    return "\N{NO-BREAK SPACE}".join(phrase)


def _first(account: Account) -> str:
    return account.name.split(maxsplit=1)[0]
