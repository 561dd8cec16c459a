"""The guards of the desk's doors: who may enter. Each door declares one, and the default is no.

A form counts only with its session's token. Whoever is not signed in is led to the sign-in, whoever has another role
gets a plain no. Must not know: what is behind a door.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, ServiceUnavailable

from agents_ui.house import desk
from hotline.sealing import KeyFault
from hotline.staff import Role, SignedIn, Standing

TOKEN = "staff"  # noqa: S105  in the cookie: the token of a session
SAID = "said"  # in the cookie: what the next page says once, by keys
# Where each belongs, and is led to from wherever else they came.
PLACES: Mapping[Standing, str] = {
    Standing.SECOND_FACTOR: "desk_second_factor.ask",
    Standing.ENROLLING: "desk_enrolment.factor",
    Standing.SIGNED_IN: "desk_account.home",
    Standing.DISPLAY: "wallboard.show",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def anyone() -> None:
    """Everybody, before they have signed in."""
    _refuse_strange_forms()


def everybody() -> None:
    """Everybody, for what is the same for all: style, scripts, icons."""


def half_signed_in() -> ResponseReturnValue | None:
    """Whoever has given the password and must still show a second factor."""
    return _only(Standing.SECOND_FACTOR)


def enrolling() -> ResponseReturnValue | None:
    """Whoever has a password and no second factor yet."""
    return _only(Standing.ENROLLING)


def staff() -> ResponseReturnValue | None:
    """Whoever is signed in, in any role."""
    return _only(Standing.SIGNED_IN)


def answering() -> ResponseReturnValue | None:
    """Whoever is signed in and may answer a call: agents, and supervisors, to whom a call can be handed over."""
    return _only(Standing.SIGNED_IN, Role.AGENT, Role.SUPERVISOR)


def supervisors() -> ResponseReturnValue | None:
    """Supervisors who are signed in."""
    return _only(Standing.SIGNED_IN, Role.SUPERVISOR)


def watching() -> ResponseReturnValue | None:
    """Supervisors who are signed in, and screens on a wall which one of them has left there."""
    return _only(Standing.SIGNED_IN, Role.SUPERVISOR, also=Standing.DISPLAY)


def visitor() -> SignedIn:
    """Whoever the guard has let in."""
    return cast("SignedIn", g.visitor)


def token() -> str:
    """The token of this browser's session; empty where it has none."""
    return str(session.get(TOKEN, ""))


def let_in(new: str) -> None:
    """Begin this browser's session anew under a token that nobody knew before; nothing of the old one is kept."""
    session.clear()
    session[TOKEN] = new


def _only(standing: Standing, *roles: Role, also: Standing | None = None) -> ResponseReturnValue | None:
    found = _found()
    if found is None and token():
        # The forms of its pages stay good: only its token is worth nothing any more.
        del session[TOKEN]
        session[SAID] = {"say": "session_over"}
    if found is None or found.standing not in (standing, also):
        return redirect(url_for(PLACES[found.standing] if found else "desk_sign_in.show"), code=303)
    if roles and found.account.role not in roles:
        raise Forbidden
    _refuse_strange_forms()
    g.visitor = found
    return None


def _found() -> SignedIn | None:
    parts = desk()
    if not token():
        parts.cookies.secret_of_forms()  # KeyFault: without the ring no cookie is read, and nobody is known to be gone
        return None
    # A page that renews itself says so: nobody may be sitting there.
    present = "X-Renewed-By-Itself" not in request.headers
    return parts.signing_in.who(token(), busy=parts.calls.is_busy, present=present)


def _refuse_strange_forms() -> None:
    if request.method in SAFE:
        return
    sent = request.headers.get("X-CSRFToken") or request.form.get("csrf_token")
    try:
        ours = desk().cookies.is_ours(sent)
    except KeyFault:
        raise ServiceUnavailable from None
    if not ours:
        raise Forbidden
