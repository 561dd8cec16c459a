"""The account at the carrier: is the token right, is it a real account, do the clocks agree, is PCI mode on?

Pure. Must not know: how the carrier is asked.
"""

from __future__ import annotations

from datetime import datetime

from hotline.settings import Settings
from ivr.launch.preflight.findings import Finding, fail, ok, warning
from ivr.telephone import Account, TelephoneFault

CLOCKS_DIFFER_BY = 30.0  # seconds


def credentials(settings: Settings) -> Finding:
    """Both must be set: without a token the telephone's routes refuse everybody."""
    lacking = [
        name
        for name, value in (
            ("TWILIO_ACCOUNT_SID", settings.twilio_account_sid),
            ("TWILIO_AUTH_TOKEN", settings.twilio_auth_token),
        )
        if not value
    ]
    if lacking:
        return fail("credentials", f"{' and '.join(lacking)} not set: every call is refused.", "Set what is missing.")
    return ok("credentials", "The account and its token are set.")


def rehearsal(settings: Settings) -> Finding:
    """No real line may speak to the simulated carrier."""
    if settings.twilio_api:
        return fail("carrier", f"NOTICELINE_TWILIO_API is {settings.twilio_api}: a rehearsal.", "Unset it for callers.")
    return ok("carrier", "Twilio itself is asked.")


def opens(found: Account | TelephoneFault) -> Finding:
    """Whether the account opens with the token, is active, and is no trial."""
    if isinstance(found, TelephoneFault):
        return fail("account", str(found), "Compare both with Twilio's console, and try again.")
    if found.status != "active":
        return fail("account", f"The account is {found.status}.", "Settle that with Twilio.")
    if found.kind == "Trial":
        return fail("account", "It is a trial account: callers hear Twilio's announcement first.", "Upgrade it.")
    return ok("account", f"The token opens the account {found.name}.")


def clocks(carrier: datetime | None, ours: datetime) -> Finding:
    """Whether this machine's clock agrees with the carrier's, which says it with every answer.

    Opening hours, limits by the day and the keys of calls in progress all hang on it.
    """
    if carrier is None:
        return warning("clock", "The carrier did not say what time it is.", "Compare this machine's clock yourself.")
    apart = abs((ours - carrier).total_seconds())
    if apart > CLOCKS_DIFFER_BY:
        return fail("clock", f"This machine's clock is {apart:,.0f} seconds off.", "Switch on time synchronisation.")
    return ok("clock", "This machine and the carrier agree what time it is.")


def pci_mode(settings: Settings) -> Finding:
    """Without PCI mode the keys that callers press stand in clear in the carrier's log. Only a person can see it."""
    if not settings.pci_mode:
        return fail(
            "PCI mode",
            "Nobody has confirmed it, and the carrier's API does not tell: without it, keys that callers press stay "
            "readable in Twilio's log.",
            "Switch it on in Twilio's console, under Voice settings, then set NOTICELINE_PCI_MODE=yes.",
        )
    return ok("PCI mode", "You say that it is on.")
