"""Signing in: the password, then a second factor; or a passkey, which is both.

One sentence for every refusal, so that nobody learns which accounts there are. Must not know: how a password or a code
is checked, and how attempts are counted.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from agents_ui.entrance.origin import origin, remember_browser
from agents_ui.entrance.passkeys import answer, challenge, next_page, options_for
from agents_ui.entrance.refusals import REFUSALS, busy, sentence_of, status_of
from agents_ui.guards import anyone, half_signed_in, let_in, token, visitor
from agents_ui.house import desk
from agents_ui.pages import furnish, go_to, page
from hotline.staff import SigningInBusy

door = furnish(Blueprint("desk_sign_in", __name__, url_prefix="/sign-in"))
door.before_request(anyone)
second = furnish(Blueprint("desk_second_factor", __name__, url_prefix="/second-factor"))
second.before_request(half_signed_in)


@door.get("")
def show() -> Response:
    """The sign-in."""
    return page("sign_in.html")


@door.post("")
def password() -> Response:
    """Somebody has given a login and a password."""
    login, given = request.form.get("login", ""), request.form.get("password", "")
    try:
        new = desk().signing_in.with_password(login, given, origin=origin())
    except SigningInBusy:
        return busy()
    except REFUSALS as why:
        return page("sign_in.html", status=status_of(why), fault=sentence_of(why))
    let_in(new)
    return go_to("desk_account.home")


@door.post("/passkey-options")
def passkey_options() -> Response:
    """The browser asks what any of its passkeys has to sign."""
    return options_for("")


@door.post("/passkey")
def passkey() -> Response:
    """A passkey has signed, without a password before it: it asks for the person too."""
    return _with_passkey()


@second.get("")
def ask() -> Response:
    """The second factor."""
    return _ask()


@second.post("/code")
def code() -> Response:
    """Somebody has typed a code of their app."""
    return _with(lambda: desk().signing_in.with_totp(token(), request.form.get("code", ""), origin=origin()))


@second.post("/recovery-code")
def recovery_code() -> Response:
    """Somebody has typed one of the codes that they kept."""
    return _with(lambda: desk().signing_in.with_recovery_code(token(), request.form.get("code", ""), origin=origin()))


@second.post("/passkey-options", endpoint="passkey_options")
def passkey_options_of_account() -> Response:
    """The browser asks what one of this account's passkeys has to sign."""
    return options_for(token())


@second.post("/passkey", endpoint="passkey")
def passkey_of_account() -> Response:
    """A passkey has signed, after the password."""
    return _with_passkey(token())


def _ask(*, status: int = 200, fault: str | None = None) -> Response:
    account = visitor().account
    factors = {"has_totp": account.has_totp, "has_passkeys": account.passkeys > 0}
    return page("second_factor.html", status=status, fault=fault, **factors)


def _with(show_factor: Callable[[], str]) -> Response:
    try:
        new = show_factor()
    except REFUSALS as why:
        return _ask(status=status_of(why), fault=sentence_of(why))
    let_in(new)
    return remember_browser(go_to("desk_account.home"))


def _with_passkey(pending: str = "") -> Response:
    try:
        new = desk().signing_in.with_passkey(challenge(), answer(), origin=origin(), token=pending or None)
    except REFUSALS as why:
        return next_page(refused=why)
    let_in(new)
    return remember_browser(next_page("desk_account.home"))
