"""A carrier's API as tests hold it in their hands, and a server that answers the real client with whatever they say.

Must not know: the simulated carrier.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ivr.telephone import Account, Number, NumberNotOurs, NumberSettings
from tests.ivr.incidents import LINE
from tests.serving import listening

NEW = NumberSettings(
    voice_url="https://demo.example/voice",
    voice_method="GET",
    status_callback="",
    status_callback_method="POST",
    voice_fallback_url="",
    voice_fallback_method="POST",
    voice_application_sid="AP" + "1" * 32,
    trunk_sid="",
    voice_receive_mode="voice",
    voice_caller_id_lookup=True,
)
NUMBER = Number("PN" + "2" * 32, LINE, NEW)


@dataclass
class FakeApi:
    """One account with its numbers. `told` is every change that was asked for."""

    numbers: dict[str, Number] = field(default_factory=lambda: {LINE: NUMBER})
    of: Account = field(default_factory=lambda: Account("Line", "active", "Full", None))
    told: list[NumberSettings] = field(default_factory=list)

    def account(self) -> Account:
        return self.of

    def number(self, number: str) -> Number:
        if number not in self.numbers:
            raise NumberNotOurs(f"The account has no number {number}.")
        return self.numbers[number]

    def connect(self, number: Number, wanted: NumberSettings) -> Number:
        self.told.append(wanted)
        self.numbers[number.number] = replace(number, settings=wanted)
        return self.numbers[number.number]


@dataclass
class Said:
    """What a server says to each request: a status and a body, or nothing until it is closed."""

    status: int = 200
    body: Any = None
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def server(said: Said) -> Iterator[str]:
    """The address of a server on this machine that says it."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append(f"{self.command} {self.path}")
            if said.silent:
                said.closing.wait()
                return
            body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Nothing: a test says what it saw."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Answer)) as url:
        try:
            yield url
        finally:
            said.closing.set()
