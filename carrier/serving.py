"""The network's web server on this machine.

It must not know what is served.
"""

from email.utils import format_datetime
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from carrier.clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def server_on(port: int, application: "WSGIApplication", clock: Clock) -> BaseWSGIServer:
    """Return a server on 127.0.0.1 (port 0: any that is free) whose Date is the network's: a client may compare."""

    class Handler(WSGIRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002  the name is its parent's
            return format_datetime(clock.now(), usegmt=True)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing: an address may hold what nobody should read in a log."""

    return make_server("127.0.0.1", port, application, threaded=True, request_handler=Handler)
