"""The two wires: over a socket, and in the same process. Both bring the URL and the form as they were sent."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from twilio.request_validator import RequestValidator

from carrier import Carrier, HttpWire, InProcess, Reply
from tests.carrier.applications import ACCOUNT, CALLER, LINE, TOKEN
from tests.serving import listening

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

GATHER = b'<Response><Gather action="/digits?x=a%2Fb%27%C3%A9&amp;y=" numDigits="1"/></Response>'


@dataclass
class Echo:
    """A WSGI application that remembers its requests and serves one Gather."""

    environs: "list[WSGIEnvironment]" = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    hold: threading.Event | None = None

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        self.environs.append(environ)
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        if self.hold is not None:
            self.hold.wait(10)
        body = GATHER if environ["PATH_INFO"] == "/voice" else b"<Response><Hangup/></Response>"
        start("200 OK", [("Set-Cookie", "state=1"), ("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
        return [body]


class _Quiet(WSGIRequestHandler):
    """Keeps the target of the request as it came."""

    def get_environ(self) -> "WSGIEnvironment":
        return {**super().get_environ(), "REQUEST_URI": self.path}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is its parent's
        """Say nothing."""


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def served(echo: Echo) -> Iterator[str]:
    server = WSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(echo)
    with listening(server) as url:
        try:
            yield url
        finally:
            if echo.hold is not None:
                echo.hold.set()


@contextmanager
def answering(sent: bytes) -> Iterator[str]:
    """A server that takes one request, sends these bytes and is gone."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(64 * 1024)
                connection.sendall(sent)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def call_and_press(carrier: Carrier, host: str) -> None:
    carrier.connect(LINE, f"{host}/voice")
    assert carrier.dial(LINE, CALLER).presses("7").status == "completed"


def check_what_came(echo: Echo, host: str) -> None:
    assert [environ["REQUEST_URI"] for environ in echo.environs] == ["/voice", "/digits?x=a%2Fb%27%C3%A9&y="]
    assert "HTTP_COOKIE" not in echo.environs[1], "an application that keeps its state in cookies is found out"
    form = dict(parse_qsl(echo.bodies[1].decode(), keep_blank_values=True))
    assert form["Digits"] == "7"
    made = echo.environs[1]["HTTP_X_TWILIO_SIGNATURE"]
    assert RequestValidator(TOKEN).validate(host + echo.environs[1]["REQUEST_URI"], form, made)


def test_a_call_over_a_socket_arrives_as_it_was_signed(echo: Echo, served: str) -> None:
    call_and_press(Carrier(ACCOUNT, TOKEN), served)
    check_what_came(echo, served)


def test_a_call_in_the_same_process_arrives_as_it_was_signed(echo: Echo) -> None:
    call_and_press(Carrier(ACCOUNT, TOKEN, post=InProcess(echo)), "https://hotline.example")
    check_what_came(echo, "https://hotline.example")


def test_an_application_that_keeps_silent_is_given_up(echo: Echo, served: str) -> None:
    echo.hold = threading.Event()
    with pytest.raises(TimeoutError):
        HttpWire(timeout=0.1)(f"{served}/voice", {}, {})


def test_nobody_at_the_address_is_a_lost_connection(served: str) -> None:
    with pytest.raises(ConnectionError):
        HttpWire()("http://127.0.0.1:1/voice", {}, {})


@pytest.mark.parametrize(
    "cut",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n<Response>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n<Response>",
    ],
    ids=["by-length", "chunked"],
)
def test_a_reply_that_breaks_off_is_a_lost_connection(cut: bytes) -> None:
    with answering(cut) as host, pytest.raises(ConnectionError):
        HttpWire()(f"{host}/voice", {}, {})


def test_a_reply_without_a_length_ends_with_its_connection() -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\n<Response/>") as host:
        assert HttpWire()(f"{host}/voice", {}, {}).body == b"<Response/>"


def test_a_get_carries_no_form(echo: Echo, served: str) -> None:
    assert HttpWire()(f"{served}/voice?a=%2F#fragment", None, {}).status == 200
    assert (echo.environs[0]["REQUEST_METHOD"], echo.environs[0]["REQUEST_URI"]) == ("GET", "/voice?a=%2F")


def test_headers_are_found_whatever_their_capitals() -> None:
    assert Reply(200, {"content-TYPE": "text/xml"}).header("Content-Type") == "text/xml"
