"""Browsers at the desk, as little of them as HTTP needs: cookies, the token of the forms, and being led on.

A connection a request, as from a proxy that keeps none. Must not know: who sits there, and what they do.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

GIVES_UP = 15.0  # seconds
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
COOKIE = re.compile(r"^set-cookie: *([^=;]+)=([^;]*)", re.IGNORECASE | re.MULTILINE)
LOCATION = re.compile(r"^location: *(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered. `leads_to` is where a browser goes on by itself; empty where the page is all."""

    status: int
    leads_to: str
    page: str


@dataclass(slots=True)
class Browser:
    """One browser and what it keeps."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def opens(self, path: str, *, by_itself: bool = False) -> Reply:
        """A page; `by_itself`: nobody has pressed anything."""
        return await self._asks("GET", path, body="", more="X-Renewed-By-Itself: yes\r\n" if by_itself else "")

    async def sends(self, path: str, fields: Mapping[str, str], *, address: str = "") -> Reply:
        """A form of the page that is shown. `address`: whom the proxy in front has seen."""
        return await self._asks("POST", path, body=urlencode({**fields, "csrf_token": self.token}), address=address)

    async def _asks(self, method: str, path: str, *, body: str, address: str = "", more: str = "") -> Reply:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\nAccept: text/html\r\n"
            f"Accept-Language: en\r\nCookie: {cookies}\r\nX-Forwarded-For: {address or '192.0.2.1'}\r\n"
            f"{more}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with asyncio.timeout(GIVES_UP):
            received = await _answer(self.port, (head + body).encode())
        return self._kept(received)

    def _kept(self, received: str) -> Reply:
        head, _, page = received.partition("\r\n\r\n")
        self.cookies |= dict(COOKIE.findall(head))
        if token := TOKEN.search(page):
            self.token = token[1]
        leads_to = LOCATION.search(head)
        return Reply(int(head.split(maxsplit=2)[1]), leads_to[1] if leads_to else "", page)


def is_answer(reply: Reply) -> bool:
    """Whether this is a page, or leads to one."""
    return reply.status in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)


async def _answer(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return (await reader.read(-1)).decode()
    finally:
        writer.close()
