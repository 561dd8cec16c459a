"""The network as a web server on this machine: a page with a telephone, and the same in JSON for other telephones.

Answers only to names of this machine, so that no page from elsewhere can dial. It must not know how a call is
performed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template, request

from carrier.events import Event
from carrier.faults import NotInService
from carrier.live import LiveCall
from carrier.network import Carrier
from carrier.rest import add_rest

MOST_CALLS = 200
PATIENCE = 15.0
PARTING = 2.0
KEYS = re.compile(r"[0-9*#]{1,64}")
CALLER = re.compile(r"[\w+][\w +().-]{0,39}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

phones = Blueprint("phones", __name__)


class Switchboard:
    """The calls of this server, by CallSid; the oldest that are over are forgotten."""

    def __init__(self, carrier: Carrier, *, speed: float = 1.0) -> None:
        self.carrier = carrier
        self.speed = speed
        self._calls: dict[str, LiveCall] = {}

    def dial(self, line: str, caller: str) -> LiveCall:
        """Ring a line. Raises NotInService."""
        call = LiveCall(lambda tell: self.carrier.leg(line, caller, tell=tell))
        self._forget()
        self._calls[call.leg.parties.call_sid] = call
        call.begin()
        return call

    def find(self, sid: str) -> LiveCall:
        """Return a call, or answer 404."""
        return self._calls.get(sid) or abort(404)

    def hang_up_all(self) -> None:
        """End every call and let the applications be told: the server is about to stop."""
        for call in list(self._calls.values()):
            call.hang_up()
        for call in list(self._calls.values()):
            call.waits_for_end(PARTING)

    def _forget(self) -> None:
        over = [sid for sid, call in self._calls.items() if call.is_over]
        for sid in over[: max(0, len(self._calls) - MOST_CALLS)]:
            del self._calls[sid]


def create_phones(switchboard: Switchboard) -> Flask:
    """Return the web application."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it, its base class not
    app.extensions["switchboard"] = switchboard
    app.register_blueprint(phones)
    add_rest(app, switchboard.carrier)
    app.before_request(_refuse_strangers)
    app.after_request(_close_the_windows)
    return app


def board() -> Switchboard:
    """Return the switchboard of this server."""
    switchboard: Switchboard = current_app.extensions["switchboard"]
    return switchboard


@phones.get("/")
def page() -> str:
    """The telephone."""
    return render_template("phone.html", lines=board().carrier.lines, speed=board().speed)


@phones.get("/lines")
def lines() -> Response:
    """The numbers that can be dialled."""
    return jsonify(lines=board().carrier.lines)


@phones.post("/calls")
def dial() -> tuple[Response, int]:
    """Ring a line: {"from": …, "line": …}; the line may be left out when there is only one."""
    wanted = _body()
    line = wanted.get("line") or board().carrier.lines[0]
    caller = str(wanted.get("from", "anonymous"))
    if not CALLER.fullmatch(caller):
        abort(400)
    try:
        call = board().dial(str(line), caller)
    except NotInService:
        abort(404)
    return jsonify(call=call.leg.parties.call_sid, line=line, **{"from": caller}), 201


@phones.post("/calls/<sid>/keys")
def press(sid: str) -> tuple[str, int]:
    """Press keys: {"keys": "12#"}."""
    call, keys = board().find(sid), str(_body().get("keys", ""))
    if not KEYS.fullmatch(keys):
        abort(400)
    if call.is_over:
        abort(409)
    call.press(keys)
    return "", 204


@phones.post("/calls/<sid>/hang-up")
def hang_up(sid: str) -> tuple[str, int]:
    """Put down the phone, with an empty object; harmless when the call is over."""
    _body()
    board().find(sid).hang_up()
    return "", 204


@phones.get("/calls/<sid>/events")
def events(sid: str) -> Response:
    """What the caller notices, as server-sent events, from the one after Last-Event-ID on."""
    call = board().find(sid)
    seen = request.headers.get("Last-Event-ID", "")
    start = int(seen) + 1 if seen.isascii() and seen.isdecimal() else 0
    return Response(_stream(call, start), content_type="text/event-stream")


@phones.get("/calls/<sid>/transcript")
def transcript(sid: str) -> Response:
    """All that Twilio would have seen of a call."""
    leg = board().find(sid).leg
    exchanges = [{**asdict(exchange), "at": exchange.at.isoformat()} for exchange in leg.courier.transcript]
    return jsonify(status=leg.status, failure=leg.failure, dialled=leg.dialled, exchanges=exchanges)


def _stream(call: LiveCall, seen: int) -> Iterator[str]:
    while True:
        news = call.events_after(seen, patience=PATIENCE)
        for number, event in enumerate(news, start=seen):
            yield f"id: {number}\ndata: {json.dumps(_told(event))}\n\n"
        seen += len(news)
        if call.is_over and not call.events_after(seen, patience=0):
            return
        if not news:
            yield ": still here\n\n"


def _told(event: Event) -> dict[str, str]:
    if event.spoken is None:
        return {"name": event.name, "text": event.text}
    return {"name": event.name, **asdict(event.spoken)}


def _body() -> dict[str, Any]:
    """Return the JSON object of a request; anything else is refused (a foreign page cannot send JSON unasked)."""
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else abort(400)


def _refuse_strangers() -> None:
    """Refuse a Host that is not this machine: a foreign page whose name was pointed at us, say."""
    host = request.host.rpartition(":")[0] if re.search(r":\d+$", request.host) else request.host
    if host == "localhost":
        return
    try:
        at_home = ip_address(host.strip("[]")).is_loopback
    except ValueError:
        at_home = False
    if not at_home:
        abort(403)


def _close_the_windows(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
