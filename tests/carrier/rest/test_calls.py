"""Calls through Twilio's own client: made, moved, ended, refused."""

from collections.abc import Iterator

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from carrier import Carrier
from tests.carrier.applications import CALLER, HOST, LINE, Application, Form, Served, network
from tests.carrier.rest.clients import client_of, rest_server

MENU = '<Gather action="/digits" numDigits="1"><Say>Press one.</Say></Gather>'


@pytest.fixture
def application() -> Application:
    return Application(
        {"/voice": MENU, "/moved": "<Say>You were moved.</Say>", "/status": "", "/calling": "<Say>Hi.</Say>"}
    )


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application, status=True)


@pytest.fixture
def client(carrier: Carrier) -> Iterator[Client]:
    with rest_server(carrier) as address:
        yield client_of(address)


def test_a_call_in_progress_is_told(client: Client, carrier: Carrier) -> None:
    call = carrier.dial(LINE, CALLER)
    told = client.calls(call.sid).fetch()
    assert (told.status, told._from, told.to, told.direction) == ("in-progress", CALLER, LINE, "inbound")
    assert told.end_time is None
    call.hangs_up()
    assert client.calls(call.sid).fetch().end_time == carrier.clock.now().replace(microsecond=0)
    assert [row.sid for row in client.calls.list(status="completed")] == [call.sid]


@pytest.mark.parametrize("by", [{"url": f"{HOST}/moved"}, {"twiml": "<Response><Say>You were moved.</Say></Response>"}])
def test_a_call_is_moved_to_another_document(client: Client, carrier: Carrier, by: dict[str, str]) -> None:
    call = carrier.dial(LINE, CALLER)
    client.calls(call.sid).update(**by)
    assert call.heard == "Press one.", "it happens after the answer, when the call goes on"
    assert call.goes_on().heard == "You were moved."
    assert call.status == "completed"


def test_a_call_is_ended(client: Client, carrier: Carrier, application: Application) -> None:
    call = carrier.dial(LINE, CALLER)
    client.calls(call.sid).update(status="canceled")
    assert call.goes_on().is_over is False, "what was answered can't be canceled"
    client.calls(call.sid).update(status="completed")
    assert call.goes_on().status == "completed"
    assert application.form("/status")["CallStatus"] == "completed"


def test_a_call_that_is_over_can_not_be_changed(client: Client, carrier: Carrier) -> None:
    call = carrier.dial(LINE, CALLER).hangs_up()
    for change in ({"url": f"{HOST}/moved"}, {"status": "completed"}):
        with pytest.raises(TwilioRestException) as refused:
            client.calls(call.sid).update(**change)
        assert (refused.value.status, refused.value.code) == (400, 21220)


def test_a_call_that_was_never_made_is_not_found(client: Client) -> None:
    nobody = client.calls("CA" + "0" * 32)
    with pytest.raises(TwilioRestException) as refused:
        nobody.fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    with pytest.raises(TwilioRestException) as refused:
        nobody.update(status="completed")
    assert (refused.value.status, refused.value.code) == (404, 20404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"twiml": f"<Response><Say>{'x' * 4000}</Say></Response>"}, 20001),
        ({"twiml": '<Response><Gather action="/digits" numDigits="1"/></Response>'}, 15004),
        ({"twiml": '<Response><Gather numDigits="1"/></Response>'}, 15004),
        ({"twiml": "<Response><Redirect>/voice</Redirect></Response>"}, 15004),
        ({"twiml": "<Response><Shout/></Response>"}, 12200),
        ({"url": "/moved"}, 21205),
        ({"url": f"{HOST}/moved", "twiml": "<Response/>"}, 20001),
        ({"status": "busy"}, 20001),
        ({}, 21205),
    ],
)
def test_what_a_call_can_not_do_is_refused(client: Client, carrier: Carrier, change: dict[str, str], code: int) -> None:
    call = carrier.dial(LINE, CALLER)
    with pytest.raises(TwilioRestException) as refused:
        client.calls(call.sid).update(**change)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert not call.goes_on().is_over


def test_an_outgoing_call_tells_how_it_goes(client: Client, carrier: Carrier, application: Application) -> None:
    carrier.answers(CALLER, "completed", rings_for=6)
    placed = client.calls.create(
        to=CALLER, from_=LINE, url=f"{HOST}/calling", status_callback=f"{HOST}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )  # fmt: skip
    assert (placed.status, placed.direction) == ("queued", "outbound-api")
    assert application.asked == [], "it happens after the answer"
    call = carrier.calls[-1].begins()
    assert call.heard == "Hi."
    assert application.paths() == ["/status", "/status", "/status", "/calling", "/status"]
    told = [form for address, form in application.asked if address == "/status" and form]
    assert [(form["CallStatus"], form["SequenceNumber"]) for form in told] == [
        ("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3"),
    ]  # fmt: skip
    assert ["CallDuration" in form for form in told] == [False, False, False, True]
    assert application.form("/calling").items() >= {"Direction": "outbound-api", "From": LINE, "To": CALLER}.items()


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed"])
def test_an_outgoing_call_may_reach_nobody(client: Client, carrier: Carrier, outcome: str) -> None:
    carrier.answers(CALLER, outcome)  # type: ignore[arg-type]  # each is one of the carrier's words
    placed = client.calls.create(to=CALLER, from_=LINE, url=f"{HOST}/calling", timeout=20)
    assert carrier.calls[-1].begins().elapsed == (20 if outcome == "no-answer" else 4)
    assert client.calls(placed.sid).fetch().status == outcome


def test_who_is_called_hangs_up_at_last(client: Client, carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/calling": '<Pause length="300"/>'}
    carrier.answers(CALLER, "completed", rings_for=4, talks_for=30)
    client.calls.create(to=CALLER, from_=LINE, url=f"{HOST}/calling")
    assert carrier.calls[-1].begins().elapsed == 34


def test_a_call_that_has_not_been_answered_is_canceled_and_never_moved(client: Client, carrier: Carrier) -> None:
    placed = client.calls.create(to=CALLER, from_=LINE, twiml="<Response><Hangup/></Response>")
    with pytest.raises(TwilioRestException) as refused:
        client.calls(placed.sid).update(url=f"{HOST}/moved")
    assert refused.value.code == 21220
    client.calls(placed.sid).update(status="canceled")
    assert carrier.calls[-1].begins().status == "canceled"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"to": "573-555", "from_": LINE, "url": f"{HOST}/calling"}, 21211),
        ({"to": CALLER, "from_": "+15735550177", "url": f"{HOST}/calling"}, 21210),
        ({"to": CALLER, "from_": LINE}, 21205),
        ({"to": CALLER, "from_": LINE, "url": f"{HOST}/calling", "record": True}, 20001),
    ],
)
def test_an_order_that_makes_no_sense_places_no_call(
    client: Client, carrier: Carrier, order: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(**order)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert carrier.calls == []


def test_an_application_that_ends_a_call_while_it_is_asked_is_heard(carrier: Carrier, application: Application) -> None:
    def ends_it(_: Form) -> Served:
        carrier.calls[-1].hangs_up()
        return "<Say>Nobody hears this.</Say>"

    application.pages = {**application.pages, "/digits": ends_it}
    call = carrier.dial(LINE, CALLER).presses("1")
    assert (call.status, call.heard) == ("completed", "")
