"""Callers who press keys as fast as they are answered, over connections that stay open, each request signed.

A client of our own and not a load generator, because each request's URL comes out of the answer before it. As little as
HTTP needs, so that it takes little from the machine that is being measured. Must not know: which server answers.
"""

import html
import re
import secrets
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from carrier.wire import signature

KEYS = ("1", "2", "9", "*", "3", "9", "*", "5", "9", "*")  # language, then up and down the menu
GATHER = re.compile(rb'<Gather[^>]*? action="([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """The number that they ring: where it is, and the account that signs."""

    port: int
    first: str
    account: str
    token: str
    number: str

    @property
    def root(self) -> str:
        """The public address."""
        return f"http://127.0.0.1:{self.port}"


def requests_a_second(line: Line, *, callers: int, seconds: float) -> float:
    """How many requests were answered a second while `callers` rang again and again for `seconds`."""
    with ThreadPoolExecutor(callers) as executor:
        began = time.perf_counter()
        answered = list(executor.map(lambda _: _rings(line, began + seconds), range(callers)))
        return sum(answered) / (time.perf_counter() - began)


def _rings(line: Line, until: float) -> int:
    answered = 0
    with socket.create_connection(("127.0.0.1", line.port), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            for _ in _call(line, connection):
                answered += 1
                if time.perf_counter() >= until:
                    break
    return answered


def _call(line: Line, connection: socket.socket) -> Iterator[None]:
    form = {
        "CallSid": f"CA{secrets.token_hex(16)}",
        "AccountSid": line.account,
        "From": "+15735550100",
        "To": line.number,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
    }
    path = line.first
    for key in ("", *KEYS):
        said = _post(line, connection, path, {**form, "CallStatus": "in-progress", "Digits": key} if key else form)
        yield
        found = GATHER.search(said)
        if found is None:
            raise RuntimeError(f"an answer without a Gather: {said[-200:]!r}")
        path = html.unescape(found[1].decode()).removeprefix(line.root)


def _post(line: Line, connection: socket.socket, path: str, form: dict[str, str]) -> bytes:
    body = urlencode(form).encode()
    signed = signature(line.token, line.root + path, form)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{line.port}\r\nX-Twilio-Signature: {signed}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return _answer(connection)


def _answer(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200 ") or length is None:
        raise RuntimeError(f"an answer that is none: {head[:100]!r}")
    while len(body) < int(length[1]):
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the server closed the connection")
    return part
