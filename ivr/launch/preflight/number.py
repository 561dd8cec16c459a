"""The line's number: is it set as `connect` sets it, and does its fallback stand elsewhere than on this host?

Pure. Must not know: how the carrier is asked.
"""

from __future__ import annotations

import re

from hotline.settings import Settings
from ivr.launch.connecting import on_our_host, wanted
from ivr.launch.preflight.findings import Finding, fail, ok, warning
from ivr.telephone import NumberSettings

TWIML_BIN = re.compile(r"https://handler\.twilio\.com/twiml/EH[0-9a-f]{32}")


def connected(found: NumberSettings, settings: Settings, *, line: str) -> Finding:
    """Whether calls, and news of their end, come to this line, with retries; nothing else may be in between."""
    should = wanted(settings, found)
    wrong = [name for name in NumberSettings.__dataclass_fields__ if getattr(found, name) != getattr(should, name)]
    if wrong:
        return fail("number", f"{line} is set otherwise: {', '.join(wrong)}.", f"flask phone connect {line}")
    return ok("number", f"Calls to {line} come to this line.")


def fallback(found: NumberSettings, settings: Settings) -> Finding:
    """Whether callers hear a sentence when this host is dead."""
    url = found.voice_fallback_url
    do = "Put the text of flask phone fallback into a TwiML Bin, and connect with --fallback-url."
    if not url:
        return fail("fallback", "The number has no fallback: when this host is dead, callers hear an error.", do)
    if on_our_host(url, settings):
        return fail("fallback", f"{url} is on this host, and dead with it.", do)
    if not TWIML_BIN.fullmatch(url):
        return warning("fallback", f"{url} is no TwiML Bin.", "Make sure that it answers when this host does not.")
    return ok("fallback", "A TwiML Bin speaks when this host is dead.")
