"""Pages: what every page has, and how faults are told in the desk's own voice.

Must not know: what a page is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException

from agents_ui.guards import visitor
from agents_ui.house import desk
from hotline.calls import NoLiveCall
from hotline.sealing import KeyFault
from hotline.staff import SessionOver

LANGUAGES = ("en", "es")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
}
_SAID = "said"  # in the cookie: what the next page says once, by keys
TRANSLATIONS = str(Path(__file__).parent / "translations")

log = structlog.get_logger(__name__)

# Sentences that the next page says once. The cookie names them by a key, so that it holds no words of anybody's.
SENTENCES: Mapping[str, Any] = {
    "signed_out": _l("You are signed out."),
    "letter_sent": _l("The letter request is sealed and on its way to the custodian. Nobody here can read it."),
    "escalated": _l("The escalation is open, and its clock is running."),
    "callback_arranged": _l("The callback is arranged. Tell the caller the number below."),
    "gap_noted": _l("Thank you. The new question goes to the supervisors."),
    "role_changed": _l("The advice is now for this caller."),
    "call_over": _l("The call is finished. Nothing of it is kept here but its disposition."),
    "presence_changed": _l("Your state is changed."),
    "passkey_added": _l("The passkey is added."),
    "passkey_removed": _l("The passkey is removed."),
    "language_changed": _l("The language is changed."),
    "escalation_closed": _l("The escalation is closed."),
    "gap_closed": _l("The question is off the list."),
}

# What is said beside a field that could not be used. The cookie names them by a key too.
FAULTS: Mapping[str, Any] = {
    "missing": _l("This is needed."),
    "code": _l("No letter can have this code: a digit is wrong, missing or too many. Ask the caller to read it again."),
    "student_number": _l("This can't be a student number. It has at most as many digits as shown."),
    "birth_date": _l("This is no birth date. Type month, day and year, such as 05/17/2009."),
    "last_name": _l("No letter of this name can be used. Ask the caller to spell it in the Latin alphabet."),
    "first_name": _l("No letter of this name can be used. Ask the caller to spell it in the Latin alphabet."),
    "zip": _l("A ZIP code has five digits."),
    "way": _l("This way of checking is not offered."),
    "overloaded": _l("Many checks are being made at this moment, so this one was not. Nothing was spent: please try again."),
    "state": _l("That can't be chosen now: a call is going on."),
    "reference": _l("Give the reference that the other telephone system shows for this call, at most 40 characters."),
    "personal": _l("This looks like a number, a date or an address of somebody. Nothing was kept: write it without."),
    "too_long": _l("This is too long. Nothing was kept."),
    "letter": _l("This is needed, and can't be longer than the field."),
    "no_custodian": _l("This incident has no custodian's key, so nothing can be sealed. Escalate instead."),
    "number": _l("This is no telephone number. Type ten digits, or + and the number with its country."),
    "window": _l("This window is not offered any more. Choose another one."),
}
ERRORS: Mapping[int, tuple[Any, Any]] = {
    400: (_l("That was incomplete"), _l("A part of what was sent is missing. Go back and try again.")),
    403: (_l("This is not for you"), _l("Your role does not open this page, or the form was too old. Go back and try again.")),
    404: (_l("There is nothing here"), _l("The address leads nowhere. Nothing was lost.")),
    405: (_l("There is nothing here"), _l("The address leads nowhere. Nothing was lost.")),
    409: (_l("There is no live call"), _l("This can be done only in a call that is yours and still going on. Nothing was kept.")),
    413: (_l("That was too much"), _l("What was sent is too long. Nothing of it was kept.")),
    429: (_l("Please wait a little"), _l("There were too many attempts. Try again later, or sign in with a passkey.")),
    503: (_l("The desk can't be used now"), _l("Something that it needs is missing. It says nothing about any caller. Tell your supervisor.")),
}
# What the rooms below know, and what a browser is told of it.
FACTS: Mapping[type[Exception], int] = {NoLiveCall: 409, SessionOver: 403, KeyFault: 503, DatabaseError: 503}
UNFORESEEN = (_l("Something went wrong"), _l("That was our fault, and it says nothing about any caller. Nothing that you typed was kept."))


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page with what every page has; `context` is its own."""
    return Response(
        render_template(template, page=template.removesuffix(".html"), **{**_frame(), **context}), status=status
    )


def go_to(endpoint: str, *, say: str = "", faults: Mapping[str, str] | None = None, **about: str) -> Response:
    """Lead on with a GET, so that nothing that was sent stays in the browser's history.

    `say` is a key of SENTENCES; `faults` are fields with keys of FAULTS; `about`: which form it was. They are said once.
    """
    if say or faults or about:
        session[_SAID] = {"say": say, "faults": dict(faults or {}), **about}
    return redirect(url_for(endpoint), code=303)


def said_before() -> dict[str, Any]:
    """What the form before has left for this page, once."""
    if "said" not in g:
        found = session.pop(_SAID, None)
        g.said = found if isinstance(found, dict) else {}
    return dict(g.said)


def choose_language() -> str:
    """The account's language, else the best of those that the browser asks for."""
    if "visitor" in g:
        return visitor().account.language
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def close_the_windows(response: Response) -> Response:
    """The headers of every page: nothing from elsewhere, in no frame, in no cache."""
    for name, value in HEADERS.items():
        response.headers[name] = value
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
        log.error("desk.fault", fault=type(unforeseen).__name__)
    return _error(code)


def furnish(door: Blueprint) -> Blueprint:
    """Give a door its headers, and its errors their voice."""
    door.after_request(close_the_windows)
    door.register_error_handler(Exception, fault)
    return door


def _error(code: int) -> Response:
    title, sentence = ERRORS.get(code, UNFORESEEN)
    context = {"code": code, "title": title, "sentence": sentence, "way": (url_for("desk_account.home"), _("To the desk"))}
    return page("error.html", status=code, **context)


def _frame() -> dict[str, Any]:
    said = said_before()
    faults = {field: FAULTS.get(code, FAULTS["missing"]) for field, code in said.get("faults", {}).items()}
    notice = SENTENCES.get(said.get("say", ""))
    return {"me": _me(), "language": choose_language(), "notice": notice, "fault": None, "faults": faults}


def _me() -> dict[str, str] | None:
    if "visitor" not in g:
        return None
    account = visitor().account
    initials = "".join(word[0] for word in account.name.split()[:2]).upper()
    return {"name": account.name, "role": account.role.value, "state": g.get("state", ""), "initials": initials}


def form_token() -> str:
    """The token for the forms of this page; empty where the ring is gone and no form could be taken anyway."""
    try:
        return desk().cookies.token_for(session)
    except KeyFault:
        return ""
