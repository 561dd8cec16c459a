"""The network as a server: dial, press, hear, hang up, in JSON; and nobody from elsewhere may."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from carrier.phones import create_phones
from tests.carrier.applications import ACCOUNT, CALLER, LINE, TOKEN, Application, Form, Served
from tests.carrier.people import SLOW, hotline, switchboard


@pytest.fixture
def application() -> Application:
    return hotline()


@pytest.fixture
def client(application: Application) -> FlaskClient:
    return create_phones(switchboard(application)).test_client()


def dial(client: FlaskClient, **body: str) -> str:
    reply = client.post("/calls", json={"from": CALLER, **body})
    assert reply.status_code == 201
    return str(reply.json["call"]) if reply.json else ""


def follow(client: FlaskClient, call: str, headers: dict[str, str] | None = None) -> Iterator[dict[str, Any]]:
    stream = client.get(f"/calls/{call}/events", headers=headers)
    for chunk in stream.response:
        written = chunk.decode() if isinstance(chunk, bytes) else chunk
        for found in re.finditer(r"^data: (.*)$", written, re.MULTILINE):
            yield json.loads(found[1])


def talk(client: FlaskClient, call: str, *groups: str) -> list[dict[str, Any]]:
    """Press one group of keys each time the line waits for them, then hang up; return all events."""
    waiting, events = iter(groups), []
    for event in follow(client, call):
        events.append(event)
        if event["name"] == "listening":
            keys = next(waiting, None)
            path, body = ("hang-up", {}) if keys is None else ("keys", {"keys": keys})
            assert client.post(f"/calls/{call}/{path}", json=body).status_code == 204
    return events


def words(events: list[dict[str, Any]]) -> str:
    return " ".join(event["text"] for event in events if event["name"] == "spoke")


def test_a_call_is_heard_sentence_by_sentence_and_answered_by_keys(client: FlaskClient) -> None:
    events = talk(client, dial(client), "1", "4831#")
    assert words(events) == (
        "Welcome. For English, press 1. Para español, oprima 2. Please enter your code, then press pound. "
        "Your code is 4 8 3 1. Thank you."
    )
    assert [event["text"] for event in events if event["name"] == "pressed"] == ["1", "4", "8", "3", "1", "#"]
    assert events[-1] == {"name": "ended", "text": "completed"}


def test_each_sentence_says_its_language(client: FlaskClient) -> None:
    events = talk(client, dial(client), "2")
    assert [event["language"] for event in events if event["name"] == "spoke"] == ["en-US"] * 2 + ["es-US"] * 3


def test_a_key_cuts_in_at_once(application: Application) -> None:
    client = create_phones(switchboard(application, pace=SLOW)).test_client()
    call = dial(client)
    heard = []
    for event in follow(client, call):
        heard.append(event["text"])
        if event["text"] == "Welcome.":
            client.post(f"/calls/{call}/keys", json={"keys": "1"})
        if event["text"].startswith("Please"):
            client.post(f"/calls/{call}/hang-up", json={})
    assert heard[2:] == ["Welcome.", "1", "Please enter your code, then press pound.", "completed"]


def test_silence_runs_out_in_real_time(client: FlaskClient) -> None:
    call = dial(client)
    client.post(f"/calls/{call}/keys", json={"keys": "3"})
    assert words(list(follow(client, call))).endswith("We heard nothing. Goodbye.")


def test_a_broken_rule_is_shown_as_a_failed_call(client: FlaskClient) -> None:
    events = talk(client, dial(client), "9")
    assert {"name": "failed", "text": "/language: there is no verb <Shout> here (it stands in <Response>)"} in events
    assert events[-1]["text"] == "failed"


def test_a_lost_stream_goes_on_where_it_broke(client: FlaskClient) -> None:
    call = dial(client)
    whole = talk(client, call, "2")
    assert list(follow(client, call, {"Last-Event-ID": "3"})) == whole[4:]


def test_the_transcript_shows_what_twilio_saw(client: FlaskClient) -> None:
    call = dial(client)
    talk(client, call, "2")
    told = client.get(f"/calls/{call}/transcript").get_json()
    assert told["status"] == "completed"
    assert [exchange["form"].get("Digits") for exchange in told["exchanges"]] == [None, "2"]
    assert told["exchanges"][0]["form"]["From"] == CALLER


def test_the_caller_chooses_the_number_that_is_shown(client: FlaskClient, application: Application) -> None:
    talk(client, dial(client, **{"from": "anonymous"}))
    assert application.form("/voice")["From"] == "anonymous"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/calls", {"from": "<script>"}, 400),
        ("/calls", {"from": CALLER, "line": "+15735550123"}, 404),
        ("/calls", ["from"], 400),
        ("/calls/CA0/keys", {"keys": "1"}, 404),
    ],
)
def test_an_act_that_makes_no_sense_is_refused(client: FlaskClient, path: str, body: object, status: int) -> None:
    assert client.post(path, json=body).status_code == status


@pytest.mark.parametrize("keys", ["", "A", "1 2", "1" * 65])
def test_what_is_no_key_is_refused(client: FlaskClient, keys: str) -> None:
    call = dial(client)
    assert client.post(f"/calls/{call}/keys", json={"keys": keys}).status_code == 400
    talk(client, call)


def test_a_call_that_is_over_takes_no_keys(client: FlaskClient) -> None:
    call = dial(client)
    talk(client, call)
    assert client.post(f"/calls/{call}/keys", json={"keys": "1"}).status_code == 409


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "192.168.1.5:8001"])
def test_a_foreign_name_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost", "localhost:8001", "[::1]:8001"])
def test_the_names_of_this_machine_are_welcome(client: FlaskClient, host: str) -> None:
    assert client.get("/lines", headers={"Host": host}).get_json() == {"lines": [LINE]}


def test_a_foreign_form_cannot_dial(client: FlaskClient, application: Application) -> None:
    assert client.post("/calls", data='{"from": "anonymous"}', content_type="text/plain").status_code == 400
    assert application.asked == []


def test_a_foreign_form_cannot_hang_up(client: FlaskClient) -> None:
    call = dial(client)
    assert client.post(f"/calls/{call}/hang-up").status_code == 400
    talk(client, call)


@pytest.mark.parametrize("path", ["/", "/phones"])
def test_the_pages_carry_no_inline_script_or_style_and_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    page = reply.get_data(as_text=True)
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page)
    own = re.findall(r"(?:src|href)=\"([^\"]+)", page)
    assert own
    for address in own:
        assert re.match(r"/(?!/)", address), "nothing from another host"
        with client.get(address) as part:
            assert part.status_code == 200


def test_a_call_goes_on_elsewhere_when_its_owner_says_so(client: FlaskClient) -> None:
    call = dial(client)
    events = follow(client, call)
    while next(events)["name"] != "listening":
        pass
    update = {"Twiml": "<Response><Say>Somebody moved you.</Say></Response>"}
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{call}.json"
    assert client.post(path, data=update, auth=(ACCOUNT, TOKEN)).status_code == 200
    assert words(list(events)) == "Somebody moved you."
    assert client.post(path, data=update, auth=(ACCOUNT, TOKEN)).get_json()["code"] == 21220


def test_a_call_of_the_accounts_own_is_lived_through(application: Application) -> None:
    board = switchboard(application)
    board.carrier.answers(CALLER, "completed", rings_for=0)
    client = create_phones(board).test_client()
    order = {"To": CALLER, "From": LINE, "Twiml": "<Response><Say>Hello.</Say></Response>"}
    made = client.post(f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", data=order, auth=(ACCOUNT, TOKEN))
    assert made.status_code == 201
    events = list(follow(client, made.get_json()["sid"]))
    assert words(events) == "Hello."
    assert events[-1] == {"name": "ended", "text": "completed"}


def test_who_hangs_up_while_the_application_is_asked_hears_no_answer(application: Application) -> None:
    board = switchboard(application)
    client = create_phones(board).test_client()

    def hangs_up_first(_: Form) -> Served:
        client.post(f"/calls/{call}/hang-up", json={})
        return "<Say>Nobody hears this.</Say>"

    application.pages = {**application.pages, "/language": hangs_up_first}
    call = dial(client)
    events = talk(client, call, "1")
    assert "Nobody hears this." not in words(events)
    assert events[-1] == {"name": "ended", "text": "completed"}


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"speed": 0}, "a speed is a number"), ({"speed": "fast"}, "a speed is a number"),
        ({"faults": {"duplicates": 9}}, "from 1 to 5"), ({"faults": {"weather": True}}, "there is no fault"),
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_is_told_why(client: FlaskClient, wanted: dict[str, Any], reason: str) -> None:
    reply = client.post("/calls", json={"from": CALLER, **wanted})
    assert reply.status_code == 400
    assert reason in reply.get_data(as_text=True)


@pytest.mark.parametrize("said", ["", " ", "x" * 501])
def test_what_can_not_be_said_is_refused(client: FlaskClient, said: str) -> None:
    call = dial(client)
    assert client.post(f"/calls/{call}/words", json={"words": said}).status_code == 400
    talk(client, call)
