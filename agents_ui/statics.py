"""Style, scripts and icons: the same for everybody, so everybody may have them and keep them.

Addresses carry a digest of the file, so a browser asks again only where something has changed. Must not know: pages.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for

from agents_ui.guards import everybody

FOLDER = Path(__file__).parent / "static"
A_YEAR = 365 * 86_400  # seconds

door = Blueprint("desk_static", __name__, url_prefix="/static/desk")
door.before_request(everybody)


@door.get("/<path:name>")
def file(name: str) -> Response:
    """A file of the folder; 404 for anything outside it."""
    reply = send_from_directory(FOLDER, name, max_age=A_YEAR)
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return reply


@cache  # each page names two dozen files, and the desk is at the root of its address
def address_of(name: str) -> str:
    """Where a file is served, as long as it stays as it is."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return url_for("desk_static.file", name=name, v=digest)
