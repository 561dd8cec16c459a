"""The way to an application: HTTP over a socket, or in the same process.

A wire is any callable that takes a URL, a form (None: a GET) and headers, and returns a Reply. Raises ConnectionError
when nobody listens and TimeoutError when nobody answers. It must not know calls, TwiML or signatures.
"""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode, urlsplit

from werkzeug.test import Client, EnvironBuilder

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What an application answered: status, headers and the bytes of its body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return one header whatever its capitals, or an empty string."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


class Wire(Protocol):
    """Whatever carries one request and brings the reply."""

    def __call__(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        """Send one request and return what came back, whatever its status."""


class HttpWire:
    """Real HTTP, with limits in seconds: on the connection, and on the whole exchange. Twilio waits fifteen."""

    def __init__(self, timeout: float = 15.0, *, connect: float = 15.0) -> None:
        self._timeout = timeout
        self._connect = min(connect, timeout)

    def within(self, *, connect: float, read: float) -> "HttpWire":
        """Return the same wire with less patience."""
        return HttpWire(min(read, self._timeout), connect=min(connect, self._connect))

    def __call__(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        """Send one request over a socket of its own."""
        deadline = time.monotonic() + self._timeout
        connection = self._connection(url)
        try:
            self._open(connection)
            parts = urlsplit(url)
            target = (parts.path or "/") + url.partition("#")[0][len(_before_query(url)) :]
            method, body = ("GET", None) if form is None else ("POST", urlencode(form))
            connection.request(method, target, body, dict(headers))
            return _read(connection, deadline)
        except TimeoutError:
            raise
        except (http.client.HTTPException, OSError) as error:
            raise ConnectionError(str(error) or type(error).__name__) from error
        finally:
            connection.close()

    def _connection(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=max(0.001, self._connect))

    def _open(self, connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except TimeoutError as error:  # a connection that is never made is no silence of the application
            raise ConnectionError("no connection in time") from error
        connection.sock.settimeout(self._timeout)


def _before_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _read(connection: http.client.HTTPConnection, deadline: float) -> Reply:
    response = connection.getresponse()
    body = b""
    while len(body) < MOST_BYTES and (part := response.read1(64 * 1024)):
        body += part
        if time.monotonic() > deadline:
            raise TimeoutError("the reply took too long")
    if response.length and len(body) < MOST_BYTES:  # read1 takes a connection that breaks off for the end of a body
        raise ConnectionError(f"the reply broke off {response.length:,} bytes before its end")
    return Reply(response.status, dict(response.getheaders()), body)


class InProcess:
    """A WSGI application called directly: no socket, so whole calls take milliseconds in tests.

    What the application raises comes out of the call. REQUEST_URI is the URL as sent, undecoded.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._client = Client(application, use_cookies=False)

    def __call__(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        """Hand one request to the application."""
        parts = urlsplit(url)
        builder = EnvironBuilder(
            path=url[len(f"{parts.scheme}://{parts.netloc}") :] or "/",
            base_url=f"{parts.scheme}://{parts.netloc}/",
            method="GET" if form is None else "POST",
            headers=list(headers.items()),
            data=None if form is None else urlencode(form),
        )
        response = self._client.open(builder)
        return Reply(response.status_code, dict(response.headers), response.get_data())
