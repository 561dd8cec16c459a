"""Where an attempt to sign in comes from: a network, and a browser that has signed this account in before.

Must not know: how attempts are counted.
"""

from __future__ import annotations

import re

from flask import Response, request

from agents_ui import cookies
from agents_ui.guards import token
from agents_ui.house import desk
from hotline.staff import Origin

A_YEAR = 365 * 86_400  # seconds
MARKS = "device"  # the cookie with the marks of those whom a browser has signed in
# Some proxies write the port too; taken as it is, everybody behind them would be of one unknown network.
_WITH_PORT = re.compile(r"\[(?P<six>[^]]+)\](?::\d+)?|(?P<four>[\d.]+):\d+", re.ASCII)


def origin() -> Origin:
    """Of this request."""
    return Origin.of(_address(desk().house.settings.trusted_proxies), device=cookies.read(MARKS))


def remember_browser(response: Response) -> Response:
    """Let the browser carry the mark by which it is known at the next attempt; it opens nothing by itself."""
    signing_in = desk().signing_in
    if visitor := signing_in.who(token()):
        mark = signing_in.known_device(visitor.account, before=cookies.read(MARKS))
        cookies.send(response, MARKS, mark, max_age=A_YEAR)
    return response


def _address(proxies: int) -> str:
    # Each proxy appends whom it saw, so only what the last of ours have written is believed.
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    address = told[-proxies] if 0 < proxies <= len(told) else request.remote_addr or ""
    found = _WITH_PORT.fullmatch(address)
    return found["six"] or found["four"] if found else address
