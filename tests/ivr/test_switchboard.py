"""The switchboard through Twilio's own client: what it asks for happens once, and it comes back whatever happens."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from carrier import Carrier, Faults
from hotline.calls import CallIsOver, SwitchboardFault, Unreachable
from hotline.settings import PROJECT, Settings
from ivr.switchboard import HANDS, CarrierSwitchboard
from tests.carrier.applications import CALLER, Application, network
from tests.carrier.applications import LINE as OTHER
from tests.carrier.rest.clients import rest_server
from tests.ivr.carriers import Said, server
from tests.ivr.fakes import settings
from tests.serving import listening

AGENT = "+15735550177"
OFFER = "0f" * 16
WAITS = '<Gather action="/key" numDigits="1"><Say>Press one.</Say></Gather>'
HERE = '<Gather action="/key" numDigits="1"><Say>You are here.</Say></Gather>'


@pytest.fixture
def application() -> Application:
    pages = dict.fromkeys(
        ("/ivr/agent", "/ivr/called-back", "/ivr/check", "/ivr/reading", "/ivr/present", "/moved"), HERE
    )
    news = dict.fromkeys(
        ("/ivr/agent/status", "/ivr/called-back/status", "/ivr/check/status", "/ivr/reading/status", "/ivr/status"), ""
    )
    return Application({"/voice": WAITS, **pages, **news})


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application)


@pytest.fixture
def chosen(tmp_path: Path, carrier: Carrier) -> Iterator[Settings]:
    with rest_server(carrier) as url:
        account = {"twilio_account_sid": carrier.account_sid, "twilio_auth_token": "a made-up token"}
        yield settings(tmp_path, "sqlite:///none", twilio_api=url, **account)


@pytest.fixture
def switchboard(chosen: Settings) -> CarrierSwitchboard:
    return CarrierSwitchboard(chosen)


def asking(folder: Path, url: str, *, patience: float = 4.5) -> CarrierSwitchboard:
    return CarrierSwitchboard(settings(folder, "sqlite:///none", twilio_api=url), patience=patience)


# Ringing


@pytest.mark.parametrize("address", [AGENT, "client:alma", "sip:alma@pbx.example"])
def test_an_agent_is_rung_from_the_line(
    switchboard: CarrierSwitchboard, carrier: Carrier, application: Application, address: str
) -> None:
    phone = carrier.phone(address)
    call = switchboard.ring_agent(address, line=OTHER, offer=OFFER)
    carrier.goes_on()
    assert phone.rings
    assert phone.picks_up().heard == "You are here."
    form = application.form(f"/ivr/agent?offer={OFFER}")
    assert form.items() >= {"CallSid": call, "From": OTHER, "To": address, "Direction": "outbound-api"}.items()
    phone.calls[0].hangs_up()
    assert application.form(f"/ivr/agent/status?offer={OFFER}")["CallStatus"] == "completed"


def test_an_agents_telephone_rings_twenty_seconds(
    switchboard: CarrierSwitchboard, carrier: Carrier, application: Application
) -> None:
    phone = carrier.phone(AGENT)
    switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    carrier.goes_on(19)
    assert phone.rings
    carrier.goes_on(2)
    assert not phone.rings
    assert application.form(f"/ivr/agent/status?offer={OFFER}")["CallStatus"] == "no-answer"


@pytest.mark.parametrize(
    ("act", "path"), [("ring_caller", "called-back"), ("check_telephone", "check"), ("read_aloud", "reading")]
)
def test_each_kind_of_call_asks_its_own_route(
    switchboard: CarrierSwitchboard, carrier: Carrier, application: Application, act: str, path: str
) -> None:
    phone = carrier.phone(CALLER)
    getattr(switchboard, act)(CALLER, line=OTHER, offer=OFFER)
    carrier.goes_on()
    phone.picks_up().hangs_up()
    assert application.paths() == [f"/ivr/{path}?offer={OFFER}", f"/ivr/{path}/status?offer={OFFER}"]


def test_a_declined_ring_is_told_as_busy(
    switchboard: CarrierSwitchboard, carrier: Carrier, application: Application
) -> None:
    phone = carrier.phone(AGENT)
    switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    carrier.goes_on()
    phone.declines()
    assert application.form(f"/ivr/agent/status?offer={OFFER}")["CallStatus"] == "busy"


# Moving and ending


def test_an_agents_telephone_asks_anew(switchboard: CarrierSwitchboard, carrier: Carrier) -> None:
    phone = carrier.phone(AGENT)
    leg = switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    carrier.goes_on()
    call = phone.picks_up()
    switchboard.refresh_agent(leg, offer=OFFER)
    assert call.goes_on().heard == "You are here."


def test_a_telephone_that_still_rings_can_not_be_moved_but_be_ended(
    switchboard: CarrierSwitchboard, carrier: Carrier
) -> None:
    phone = carrier.phone(AGENT)
    leg = switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    carrier.goes_on()
    with pytest.raises(CallIsOver):
        switchboard.refresh_agent(leg, offer=OFFER)
    switchboard.hang_up(leg)
    carrier.goes_on()
    assert not phone.rings


def test_a_caller_asks_anew(switchboard: CarrierSwitchboard, carrier: Carrier, application: Application) -> None:
    call = carrier.dial(OTHER, CALLER)
    switchboard.refresh_caller(call.sid)
    assert call.goes_on().heard == "You are here."
    assert application.paths()[-1] == "/ivr/present"


def test_who_has_hung_up_is_a_fact_of_its_own(switchboard: CarrierSwitchboard, carrier: Carrier) -> None:
    call = carrier.dial(OTHER, CALLER)
    call.hangs_up()
    with pytest.raises(CallIsOver):
        switchboard.refresh_caller(call.sid)
    with pytest.raises(CallIsOver):
        switchboard.refresh_caller("CA" + "0" * 32)
    switchboard.hang_up(call.sid)  # what was wanted is so


# Bad days


def test_an_api_that_is_down_may_have_rung(switchboard: CarrierSwitchboard, carrier: Carrier) -> None:
    carrier.faults = Faults(rest_down=True)
    with pytest.raises(Unreachable, match="503"):
        switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    assert carrier.calls == []


def test_a_ring_whose_answer_is_lost_is_not_rung_again(switchboard: CarrierSwitchboard, carrier: Carrier) -> None:
    carrier.faults = Faults(rest_lost=True)
    with pytest.raises(Unreachable):
        switchboard.ring_agent(AGENT, line=OTHER, offer=OFFER)
    assert len(carrier.calls) == 1


def test_a_move_whose_answer_is_lost_may_have_been_made(switchboard: CarrierSwitchboard, carrier: Carrier) -> None:
    call = carrier.dial(OTHER, CALLER)
    carrier.faults = Faults(rest_lost=True)
    with pytest.raises(Unreachable):
        switchboard.refresh_caller(call.sid)
    assert call.goes_on().heard == "You are here."


@pytest.mark.parametrize(
    ("status", "body", "fact"),
    [
        (400, {"code": 21211, "message": f"The 'To' number {AGENT} is not valid."}, SwitchboardFault),
        (400, {"code": 21220, "message": "Call is not in-progress."}, CallIsOver),
        (404, {"code": 20404, "message": "Not found"}, CallIsOver),
        (401, {"code": 20003, "message": "Authenticate"}, SwitchboardFault),
        (429, {"code": 20429, "message": "Too many"}, SwitchboardFault),
        (500, {"code": 20500, "message": "Internal"}, Unreachable),
        (502, b"<html>", Unreachable),
        (201, b"<html>", Unreachable),
        (201, b"", Unreachable),
    ],
)
def test_every_refusal_is_a_fact_and_names_nobody(
    tmp_path: Path, status: int, body: object, fact: type[SwitchboardFault]
) -> None:
    said = Said(status=status, body=body)
    with server(said) as url, pytest.raises(SwitchboardFault) as told:
        asking(tmp_path, url).ring_agent(AGENT, line=OTHER, offer=OFFER)
    assert told.type is fact
    assert AGENT[1:] not in str(told.value)
    assert len(said.asked) == 1, "nothing is asked twice"


def test_an_api_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    said = Said(silent=True)
    with server(said) as url, pytest.raises(Unreachable):
        asking(tmp_path, url, patience=0.2).ring_agent(AGENT, line=OTHER, offer=OFFER)
    assert len(said.asked) == 1


def test_an_api_that_never_comes_to_an_end_is_not_waited_for(tmp_path: Path) -> None:
    """Each part of its answer is in time, so no limit on one wait would ever end it."""
    enough = threading.Event()

    class Drip(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(201)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not enough.wait(0.02):
                self.wfile.write(b" ")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Drip)) as url:
        patient = asking(tmp_path, url, patience=0.3)
        with pytest.raises(Unreachable, match="in time"):
            patient.ring_agent(AGENT, line=OTHER, offer=OFFER)
        enough.set()


def test_after_that_nothing_is_asked_for_a_while(tmp_path: Path) -> None:
    """Three acts in one webhook would else take three times as long, and the carrier gives the caller up."""
    said = Said(silent=True)
    with server(said) as url:
        tired = asking(tmp_path, url, patience=0.2)
        with pytest.raises(Unreachable):
            tired.refresh_caller("CA" + "1" * 32)
        with pytest.raises(SwitchboardFault, match="was not asked") as told:
            tired.ring_agent(AGENT, line=OTHER, offer=OFFER)
    assert told.type is SwitchboardFault, "it is known that nobody rings"
    assert len(said.asked) == 1


def test_what_nobody_came_to_ask_is_never_asked(tmp_path: Path) -> None:
    """All hands wait for an API that says nothing: a ring that is given up may not ring a minute later."""
    said = Said(silent=True)
    with server(said) as url:
        busy = asking(tmp_path, url, patience=0.5)
        callers = [threading.Thread(target=lambda: _in_vain(busy)) for _ in range(HANDS)]
        for caller in callers:
            caller.start()
        while len(said.asked) < HANDS:
            pass
        with pytest.raises(SwitchboardFault) as told:
            busy.ring_agent(AGENT, line=OTHER, offer=OFFER)
        for caller in callers:
            caller.join()
    assert told.type is SwitchboardFault
    assert len(said.asked) == HANDS


def _in_vain(switchboard: CarrierSwitchboard) -> None:
    with pytest.raises(Unreachable):
        switchboard.hang_up("CA" + "1" * 32)


def test_a_carrier_that_is_not_there_is_a_fact(tmp_path: Path) -> None:
    with server(Said()) as url:
        gone = url
    with pytest.raises(Unreachable):
        asking(tmp_path, gone).ring_agent(AGENT, line=OTHER, offer=OFFER)


def test_without_a_token_nobody_is_asked(tmp_path: Path) -> None:
    said = Said(body={})
    with server(said) as url:
        bare = CarrierSwitchboard(settings(tmp_path, "sqlite:///none", twilio_api=url, twilio_auth_token=""))
        with pytest.raises(SwitchboardFault, match="must both be set"):
            bare.hang_up("CA" + "1" * 32)
    assert said.asked == []


def test_who_serves_has_the_client_ready_before_the_first_call() -> None:
    """A cold worker under load would else spend a ring's patience on importing it."""
    asked = (
        "import sys, app, ivr.switchboard as here\n"
        "from hotline.settings import load\n"
        "account = {'TWILIO_ACCOUNT_SID': 'AC' + '5' * 32, 'TWILIO_AUTH_TOKEN': 'x'}\n"
        "here.CarrierSwitchboard(load(account), serving=True)._hands.shutdown()\n"
        "print('twilio.rest' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"


# Recordings


def test_a_recording_is_heard_and_erased(
    switchboard: CarrierSwitchboard, carrier: Carrier, application: Application
) -> None:
    application.pages = {**application.pages, "/voice": '<Record action="/moved" maxLength="60"/>'}
    carrier.dial(OTHER, CALLER).says("Please call me back about my son.").is_silent()
    (recording,) = carrier.archive.recordings.values()
    assert switchboard.recording(recording.sid) == recording.sound()
    switchboard.erase_recording(recording.sid)
    assert carrier.archive.recordings == {}
    switchboard.erase_recording(recording.sid)  # what was wanted is so
    with pytest.raises(SwitchboardFault):
        switchboard.recording(recording.sid)


@pytest.mark.parametrize(
    "name", ["", "RE1", "CA" + "0" * 32, "RE" + "0" * 32 + "/../../Accounts", "RE" + "0" * 31 + "\n"]
)
def test_nothing_but_a_recording_is_fetched_or_erased(tmp_path: Path, name: str) -> None:
    said = Said(body=b"")
    with server(said) as url:
        for act in (asking(tmp_path, url).recording, asking(tmp_path, url).erase_recording):
            with pytest.raises(SwitchboardFault, match="name of a recording"):
                act(name)
    assert said.asked == []


def test_the_token_is_shown_to_the_carrier_alone(tmp_path: Path) -> None:
    shown: list[str | None] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers["Authorization"])
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"sound")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)) as there:

        class Leads(Elsewhere):
            def do_GET(self) -> None:
                shown.append(self.headers["Authorization"])
                self.send_response(307)
                self.send_header("Location", f"{there}/sound.wav")
                self.send_header("Content-Length", "0")
                self.end_headers()

        with listening(ThreadingHTTPServer(("127.0.0.1", 0), Leads)) as url:
            assert asking(tmp_path, url).recording("RE" + "0" * 32) == b"sound"
    assert [bool(one) for one in shown] == [True, False]
