"""The API of a network on a free port, and Twilio's own client that is pointed at it.

Must not know what is asked of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from twilio.rest import Client

from carrier import Carrier
from carrier.rest import create_rest
from carrier.serving import server_on
from tests.carrier.applications import ACCOUNT, TOKEN
from tests.serving import listening


@contextmanager
def rest_server(carrier: Carrier) -> Iterator[str]:
    """Serve the API on a free port of this machine."""
    with listening(server_on(0, create_rest(carrier), carrier.clock)) as url:
        yield url


def client_of(address: str, *, account: str = ACCOUNT, token: str = TOKEN) -> Client:
    """Twilio's client, asking this machine."""
    client = Client(account, token)
    client.api.base_url = address
    return client
