"""The account: one, active, and never its token.

It must not know lines or calls.
"""

from flask import Blueprint, Response, jsonify

from carrier.rest.access import network
from carrier.rest.answers import written

accounts = Blueprint("accounts", __name__)


@accounts.get("/<account>.json")
def fetch_account(account: str) -> Response:
    """Return the account. Twilio's answer holds the auth token as well; nobody who asks needs to be told it."""
    root = f"/2010-04-01/Accounts/{account}"
    now = written(network().clock.now())
    return jsonify(
        sid=account,
        owner_account_sid=account,
        friendly_name="A made-up account",
        status="active",
        type="Full",
        date_created=now,
        date_updated=now,
        uri=f"{root}.json",
        subresource_uris={
            "calls": f"{root}/Calls.json",
            "incoming_phone_numbers": f"{root}/IncomingPhoneNumbers.json",
            "queues": f"{root}/Queues.json",
            "recordings": f"{root}/Recordings.json",
        },
    )
