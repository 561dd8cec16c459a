"""Alarms as a signed POST to an address of the operator's: for a chat, a pager, a ticket system.

The receiver computes HMAC-SHA-256 over the timestamp's header, a full stop and the body as it came, and refuses what
does not fit or is older than a few minutes. Must not know: what the alarms are about.
"""

import hmac
import http.client
import json
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult

from hotline.alarms.bell import Message, NotSent

PATIENCE = 10.0  # seconds
TIMESTAMP = "X-Noticeline-Timestamp"
SIGNATURE = "X-Noticeline-Signature"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature's header: sha256= and the HMAC in hexadecimal. `timestamp` in whole seconds since 1970."""
    return f"sha256={hmac.digest(secret.encode(), timestamp.encode() + b'.' + body, 'sha256').hex()}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts to `url`: https, or http on this very machine. Never follows a redirect."""

    url: SplitResult = field(repr=False)  # such addresses hold a token more often than not
    secret: str = field(repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, message: Message) -> None:
        """Post the message; NotSent unless the answer is 2xx."""
        body = json.dumps(_said(message), ensure_ascii=False).encode()
        timestamp = str(int(message.at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self.secret, timestamp, body),
        }
        connection = self._connection()
        try:
            connection.request("POST", self._path, body=body, headers=headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException, ValueError) as fault:  # ValueError: what it can't encode
            raise NotSent(f"The webhook could not be reached ({type(fault).__name__}).") from None
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotSent(f"The webhook answered {status}.")

    @property
    def _path(self) -> str:
        return (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")

    def _connection(self) -> http.client.HTTPConnection:
        host = self.url.hostname or ""
        if self.url.scheme == "https":
            return http.client.HTTPSConnection(host, self.url.port, timeout=PATIENCE, context=self.trust)
        return http.client.HTTPConnection(host, self.url.port, timeout=PATIENCE)


def _said(message: Message) -> dict[str, object]:
    alarms = [
        {
            "key": one.alarm.key,
            "state": one.state.value,
            "sentence": one.alarm.sentence,
            "since": one.since.isoformat(timespec="seconds"),
        }
        for one in message.news
    ]
    said = {"line": message.line, "subject": message.subject, "alarms": alarms, "trial": message.trial}
    return {**said, "all_clear": message.all_clear, "at": message.at.isoformat(timespec="seconds")}
