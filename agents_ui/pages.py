"""Pages: what every page has, and how faults are told in the desk's own voice.

Must not know: what a page is about.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException

from agents_ui import pulse
from agents_ui.choices import STATES
from agents_ui.cookies import let_go_of_pages
from agents_ui.guards import SAID, visitor
from agents_ui.house import desk
from agents_ui.pulse import Pulse
from agents_ui.sentences import ERRORS, FAULTS, SENTENCES, UNFORESEEN
from hotline.calls import AgentState, NoLiveCall
from hotline.incidents import IncidentDamaged
from hotline.sealing import KeyFault, SealBroken
from hotline.staff import IDLE, Role, SessionOver, Standing
from lookup.registers.definition import RegisterFault

LANGUAGES = ("en", "es")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "media-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
}
TRANSLATIONS = str(Path(__file__).parent / "translations")

log = structlog.get_logger(__name__)

# What the rooms below know, and what a browser is told of it.
FACTS: Mapping[type[Exception], int] = {
    NoLiveCall: 409,
    SessionOver: 403,
    KeyFault: 503,
    DatabaseError: 503,
    IncidentDamaged: 503,
    RegisterFault: 503,
}


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page with what every page has; `context` is its own."""
    return Response(
        render_template(template, page=template.removesuffix(".html"), **{**_frame(), **context}), status=status
    )


def go_to(endpoint: str, *, say: str = "", faults: Mapping[str, str] | None = None, **about: str) -> Response:
    """Lead on with a GET, so that nothing that was sent stays in the browser's history; the rest as in `say_next`."""
    if say or faults or about:
        say_next(say=say, faults=faults, **about)
    return cast("Response", redirect(url_for(endpoint), code=303, Response=Response))


def say_next(*, say: str = "", faults: Mapping[str, str] | None = None, **about: str) -> None:
    """Leave something for the next page to say, once.

    `say` is a key of SENTENCES; `faults` are fields with keys of FAULTS. `about`: which form it was (`open`, `way`), or
    in `fault` a key of FAULTS for what belongs to no field.
    """
    session[SAID] = {"say": say, "faults": dict(faults or {}), **about}


def said_before() -> dict[str, Any]:
    """What the form before has left for this page, once."""
    if "said" not in g:
        found = session.pop(SAID, None)
        g.said = found if isinstance(found, dict) else {}
    return dict(g.said)


def choose_language() -> str:
    """The account's language, else the best of those that the browser asks for."""
    if "visitor" in g and visitor().account.language in LANGUAGES:
        return visitor().account.language
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def close_the_windows(response: Response) -> Response:
    """The headers of every page: nothing from elsewhere, in no frame, in no cache, and not put aside for a way back."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    let_go_of_pages(response)
    return response


def in_our_voice(otherwise: Callable[[HTTPException], Response]) -> Callable[[HTTPException], Response]:
    """What a browser is told of an error; every other door answers as it did."""

    def tell(refusal: HTTPException) -> Response:
        wants_a_page = request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"
        if refusal.response is not None or not wants_a_page or request.path.startswith(("/ivr", "/health", "/static")):
            return otherwise(refusal)
        return close_the_windows(_error(refusal.code or 500))

    return tell


def fault(unforeseen: Exception) -> Response:
    """Whatever goes wrong in a view: told in a sentence, logged by its name, and nothing that was typed with it."""
    if isinstance(unforeseen, HTTPException):
        return _error(unforeseen.code or 500)
    code = next((code for fact, code in FACTS.items() if isinstance(unforeseen, fact)), 500)
    if code >= 500:
        # Its name and its place, and no value: a sentence of somebody else's may hold what was typed.
        log.error("desk.fault", fault=type(unforeseen).__name__, where=_place_of(unforeseen))
    return _error(code)


def furnish(door: Blueprint) -> Blueprint:
    """Give a door its headers, and its errors their voice."""
    door.after_request(close_the_windows)
    door.register_error_handler(Exception, fault)
    return door


def why_not(code: int, title: str, sentence: str, *, way: tuple[str, str]) -> Response:
    """A page without a form that says why not; `way`: where a link leads from there, and its words.

    Whoever is not signed in gets the same as everybody, drawn once, because a flood of strangers would ask for it.
    """
    if "visitor" in g:
        return page("error.html", status=code, code=code, title=title, sentence=sentence, way=way)
    return Response(_why_not_strangers(code, title, sentence, way), status=code)


@lru_cache(maxsize=64)
def _why_not_strangers(code: int, title: str, sentence: str, way: tuple[str, str]) -> str:
    # Nothing of whoever sees it first may stay in it: no token of a form, and no notice.
    nothing: dict[str, Any] = {"csrf_token": str, "notice": None, "faults": {}}
    return page("error.html", code=code, title=title, sentence=sentence, way=way, **nothing).get_data(as_text=True)


def form_token() -> str:
    """The token for the forms of this page; empty where the ring is gone and no form could be taken anyway."""
    try:
        return desk().cookies.token_for(session)
    except KeyFault:
        return ""


def _error(code: int) -> Response:
    title, sentence = ERRORS.get(code, UNFORESEEN)
    return why_not(code, str(title), str(sentence), way=(url_for("desk_account.home"), _("To the desk")))


def _place_of(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [one for one in frames if "site-packages" not in one.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"


def _frame() -> dict[str, Any]:
    said = said_before()
    faults = {field: FAULTS.get(code, FAULTS["missing"]) for field, code in said.get("faults", {}).items()}
    notice, me = SENTENCES.get(said.get("say", "")), _me()
    return {
        "me": me,
        "language": choose_language(),
        "notice": notice,
        "fault": FAULTS.get(said.get("fault", "")),
        "faults": faults,
        "idle": _idle(me),
        "pulse": _pulse() if me else None,
        "now_iso": desk().house.clock.now().isoformat(timespec="seconds"),
    }


def _idle(me: Mapping[str, Any] | None) -> int | None:
    """Seconds until this session ends if nobody does anything; None while a call keeps it."""
    return None if me is None or me["state"] in ("on_call", "wrap_up") else int(IDLE.total_seconds())


def _me() -> dict[str, Any] | None:
    if "visitor" not in g or visitor().standing is not Standing.SIGNED_IN:
        return None
    account, beat = visitor().account, _pulse()
    initials = "".join(word[0] for word in account.name.split()[:2]).upper()
    state = beat.state if beat else ""
    if account.role is Role.SUPERVISOR and state == AgentState.OFFLINE:
        state = ""  # a supervisor works without being there for calls
    told = {"state": state, "state_words": STATES.get(state, "")}
    return {"name": account.name, "role": account.role.value, "initials": initials, **told}


def _pulse() -> Pulse | None:
    """The pulse of this page; None where it can't be read: a fault is told without it."""
    if "pulse" not in g:
        g.pulse = None
        with suppress(KeyFault, SealBroken, DatabaseError), desk().house.database.read() as session:
            g.pulse = pulse.of(desk(), session, visitor().account.id)
    return cast("Pulse | None", g.pulse)
