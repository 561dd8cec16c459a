"""Why somebody is not let in, or a password not taken, in sentences that are the same whoever asks.

Must not know: how it was found out.
"""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _

from agents_ui.pages import why_not
from hotline.staff import PasskeyRefused, Refused, SessionOver, SigningInBusy, TooManyAttempts, Weakness

REFUSALS = (Refused, TooManyAttempts, SigningInBusy, SessionOver, PasskeyRefused)


def sentence_of(why: Exception) -> str:
    """What is said of a refusal."""
    match why:
        case TooManyAttempts():
            return str(_("There were too many attempts. Try again in an hour, or sign in with a passkey."))
        case SigningInBusy():
            return str(_("Many people are signing in at this moment. Please try again."))
        case SessionOver():
            return str(_("That took too long. Please begin again."))
        case _:
            return str(_("That did not fit. Please try again."))


def status_of(why: Exception) -> int:
    """The status of a refusal: too many attempts, not now, or simply wrong."""
    match why:
        case TooManyAttempts():
            return 429
        case SigningInBusy():
            return 503
        case _:
            return 400


def busy() -> Response:
    """What is said while there is no place for another password: cheaply, because a flood asks for it."""
    way = (url_for("desk_sign_in.show"), _("Sign in"))
    return why_not(503, _("Please wait a little"), sentence_of(SigningInBusy()), way=way)


def weak(weakness: Weakness) -> str:
    """What is said of a password that others would guess."""
    match weakness:
        case Weakness.TOO_SHORT:
            return str(_("It needs at least 15 characters. Four words that do not belong together are a good choice."))
        case Weakness.TOO_LONG:
            return str(_("It can have at most 128 characters."))
        case Weakness.CONTAINS_LOGIN:
            return str(_("It holds your name or your login, which everybody would try first."))
        case _:
            return str(_("Too many people use something like it. Choose words that nobody would guess together."))
