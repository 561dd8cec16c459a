"""The public address: can the carrier reach this line through it, and nobody else get in?

Each check is given what a probe brought back. Must not know: sockets.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from hotline.settings import Settings
from ivr.launch.connecting import LOOPBACK
from ivr.launch.preflight.findings import Finding, fail, ok, warning
from ivr.launch.preflight.probe import NoReply, Reply

SLOW = 1.0  # seconds; the carrier's patience is five
PROXY = "Look at the reverse proxy and at the firewall."


def public(settings: Settings) -> Finding:
    """Whether the address is one that a carrier can use: https, and not this machine's own name for itself."""
    parts = urlsplit(settings.public_url)
    told = f"NOTICELINE_PUBLIC_URL is {settings.public_url}"
    if parts.hostname in LOOPBACK:
        return fail("address", f"{told}: that is this machine only.", "Set the address that the world knows.")
    if parts.scheme != "https":
        return fail("address", f"{told}: keys would travel in clear.", "Give the proxy a certificate, and say https.")
    return ok("address", f"{told}.")


def alive(reply: Reply | NoReply) -> Finding:
    """Whether /health/live answers through the public address: with a valid certificate, at once, and itself."""
    if isinstance(reply, NoReply):
        return fail("reach", f"/health/live does not answer through the public address: {reply.why}.", PROXY)
    if 300 <= reply.status < 400:
        return fail("reach", "The public address redirects, and callers' keys are lost on the way.", "Serve it there.")
    if (reply.status, reply.body) != (200, b"live\n"):
        return fail("reach", f"Something else answers there ({reply.status}).", PROXY)
    if reply.seconds > SLOW:
        return warning("reach", f"An answer takes {reply.seconds:.1f} seconds.", "Callers would hear silence. " + PROXY)
    return ok("reach", f"The line answers there in {reply.seconds:.2f} seconds.")


def recording(reply: Reply | NoReply, path: str) -> Finding:
    """Whether a recorded prompt is served through the public address: a call ends where one can't be fetched."""
    if isinstance(reply, NoReply) or reply.status != 200:
        why = reply.why if isinstance(reply, NoReply) else reply.status
        return fail("recordings", f"{path} is not served through the public address: {why}.", "Let the proxy pass it.")
    return ok("recordings", "Recorded prompts are served.")


def signed(reply: Reply | NoReply) -> Finding:
    """Whether what the carrier signs is let in: the proxy must hand on address and body as they were sent."""
    if isinstance(reply, NoReply):
        return fail("signed", f"A signed trial request brought no answer: {reply.why}.", PROXY)
    if reply.status == 403:
        return fail(
            "signed",
            "A trial request with the right signature is refused: every call would be.",
            "Compare TWILIO_AUTH_TOKEN, TWILIO_ACCOUNT_SID and NOTICELINE_PUBLIC_URL of the running line with these, "
            "and see that the proxy changes neither address nor body.",
        )
    if reply.status != 200 or b"<Response" not in reply.body:
        return fail("signed", f"A signed trial request is answered with {reply.status} and no document.", PROXY)
    return ok("signed", "What the carrier signs is let in.")


def unsigned(reply: Reply | NoReply) -> Finding:
    """Whether what nobody signed is refused with an empty 403."""
    if isinstance(reply, NoReply):
        return fail("unsigned", f"A trial request without a signature brought no answer: {reply.why}.", PROXY)
    if (reply.status, reply.body) != (403, b""):
        return fail(
            "unsigned", f"A request that nobody signed is answered with {reply.status}.", "Do not go live. " + PROXY
        )
    return ok("unsigned", "What nobody signed is refused.")
