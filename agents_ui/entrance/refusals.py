"""Why somebody is not let in, in sentences that are the same whoever asks.

Must not know: how it was found out.
"""

from __future__ import annotations

from flask_babel import gettext as _

from hotline.staff import PasskeyRefused, Refused, SessionOver, SigningInBusy, TooManyAttempts

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
