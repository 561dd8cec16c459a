"""Who may enter: the carrier, with our account, in the exact form of each route. Everybody else gets an empty 403."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from carrier.wire import signature
from ivr.gate import CALLER
from ivr.signature import is_genuine
from ivr.webhooks import EVERY_METHOD
from tests.ivr.fakes import ACCOUNT, PUBLIC, TOKEN, FakeHouse, build, form, open_door, post, settings
from tests.ivr.fakes import CALLER as NUMBER
from tests.ivr.incidents import LINE

CALL = "CA" + "a" * 32
MENU = "/ivr/menu?turn=1"
FIXED = ("/ivr/incoming", "/ivr/status", "/ivr/fallback")


def refused(response: TestResponse) -> bool:
    return response.status_code == 403 and response.data == b""


def genuine() -> dict[str, str]:
    return form(CALL, Digits="1")


def sent(
    client: FlaskClient,
    path: str = MENU,
    *,
    parameters: Mapping[str, str] | None = None,
    signed: str = "",
    **request: object,
) -> TestResponse:
    """A request whose signature, unless given, is right for PUBLIC + path."""
    parameters = genuine() if parameters is None else parameters
    headers = {"X-Twilio-Signature": signed or signature(TOKEN, PUBLIC + path, parameters)}
    return client.post(path, data=dict(parameters), headers=headers, **request)


def test_the_published_vector_holds() -> None:
    parameters = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert is_genuine(token="12345", url=url, parameters=parameters, signature="RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_genuine(token="12346", url=url, parameters=parameters, signature="RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_what_the_carrier_signed_is_admitted(client: FlaskClient) -> None:
    assert sent(client).status_code == 200


# Signatures


def test_an_unsigned_request_is_refused(client: FlaskClient) -> None:
    assert refused(client.post(MENU, data=genuine()))


@pytest.mark.parametrize(
    "signed",
    [
        "x",
        "a" * 28,
        "é",
        "=",
        signature("another token", PUBLIC + MENU, genuine()),
        signature("", PUBLIC + MENU, genuine()),
    ],
)
def test_a_wrong_signature_is_refused(client: FlaskClient, signed: str) -> None:
    assert refused(sent(client, signed=signed))


@pytest.mark.parametrize(
    "url", [f"http://line.example{MENU}", f"https://other.example{MENU}", f"{PUBLIC}/ivr/menu?turn=2"]
)
def test_a_signature_of_another_address_is_refused(client: FlaskClient, url: str) -> None:
    assert refused(sent(client, signed=signature(TOKEN, url, genuine())))


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "Forwarded"])
def test_no_header_can_move_the_address(client: FlaskClient, header: str) -> None:
    stranger = signature(TOKEN, f"https://evil.example{MENU}", genuine())
    headers = {"X-Twilio-Signature": stranger, header: "evil.example", "X-Forwarded-Proto": "https"}
    assert refused(client.post(MENU, data=genuine(), headers=headers))
    headers["X-Twilio-Signature"] = signature(TOKEN, PUBLIC + MENU, genuine())
    assert client.post(MENU, data=genuine(), headers=headers).status_code == 200


def test_the_port_may_be_named_or_not(client: FlaskClient) -> None:
    assert sent(client, signed=signature(TOKEN, f"https://line.example:443{MENU}", genuine())).status_code == 200


@pytest.mark.parametrize(
    "others",
    [{"twilio_auth_token": ""}, {"twilio_account_sid": ""}, {"public_url": "https://line.example:99999"}],
    ids=["no token", "no account", "a bad port"],
)
def test_a_line_that_can_t_tell_the_carrier_serves_nobody(
    tmp_path: Path, sqlite_url: str, others: dict[str, str]
) -> None:
    house = build(settings(tmp_path, sqlite_url, **others))
    client = open_door(house).test_client()
    for token in (TOKEN, ""):
        url = house.settings.public_url + MENU
        assert refused(sent(client, signed=signature(token, url, genuine())))
        assert refused(sent(client, parameters=genuine() | {"AccountSid": ""}))
    house.database.close()


# Forms


@pytest.mark.parametrize("method", [method for method in EVERY_METHOD if method != "POST"])
@pytest.mark.parametrize("path", [*FIXED, MENU, "/ivr/nowhere", "/ivr/"])
def test_other_methods_are_refused(client: FlaskClient, method: str, path: str) -> None:
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + path, {})}
    assert refused(client.open(path, method=method, headers=headers))


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_other_bodies_are_refused(client: FlaskClient, kind: str) -> None:
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + MENU, {})}
    assert refused(client.post(MENU, data=b"{}", content_type=kind, headers=headers))


def test_a_body_hash_in_the_address_does_not_make_json_welcome(client: FlaskClient) -> None:
    path = "/ivr/incoming?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + path, {})}
    assert refused(client.post(path, data=b"{}", content_type="application/json", headers=headers))


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    assert refused(sent(client, parameters=genuine() | {"Other": "x" * 20_000}))


def test_unknown_parameters_are_welcome_if_signed(client: FlaskClient) -> None:
    assert sent(client, parameters=genuine() | {"NewIn2031": "é%2F&"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/ivr/menu", "/ivr/menu?", "/ivr/menu?turn=", "/ivr/menu?turn=01", "/ivr/menu?turn=-1", "/ivr/menu?turn=1.0"),
        *(
            "/ivr/menu?turn=1&turn=2",
            "/ivr/menu?turn=1&x=2",
            "/ivr/menu?turn=%31",
            "/ivr/menu?x=1",
        ),
        *("/ivr/menu?turn=9999999", "/ivr/incoming?turn=1", "/ivr/incoming?", "/ivr/status?", "/ivr/%6denu?turn=1"),
        *("//ivr/menu?turn=1", "/ivr/menu/?turn=1", "/ivr/menu?turn=١"),
    ],
)
def test_only_addresses_that_we_wrote_are_answered(client: FlaskClient, path: str) -> None:
    response = sent(client, path, signed=signature(TOKEN, PUBLIC + path, genuine()))
    assert refused(response) or response.status_code in {308, 404}


# Re-cuts: the same signed text, cut into other parameters


def cuts(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Every way to move the border of one name and value, or of two neighbours, without changing the signed text."""
    names = sorted(parameters)
    found = []
    for name in names:
        whole = name + parameters[name]
        rest = {other: parameters[other] for other in names if other != name}
        found += [rest | {whole[:at]: whole[at:]} for at in range(1, len(whole) + 1) if whole[:at] != name]
    for first, second in pairwise(names):
        rest = {other: parameters[other] for other in names if other not in (first, second)}
        whole = parameters[first] + second
        for at in range(len(whole)):
            later = {whole[at:]: parameters[second]} if whole[at:] else {}
            found.append(rest | {first: whole[:at]} | later)
        found.append(rest | {first: parameters[first] + second + parameters[second]})
    return [cut for cut in found if cut != dict(parameters)]


def test_the_turn_cannot_be_drawn_into_a_name(client: FlaskClient) -> None:
    parameters = form(CALL, Digits="1")
    signed = signature(TOKEN, f"{PUBLIC}/ivr/menu?turn=27", parameters)
    cut = {"7": "", **parameters}
    assert signature(TOKEN, f"{PUBLIC}/ivr/menu?turn=2", cut) == signed
    assert refused(sent(client, "/ivr/menu?turn=2", parameters=cut, signed=signed))


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (MENU, form(CALL, Digits="123456")),
        (MENU, form(CALL, Digits="12", From="anonymous")),
        ("/ivr/incoming", form(CALL)),
        ("/ivr/incoming", form(CALL, From="anonymous", CallerName="Bob")),
        ("/ivr/status", form(CALL, CallStatus="completed")),
        ("/ivr/person?turn=3", form(CALL, DialCallStatus="completed", DialCallDuration="12")),
        ("/ivr/queue?turn=3", form(CALL, QueueResult="redirected-from-bridged", QueueSid="QU1", QueueTime="12")),
        ("/ivr/waiting?turn=3", form(CALL, QueuePosition="1", QueueSid="QU1", QueueTime="12")),
        (
            "/ivr/message-left?turn=3",
            form(CALL, RecordingSid="RE" + "1" * 32, RecordingDuration="12", RecordingUrl="h"),
        ),
        ("/ivr/present", form(CALL, Direction="outbound-api", From=LINE, To=NUMBER)),
    ],
)
def test_no_cut_changes_what_we_read(client: FlaskClient, path: str, parameters: dict[str, str]) -> None:
    signed = signature(TOKEN, PUBLIC + path, parameters)
    read = {"CallSid", "AccountSid", "From", "To", "Direction", "Digits", "CallStatus", "DialCallStatus"}
    read |= {"QueueResult", "RecordingSid", "RecordingDuration"}
    tried = 0
    for cut in cuts(parameters):
        if signature(TOKEN, PUBLIC + path, cut) == signed:  # only what the signature would let through
            tried += 1
            changed = any(cut.get(name) != parameters.get(name) for name in read if name in parameters)
            in_form = path.startswith("/ivr/status") or cut.get("CallStatus") == parameters["CallStatus"]
            if changed and in_form:
                assert refused(sent(client, path, parameters=cut, signed=signed)), cut
    assert tried > 50


@pytest.mark.parametrize(
    "double",
    [("Digits", "1"), ("Digits", "2"), ("CallSid", CALL), ("From", NUMBER), ("To", LINE), ("AccountSid", ACCOUNT)],
)
def test_a_parameter_sent_twice_is_refused(client: FlaskClient, double: tuple[str, str]) -> None:
    # Twins are signed once, so the carrier's own signature would let them through.
    pairs = [*genuine().items(), double]
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC + MENU, genuine())}
    response = client.post(
        MENU, data=urlencode(pairs), content_type="application/x-www-form-urlencoded", headers=headers
    )
    assert refused(response)


@pytest.mark.parametrize(
    "change",
    [
        {"CallSid": "CA" + "A" * 32},
        {"CallSid": "CA" + "a" * 31},
        {"CallSid": CALL + "\n"},
        {"AccountSid": "AC" + "6" * 32},
        {"From": f"{NUMBER}FromCityJEFFERSON CITY"},
        {"From": "anonymousFromCityJEFFERSON"},
        {"From": "ANONYMOUSFromCity"},
        {"From": "Unknown CallerFromCity"},
        {"From": "anonymousF"},
        {"From": "266696687FromCity"},
        {"From": "anonymous\n"},
        {"From": "x" * 101},
        {"To": "anonymous"},
        {"To": ""},
        {"Digits": "12a"},
        {"Digits": "0" * 65},
        {"Digits": "1\n"},
        {"Digits": "１"},
        {"Direction": "outbound-dial"},
        {"Direction": ""},
    ],
)
def test_a_parameter_out_of_form_is_refused_even_if_signed(client: FlaskClient, change: dict[str, str]) -> None:
    assert refused(sent(client, parameters=genuine() | change))


@pytest.mark.parametrize("missing", ["CallSid", "AccountSid", "From", "To", "Direction", "Digits"])
def test_a_missing_parameter_is_refused_even_if_signed(client: FlaskClient, missing: str) -> None:
    parameters = {name: value for name, value in genuine().items() if name != missing}
    assert refused(sent(client, parameters=parameters))


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/ivr/status", {"CallStatus": "gone"}),
        ("/ivr/person?turn=1", {}),
        ("/ivr/person?turn=1", {"DialCallStatus": "x"}),
    ],
)
def test_a_status_out_of_the_carrier_s_words_is_refused(client: FlaskClient, path: str, change: dict[str, str]) -> None:
    assert refused(sent(client, path, parameters=form(CALL) | change))


@pytest.mark.parametrize(
    "caller",
    [
        "anonymous",
        "Anonymous",
        "RESTRICTED",
        "Unknown Caller",
        "+266696687",
        "266696687",
        "sip:bob@example.org",
        "client:bob",
    ],
)
def test_a_caller_need_not_have_a_number(client: FlaskClient, caller: str) -> None:
    assert CALLER.fullmatch(caller)
    assert post(client, "/ivr/incoming", form(CALL, From=caller)).status_code == 200


def test_every_route_of_the_door_is_guarded(house: FakeHouse) -> None:
    app = open_door(house)
    client = app.test_client()
    paths = [rule.rule.replace("<path:path>", "nowhere") for rule in app.url_map.iter_rules()]
    assert len(paths) >= 20
    for path in paths:
        for address in (path, f"{path}?turn=0"):
            assert refused(client.post(address, data=form(CALL, Digits="1"))), address
            assert refused(client.get(address)), address


def test_a_refusal_says_nothing_of_the_request(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.post(MENU, data=form(CALL, Digits="4831092755"), headers={"X-Twilio-Signature": "wrong"})
    said = "".join(capfd.readouterr())
    assert "telephone.refused" in said
    for told in (CALL, NUMBER, LINE, "4831092755", "menu", "wrong"):
        assert told not in said
