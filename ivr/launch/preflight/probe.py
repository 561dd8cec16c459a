"""One request to the public address, as a carrier makes it: no redirect is followed, every certificate checked.

Must not know: what the answer should be.
"""

from __future__ import annotations

import http.client
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from hotline.settings import Settings
from ivr.signature import sign

PATIENCE = 5.0  # seconds, as the carrier is told to have
LARGEST = 64 * 1024
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class NoReply:
    """Nothing came back; `why` is half a sentence."""

    why: str


class Probe:
    """Asks the address in the settings."""

    def __init__(self, settings: Settings, *, patience: float = PATIENCE) -> None:
        self._settings = settings
        self._patience = patience

    def live(self) -> Reply | NoReply:
        """GET /health/live."""
        return self.get("/health/live")

    def get(self, path: str) -> Reply | NoReply:
        """GET another page."""
        return self._ask("GET", path)

    def trial(self, line: str, *, signed: bool) -> Reply | NoReply:
        """News that a call of nobody's is ringing: of all the carrier's requests the one that leaves nothing behind."""
        form = {
            "AccountSid": self._settings.twilio_account_sid,
            "CallSid": f"CA{secrets.token_hex(16)}",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": line,
            "To": line,
        }
        url = f"{self._settings.public_url}/ivr/status"
        signature = sign(token=self._settings.twilio_auth_token, url=url, parameters=form) if signed else "none"
        return self._ask("POST", "/ivr/status", form, {"X-Twilio-Signature": signature, "Content-Type": FORM})

    def _ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply | NoReply:
        began = time.monotonic()
        parts = urlsplit(self._settings.public_url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.request(method, parts.path + path, urlencode(form or {}) or None, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, answer.read(LARGEST), time.monotonic() - began)
        except ssl.SSLCertVerificationError as wrong:
            return NoReply(f"its certificate is not valid ({wrong.verify_message})")
        except (OSError, http.client.HTTPException) as fault:
            return NoReply(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._patience, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self._patience)
