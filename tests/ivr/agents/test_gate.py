"""Who may enter by the agents' door: the carrier, about a call that we made, in the exact form of each route."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from carrier.wire import signature
from hotline import logs
from ivr.agents.gate import AgentsGate, LegWebhook
from ivr.webhooks import EVERY_METHOD
from tests.ivr.agents.telephones import AGENT, OFFER, FakeOffers, form, open_agents_door
from tests.ivr.fakes import ACCOUNT, PUBLIC, TOKEN, FakeHouse, post
from tests.ivr.incidents import LINE
from tests.ivr.test_gate import cuts, refused

KEY = f"/ivr/agent/key?offer={OFFER}&time=2"
STATUS = f"/ivr/agent/status?offer={OFFER}"
AGENTS = (
    *("agent", "agent/again", "agent/dialled", "agent/silence", "agent/waiting", "check", "check/silence"),
    *("reading", "reading/next", "reading/silence"),
)
KEYED = ("agent/key", "check/key", "reading/key")
NEWS = ("agent/status", "check/status", "reading/status", "called-back/status")


@pytest.fixture
def app(house: FakeHouse, offers: FakeOffers) -> Flask:
    return open_agents_door(house, offers)


def sent(client: FlaskClient, path: str, parameters: Mapping[str, str], *, signed: str = "") -> TestResponse:
    """A request whose signature, unless given, is right for PUBLIC + path."""
    headers = {"X-Twilio-Signature": signed or signature(TOKEN, PUBLIC + path, parameters)}
    return client.post(path, data=dict(parameters), headers=headers)


def read(house: FakeHouse, path: str, parameters: Mapping[str, str], *, signed: str = "") -> LegWebhook | None:
    headers = {"X-Twilio-Signature": signed or signature(TOKEN, PUBLIC + path, parameters)}
    builder = EnvironBuilder(method="POST", path=path, data=dict(parameters), headers=[*headers.items()])
    environ = builder.get_environ()
    return AgentsGate(house.settings).admit(Request({**environ, "RAW_URI": path}))


@pytest.mark.parametrize("route", [*AGENTS, *KEYED, *NEWS, "called-back"])
def test_what_the_carrier_signed_is_admitted(agents_client: FlaskClient, route: str) -> None:
    parameters = form(Digits="1", CallStatus="completed")
    assert post(agents_client, f"/ivr/{route}?offer={OFFER}", parameters).status_code == 200


def test_what_is_read(house: FakeHouse) -> None:
    webhook = read(house, KEY, form(Digits="1"))
    assert webhook == LegWebhook(OFFER, "CA" + "a" * 32, LINE, "", time=2, word="1")
    news = read(house, STATUS, form(CallStatus="no-answer"))
    assert news is not None
    assert (news.time, news.word) == (1, "no-answer")


@pytest.mark.parametrize("method", [method for method in EVERY_METHOD if method != "POST"])
@pytest.mark.parametrize("route", [*AGENTS, *KEYED, *NEWS, "called-back"])
def test_other_methods_are_refused(agents_client: FlaskClient, method: str, route: str) -> None:
    path = f"/ivr/{route}?offer={OFFER}"
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + path, {})}
    assert refused(agents_client.open(path, method=method, headers=headers))


def test_what_nobody_signed_is_refused_on_every_route(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    client = app.test_client()
    paths = [rule.rule for rule in app.url_map.iter_rules()]
    assert len(paths) == 18
    for path in paths:
        for address in (path, f"{path}?offer={OFFER}"):
            assert refused(client.post(address, data=form(Digits="1"))), address
            assert refused(client.get(address)), address
            stranger = signature("another token", PUBLIC + address, form(Digits="1"))
            assert refused(sent(client, address, form(Digits="1"), signed=stranger)), address
    said = "".join(capfd.readouterr())
    assert "telephone.refused" in said
    assert not any(told in said for told in (OFFER, AGENT, LINE))


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/ivr/agent",
            "/ivr/agent?",
            "/ivr/agent?offer=",
            f"/ivr/agent?offer={OFFER[:-1]}",
            f"/ivr/agent?offer={OFFER}0",
        ),
        *(f"/ivr/agent?offer={OFFER.upper()}", f"/ivr/agent?offer={OFFER}&offer={OFFER}", "/ivr/agent?turn=1"),
        *(f"/ivr/agent?offer={OFFER}&time=0", f"/ivr/agent?offer={OFFER}&time=10", f"/ivr/agent?offer={OFFER}&time="),
        *(f"/ivr/agent?time=1&offer={OFFER}", f"/ivr/agent?offer={OFFER}&x=1", f"/ivr/%61gent?offer={OFFER}"),
        f"/ivr/agent?offer={'é' * 32}",
    ],
)
def test_only_addresses_that_we_wrote_are_answered(agents_client: FlaskClient, path: str) -> None:
    assert refused(sent(agents_client, path, form()))


@pytest.mark.parametrize(
    "change",
    [
        {"CallSid": "CA" + "A" * 32},
        {"CallSid": "CA" + "a" * 31},
        {"AccountSid": "AC" + "6" * 32},
        {"From": "anonymous"},
        {"From": "client:alma"},
        {"From": ""},
        {"From": f"{LINE}FromCity"},
        {"To": ""},
        {"To": "anonymous"},
        {"To": "client:"},
        {"To": f"{AGENT}\n"},
        {"To": "sip:alma"},
        {"Digits": "12a"},
        {"Digits": "1\n"},
        {"Digits": "１"},
    ],
)
def test_a_parameter_out_of_form_is_refused_even_if_signed(agents_client: FlaskClient, change: dict[str, str]) -> None:
    assert refused(sent(agents_client, KEY, form(Digits="1") | change))


@pytest.mark.parametrize(
    "to", ["client:alma", "client:Alma.2", "sip:alma@pbx.example", "sip:alma@pbx.example:5061;transport=tls"]
)
def test_an_agents_telephone_need_not_be_a_number_and_a_callers_must(agents_client: FlaskClient, to: str) -> None:
    assert sent(agents_client, KEY, form(Digits="1", To=to)).status_code == 200
    assert refused(sent(agents_client, f"/ivr/called-back?offer={OFFER}", form(To=to)))


@pytest.mark.parametrize("status", ["gone", "", "completed\n", "answered"])
def test_a_status_out_of_the_carriers_words_is_refused(agents_client: FlaskClient, status: str) -> None:
    assert refused(sent(agents_client, STATUS, form(CallStatus=status)))


@pytest.mark.parametrize("missing", ["CallSid", "AccountSid", "From", "To", "Digits"])
def test_a_missing_parameter_is_refused_even_if_signed(agents_client: FlaskClient, missing: str) -> None:
    parameters = {name: value for name, value in form(Digits="1").items() if name != missing}
    assert refused(sent(agents_client, KEY, parameters))


@pytest.mark.parametrize("double", [("Digits", "1"), ("Digits", "2"), ("From", LINE), ("AccountSid", ACCOUNT)])
def test_a_parameter_sent_twice_is_refused(agents_client: FlaskClient, double: tuple[str, str]) -> None:
    """Twins are signed once, so the carrier's own signature would let them through."""
    parameters = form(Digits="1")
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + KEY, parameters)}
    twins = {name: [value, double[1]] if name == double[0] else [value] for name, value in parameters.items()}
    assert refused(agents_client.post(KEY, data=twins, headers=headers))


# Re-cuts: the same signed text, cut into other parameters


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (KEY, form(Digits="123456")),
        (KEY, form(Digits="1", To="client:alma", ToCity="")),
        (f"/ivr/check/key?offer={OFFER}", form(Digits="4831", To="sip:alma@pbx.example")),
        (STATUS, form(CallStatus="completed", CallDuration="12")),
        (f"/ivr/called-back?offer={OFFER}", form()),
        (f"/ivr/agent?offer={OFFER}", form(ZName="x")),
    ],
)
def test_no_cut_changes_what_we_read(house: FakeHouse, path: str, parameters: dict[str, str]) -> None:
    signed = signature(TOKEN, PUBLIC + path, parameters)
    meant = read(house, path, parameters)
    assert meant is not None
    tried = 0
    for cut in cuts(parameters):
        if signature(TOKEN, PUBLIC + path, cut) == signed:  # only what the signature would let through
            tried += 1
            means = read(house, path, cut, signed=signed)
            assert means in (None, meant), cut
    assert tried > 50


def test_the_address_can_not_be_cut_either(agents_client: FlaskClient) -> None:
    parameters = form(Digits="1")
    signed = signature(TOKEN, PUBLIC + KEY, parameters)
    tried = 0
    for count in range(1, len("offer=" + OFFER + "&time=2")):
        cut, name = KEY[:-count], KEY[-count:]
        others = {key: value for key, value in parameters.items() if key != "AccountSid"}
        for again in ({name: "", **parameters}, {f"{name}AccountSid": ACCOUNT, **others}):
            if signature(TOKEN, PUBLIC + cut, again) == signed:
                tried += 1
                assert refused(sent(agents_client, cut, again, signed=signed)), cut
    assert tried > 20
