"""Recordings: fetch one, or its sound, and delete it.

It must not know calls.
"""

from flask import Blueprint, Response, jsonify

from carrier.archive import Recording
from carrier.rest.access import network
from carrier.rest.answers import Shown, filters, listed, not_found, written

recordings = Blueprint("recordings", __name__)


@recordings.get("/<account>/Recordings.json")
def list_recordings(account: str) -> Response:
    """List the recordings, or those of one call (CallSid)."""
    call = filters(("CallSid",)).get("CallSid")
    kept = network().archive.recordings.values()
    return listed("recordings", [_shown(account, row) for row in kept if call in (None, row.call_sid)])


@recordings.get("/<account>/Recordings/<sid>.json")
def fetch_recording(account: str, sid: str) -> Response:
    """Return what is known of a recording."""
    return jsonify(_shown(account, _recording(sid)))


@recordings.get("/<account>/Recordings/<sid>")
@recordings.get("/<account>/Recordings/<sid>.wav")
def sound(account: str, sid: str) -> Response:  # noqa: ARG001  the guard has looked at the account
    """Return the sound of a recording. Only the account's owner may listen."""
    return Response(_recording(sid).sound(), content_type="audio/x-wav")


@recordings.delete("/<account>/Recordings/<sid>.json")
def delete_recording(account: str, sid: str) -> tuple[str, int]:  # noqa: ARG001  as above
    """Forget a recording."""
    del network().archive.recordings[_recording(sid).sid]
    return "", 204


def _recording(sid: str) -> Recording:
    recording = network().archive.recordings.get(sid)
    if recording is None:
        raise not_found()
    return recording


def _shown(account: str, recording: Recording) -> Shown:
    root = f"/2010-04-01/Accounts/{account}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": account,
        "call_sid": recording.call_sid,
        "status": "completed",
        "source": "RecordVerb",
        "channels": 1,
        "duration": str(recording.seconds),
        "start_time": written(recording.began_at),
        "date_created": written(recording.began_at),
        "date_updated": written(recording.began_at),
        "media_url": f"{network().archive.address}{root}",
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": f"{root}.json",
    }
