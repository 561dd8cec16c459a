"""The conversation between a page's script and a passkey: what it has to sign, and what it has signed.

The challenge lies in the signed cookie between the two, and is good for one answer. Must not know: how it is checked.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Response, jsonify, request, session, url_for
from werkzeug.exceptions import BadRequest

from agents_ui.entrance.refusals import sentence_of, status_of
from agents_ui.house import desk
from hotline.staff import PasskeyOptions

_CHALLENGE = "challenge"


def options_for(token: str) -> Response:
    """What a passkey has to sign; one of the account of this session, or any where `token` is empty."""
    return told(desk().signing_in.passkey_options(token or None))


def told(options: PasskeyOptions) -> Response:
    """The options for the script, whose challenge this browser has to bring back."""
    session[_CHALLENGE] = urlsafe_b64encode(options.challenge).decode()
    return Response(options.json, mimetype="application/json")


def challenge() -> bytes:
    """What this browser was asked to sign, once; empty where it was asked nothing."""
    return urlsafe_b64decode(session.pop(_CHALLENGE, ""))


def answer() -> str:
    """What the script has sent: JSON, not yet read by anybody."""
    if not request.is_json:
        raise BadRequest
    return request.get_data(as_text=True)


def next_page(endpoint: str = "", *, refused: Exception | None = None) -> Response:
    """Where the script leads on to, or the sentence that it shows."""
    if refused is None:
        return jsonify(next=url_for(endpoint))
    response = jsonify(sentence=sentence_of(refused))
    response.status_code = status_of(refused)
    return response


def name_of_key() -> str:
    """What somebody calls the new passkey; empty where they gave it no name."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # a thousand brackets in a row
        return ""
    name = sent.get("passkey_name", "") if isinstance(sent, dict) else ""
    return name if isinstance(name, str) else ""
