"""A call from ring to hang-up: what it asks, what it says, and how it ends."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from carrier import CallFailed, CallOver, Carrier, NotInService, Reply, VirtualClock
from carrier.legs.speech import sentences
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application, Form, Served, network, twiml


def test_a_call_rings_first_and_is_in_progress_after_that() -> None:
    application = Application({"/voice": "<Redirect>/next</Redirect>", "/next": "<Say>Hello.</Say>"})
    call = network(application).dial(LINE, CALLER)
    assert [form["CallStatus"] for _, form in application.asked if form] == ["ringing", "in-progress"]
    assert call.status == "completed"


def test_a_request_says_who_rings_whom_in_twilios_words() -> None:
    application = Application({"/voice": "<Hangup/>"})
    call = network(application).dial(LINE, CALLER)
    form = application.form("/voice")
    assert form.items() >= {
        "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": call.sid, "Direction": "inbound",
        "From": CALLER, "Caller": CALLER, "To": LINE, "Called": LINE,
        "CallerCity": "JEFFERSON CITY", "FromState": "MO", "ToCity": "", "CalledCountry": "US",
    }.items()  # fmt: skip
    assert "Digits" not in form


def test_every_call_has_a_fresh_sid() -> None:
    carrier = network(Application({"/voice": "<Hangup/>"}))
    first, second = carrier.dial(LINE, CALLER).sid, carrier.dial(LINE, CALLER).sid
    assert first != second
    assert re.fullmatch(r"CA[0-9a-f]{32}", first)


def test_a_caller_may_withhold_the_number() -> None:
    application = Application({"/voice": "<Hangup/>"})
    network(application).dial(LINE, "anonymous")
    assert application.form("/voice")["From"] == "anonymous"
    assert application.form("/voice")["FromCountry"] == ""


def test_the_end_of_a_document_hangs_up() -> None:
    call = network(Application({"/voice": "<Say>Goodbye.</Say>"})).dial(LINE, CALLER)
    assert call.is_over
    assert call.status == "completed"
    with pytest.raises(CallOver):
        call.presses("1")


def test_words_recordings_and_pauses_take_time() -> None:
    verbs = (
        '<Say loop="2">One two three four five.</Say><Pause length="3"/><Pause/><Play>https://x.example/a.mp3</Play>'
    )
    recording = Reply(200, {"Content-Type": "audio/mpeg"}, b"ID3")
    call = network(Application({"/voice": verbs, "/a.mp3": recording})).dial(LINE, CALLER)
    assert call.elapsed == pytest.approx(2 * 2 + 3 + 1 + 5)
    assert call.heard == "One two three four five. One two three four five. [recording https://x.example/a.mp3]"


def test_each_sentence_keeps_its_language_and_voice() -> None:
    verbs = '<Say voice="Polly.Lupe" language="es-US">Hola. ¿Cómo está?</Say><Say>Hello.</Say>'
    call = network(Application({"/voice": verbs})).dial(LINE, CALLER)
    assert [(s.text, s.language, s.voice) for s in call.said] == [
        ("Hola.", "es-US", "Polly.Lupe"),
        ("¿Cómo está?", "es-US", "Polly.Lupe"),
        ("Hello.", "en-US", "man"),
    ]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = "We are open from 8 a.m. to 5:30 p.m. Central Time. Write to St. Mary. Really? Yes."
    assert sentences(text) == [
        "We are open from 8 a.m. to 5:30 p.m. Central Time.", "Write to St. Mary.", "Really?", "Yes.",
    ]  # fmt: skip


def test_hanging_up_ends_the_call_and_asks_no_action() -> None:
    application = Application({"/voice": '<Gather action="/digits"/>', "/status": ""})
    call = network(application, status=True).dial(LINE, CALLER).presses("12").hangs_up()
    assert call.is_over
    assert application.paths() == ["/voice", "/status"]


def test_the_status_callback_comes_once_at_the_end() -> None:
    application = Application({"/voice": '<Say>Five words make two seconds.</Say><Pause length="60"/>', "/status": ""})
    network(application, status=True).dial(LINE, CALLER)
    assert application.paths() == ["/voice", "/status"]
    assert application.form("/status").items() >= {
        "CallStatus": "completed", "CallDuration": "62", "Duration": "2", "SequenceNumber": "0",
        "CallbackSource": "call-progress-events", "Timestamp": "Mon, 05 Jan 2026 15:01:02 +0000",
    }.items()  # fmt: skip


def test_a_status_callback_that_is_not_answered_harms_nobody() -> None:
    application = Application({"/voice": "<Hangup/>", "/status": Reply(500)})
    assert network(application, status=True).dial(LINE, CALLER).status == "completed"


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_was_never_answered(reason: str, status: str) -> None:
    application = Application({"/voice": f'<Reject reason="{reason}"/>', "/status": ""})
    call = network(application, status=True).dial(LINE, CALLER)
    assert call.status == status
    assert application.form("/status")["CallDuration"] == "0"
    assert "answered" not in [event.name for event in call.events]


def test_an_answered_call_cannot_be_rejected() -> None:
    application = Application({"/voice": "<Say>Hello.</Say><Redirect>/next</Redirect>", "/next": "<Reject/>"})
    with pytest.raises(CallFailed, match="already answered"):
        network(application).dial(LINE, CALLER)


def test_a_broken_document_fails_the_call_and_says_where() -> None:
    application = Application({"/voice": "<Redirect>/next</Redirect>", "/next": "<Shout/>", "/status": ""})
    carrier = network(application, status=True)
    with pytest.raises(CallFailed, match="/next: there is no verb <Shout>"):
        carrier.dial(LINE, CALLER)
    assert application.form("/status")["CallStatus"] == "failed"
    assert [exchange.url for exchange in carrier.calls[0].transcript] == [
        f"{HOST}/voice",
        f"{HOST}/next",
        f"{HOST}/status",
    ]


def test_a_redirect_of_http_loses_the_digits() -> None:
    application = Application(
        {
            "/voice": '<Gather action="/digits" numDigits="1"/>',
            "/digits": Reply(302, {"location": "/moved?turn=2"}),
            "/moved": '<Gather action="here" numDigits="1"/>',
            "/here": "",
        }
    )
    network(application).dial(LINE, CALLER).presses("12")
    assert application.asked[2] == ("/moved?turn=2", None)
    assert application.paths()[-1] == "/here", "addresses start from where the document came from"


def test_ten_redirects_of_http_are_followed_and_no_more() -> None:
    hops = {f"/hop{n}": Reply(307, {"Location": f"/hop{n + 1}"}) for n in range(1, 12)}
    start = {"/voice": Reply(301, {"Location": "/hop2"}), "/hop11": twiml("<Hangup/>")}
    assert network(Application({**hops, **start})).dial(LINE, CALLER).status == "completed"
    start = {"/voice": Reply(301, {"Location": "/hop1"}), "/hop11": twiml("<Hangup/>")}
    with pytest.raises(CallFailed, match="more than 10"):
        network(Application({**hops, **start})).dial(LINE, CALLER)


def test_redirect_verbs_are_not_counted_but_circles_end() -> None:
    def fifty_times(_: Form) -> Served:
        return "<Redirect>/voice</Redirect>" if next(turns) < 50 else "<Hangup/>"

    turns = iter(range(10_000))
    assert network(Application({"/voice": fifty_times})).dial(LINE, CALLER).status == "completed"
    with pytest.raises(CallFailed, match="round in circles"):
        network(Application({"/voice": "<Redirect>/voice</Redirect>"})).dial(LINE, CALLER)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Reply(500), "11200"), (Reply(403), "11200"), (TimeoutError(), "11200"), (ConnectionError("no"), "11205")],
)
def test_the_fallback_is_asked_when_no_document_comes(fault: Reply | Exception, code: str) -> None:
    application = Application({"/voice": fault, "/fallback": "<Say>Please call again later.</Say>"})
    call = network(application, fallback=True).dial(LINE, CALLER)
    assert call.heard == "Please call again later."
    assert application.form("/fallback").items() >= {"ErrorCode": code, "ErrorUrl": f"{HOST}/voice"}.items()


def test_without_a_fallback_the_caller_hears_an_apology_and_the_call_fails() -> None:
    carrier = network(Application({"/voice": '<Gather action="/next" numDigits="1"/>', "/next": Reply(500)}))
    call = carrier.dial(LINE, CALLER)
    with pytest.raises(CallFailed, match="/next answered with status 500"):
        call.presses("1")
    assert call.status == "failed"
    assert call.heard == "We are sorry. An application error has occurred. Goodbye."


def test_a_broken_document_is_never_hidden_by_the_fallback() -> None:
    application = Application({"/voice": "<Shout/>", "/fallback": "<Say>Later.</Say>"})
    carrier = network(application, fallback=True)
    with pytest.raises(CallFailed, match="no verb <Shout>"):
        carrier.dial(LINE, CALLER)
    assert application.form("/fallback").items() >= {"ErrorCode": "12200", "ErrorUrl": f"{HOST}/voice"}.items()
    (call,) = carrier.calls
    assert call.heard == "Later."
    assert "no verb <Shout>" in call.failure


def test_no_answer_takes_fifteen_seconds() -> None:
    application = Application({"/voice": TimeoutError(), "/fallback": "<Hangup/>"})
    clock = VirtualClock(datetime(2026, 3, 1, tzinfo=UTC))
    carrier = Carrier(ACCOUNT, TOKEN, clock=clock, post=application)
    carrier.connect(LINE, f"{HOST}/voice", fallback_url=f"{HOST}/fallback")
    carrier.dial(LINE, CALLER)
    assert clock.now() == datetime(2026, 3, 1, 0, 0, 15, tzinfo=UTC)


def test_a_lost_connection_is_tried_once_more_with_the_same_token() -> None:
    served: Iterator[Served] = iter([ConnectionError("refused"), twiml("<Hangup/>")])
    application = Application({"/voice": lambda _: next(served)})
    assert network(application).dial(LINE, CALLER).status == "completed"
    tokens = [headers["I-Twilio-Idempotency-Token"] for headers in application.headers]
    assert len(tokens) == 2
    assert tokens[0] == tokens[1]


def test_different_requests_have_different_tokens() -> None:
    application = Application({"/voice": "<Redirect>/next</Redirect>", "/next": "<Hangup/>"})
    network(application).dial(LINE, CALLER)
    assert len({headers["I-Twilio-Idempotency-Token"] for headers in application.headers}) == 2


def test_the_settings_in_a_fragment_stay_at_home() -> None:
    application = Application({"/voice": "<Hangup/>"})
    carrier = Carrier(ACCOUNT, TOKEN, post=application)
    carrier.connect(LINE, f"{HOST}/voice#rt=5000&rc=2")
    call = carrier.dial(LINE, CALLER)
    assert call.transcript[0].url == f"{HOST}/voice"


def test_the_transcript_holds_all_that_was_sent_and_answered() -> None:
    application = Application(
        {"/voice": '<Gather action="/digits" numDigits="1"/>', "/digits": "", "/status": Reply(204)}
    )
    call = network(application, status=True).dial(LINE, CALLER).presses("7")
    assert [(e.method, e.url, e.status) for e in call.transcript] == [
        ("POST", f"{HOST}/voice", 200), ("POST", f"{HOST}/digits", 200), ("POST", f"{HOST}/status", 204),
    ]  # fmt: skip
    assert call.transcript[1].form["Digits"] == "7"
    assert call.transcript[0].body == '<Response><Gather action="/digits" numDigits="1"/></Response>'


def test_a_number_that_nobody_connected_is_not_in_service() -> None:
    with pytest.raises(NotInService):
        network(Application({})).dial("+15735550123", CALLER)


@pytest.mark.parametrize(("sid", "token"), [("AC123", "t"), (ACCOUNT, "")])
def test_a_network_without_a_proper_account_is_refused(sid: str, token: str) -> None:
    with pytest.raises(ValueError, match=r"account SID|auth token"):
        Carrier(sid, token)
