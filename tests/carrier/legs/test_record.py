"""Record: what is said after the beep, and what becomes of it."""

import wave
from collections.abc import Iterator
from io import BytesIO

import pytest
import requests
from twilio.rest import Client

from carrier import Carrier
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application, network
from tests.carrier.rest.clients import client_of, rest_server

RECORD = '<Record action="/recorded" maxLength="60" timeout="4" finishOnKey="1#" {more}/><Say>You said nothing.</Say>'
TEN_WORDS = "please call me back in the afternoon about my son"  # four seconds at the usual pace


def line_with(more: str = "") -> Application:
    return Application({"/voice": RECORD.format(more=more), "/recorded": "<Say>Thank you.</Say>", "/ready": ""})


@pytest.fixture
def application() -> Application:
    return line_with('recordingStatusCallback="/ready"')


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application)


def test_silence_ends_a_recording_and_the_action_is_told(carrier: Carrier, application: Application) -> None:
    call = carrier.dial(LINE, CALLER).says(TEN_WORDS).is_silent()
    assert call.heard == "Thank you."
    form = application.form("/recorded")
    assert (form["RecordingDuration"], form["Digits"], form["CallStatus"]) == ("4", "", "in-progress")
    assert form["RecordingUrl"].endswith(f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{form['RecordingSid']}")
    assert call.elapsed == pytest.approx(1 + 4 + 4 + 0.8), "a beep, the words, the silence, the thanks"


@pytest.mark.parametrize(("key", "digits"), [("1", "1"), ("#", "#")])
def test_any_of_the_finishing_keys_ends_it(carrier: Carrier, application: Application, key: str, digits: str) -> None:
    assert carrier.dial(LINE, CALLER).says(TEN_WORDS).presses(f"5{key}").heard == "Thank you."
    assert application.form("/recorded")["Digits"] == digits


def test_who_hangs_up_is_recorded_and_hears_no_more(carrier: Carrier, application: Application) -> None:
    call = carrier.dial(LINE, CALLER).says(TEN_WORDS).hangs_up()
    form = application.form("/recorded")
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert call.heard == ""
    assert application.paths() == ["/voice", "/ready", "/recorded"]


def test_an_empty_recording_is_none_and_the_document_goes_on(carrier: Carrier, application: Application) -> None:
    assert carrier.dial(LINE, CALLER).is_silent().heard == "You said nothing."
    assert application.paths() == ["/voice"]


def test_the_longest_that_is_wanted_ends_it(carrier: Carrier, application: Application) -> None:
    assert carrier.dial(LINE, CALLER).says(" ".join(["word"] * 1000)).heard == "Thank you."
    assert application.form("/recorded")["RecordingDuration"] == "60"


def test_silence_is_trimmed_unless_it_is_wanted() -> None:
    application = line_with('trim="do-not-trim"')
    network(application).dial(LINE, CALLER).says(TEN_WORDS).is_silent()
    assert application.form("/recorded")["RecordingDuration"] == "8"


def test_who_asked_is_told_when_a_recording_is_ready(carrier: Carrier, application: Application) -> None:
    carrier.dial(LINE, CALLER).says(TEN_WORDS).presses("#")
    form = application.form("/ready")
    assert form.items() >= {"RecordingStatus": "completed", "RecordingSource": "RecordVerb"}.items()
    assert "From" not in form


@pytest.fixture
def client(carrier: Carrier) -> Iterator[Client]:
    with rest_server(carrier) as address:
        carrier.archive.address = address
        yield client_of(address)


def test_a_recording_is_fetched_and_deleted_by_the_owner_only(client: Client, carrier: Carrier) -> None:
    call = carrier.dial(LINE, CALLER).says(TEN_WORDS).presses("#")
    url = call.transcript[-1].form["RecordingUrl"]
    assert requests.get(url, timeout=5).status_code == 401
    sound = requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5)
    assert sound.headers["Content-Type"] == "audio/x-wav"
    with wave.open(BytesIO(sound.content)) as file:
        assert file.getnframes() / file.getframerate() == 4
    (told,) = client.recordings.list(call_sid=call.sid)
    assert (told.duration, told.status) == ("4", "completed")
    assert client.recordings(told.sid).fetch().call_sid == call.sid
    assert client.recordings(told.sid).delete()
    assert client.recordings.list() == []


def test_the_callback_may_be_relative_to_the_document(application: Application, carrier: Carrier) -> None:
    carrier.dial(LINE, CALLER).says(TEN_WORDS).presses("#")
    assert f"{HOST}/ready" in [exchange.url for exchange in carrier.calls[0].transcript]
