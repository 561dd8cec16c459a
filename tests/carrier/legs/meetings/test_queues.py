"""Enqueue, Leave, and Dial with a Queue: callers wait, hear something meanwhile, and leave in one of nine ways."""

import pytest

from carrier import Call, CallFailed, Carrier, Faults
from carrier.legs import Moved, Visit
from tests.carrier.applications import CALLER, HOST, LINE, Application, Form, Served, network

DESK = "+18667754200"
AGENT = "+15735550199"
SECOND = "+15735550101"
ENQUEUE = '<Enqueue action="/left" waitUrl="/wait">support</Enqueue>'
WAIT = '<Say>Please wait.</Say><Pause length="30"/>'


@pytest.fixture
def application() -> Application:
    return Application(
        {
            "/voice": ENQUEUE, "/wait": WAIT, "/left": "<Say>You have left the queue.</Say>",
            "/desk": '<Dial action="/dialled" timeout="40"><Queue url="/soon">support</Queue></Dial>',
            "/soon": "<Say>An agent is there.</Say>", "/dialled": "<Say>Next.</Say>",
            "/moved": '<Say>You were moved.</Say><Pause length="60"/>', "/status": "",
        }
    )  # fmt: skip


@pytest.fixture
def carrier(application: Application) -> Carrier:
    carrier = network(application, status=True)
    carrier.connect(DESK, f"{HOST}/desk")
    return carrier


def left(application: Application) -> Form:
    return application.form("/left")


def bridged(carrier: Carrier) -> tuple[Call, Call]:
    caller = carrier.dial(LINE, CALLER)
    agent = carrier.dial(DESK, AGENT)
    return caller, agent


def test_who_waits_hears_the_wait_url_over_and_over(carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER)
    assert caller.heard == "Please wait."
    assert caller.status == "in-progress"
    first = application.form("/wait")
    assert first.items() >= {
        "QueuePosition": "1", "QueueTime": "0", "AvgQueueTime": "0", "CurrentQueueSize": "1", "MaxQueueSize": "1000",
    }.items()  # fmt: skip
    assert first["QueueSid"].startswith("QU")
    caller.is_silent()
    assert caller.heard == "Please wait."
    assert application.form("/wait").items() >= {"QueueTime": "30", "QueueSid": first["QueueSid"]}.items()


def test_each_hears_their_own_place(carrier: Carrier, application: Application) -> None:
    carrier.dial(LINE, CALLER).waits(20)
    carrier.dial(LINE, SECOND)
    assert application.form("/wait").items() >= {
        "QueuePosition": "2", "QueueTime": "0", "CurrentQueueSize": "2", "AvgQueueTime": "10",
    }.items()  # fmt: skip


def test_callers_in_a_queue_grow_older_together(carrier: Carrier, application: Application) -> None:
    carrier.dial(LINE, CALLER)
    carrier.dial(LINE, SECOND).waits(100)
    waits = [form["CallSid"] for address, form in application.asked if address == "/wait" and form]
    assert sorted(waits.count(sid) for sid in set(waits)) == [4, 4]


def test_a_queue_is_left_by_leave(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/wait": "<Say>We close.</Say><Leave/>"}
    caller = carrier.dial(LINE, CALLER)
    assert left(application).items() >= {"QueueResult": "leave", "CallStatus": "in-progress"}.items()
    assert {"QueueSid", "QueueTime"} <= left(application).keys()
    assert caller.said[-1].text == "You have left the queue."


def test_without_an_action_the_document_goes_on(carrier: Carrier, application: Application) -> None:
    voice = '<Enqueue waitUrl="/wait">support</Enqueue><Say>After all.</Say>'
    application.pages = {**application.pages, "/voice": voice, "/wait": "<Leave/>"}
    assert carrier.dial(LINE, CALLER).said[-1].text == "After all."


def test_keys_are_gathered_while_one_waits(carrier: Carrier, application: Application) -> None:
    gather = '<Gather action="/key" numDigits="1" timeout="20"><Say>Press 1 to be called back.</Say></Gather>'
    application.pages = {**application.pages, "/wait": gather, "/key": "<Leave/>"}
    carrier.dial(LINE, CALLER).presses("1")
    assert application.form("/key")["Digits"] == "1"
    assert left(application)["QueueResult"] == "leave"


def test_after_a_redirect_the_wait_url_comes_again(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/wait": "<Redirect>/other</Redirect>", "/other": '<Pause length="9"/>'}
    carrier.dial(LINE, CALLER).waits(10)
    assert application.paths() == ["/voice", "/wait", "/other", "/wait", "/other"]


def test_who_hangs_up_while_waiting_is_told_of(carrier: Carrier, application: Application) -> None:
    carrier.dial(LINE, CALLER).waits(70).hangs_up()
    assert left(application).items() >= {
        "QueueResult": "hangup", "QueueTime": "70", "CallStatus": "completed",
    }.items()  # fmt: skip
    assert application.paths()[-1] == "/status"


def test_a_hangup_of_the_wait_url_is_a_hangup(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/wait": "<Hangup/>"}
    assert carrier.dial(LINE, CALLER).status == "completed"
    assert left(application)["QueueResult"] == "hangup"


def test_a_full_queue_lets_nobody_in(carrier: Carrier, application: Application) -> None:
    carrier.queues.named("support").longest = 1
    carrier.dial(LINE, CALLER)
    carrier.dial(LINE, SECOND)
    assert left(application)["QueueResult"] == "queue-full"
    assert not {"QueueSid", "QueueTime"} & left(application).keys(), "who never was in a queue has no time in it"


def test_twilio_itself_may_fail_to_let_a_caller_in(carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER, faults=Faults(no_queue=True))
    assert left(application)["QueueResult"] == "system-error"
    assert "QueueSid" not in left(application)
    assert caller.said[-1].text == "You have left the queue."


@pytest.mark.parametrize("verb", ["<Record/>", "<Dial>+15735550123</Dial>", "<Reject/>", ENQUEUE])
def test_a_wait_url_may_do_no_more_than_twilio_lets_it(carrier: Carrier, application: Application, verb: str) -> None:
    application.pages = {**application.pages, "/wait": verb}
    with pytest.raises(CallFailed, match="may not stand in a document of a queue's waitUrl"):
        carrier.dial(LINE, CALLER)
    assert left(application)["QueueResult"] == "error"


@pytest.mark.parametrize("fault", [TimeoutError(), ConnectionError("no")])
def test_a_wait_url_that_never_comes_ends_the_waiting(
    carrier: Carrier, application: Application, fault: Served
) -> None:
    application.pages = {**application.pages, "/wait": fault}
    assert carrier.dial(LINE, CALLER).said[-1].text == "You have left the queue."
    assert left(application)["QueueResult"] == "error"


def test_a_wait_url_that_takes_no_time_is_a_circle(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/wait": ""}
    with pytest.raises(CallFailed, match="round in circles"):
        carrier.dial(LINE, CALLER)
    assert left(application)["QueueResult"] == "error"


def test_leave_stands_nowhere_else(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/voice": "<Leave/>"}
    with pytest.raises(CallFailed, match="only in a document of a queue's waitUrl"):
        carrier.dial(LINE, CALLER)


@pytest.mark.parametrize(("wait", "heard"), [('waitUrl=""', ""), ("", "[hold music]")])
def test_without_a_wait_url_there_is_silence_or_music(
    carrier: Carrier, application: Application, wait: str, heard: str
) -> None:
    application.pages = {**application.pages, "/voice": f'<Enqueue action="/left" {wait}>support</Enqueue>'}
    caller = carrier.dial(LINE, CALLER)
    assert (caller.heard, application.paths()) == (heard, ["/voice"])
    caller.waits(200).hangs_up()
    assert left(application)["QueueTime"] == "200"


# Taken out by an agent


def test_an_agent_takes_whoever_waits_longest(carrier: Carrier, application: Application) -> None:
    first = carrier.dial(LINE, CALLER).waits(25)
    second = carrier.dial(LINE, SECOND)
    agent = carrier.dial(DESK, AGENT)
    assert application.form("/soon").items() >= {
        "CallSid": first.sid, "QueueTime": "26", "DequeingCallSid": agent.sid,
    }.items()  # fmt: skip
    assert first.said[-1].text == "An agent is there."
    agent.waits(60)
    assert "/left" not in application.paths(), "the action is asked when the talk is over"
    agent.hangs_up()
    assert left(application).items() >= {"CallSid": first.sid, "QueueResult": "bridged", "QueueTime": "26"}.items()
    assert not second.is_over


def test_when_the_caller_hangs_up_the_agents_dial_ends(carrier: Carrier, application: Application) -> None:
    caller, agent = bridged(carrier)
    caller.waits(42).hangs_up()
    assert left(application).items() >= {"QueueResult": "bridged", "CallStatus": "completed"}.items()
    form = application.form("/dialled")
    assert form.items() >= {
        "DialCallStatus": "completed", "DialBridged": "true", "DialCallSid": caller.sid, "DialCallDuration": "40",
    }.items()  # fmt: skip
    assert agent.goes_on().said[-1].text == "Next."


def test_an_agent_waits_at_an_empty_queue(carrier: Carrier, application: Application) -> None:
    carrier.queues.named("support")
    agent = carrier.dial(DESK, AGENT).waits(30)
    assert not agent.is_over
    caller = carrier.dial(LINE, CALLER)
    assert caller.said[-1].text == "An agent is there."


def test_an_agent_waits_no_longer_than_the_timeout(carrier: Carrier, application: Application) -> None:
    carrier.queues.named("support")
    carrier.dial(DESK, AGENT).waits(41)
    assert application.form("/dialled").items() >= {"DialCallStatus": "no-answer", "DialBridged": "false"}.items()


def test_a_queue_that_nobody_was_sent_to_is_an_error(carrier: Carrier, application: Application) -> None:
    carrier.dial(DESK, AGENT)
    assert application.form("/dialled")["DialCallStatus"] == "failed"


def test_two_agents_never_get_the_same_caller(carrier: Carrier, application: Application) -> None:
    carrier.queues.named("support")
    carrier.dial(DESK, AGENT)
    carrier.dial(DESK, SECOND)
    carrier.dial(LINE, CALLER)
    assert application.paths().count("/soon") == 1
    carrier.dial(LINE, CALLER)
    assert application.paths().count("/soon") == 2


def test_who_hangs_up_during_the_announcement_is_not_connected(carrier: Carrier, application: Application) -> None:
    application.pages = {**application.pages, "/soon": '<Pause length="10"/>'}
    caller = carrier.dial(LINE, CALLER)
    agent = carrier.dial(DESK, AGENT)
    caller.hangs_up()
    assert left(application)["QueueResult"] == "hangup"
    assert application.form("/dialled").items() >= {"DialBridged": "false", "DialCallStatus": "no-answer"}.items()
    assert agent.goes_on().is_over


def test_an_agent_who_goes_during_the_announcement_leaves_the_caller(
    carrier: Carrier, application: Application
) -> None:
    application.pages = {**application.pages, "/soon": '<Say>One moment.</Say><Pause length="10"/>'}
    caller = carrier.dial(LINE, CALLER)
    agent = carrier.dial(DESK, AGENT, impatient=True)
    agent.hangs_up()
    assert left(application).items() >= {"QueueResult": "bridging-in-process", "CallStatus": "in-progress"}.items()
    assert caller.goes_on().said[-1].text == "You have left the queue."


@pytest.mark.parametrize("verb", ["<Gather/>", "<Hangup/>", "<Leave/>", "<Dial>+15735550123</Dial>"])
def test_an_announcement_may_do_no_more_than_twilio_lets_it(
    carrier: Carrier, application: Application, verb: str
) -> None:
    application.pages = {**application.pages, "/soon": verb}
    caller = carrier.dial(LINE, CALLER)
    carrier.dial(DESK, AGENT)
    with pytest.raises(CallFailed, match="may not stand in a document for somebody who leaves a queue"):
        caller.goes_on()
    assert left(application)["QueueResult"] == "error"


def test_faults_strike_those_who_wait(carrier: Carrier, application: Application) -> None:
    carrier.dial(LINE, CALLER, faults=Faults(duplicates=3, first=2)).waits(31)
    assert application.paths().count("/wait") == 6


def test_a_caller_may_hang_up_while_the_wait_url_is_asked(carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER, faults=Faults(hang_up_in_request=2))
    assert (caller.status, left(application)["QueueResult"]) == ("completed", "hangup")


def test_a_fallback_is_not_for_those_who_wait(application: Application) -> None:
    carrier = network(application, fallback=True)
    application.pages = {**application.pages, "/wait": TimeoutError(), "/fallback": "<Say>Later.</Say>"}
    carrier.dial(LINE, CALLER)
    assert "/fallback" not in application.paths()
    assert left(application)["QueueResult"] == "error"


def test_who_would_have_hung_up_later_goes_on_when_the_talk_is_over(carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER, faults=Faults(hang_up_after=1000))
    agent = carrier.dial(DESK, AGENT).waits(10)
    agent.hangs_up()
    assert left(application).items() >= {"QueueResult": "bridged", "CallStatus": "in-progress"}.items()
    assert caller.goes_on().said[-1].text == "You have left the queue."


def test_the_time_of_anothers_request_goes_by_for_who_waits(carrier: Carrier) -> None:
    caller = carrier.dial(LINE, CALLER)
    before = caller.elapsed
    carrier.connect(DESK, f"{HOST}/dialled")
    assert carrier.dial(DESK, AGENT, faults=Faults(slow=10, most=1)).elapsed < 1
    assert 10 <= caller.elapsed - before < 11


# Two things at the same moment


def test_who_is_moved_just_before_being_taken_out_is_moved(carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER)
    desk = application.pages["/desk"]

    def moves_the_caller(_: Form) -> Served:
        caller.leg.interrupt(Moved(Visit(f"{HOST}/moved")))
        return desk

    application.pages = {**application.pages, "/desk": moves_the_caller}
    agent = carrier.dial(DESK, AGENT)
    caller.goes_on()
    assert left(application)["QueueResult"] == "bridging-in-process"
    assert caller.said[-1].text == "You were moved."
    assert application.form("/dialled")["DialBridged"] == "false"
    assert agent.status == "completed"


def test_who_is_moved_just_before_being_forsaken_is_moved(carrier: Carrier, application: Application) -> None:
    def moves_the_caller_and_loses_the_agent(_: Form) -> Served:
        carrier.calls[-1].leg.interrupt(Moved(Visit(f"{HOST}/moved")))
        agent.hangs_up()
        return ""

    application.pages = {**application.pages, "/soon": moves_the_caller_and_loses_the_agent}
    carrier.queues.named("support")
    agent = carrier.dial(DESK, AGENT)
    caller = carrier.dial(LINE, CALLER)
    assert caller.said[-1].text == "You were moved."
    assert left(application)["QueueResult"] == "bridging-in-process"
