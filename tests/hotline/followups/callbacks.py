"""Callbacks in a test: somebody wants one, on the telephone or at the desk.

Must not know: what a test is about.
"""

from __future__ import annotations

import secrets

from hotline.followups import Callback, Callbacks, During, NoSuchCallback, Wanted
from tests.hotline.desks import ADA, Desk

CHICAGO = "America/Chicago"
NOON = "2019-06-03T17:00Z"  # noon in Chicago; it is ten there
SOON = ""


def wanted(desk: Desk, number: str = "573 555 0100", window: str = NOON, zone: str = CHICAGO) -> Wanted:
    """A callback as somebody wants it."""
    return Wanted(desk.incident.id, number, language="es", role="child", window=window, zone=zone, wording="said@1")


def arranges(
    desk: Desk, *, call: bytes = b"", agent: int | None = ADA, place_kept: bool = False, **wishes: str
) -> Callback:
    """An agent arranges it (None: the telephone), in a call of its own unless another one is given."""
    during = During(call or secrets.token_bytes(32), agent)
    with desk.database.write() as session:
        callbacks = Callbacks(desk.ring, desk.clock)
        return callbacks.arrange(session, wanted(desk, **wishes), during=during, place_kept=place_kept)


def as_it_is(desk: Desk, callback: Callback) -> Callback | None:
    """The callback as it is kept now; None where it is erased."""
    with desk.database.read() as session:
        try:
            return Callbacks(desk.ring, desk.clock).read(session, callback.id)
        except NoSuchCallback:
            return None
