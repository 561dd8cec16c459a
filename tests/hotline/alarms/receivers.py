"""A mail server and a webhook's receiver of our own, on this machine: real ones, that can be told to fail.

Must not know: what an alarm is about.
"""

import hmac
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hotline.alarms import SIGNATURE, TIMESTAMP
from tests.serving import listening

USER, PASSWORD = "noticeline", "the mail server's password"
SECRET = "a secret of the webhook"


@dataclass
class Certificate:
    """A certificate for 127.0.0.1, for an hour."""

    file: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path) -> Certificate:
    """A new one, which signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(hours=1)
    )
    made = made.add_extension(address, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return Certificate(file)


@dataclass
class Post:
    """A mail server with one account."""

    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuses: bool = False
    server: SplitResult = field(default_factory=lambda: urlsplit(""))

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        if self.refuses:
            return "451 not now"
        assert isinstance(envelope.content, bytes)
        self.encrypted.append(session.ssl is not None)
        self.receivers += envelope.rcpt_tos
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
    right = isinstance(said, LoginPassword) and (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def post(*, tls: Certificate | None = None) -> Iterator[Post]:
    """A mail server on a free port; with a certificate it demands STARTTLS and the account's password."""
    office = Post()
    options: dict[str, Any] = {}
    if tls is not None:
        options = {"tls_context": tls.server(), "require_starttls": True, "auth_required": True, "authenticator": knows}
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    office.server = urlsplit(f"smtp://127.0.0.1:{controller.port}")
    try:
        yield office
    finally:
        controller.stop()


@dataclass
class Hook:
    """A receiver of webhooks that refuses what is not signed."""

    told: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    fails: bool = False
    url: SplitResult = field(default_factory=lambda: urlsplit(""))

    def receives(self, headers: Any, body: bytes) -> int:
        """The status that it answers."""
        if self.fails:
            return 503
        right = hmac.new(SECRET.encode(), headers[TIMESTAMP].encode() + b"." + body, "sha256").hexdigest()
        if not hmac.compare_digest(headers[SIGNATURE], f"sha256={right}"):
            self.refused += 1
            return 401
        self.told.append(json.loads(body))
        return 204


@contextmanager
def hook() -> Iterator[Hook]:
    """A receiver on a free port."""
    receiver = Hook()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.receives(self.headers, body))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    with listening(server) as url:
        receiver.url = urlsplit(f"{url}/alarm?to=us")
        yield receiver


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
