"""The network as a web server on this machine: pages with telephones, and the same in JSON for other telephones.

Answers only to names of this machine, so that no page from elsewhere can dial. It must not know how a call is
performed.
"""

import re
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request

from carrier.faults import NotInService
from carrier.lines import WITHHELD
from carrier.phones.live import LiveCall
from carrier.phones.streams import board, streams
from carrier.phones.switchboard import Switchboard
from carrier.rest import add_rest
from carrier.wire import OFF, Faults

SPEEDS = (0.1, 1000.0)
MOST_WORDS = 500
KEYS = re.compile(r"[0-9*#]{1,64}")
CALLER = re.compile(r"[\w+][\w +().-]{0,39}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

phones = Blueprint("phones", __name__)


def create_phones(switchboard: Switchboard) -> Flask:
    """Return the web application."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it, its base class not
    app.extensions["switchboard"] = switchboard
    app.register_blueprint(phones)
    app.register_blueprint(streams)
    add_rest(app, switchboard.carrier, directory=switchboard)
    app.before_request(_refuse_strangers)
    app.after_request(_close_the_windows)
    return app


@phones.get("/")
def page() -> str:
    """The telephone."""
    return render_template(
        "phone.html",
        lines=board().carrier.lines,
        speed=board().speed,
        withheld=WITHHELD,
        faults=board().carrier.faults.written(),
    )


@phones.get("/phones")
def side_by_side() -> str:
    """Many telephones in one page, each with a number of its own."""
    return render_template("phones.html", handsets=board().handsets)


@phones.get("/lines")
def lines() -> Response:
    """The numbers that can be dialled."""
    return jsonify(lines=board().carrier.lines)


@phones.post("/calls")
def dial() -> tuple[Response, int]:
    """Ring a line: {"from": …, "line": …, "speed": 1, "faults": {}}; all but "from" may be left out."""
    wanted = _body()
    line = wanted.get("line") or board().carrier.lines[0]
    caller = str(wanted.get("from", "anonymous"))
    if not CALLER.fullmatch(caller):
        abort(400)
    try:
        call = board().dial(str(line), caller, speed=_speed(wanted), faults=_faults(wanted))
    except NotInService:
        abort(404)
    return jsonify(call=call.leg.parties.call_sid, line=line, **{"from": call.leg.parties.caller}), 201


@phones.post("/calls/<sid>/keys")
def press(sid: str) -> tuple[str, int]:
    """Press keys: {"keys": "12#"}."""
    call, keys = board().live(sid), str(_body().get("keys", ""))
    if not KEYS.fullmatch(keys):
        abort(400)
    if call.is_over:
        abort(409)
    call.press(keys)
    return "", 204


@phones.post("/calls/<sid>/words")
def say(sid: str) -> tuple[str, int]:
    """Say something: {"words": "…"}; nobody listens but a Gather for speech and a Record."""
    call, words = board().live(sid), str(_body().get("words", "")).strip()
    if not 1 <= len(words) <= MOST_WORDS:
        abort(400)
    if call.is_over:
        abort(409)
    call.say(words)
    return "", 204


@phones.put("/calls/<sid>/faults")
def switch(sid: str) -> tuple[str, int]:
    """Switch faults on and off for what is left of a call: {"faults": {"timeout": true}}."""
    chosen = _faults(_body())
    board().live(sid).leg.courier.faults = chosen if chosen is not None else OFF
    return "", 204


@phones.post("/calls/<sid>/answer")
def answer(sid: str) -> tuple[str, int]:
    """Pick up a telephone that rings, with an empty object."""
    _body()
    _ringing(sid).answer()
    return "", 204


@phones.post("/calls/<sid>/decline")
def decline(sid: str) -> tuple[str, int]:
    """Refuse a call that rings, with an empty object."""
    _body()
    _ringing(sid).decline()
    return "", 204


@phones.post("/calls/<sid>/hang-up")
def hang_up(sid: str) -> tuple[str, int]:
    """Put down the phone, with an empty object; harmless when the call is over."""
    _body()
    board().live(sid).hang_up()
    return "", 204


@phones.get("/calls/<sid>/transcript")
def transcript(sid: str) -> Response:
    """All that Twilio would have seen of a call."""
    leg = board().live(sid).leg
    exchanges = [{**asdict(exchange), "at": exchange.at.isoformat()} for exchange in leg.courier.transcript]
    return jsonify(status=leg.status, failure=leg.failure, dialled=leg.dialled, exchanges=exchanges)


def _ringing(sid: str) -> LiveCall:
    call = board().live(sid)
    return call if call.leg.rings_somebody else abort(409)


def _body() -> dict[str, Any]:
    """Return the JSON object of a request; anything else is refused (a foreign page cannot send JSON unasked)."""
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else abort(400)


def _speed(wanted: dict[str, Any]) -> float:
    speed = wanted.get("speed", 1)
    fits = isinstance(speed, int | float) and SPEEDS[0] <= speed <= SPEEDS[1]
    return float(speed) if fits else abort(400, "a speed is a number from 0.1 to 1000")


def _faults(wanted: dict[str, Any]) -> Faults | None:
    """Return the faults that are asked for, or None for those that are switched on for every call."""
    written = wanted.get("faults")
    if written is None:
        return None
    try:
        return Faults.of(written) if isinstance(written, dict) else abort(400)
    except ValueError as error:
        abort(400, str(error))


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
