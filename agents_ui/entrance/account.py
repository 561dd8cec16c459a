"""One's own account: password, passkeys, recovery codes, language, signing out; and the way to where one works.

Must not know: anybody else's account.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from agents_ui import choices, pulse
from agents_ui.entrance.origin import origin
from agents_ui.entrance.passkeys import answer, challenge, name_of_key, next_page, told
from agents_ui.entrance.refusals import REFUSALS, sentence_of, status_of, weak
from agents_ui.guards import staff, token, visitor
from agents_ui.house import desk
from agents_ui.pages import LANGUAGES, furnish, go_to, page, say_next
from agents_ui.script import language_name
from hotline import incidents
from hotline.queue import NotAnAddress, TooManyBeginnings
from hotline.staff import LastFactor, Role, WeakPassword

door = furnish(Blueprint("desk_account", __name__))
door.before_request(staff)


@door.get("/")
def home() -> Response:
    """The front door leads to where one works."""
    return go_to("supervision.show" if visitor().account.role is Role.SUPERVISOR else "desk.home")


@door.get("/account")
def show() -> Response:
    """One's own account."""
    return _show()


@door.post("/account/passkey-options")
def passkey_options() -> Response:
    """The browser asks for what a new passkey is made."""
    return told(desk().enrolling.passkey_options(token()))


@door.post("/account/passkey")
def passkey() -> Response:
    """A new passkey was made."""
    try:
        desk().enrolling.add_passkey(token(), answer(), challenge=challenge(), name=name_of_key())
    except REFUSALS as why:
        return next_page(refused=why)
    say_next(say="passkey_added")
    return next_page("desk_account.show")


@door.post("/account/remove-passkey")
def remove_passkey() -> Response:
    """A passkey is not to open anything any more."""
    try:
        desk().own.remove_passkey(token(), request.form.get("id", ""))
    except LastFactor:
        return _show(status=400, fault=_("It is your only second factor. Add another one first."))
    return go_to("desk_account.show", say="passkey_removed")


@door.post("/account/password")
def password() -> Response:
    """Somebody wants another password."""
    old, new, again = (request.form.get(name, "") for name in ("old", "password", "again"))
    if new != again:
        return _show(status=400, faults={"again": _("The two are not the same.")})
    try:
        desk().own.change_password(token(), old=old, new=new, origin=origin())
    except WeakPassword as why:
        return _show(status=400, faults={"password": weak(why.weakness)})
    except REFUSALS as why:
        return _show(status=status_of(why), faults={"old": sentence_of(why)})
    return go_to("desk_account.show", say="password_changed")


@door.post("/account/new-codes")
def new_codes() -> Response:
    """New recovery codes, on this page and never again."""
    return page("recovery_codes.html", codes=desk().own.new_codes(token()))


@door.post("/account/language")
def language() -> Response:
    """In which language this account reads the desk."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        desk().own.speak(token(), chosen)
    return go_to("desk_account.show", say="language_changed")


@door.post("/account/telephone")
def telephone() -> Response:
    """Calls are to ring at this telephone: it is rung once, and whoever picks up keys the digits of the page."""
    parts, account, address = desk(), visitor().account, request.form.get("address", "")
    if not account.incidents:  # no line could ring it
        raise Forbidden
    try:
        with parts.house.database.write() as transaction:
            begun = parts.endpoints.begin(transaction, account.id, address=address)
            line = incidents.current_by_id(transaction, account.incidents[0]).content.line
    except (NotAnAddress, TooManyBeginnings) as why:
        often = isinstance(why, TooManyBeginnings)
        return go_to("desk_account.show", faults={"address": "address_often" if often else "address"})
    rings = parts.distribution.check_telephone(account.id, begun.address, line=line)
    return go_to("desk_account.show", say="telephone_rung" if rings else "telephone_busy")


@door.post("/account/forget-telephone")
def forget_telephone() -> Response:
    """No call rings at this account's telephone any more."""
    parts = desk()
    with parts.house.database.write() as transaction:
        parts.endpoints.forget(transaction, visitor().account.id)
    return go_to("desk_account.show", say="telephone_forgotten")


@door.post("/sign-out")
def sign_out() -> Response:
    """Nobody sits here any more, so no call may come here either."""
    _goes_offline()
    desk().signing_in.sign_out(token())
    session.clear()
    return go_to("desk_sign_in.show", say="signed_out")


def _goes_offline() -> None:
    parts, account = desk(), visitor().account
    with parts.house.database.write() as transaction:
        parts.presence.leave(transaction, account.id)


def _show(*, status: int = 200, **context: object) -> Response:
    account = visitor().account
    keys = [(key.id, key.name, key.created.date()) for key in desk().own.passkeys(token())]
    told = {"passkeys": keys, "has_totp": account.has_totp, "recovery_left": account.recovery_codes}
    languages = [(code, language_name(code)) for code in LANGUAGES]
    told["telephone"] = _telephone()
    return page("account.html", status=status, login=account.login, languages=languages, **told, **context)


def _telephone() -> dict[str, Any] | None:
    """The telephone of this account as its page shows it, with the digits that are to be keyed there."""
    parts, now = desk(), desk().house.clock.now()
    with parts.house.database.read() as transaction:
        g.pulse = pulse.of(parts, transaction, visitor().account.id)
        found = parts.endpoints.of(transaction, visitor().account.id)
    if found is None:
        return None
    code = found.code if found.code_until and now <= found.code_until else ""
    return {"address": choices.telephone(found.address), "verified": found.verified, "code": code}
