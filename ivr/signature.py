"""Whether the carrier signed a request: HMAC over the URL and every parameter, as twilio's validator computes it.

Of Twilio's library this needs the validator only; gate.py knows the names of its parameters.
It also signs a trial of our own. It must not know what the parameters mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twilio.request_validator import RequestValidator


def is_genuine(*, token: str, url: str, parameters: Mapping[str, Any], signature: str | None) -> bool:
    """Whether `signature` belongs to this `url`, in the carrier's own spelling, and these parameters.

    Never raises. An empty token refuses everything: the validator would accept what anybody signs with it.
    """
    if not token or not signature:
        return False
    try:
        return bool(RequestValidator(token).validate(url, parameters, signature))
    except (ValueError, TypeError, AttributeError):
        # Surrogates can't be encoded, a bad port can't be read: whoever sends them is not the carrier.
        return False


def sign(*, token: str, url: str, parameters: Mapping[str, str]) -> str:
    """The signature that the carrier would give: for a trial request of our own, before a line goes live."""
    return str(RequestValidator(token).compute_signature(url, parameters))
