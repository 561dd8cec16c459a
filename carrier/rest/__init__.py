"""The little of Twilio's REST API that an application with a line and a queue needs, for Twilio's own client.

Stricter than Twilio: a parameter that it does not know is an error here. It must not know how a call is performed.
"""

from flask import Blueprint, Flask, Response

from carrier.network import Carrier, Directory
from carrier.rest.access import authenticate
from carrier.rest.accounts import accounts
from carrier.rest.answers import RestError, not_found, refusal
from carrier.rest.bad_days import be_down, lose_the_answer
from carrier.rest.calls import calls
from carrier.rest.numbers import numbers
from carrier.rest.queues import queues
from carrier.rest.recordings import recordings

ROOT = "/2010-04-01/Accounts"
EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")


def add_rest(app: Flask, carrier: Carrier, *, directory: Directory | None = None) -> None:
    """Serve the API of the network's account beside whatever the application serves already.

    directory: who keeps the calls, unless it is the network itself, in virtual time.
    """
    app.extensions["carrier"] = carrier
    app.extensions["directory"] = directory or carrier
    api = Blueprint("rest", __name__, url_prefix=ROOT)
    for part in (accounts, numbers, calls, queues, recordings):
        api.register_blueprint(part)
    api.add_url_rule("/<path:anything>", view_func=_nothing, methods=EVERY_METHOD)
    api.before_request(authenticate)
    api.before_request(be_down)
    api.after_request(lose_the_answer)
    api.register_error_handler(RestError, refusal)
    app.register_blueprint(api)


def create_rest(carrier: Carrier) -> Flask:
    """Return a web application that serves the API and nothing else, for tests."""
    app = Flask(__name__)
    add_rest(app, carrier)
    return app


def _nothing(anything: str) -> Response:  # noqa: ARG001  the route names it
    raise not_found()
