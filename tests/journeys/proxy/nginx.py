"""A real nginx as docs/operations.md shows it, on a port of its own and with certificates of its own.

It is also the way to it for whoever is out there: a carrier's wire. Must not know: what is asked.
"""

from __future__ import annotations

import getpass
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from carrier.wire import Reply
from hotline.settings import PROJECT

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine: its configuration is not tried")
LINE, DESK = "line.example.org", "desk.example.org"
SHOWN = re.compile(r"^```\n((?:upstream|limit_conn_zone) .*?)^```", re.MULTILINE | re.DOTALL)
READY_WITHIN = 10.0  # seconds
PATIENCE = 20.0  # seconds
# What Debian's own file has around it; folders that would be root's, and no daemon.
AROUND = """\
daemon off;
pid {folder}/pid;
user {user};
events {{}}
http {{
{folders}
{shown}
}}
"""
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class _Here(http.client.HTTPSConnection):
    """A connection to a name that leads to this machine."""

    def __init__(self, name: str, proxy: Proxy) -> None:
        super().__init__(name, proxy.port, timeout=PATIENCE)
        self._proxy = proxy

    def connect(self) -> None:
        there, here = ("127.0.0.1", self.port), (self._proxy.seen_from, 0)
        bare = socket.create_connection(there, timeout=PATIENCE, source_address=here)
        trusted = ssl.create_default_context(cafile=str(self._proxy.certificate))
        self.sock = trusted.wrap_socket(bare, server_hostname=self.host)


@dataclass(frozen=True)
class Proxy:
    """A running nginx, and the address from which one comes to it. `folder` has all that it writes."""

    port: int
    folder: Path
    certificate: Path
    seen_from: str = "127.0.0.1"

    def __call__(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        """Send one request to https://NAME/…, letter by letter as it is written."""
        name = urlsplit(url).hostname or ""
        method, body = ("GET", None) if form is None else ("POST", urlencode(form))
        with closing(_Here(name, self)) as connection:
            connection.request(method, url.removeprefix(f"https://{name}"), body, {**headers, "Host": name})
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())

    def status(self, name: str, path: str) -> int:
        """With which status a GET is answered."""
        return self(f"https://{name}{path}", None, {}).status

    def statuses(self, name: str, path: str, *, times: int) -> list[int]:
        """The same, one after the other over one connection."""
        told = []
        with closing(_Here(name, self)) as connection:
            for _ in range(times):
                connection.request("GET", path, headers={"Host": name})
                with connection.getresponse() as response:
                    response.read()
                    told.append(response.status)
        return told

    def begins(self, name: str, path: str, stack: ExitStack) -> None:
        """Send the head of a form and nothing of its body, until the stack is closed."""
        connection = stack.enter_context(closing(_Here(name, self)))
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", "100")
        connection.endheaders()

    def written(self) -> bytes:
        """All that it keeps on disk, its configuration and certificates aside."""
        ours = {self.certificate, self.certificate.with_suffix(".key"), self.folder / "nginx.conf"}
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file() and path not in ours)


@contextmanager
def nginx(folder: Path, *, upstream: int, port: int, **other: str) -> Iterator[Proxy]:
    """nginx with what the documentation shows; of `other`, each name's words stand in place of those shown."""
    certificate = _certified(folder)
    here = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        **{f"/etc/ssl/{name}.pem": str(certificate) for name in (LINE, DESK)},
        **{f"/etc/ssl/private/{name}.key": str(certificate.with_suffix(".key")) for name in (LINE, DESK)},
        **other,
    }
    folders = "\n".join(f"{name}_temp_path {folder}/{name};" for name in FOLDERS)
    configuration = folder / "nginx.conf"
    about = {"folder": folder, "user": getpass.getuser(), "folders": folders, "shown": _replaced(shown(), here)}
    configuration.write_text(AROUND.format(**about), encoding="utf-8")
    command = [str(NGINX), "-e", str(folder / "errors"), "-p", str(folder), "-c", str(configuration)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_until_open(port, running, folder / "errors")
        yield Proxy(port, folder, certificate)
    finally:
        running.terminate()
        running.wait(READY_WITHIN)


def shown() -> str:
    """The configuration that the documentation shows: of the line, and of the desk beside it."""
    line, desk = SHOWN.findall((PROJECT / "docs" / "operations.md").read_text("utf-8"))
    return f"{line}\n{desk}"


def _replaced(text: str, here: Mapping[str, str]) -> str:
    for there, words in here.items():
        if there not in text:
            raise AssertionError(f"{there!r} is no more in what the documentation shows")
        text = text.replace(there, words)
    return text


def _certified(folder: Path) -> Path:
    """A certificate of both names, in a file with its key in another beside it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LINE)])
    names = x509.SubjectAlternativeName([x509.DNSName(LINE), x509.DNSName(DESK)])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    built = built.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    certificate, plain = folder / "both.pem", serialization.NoEncryption()
    certificate.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    certificate.with_suffix(".key").write_bytes(key.private_bytes(*form))
    return certificate


def _wait_until_open(port: int, running: subprocess.Popen[bytes], errors: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nginx does not run: {errors.read_text('utf-8') if errors.exists() else 'without a word'}")
