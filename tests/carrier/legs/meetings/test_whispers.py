"""Dial with a whisper: whoever picks up hears something first, and may decline."""

import pytest

from carrier import CallFailed, CallOver, Carrier, Faults
from carrier.legs import HungUp, Meeting, Moved, Visit
from tests.carrier.applications import CALLER, HOST, LINE, Application, Form, network

AGENT = "+15735550199"
OTHER = "+15735550198"
WHISPER = '<Gather action="/accept" numDigits="1" timeout="5"><Say>Press 1 to accept.</Say></Gather><Hangup/>'
EVENTS = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
NUMBER = f'<Number url="/whisper" {EVENTS}>{AGENT}</Number>'


def dial(inside: str = NUMBER, more: str = "") -> str:
    return f'<Dial action="/dialled" timeout="20" {more}>{inside}</Dial>'


def _accept(form: Form) -> str:
    return "" if form["Digits"] == "1" else "<Hangup/>"


@pytest.fixture
def application() -> Application:
    return Application(
        {
            "/voice": dial(), "/whisper": WHISPER, "/accept": _accept, "/dialled": "<Say>Goodbye.</Say>",
            "/leg": "", "/status": "", "/moved": '<Say>You were moved.</Say><Pause length="60"/>',
        }
    )  # fmt: skip


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application, status=True)


def test_who_accepts_is_connected_and_either_may_hang_up(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    assert phone.rings
    agent = phone.picks_up()
    assert agent.heard == "Press 1 to accept."
    assert not any(event.name == "connected" for event in caller.events)
    agent.presses("1")
    assert [event.text for event in caller.events if event.name == "connected"] == [AGENT]
    caller.waits(90)
    agent.hangs_up()
    form = application.form("/dialled")
    assert form.items() >= {"DialCallStatus": "completed", "DialBridged": "true", "DialCallSid": agent.sid}.items()
    assert int(form["DialCallDuration"]) >= 90
    assert caller.goes_on().status == "completed"


def test_the_dialled_call_is_a_call_of_its_own(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    form = application.form("/whisper")
    assert form.items() >= {
        "CallSid": agent.sid, "ParentCallSid": caller.sid, "Direction": "outbound-dial", "CallStatus": "in-progress",
        "From": CALLER, "To": AGENT, "Called": AGENT,
    }.items()  # fmt: skip
    assert agent.sid != caller.sid
    assert "StirVerstat" not in form


def test_its_progress_is_reported_as_asked(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    phone.picks_up().presses("1")
    caller.hangs_up()
    told = [form for address, form in application.asked if address == "/leg" and form]
    assert [(form["CallStatus"], form["SequenceNumber"]) for form in told] == [
        ("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3"),
    ]  # fmt: skip
    assert {form["ParentCallSid"] for form in told} == {caller.sid}


@pytest.mark.parametrize("keys", ["2", ""])
def test_who_declines_or_is_silent_is_not_connected(carrier: Carrier, application: Application, keys: str) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    if keys:
        agent.presses(keys)
    else:
        agent.is_silent()
    assert agent.status == "completed"
    form = application.form("/dialled")
    assert form.items() >= {"DialBridged": "false", "DialCallStatus": "completed"}.items(), (
        "Twilio may call a declined whisper completed: only DialBridged tells"
    )
    assert caller.goes_on().said[-1].text == "Goodbye."


def test_who_hangs_up_during_the_whisper_is_not_connected(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    phone.picks_up().hangs_up()
    assert application.form("/dialled")["DialBridged"] == "false"


def test_nobody_picks_up_in_time(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER).waits(19)
    assert phone.rings
    caller.waits(2)
    assert not phone.rings
    form = application.form("/dialled")
    assert form.items() >= {"DialCallStatus": "no-answer", "DialBridged": "false"}.items()
    assert "DialCallDuration" not in form
    with pytest.raises(CallOver):
        phone.picks_up()


def test_a_declined_ring_is_busy(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    phone.declines()
    assert application.form("/dialled")["DialCallStatus"] == "busy"


def test_a_caller_who_hangs_up_stops_the_ringing(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER).hangs_up()
    assert not phone.rings
    assert phone.calls[0].status == "canceled"
    assert application.form("/dialled").items() >= {"DialCallStatus": "canceled", "CallStatus": "completed"}.items()


def test_a_caller_who_hangs_up_during_the_whisper_ends_it(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    caller.hangs_up()
    assert agent.status == "completed"
    assert "/accept" not in application.paths()


def test_all_are_rung_at_once_and_the_first_who_accepts_is_connected(
    carrier: Carrier, application: Application
) -> None:
    application.pages = {**application.pages, "/voice": dial(f"{NUMBER}<Client url='/whisper'>ann</Client>")}
    first, second = carrier.phone(AGENT), carrier.phone("client:ann")
    caller = carrier.dial(LINE, CALLER)
    assert caller.dialled == [AGENT, "client:ann"]
    one, two = first.picks_up(), second.picks_up()
    two.presses("1")
    assert (one.status, two.status) == ("completed", "in-progress")
    caller.hangs_up()
    assert application.form("/dialled")["DialCallSid"] == two.sid
    assert application.form("/whisper")["To"] == "client:ann"


def test_one_who_declines_leaves_the_others_ringing(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/voice": dial(f"{NUMBER}<Number>{OTHER}</Number>")}
    first, second = carrier.phone(AGENT), carrier.phone(OTHER)
    carrier.dial(LINE, CALLER)
    first.picks_up().presses("2")
    assert second.rings
    assert second.picks_up().status == "in-progress"


def test_in_sequence_the_next_rings_when_one_has_declined(carrier: Carrier, application: Application) -> None:
    application.pages = {
        **application.pages, "/voice": dial(f"{NUMBER}<Number>{OTHER}</Number>", 'sequential="true"'),
    }  # fmt: skip
    first, second = carrier.phone(AGENT), carrier.phone(OTHER)
    caller = carrier.dial(LINE, CALLER)
    assert not second.rings
    first.picks_up().presses("2")
    assert second.rings
    second.picks_up()
    caller.hangs_up()
    assert application.form("/dialled")["DialBridged"] == "true"


def test_a_machine_that_presses_a_key_accepts(carrier: Carrier, application: Application) -> None:
    carrier.answers(AGENT, "completed", talks_for=30, presses="1")
    carrier.dial(LINE, CALLER)
    assert application.form("/accept")["Digits"] == "1"
    assert application.form("/dialled")["DialBridged"] == "true"


def test_a_voicemail_never_accepts(carrier: Carrier, application: Application) -> None:
    carrier.answers(AGENT, "completed", talks_for=300)
    carrier.dial(LINE, CALLER)
    assert application.form("/dialled")["DialBridged"] == "false"


@pytest.mark.parametrize("answer_on_bridge", [True, False])
def test_a_call_may_go_on_ringing_until_it_is_connected(
    carrier: Carrier, application: Application, *, answer_on_bridge: bool
) -> None:
    more = 'answerOnBridge="true"' if answer_on_bridge else ""
    application.pages = {**application.pages, "/voice": dial(more=more)}
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    assert caller.status == ("ringing" if answer_on_bridge else "in-progress")
    agent = phone.picks_up()
    assert caller.status == ("ringing" if answer_on_bridge else "in-progress")
    agent.presses("1")
    assert caller.status == "in-progress"


@pytest.mark.parametrize("verb", ["<Dial>+15735550123</Dial>", "<Redirect>/x</Redirect>", '<Pause length="1"/>'])
def test_a_whisper_may_do_no_more_than_twilio_lets_it(carrier: Carrier, application: Application, verb: str) -> None:
    application.pages = {**application.pages, "/whisper": verb}
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    with pytest.raises(CallFailed, match="may not stand in a document for somebody who was dialled"):
        phone.picks_up()
    assert phone.calls[0].status == "failed"
    with pytest.raises(CallFailed, match="/whisper"):
        caller.goes_on()
    assert application.form("/dialled")["DialBridged"] == "false"


def test_a_caller_id_is_the_callers_or_your_own(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/voice": dial(more=f'callerId="{LINE}"')}
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    assert phone.picks_up().leg.parties.caller == LINE
    application.pages = {**application.pages, "/voice": dial(more='callerId="+15735550142"')}
    with pytest.raises(CallFailed, match="neither the caller's nor your own"):
        carrier.dial(LINE, CALLER)


def test_a_telephone_elsewhere_is_rung_by_sip(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/voice": dial("<Sip>sip:ann@pbx.example</Sip>")}
    phone = carrier.phone("sip:ann@pbx.example")
    caller = carrier.dial(LINE, CALLER)
    phone.picks_up()
    assert caller.dialled == ["sip:ann@pbx.example"]


def test_faults_strike_the_dialled_call_too(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    agent = phone.calls[0]
    agent.faults = Faults(duplicates=3, reorder=True)
    agent.picks_up().presses("1").hangs_up()
    assert application.paths().count("/whisper") == 3
    told = [form["SequenceNumber"] for address, form in application.asked if address == "/leg" and form]
    assert told[:2] == ["0", "1"]
    assert told[2::3] == ["3", "2"]


def test_a_whisper_that_never_comes_connects_nobody(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/whisper": TimeoutError()}
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    with pytest.raises(CallFailed, match="did not answer within 15 seconds"):
        phone.picks_up()
    assert application.form("/dialled")["DialBridged"] == "false"


def test_addresses_of_a_dial_start_from_its_document(carrier: Carrier, application: Application) -> None:
    carrier.connect(LINE, f"{HOST}/deep/voice")
    application.pages = {**application.pages, "/deep/voice": dial().replace('"/', '"../')}
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER)
    phone.picks_up()
    assert "/whisper" in application.paths()


def test_who_is_moved_during_the_whisper_is_not_connected(carrier: Carrier, application: Application) -> None:
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    agent.leg.interrupt(Moved(Visit(f"{HOST}/moved")))
    agent.goes_on()
    assert agent.said[-1].text == "You were moved."
    assert application.form("/dialled")["DialBridged"] == "false"
    assert caller.goes_on().status == "completed"


def test_a_dialled_call_begins_with_the_faults_of_its_parent_but_for_its_hang_ups(
    carrier: Carrier, application: Application
) -> None:
    phone = carrier.phone(AGENT)
    carrier.dial(LINE, CALLER, faults=Faults(duplicates=2, hang_up_after=100, hang_up_in_request=9))
    assert phone.picks_up().faults == Faults(duplicates=2)
    assert application.paths().count("/whisper") == 2


def test_two_who_come_at_the_same_moment_are_not_both_connected(carrier: Carrier) -> None:
    host, first, second = (carrier.leg(LINE, CALLER, tell=lambda _: None) for _ in range(3))
    meeting = Meeting(host)
    for guest in (first, second):
        meeting.asks(guest, HungUp("canceled"))
    assert [meeting.comes(first), meeting.comes(second)] == [True, False]
    assert meeting.guest is first
    assert [len(leg.mailbox) for leg in (host, first, second)] == [0, 0, 1]
