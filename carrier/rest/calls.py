"""Calls: make one, look at one, move one to another document, end one.

What is asked for happens after the answer, as at Twilio: when the call goes on. It must not know how.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from carrier.legs import Callback, HungUp, Leg, Moved, Visit
from carrier.lines import E164, EVERY_EVENT, StatusEvent, is_address
from carrier.network import Order
from carrier.rest.access import directory, network
from carrier.rest.answers import RestError, Shown, filters, listed, not_found, parameters, written
from carrier.rest.documents import address_of, method_of, no_document, visit_of

calls = Blueprint("calls", __name__)

WHERE = ("Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod")
FILTERS = {"To": "to", "From": "from", "Status": "status", "ParentCallSid": "parent_call_sid"}
REPORTED = ("StatusCallback", "StatusCallbackMethod")


@calls.get("/<account>/Calls.json")
def list_calls(account: str) -> Response:
    """List the calls, the newest first; filters: To, From, Status, ParentCallSid."""
    asked = filters(tuple(FILTERS))
    wanted = {FILTERS[name]: value for name, value in asked.items()}
    shown = [_shown(account, leg) for leg in reversed(directory().everyone())]
    rows = [row for row in shown if all(row[name] == value for name, value in wanted.items())]
    return listed("calls", rows)


@calls.get("/<account>/Calls/<sid>.json")
def fetch_call(account: str, sid: str) -> Response:
    """Return one call."""
    return jsonify(_shown(account, _leg(sid)))


@calls.post("/<account>/Calls.json")
def create_call(account: str) -> tuple[Response, int]:
    """Make a call from a number of the account. What becomes of it is what the network's people do."""
    form = parameters(
        (*WHERE, *REPORTED, "StatusCallbackEvent", "To", "From", "Timeout"), many=("StatusCallbackEvent",)
    )
    order = Order(
        number=_callable(form),
        caller=_own_number(form),
        first=visit_of(form) or no_document(),
        fallback=Visit(address_of(form, "FallbackUrl"), method_of(form, "FallbackMethod")),
        callback=Callback(address_of(form, "StatusCallback"), method_of(form, "StatusCallbackMethod"), _events()),
        timeout=_timeout(form.get("Timeout", "60")),
    )
    return jsonify(_shown(account, directory().place(order))), 201


@calls.post("/<account>/Calls/<sid>.json")
def update_call(account: str, sid: str) -> Response:
    """Move a call to another document (Url or Twiml), or end it (Status)."""
    leg = _leg(sid)
    form = parameters((*WHERE, *REPORTED, "Status"))
    # A call that has not been answered may be ended, but not moved.
    if leg.is_over or (leg.status != "in-progress" and "Status" not in form):
        raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
    if "Status" in form:
        _end(leg, form["Status"])
    else:
        leg.interrupt(Moved(visit_of(form) or no_document()))
    return jsonify(_shown(account, leg))


def _end(leg: Leg, status: str) -> None:
    if status not in ("canceled", "completed"):
        raise RestError(400, 20001, f"Status is canceled or completed, not {status!r}")
    if status == "completed":
        leg.interrupt(HungUp())
    elif leg.status != "in-progress":  # Twilio cancels what has not been answered, and leaves other calls alone
        leg.interrupt(HungUp("canceled"))


def _leg(sid: str) -> Leg:
    return directory().find(sid) or _nobody()


def _nobody() -> Leg:
    raise not_found()


# Parameters


def _callable(form: Mapping[str, str]) -> str:
    number = form.get("To", "")
    if not is_address(number):
        raise RestError(400, 21211, f"The 'To' number {number} is not a valid phone number.")
    return number


def _number(form: Mapping[str, str], name: str, code: int) -> str:
    number = form.get(name, "")
    if not E164.fullmatch(number):
        raise RestError(400, code, f"The '{name}' number {number} is not a valid phone number.")
    return number


def _own_number(form: Mapping[str, str]) -> str:
    number = _number(form, "From", 21212)
    if number not in network().lines:
        raise RestError(
            400, 21210, f"The source phone number provided, {number}, is not yet verified for your account."
        )
    return number


def _events() -> tuple[StatusEvent, ...]:
    """Return the events that are wanted: the parameter is repeated, or holds several between blanks."""
    asked = [name for value in request.form.getlist("StatusCallbackEvent") for name in value.split()]
    strange = [name for name in asked if name not in EVERY_EVENT]
    if strange:
        raise RestError(400, 21626, f"StatusCallbackEvent knows no {strange[0]!r}")
    return tuple(event for event in EVERY_EVENT if event in asked) or ("completed",)


def _timeout(seconds: str) -> float:
    if not seconds.isdecimal() or not 1 <= int(seconds) <= 600:
        raise RestError(400, 20001, f"Timeout is a number of seconds from 1 to 600, not {seconds!r}")
    return float(seconds)


def _shown(account: str, leg: Leg) -> Shown:
    times, parties = leg.times, leg.parties
    seconds = int((times.ended - (times.answered or times.ended)).total_seconds()) if times.ended else None
    uri = f"/2010-04-01/Accounts/{account}/Calls/{parties.call_sid}.json"
    return {
        "sid": parties.call_sid,
        "account_sid": account,
        "to": parties.line,
        "from": parties.caller,
        "status": leg.status,
        "direction": parties.direction,
        "start_time": written(times.answered),
        "end_time": written(times.ended),
        "duration": None if seconds is None else str(seconds),
        "date_created": written(times.created),
        "date_updated": written(times.ended or times.answered or times.created),
        "answered_by": None,
        "api_version": "2010-04-01",
        "caller_name": None,
        "forwarded_from": None,
        "parent_call_sid": parties.parent or None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "uri": uri,
        "subresource_uris": {"recordings": urlsplit(uri).path.replace(".json", "/Recordings.json")},
    }
