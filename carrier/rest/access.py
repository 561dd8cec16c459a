"""Who may use the API: the holder of the account's token, for that account only.

It must not know what is asked for.
"""

from flask import current_app, request

from carrier.network import Carrier, Directory
from carrier.rest.answers import RestError, not_found


def network() -> Carrier:
    """Return the network whose account this is."""
    carrier: Carrier = current_app.extensions["carrier"]
    return carrier


def directory() -> Directory:
    """Return whoever keeps the calls."""
    calls: Directory = current_app.extensions["directory"]
    return calls


def authenticate() -> None:
    """Refuse whoever does not hold the token (401), and the accounts of others (404)."""
    shown = request.authorization
    name, token = (shown.username or "", shown.password or "") if shown is not None else ("", "")
    if name != network().account_sid or not network().knows(token):
        raise RestError(401, 20003, "Authenticate")
    wanted = (request.view_args or {}).get("account", network().account_sid)
    if wanted != network().account_sid:
        raise not_found()
