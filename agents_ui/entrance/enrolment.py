"""Coming to the desk: an invitation, once; then a password, a second factor, and codes for the day it is lost.

Nobody sits at the desk without a second factor, and nobody else ever learns a password. Must not know: how a factor is
checked.
"""

from __future__ import annotations

import segno
from flask import Blueprint, Response, request
from flask_babel import gettext as _
from markupsafe import Markup

from agents_ui.entrance.origin import remember_browser
from agents_ui.entrance.passkeys import answer, challenge, name_of_key, next_page, told
from agents_ui.entrance.refusals import REFUSALS, weak
from agents_ui.guards import anyone, enrolling, let_in, token
from agents_ui.house import desk
from agents_ui.pages import furnish, go_to, page
from hotline.staff import InvitationGone, NoSecondFactor, TotpSetup, WeakPassword, WrongCode

door = furnish(Blueprint("desk_invitation", __name__, url_prefix="/invitation"))
door.before_request(anyone)
steps = furnish(Blueprint("desk_enrolment", __name__, url_prefix="/enrolment"))
steps.before_request(enrolling)


@door.get("/<invitation>")
def show(invitation: str) -> Response:
    """Whoever has the link may choose a password, once."""
    return _show(invitation)


@door.post("/<invitation>")
def password(invitation: str) -> Response:
    """Somebody has chosen a password."""
    chosen = request.form.get("password", "")
    if chosen != request.form.get("again", ""):
        return _show(invitation, faults={"again": _("The two are not the same.")})
    try:
        new = desk().enrolling.set_password(invitation, chosen)
    except WeakPassword as why:
        return _show(invitation, faults={"password": weak(why.weakness)})
    except InvitationGone:
        return _show(invitation)
    let_in(new)
    return go_to("desk_enrolment.factor")


@steps.get("")
def factor() -> Response:
    """The second factor: a code from an app, or a passkey."""
    return _factor(desk().enrolling.begin_totp(token()))


@steps.post("/code")
def code() -> Response:
    """Somebody has typed the first code of their app."""
    enrolling, setup = desk().enrolling, request.form.get("setup", "")
    try:
        enrolling.confirm_totp(token(), setup, code=request.form.get("code", ""))
    except WrongCode:
        wrong = _("That code did not fit. Wait for the next one, and check the time on your device.")
        return _factor(enrolling.begin_totp(token(), setup), status=400, faults={"code": wrong})
    return go_to("desk_enrolment.codes")


@steps.post("/passkey-options")
def passkey_options() -> Response:
    """The browser asks for what a new passkey is made."""
    return told(desk().enrolling.passkey_options(token()))


@steps.post("/passkey")
def passkey() -> Response:
    """A new passkey was made."""
    try:
        desk().enrolling.add_passkey(token(), answer(), challenge=challenge(), name=name_of_key())
    except REFUSALS as why:
        return next_page(refused=why)
    return next_page("desk_enrolment.codes")


@steps.get("/recovery-codes")
def codes() -> Response:
    """Before the recovery codes are shown, once."""
    return page("recovery_codes.html", codes=())


@steps.post("/recovery-codes")
def make_codes() -> Response:
    """The recovery codes, on this page and never again; from now on this account signs in."""
    try:
        finished = desk().enrolling.finish(token())
    except NoSecondFactor:
        return go_to("desk_enrolment.factor")
    let_in(finished.token)
    return remember_browser(page("recovery_codes.html", codes=finished.codes))


def _show(invitation: str, *, faults: dict[str, str] | None = None) -> Response:
    account = desk().enrolling.invited(invitation)
    if account is None:
        return page("invitation_gone.html", status=404)
    context = {"name": account.name, "login": account.login, "token": invitation, "faults": faults or {}}
    return page("invitation.html", status=400 if faults else 200, **context)


def _factor(setup: TotpSetup, *, status: int = 200, faults: dict[str, str] | None = None) -> Response:
    code = segno.make(setup.uri).svg_inline(scale=4, svgclass="qr", lineclass=None, omitsize=True)
    grouped = " ".join(setup.secret[at : at + 4] for at in range(0, len(setup.secret), 4))
    context = {"totp_svg": Markup(code), "totp_secret": grouped, "setup": setup.setup}  # noqa: S704  drawn here
    return page("enrol.html", status=status, faults=faults or {}, **context)
