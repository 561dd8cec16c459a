"""What telephones are told while it happens, as server-sent events: what is heard in a call, and what rings.

It must not know what a telephone does about it.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict

from flask import Blueprint, Response, abort, current_app, request

from carrier.legs import Event
from carrier.lines import is_address
from carrier.phones.live import LiveCall
from carrier.phones.switchboard import Switchboard

PATIENCE = 15.0
LOOKS_EVERY = 0.1
SAYS_SOMETHING_EVERY = 10  # looks: a page that has gone is only noticed when it is written to

streams = Blueprint("streams", __name__)


def board() -> Switchboard:
    """Return the switchboard of this server."""
    switchboard: Switchboard = current_app.extensions["switchboard"]
    return switchboard


@streams.get("/calls/<sid>/events")
def events(sid: str) -> Response:
    """What the caller notices, as server-sent events, from the one after Last-Event-ID on."""
    call = board().live(sid)
    seen = request.headers.get("Last-Event-ID", "")
    start = int(seen) + 1 if seen.isascii() and seen.isdecimal() else 0
    return Response(_heard(call, start), content_type="text/event-stream")


@streams.get("/rings")
def rings() -> Response:
    """What rings at a telephone (?at=+1…), as long as it listens: a call begins to ring, or stops without an answer."""
    address = request.args.get("at", "")
    if not is_address(address):
        abort(400)
    return Response(_rung(board(), address), content_type="text/event-stream")


def _heard(call: LiveCall, seen: int) -> Iterator[str]:
    while True:
        news = call.events_after(seen, patience=PATIENCE)
        for number, event in enumerate(news, start=seen):
            yield f"id: {number}\ndata: {json.dumps(_told(event))}\n\n"
        seen += len(news)
        if call.is_over and not call.events_after(seen, patience=0):
            return
        if not news:
            yield ": still here\n\n"


def _rung(switchboard: Switchboard, address: str) -> Iterator[str]:
    with switchboard.bells.listening(address):
        ringing: dict[str, str] = {}
        looks = 0
        while True:
            now = {call.leg.parties.call_sid: call.leg.parties.caller for call in switchboard.ringing_at(address)}
            changes = [("rings", sid, now[sid]) for sid in now.keys() - ringing.keys()]
            changes += [("stopped", sid, ringing[sid]) for sid in ringing.keys() - now.keys()]
            for name, sid, caller in changes:
                yield f"data: {json.dumps({'name': name, 'call': sid, 'from': caller})}\n\n"
            if not changes and looks % SAYS_SOMETHING_EVERY == 0:
                yield ": still here\n\n"
            ringing, looks = now, looks + 1
            time.sleep(LOOKS_EVERY)


def _told(event: Event) -> dict[str, str]:
    if event.spoken is None:
        return {"name": event.name, "text": event.text}
    return {"name": event.name, **asdict(event.spoken)}
