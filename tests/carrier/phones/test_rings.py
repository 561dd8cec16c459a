"""Telephones that ring, in JSON and in real time: who listens is rung, answers, declines, and is busy while talking."""

import json
import re
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from carrier.phones import Switchboard, create_phones
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application
from tests.carrier.people import switchboard

AGENT = "+15735550199"
DESK = "+18667754200"
SECOND = "+15735550101"
WHISPER = '<Gather action="/key" numDigits="1" timeout="20"><Say>Press 1.</Say></Gather><Hangup/>'


@pytest.fixture
def application() -> Application:
    return Application(
        {
            "/voice": f'<Dial action="/dialled" timeout="20"><Number url="/whisper">{AGENT}</Number></Dial>',
            "/whisper": WHISPER, "/key": "", "/dialled": "<Say>Goodbye.</Say>",
            "/queue": '<Enqueue action="/left" waitUrl="/wait">support</Enqueue>', "/left": "<Say>You left.</Say>",
            "/wait": '<Say>Please wait.</Say><Pause length="1"/>', "/soon": "<Say>Somebody is there.</Say>",
            "/desk": '<Dial action="/dialled" timeout="20"><Queue url="/soon">support</Queue></Dial>',
        }
    )  # fmt: skip


@pytest.fixture
def board(application: Application) -> Switchboard:
    board = switchboard(application)
    board.carrier.connect(DESK, f"{HOST}/desk")
    return board


@pytest.fixture
def client(board: Switchboard) -> Iterator[FlaskClient]:
    yield create_phones(board).test_client()
    board.hang_up_all()


def dial(client: FlaskClient, caller: str = CALLER, line: str = LINE) -> str:
    return str(client.post("/calls", json={"from": caller, "line": line}).get_json()["call"])


def follow(client: FlaskClient, path: str) -> Iterator[dict[str, str]]:
    for chunk in client.get(path).response:
        written = chunk.decode() if isinstance(chunk, bytes) else chunk
        for found in re.finditer(r"^data: (.*)$", written, re.MULTILINE):
            yield json.loads(found[1])


def until(client: FlaskClient, sid: str, name: str) -> dict[str, str]:
    return next(event for event in follow(client, f"/calls/{sid}/events") if event["name"] == name)


def act(client: FlaskClient, sid: str, what: str, **body: str) -> int:
    return client.post(f"/calls/{sid}/{what}", json=body).status_code


def test_who_listens_is_rung_answers_and_accepts(client: FlaskClient, application: Application) -> None:
    rings = follow(client, "/rings?at=%2B15735550199")
    threading.Timer(0.3, dial, (client,)).start()
    rung = next(rings)
    assert (rung["name"], rung["from"]) == ("rings", CALLER)
    agent = rung["call"]
    assert act(client, agent, "answer") == 204
    assert next(rings)["name"] == "stopped"
    until(client, agent, "listening")
    act(client, agent, "keys", keys="1")
    assert until(client, agent, "connected")["text"] == CALLER
    act(client, agent, "hang-up")
    until(client, agent, "ended")
    caller = application.form("/voice")["CallSid"]
    until(client, caller, "ended")
    assert application.form("/dialled").items() >= {"DialBridged": "true", "DialCallSid": agent}.items()


def test_who_declines_is_busy(client: FlaskClient, application: Application) -> None:
    rings = follow(client, "/rings?at=%2B15735550199")
    threading.Timer(0.3, dial, (client,)).start()
    agent = next(rings)["call"]
    assert act(client, agent, "decline") == 204
    assert next(rings)["name"] == "stopped"
    assert act(client, agent, "answer") == 409
    until(client, application.form("/voice")["CallSid"], "ended")
    assert application.form("/dialled")["DialCallStatus"] == "busy"


def test_a_caller_who_gives_up_stops_the_ringing(client: FlaskClient) -> None:
    rings = follow(client, "/rings?at=%2B15735550199")
    threading.Timer(0.3, dial, (client,)).start()
    rung = next(rings)
    parent = client.get(f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{rung['call']}.json", auth=(ACCOUNT, TOKEN))
    act(client, parent.get_json()["parent_call_sid"], "hang-up")
    assert next(rings) == {"name": "stopped", "call": rung["call"], "from": CALLER}


def test_who_talks_is_busy_for_others(client: FlaskClient, board: Switchboard, application: Application) -> None:
    with board.bells.listening(AGENT):
        first = dial(client)
        while not board.ringing_at(AGENT):
            time.sleep(0.01)
        act(client, board.ringing_at(AGENT)[0].leg.parties.call_sid, "answer")
        assert not board.ringing_at(AGENT)
        second = dial(client, SECOND)
        until(client, second, "ended")
        assert application.form("/dialled").items() >= {"CallSid": second, "DialCallStatus": "busy"}.items()
        assert not client.get(f"/calls/{first}/transcript").get_json()["failure"]


@pytest.mark.parametrize("at", ["", "573", "anonymous", "client:"])
def test_nobody_listens_where_nobody_can_ring(client: FlaskClient, at: str) -> None:
    assert client.get("/rings", query_string={"at": at}).status_code == 400


def test_a_call_that_does_not_ring_is_not_answered(client: FlaskClient, board: Switchboard) -> None:
    caller = dial(client)
    assert (act(client, caller, "answer"), act(client, caller, "decline")) == (409, 409)
    assert act(client, "CA0", "answer") == 404


def test_a_caller_waits_in_a_queue_until_an_agent_takes_them_out(
    client: FlaskClient, board: Switchboard, application: Application
) -> None:
    board.carrier.connect(LINE, f"{HOST}/queue")
    caller = dial(client)
    assert until(client, caller, "queued")["text"] == "support"
    agent = dial(client, AGENT, DESK)
    until(client, caller, "connected")
    assert until(client, agent, "connected")["text"] == CALLER
    act(client, agent, "hang-up")
    until(client, caller, "ended")
    assert application.form("/left").items() >= {"CallSid": caller, "QueueResult": "bridged"}.items()
    until(client, agent, "ended")
    assert application.form("/dialled")["DialCallSid"] == caller


def test_a_caller_who_waits_is_moved_in_real_time(
    client: FlaskClient, board: Switchboard, application: Application
) -> None:
    board.carrier.connect(LINE, f"{HOST}/queue")
    caller = dial(client)
    until(client, caller, "queued")
    root = f"/2010-04-01/Accounts/{ACCOUNT}/Queues"
    (queue,) = client.get(f"{root}.json", auth=(ACCOUNT, TOKEN)).get_json()["queues"]
    moved = client.post(
        f"{root}/{queue['sid']}/Members/Front.json", data={"Url": f"{HOST}/dialled"}, auth=(ACCOUNT, TOKEN)
    )
    assert moved.get_json()["call_sid"] == caller
    until(client, caller, "ended")
    assert application.form("/left")["QueueResult"] == "redirected"


def test_twenty_agents_and_twenty_callers_meet_in_pairs(
    client: FlaskClient, board: Switchboard, application: Application
) -> None:
    board.carrier.connect(LINE, f"{HOST}/queue")
    board.carrier.queues.named("support")
    callers = [dial(client, f"+1573555{n:04}") for n in range(20)]
    agents = [dial(client, f"+1212555{n:04}", DESK) for n in range(20)]
    for sid in (*callers, *agents):
        until(client, sid, "connected")
    for sid in callers:
        act(client, sid, "hang-up")
    for sid in agents:
        until(client, sid, "ended")
    met = [form["DialCallSid"] for address, form in application.asked if address == "/dialled" and form]
    assert sorted(met) == sorted(callers)
    assert board.carrier.queues.named("support").members == []
