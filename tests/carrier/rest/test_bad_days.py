"""The API on a bad day: down, or heard no more after it has done what it was asked to."""

from collections.abc import Iterator

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from carrier import Carrier, Faults
from tests.carrier.applications import CALLER, HOST, LINE, Application, network
from tests.carrier.rest.clients import client_of, rest_server


@pytest.fixture
def carrier() -> Carrier:
    menu = '<Gather action="/digits" numDigits="1"><Say>Press one.</Say></Gather>'
    return network(Application({"/voice": menu, "/moved": "<Say>You were moved.</Say>"}))


@pytest.fixture
def client(carrier: Carrier) -> Iterator[Client]:
    with rest_server(carrier) as address:
        yield client_of(address)


def test_an_api_that_is_down_does_nothing(client: Client, carrier: Carrier) -> None:
    call = carrier.dial(LINE, CALLER)
    carrier.faults = Faults(rest_down=True)
    with pytest.raises(TwilioRestException) as refused:
        client.calls(call.sid).update(url=f"{HOST}/moved")
    assert (refused.value.status, refused.value.code) == (503, 20503)
    assert call.goes_on().heard == ""
    carrier.faults = Faults()
    client.calls(call.sid).update(url=f"{HOST}/moved")
    assert call.goes_on().heard == "You were moved."


def test_a_call_may_have_been_placed_though_nobody_heard_of_it(client: Client, carrier: Carrier) -> None:
    carrier.faults = Faults(rest_lost=True)
    with pytest.raises(requests.RequestException):
        client.calls.create(to=CALLER, from_=LINE, url=f"{HOST}/moved")
    assert len(carrier.calls) == 1
    assert [row.sid for row in client.calls.list(to=CALLER)] == [carrier.calls[0].sid], "what is only asked is answered"


def test_a_call_may_have_been_moved_though_nobody_heard_of_it(client: Client, carrier: Carrier) -> None:
    call = carrier.dial(LINE, CALLER)
    carrier.faults = Faults(rest_lost=True)
    with pytest.raises(requests.RequestException):
        client.calls(call.sid).update(url=f"{HOST}/moved")
    assert call.goes_on().heard == "You were moved."
