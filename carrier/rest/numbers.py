"""IncomingPhoneNumbers: which numbers the account has, and where their calls go.

It must not know calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, jsonify

from carrier.lines import Line
from carrier.rest.access import network
from carrier.rest.answers import RestError, Shown, filters, listed, not_found, parameters, written
from carrier.wire import ADDRESS, Overrides

numbers = Blueprint("numbers", __name__)


def _address(written_as: str) -> bool:
    try:
        Overrides.of(written_as)
    except ValueError:
        return False
    return not written_as or ADDRESS.match(written_as) is not None


def _method(written_as: str) -> bool:
    return written_as in ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter of an update: the field of a Line that it sets, what it may be, and the number of the refusal."""

    field: str
    code: int
    admits: Callable[[str], bool]


SETTINGS: Mapping[str, Setting] = {
    "VoiceUrl": Setting("voice_url", 21502, _address),
    "VoiceMethod": Setting("voice_method", 21403, _method),
    "VoiceFallbackUrl": Setting("fallback_url", 21502, _address),
    "VoiceFallbackMethod": Setting("fallback_method", 21403, _method),
    "StatusCallback": Setting("status_callback", 21609, _address),
    "StatusCallbackMethod": Setting("status_method", 21403, _method),
    "FriendlyName": Setting("friendly_name", 20001, lambda name: len(name) <= 64),
    "VoiceCallerIdLookup": Setting("caller_id_lookup", 20001, lambda lookup: lookup in ("true", "false")),
}


@numbers.get("/<account>/IncomingPhoneNumbers.json")
def list_numbers(account: str) -> Response:
    """List the numbers, or those that PhoneNumber is a part of (as at Twilio; * stands for any digit)."""
    wanted = filters(("PhoneNumber", "FriendlyName", "Beta", "Origin"))
    lines = [line for number in network().lines if (line := network().line(number)) is not None]
    rows = [_shown(account, line) for line in lines if _is_wanted(line, wanted)]
    return listed("incoming_phone_numbers", rows)


def _is_wanted(line: Line, wanted: Mapping[str, str]) -> bool:
    by_number = wanted.get("PhoneNumber", "") in line.number
    return by_number and wanted.get("FriendlyName", _name(line)) == _name(line)


@numbers.get("/<account>/IncomingPhoneNumbers/<sid>.json")
def fetch_number(account: str, sid: str) -> Response:
    """Return one number."""
    return jsonify(_shown(account, _line(sid)))


@numbers.post("/<account>/IncomingPhoneNumbers/<sid>.json")
def update_number(account: str, sid: str) -> Response:
    """Change where the next call of a number goes."""
    line = _line(sid)
    changed: dict[str, Any] = {}
    for name, value in parameters(SETTINGS).items():
        setting = SETTINGS[name]
        if not setting.admits(value):
            raise RestError(400, setting.code, f"{name} is not valid: {value}")
        changed[setting.field] = value == "true" if setting.field == "caller_id_lookup" else value
    network().reconnect(replace(line, **changed))
    return jsonify(_shown(account, _line(sid)))


def _line(sid: str) -> Line:
    for number in network().lines:
        line = network().line(number)
        if line is not None and line.sid == sid:
            return line
    raise not_found()


def _name(line: Line) -> str:
    return line.friendly_name or line.number


def _shown(account: str, line: Line) -> Shown:
    now = written(network().clock.now())
    return {
        "sid": line.sid,
        "account_sid": account,
        "phone_number": line.number,
        "friendly_name": _name(line),
        "voice_url": line.voice_url,
        "voice_method": line.voice_method,
        "voice_fallback_url": line.fallback_url,
        "voice_fallback_method": line.fallback_method,
        "voice_caller_id_lookup": line.caller_id_lookup,
        "voice_receive_mode": "voice",
        "voice_application_sid": "",
        "trunk_sid": None,
        "status_callback": line.status_callback,
        "status_callback_method": line.status_method,
        "capabilities": {"voice": True, "SMS": False, "MMS": False, "fax": False},
        "api_version": "2010-04-01",
        "origin": "twilio",
        "status": "in-use",
        "beta": False,
        "date_created": now,
        "date_updated": now,
        "uri": f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{line.sid}.json",
    }
