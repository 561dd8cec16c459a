"""Queues, members and moves between calls, through Twilio's own client."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from carrier import Call, Carrier
from tests.carrier.applications import CALLER, HOST, LINE, Application, network
from tests.carrier.rest.clients import client_of, rest_server

DESK = "+18667754200"
AGENT = "+15735550199"
SECOND = "+15735550101"
MOVED = '<Say>You were moved.</Say><Pause length="60"/>'


@pytest.fixture
def application() -> Application:
    return Application(
        {
            "/voice": '<Enqueue action="/left" waitUrl="/wait">support</Enqueue>', "/moved": MOVED, "/status": "",
            "/wait": '<Say>Please wait.</Say><Pause length="30"/>', "/left": "<Say>You have left the queue.</Say>",
            "/desk": '<Dial action="/dialled"><Queue>support</Queue></Dial>', "/dialled": "<Say>Next.</Say>",
            "/direct": f'<Dial action="/dialled"><Number>{AGENT}</Number></Dial>',
            "/whisper": '<Gather action="/key" numDigits="1"><Say>Press 1.</Say></Gather>', "/key": MOVED,
        }
    )  # fmt: skip


@pytest.fixture
def carrier(application: Application) -> Carrier:
    carrier = network(application, status=True)
    carrier.connect(DESK, f"{HOST}/desk")
    return carrier


@pytest.fixture
def client(carrier: Carrier) -> Iterator[Client]:
    with rest_server(carrier) as address:
        yield client_of(address)


def refused(what: object) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refusal:
        what()  # type: ignore[operator]  # a call of the client, which carries no types
    return refusal.value.status, refusal.value.code


def bridged(carrier: Carrier) -> tuple[Call, Call]:
    caller = carrier.dial(LINE, CALLER)
    agent = carrier.dial(DESK, AGENT)
    return caller, agent


# Queues


def test_a_queue_tells_who_waits_and_for_how_long(client: Client, carrier: Carrier) -> None:
    first = carrier.dial(LINE, CALLER).waits(20)
    second = carrier.dial(LINE, SECOND)
    (queue,) = client.queues.list()
    assert (queue.friendly_name, queue.current_size, queue.max_size) == ("support", 2, 1000)
    assert queue.average_wait_time == (21 + 0) // 2
    assert client.queues(queue.sid).fetch().sid == queue.sid
    members = client.queues(queue.sid).members.list()
    assert [(row.call_sid, row.position) for row in members] == [(first.sid, 1), (second.sid, 2)]
    front = client.queues(queue.sid).members("Front").fetch()
    assert (front.call_sid, front.wait_time, front.queue_sid) == (first.sid, 21, queue.sid)
    assert front.date_enqueued == (carrier.clock.now() - timedelta(seconds=21.6)).replace(microsecond=0)


def test_a_queue_may_be_made_and_made_smaller(client: Client, carrier: Carrier, application: Application) -> None:
    queue = client.queues.create(friendly_name="support", max_size=5)
    assert client.queues(queue.sid).update(max_size=0).max_size == 0
    carrier.dial(LINE, CALLER)
    assert application.form("/left")["QueueResult"] == "queue-full"
    assert refused(lambda: client.queues.create(friendly_name="support")) == (400, 22003)
    assert client.queues(queue.sid).delete()
    assert client.queues.list() == []


def test_a_queue_in_which_somebody_waits_is_not_forgotten(client: Client, carrier: Carrier) -> None:
    carrier.dial(LINE, CALLER)
    (queue,) = client.queues.list()
    assert refused(client.queues(queue.sid).delete) == (400, 22003)


def test_what_is_not_there_is_not_found(client: Client, carrier: Carrier) -> None:
    assert refused(client.queues("QU" + "0" * 32).fetch) == (404, 20404)
    queue = client.queues.create(friendly_name="support")
    for who in ("Front", "CA" + "0" * 32):
        member = client.queues(queue.sid).members(who)
        assert refused(member.fetch) == (404, 20404)
        assert refused(lambda member=member: member.update(url=f"{HOST}/moved")) == (404, 20404)


@pytest.mark.parametrize("url", ["/moved", ""])
def test_a_member_is_moved_to_a_whole_address_only(client: Client, carrier: Carrier, url: str) -> None:
    carrier.dial(LINE, CALLER)
    (queue,) = client.queues.list()
    assert refused(lambda: client.queues(queue.sid).members("Front").update(url=url)) == (400, 21205)


# Moves out of a queue


@pytest.mark.parametrize("who", ["Front", "CallSid"])
def test_a_member_is_taken_out_at_once_and_moved(
    client: Client, carrier: Carrier, application: Application, who: str
) -> None:
    caller = carrier.dial(LINE, CALLER)
    (queue,) = client.queues.list()
    client.queues(queue.sid).members(caller.sid if who == "CallSid" else who).update(url=f"{HOST}/moved")
    assert client.queues(queue.sid).members.list() == [], "before the call has heard of it"
    caller.goes_on()
    assert application.form("/left").items() >= {"QueueResult": "redirected", "CallStatus": "in-progress"}.items()
    assert caller.said[-1].text == "You were moved.", "what the action answers is not performed"


def test_two_dequeues_of_the_front_move_two_callers(client: Client, carrier: Carrier) -> None:
    callers = [carrier.dial(LINE, number) for number in (CALLER, SECOND)]
    (queue,) = client.queues.list()
    for _ in callers:
        client.queues(queue.sid).members("Front").update(url=f"{HOST}/moved")
    assert [caller.goes_on().said[-1].text for caller in callers] == ["You were moved."] * 2
    assert refused(lambda: client.queues(queue.sid).members("Front").update(url=f"{HOST}/moved")) == (404, 20404)


def test_a_call_that_waits_is_moved_like_any_other(client: Client, carrier: Carrier, application: Application) -> None:
    caller = carrier.dial(LINE, CALLER)
    client.calls(caller.sid).update(url=f"{HOST}/moved")
    assert caller.goes_on().said[-1].text == "You were moved."
    assert application.form("/left")["QueueResult"] == "redirected"
    assert carrier.queues.named("support").members == []


def test_a_caller_who_hangs_up_meanwhile_goes_nowhere(
    client: Client, carrier: Carrier, application: Application
) -> None:
    caller = carrier.dial(LINE, CALLER)
    caller.leg.mailbox.clear()
    (queue,) = client.queues.list()
    caller.hangs_up()
    assert refused(lambda: client.queues(queue.sid).members(caller.sid).update(url=f"{HOST}/moved")) == (404, 20404)
    assert refused(lambda: client.calls(caller.sid).update(url=f"{HOST}/moved")) == (400, 21220)
    assert "/moved" not in application.paths()


def test_who_is_being_connected_is_no_member_any_more(client: Client, carrier: Carrier) -> None:
    caller, _ = bridged(carrier)
    (queue,) = client.queues.list()
    assert queue.current_size == 0
    assert refused(client.queues(queue.sid).members(caller.sid).fetch) == (404, 20404)


# Moves out of a talk


def test_a_caller_is_moved_out_of_a_talk(client: Client, carrier: Carrier, application: Application) -> None:
    caller, agent = bridged(carrier)
    client.calls(caller.sid).update(url=f"{HOST}/moved")
    caller.goes_on()
    assert application.form("/left")["QueueResult"] == "redirected-from-bridged"
    assert caller.said[-1].text == "You were moved."
    assert application.form("/dialled").items() >= {"DialCallStatus": "completed", "DialBridged": "true"}.items()
    assert agent.goes_on().said[-1].text == "Next."


def test_an_agent_is_moved_out_of_a_talk(client: Client, carrier: Carrier, application: Application) -> None:
    caller, agent = bridged(carrier)
    client.calls(agent.sid).update(url=f"{HOST}/moved")
    agent.goes_on()
    assert "/dialled" not in application.paths(), "the agent's call is elsewhere"
    assert application.form("/left")["QueueResult"] == "bridged"
    assert agent.said[-1].text == "You were moved."
    assert caller.goes_on().said[-1].text == "You have left the queue."


def test_a_parent_that_is_moved_ends_its_child(client: Client, carrier: Carrier, application: Application) -> None:
    carrier.connect(LINE, f"{HOST}/direct")
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    client.calls(caller.sid).update(url=f"{HOST}/moved")
    caller.goes_on()
    assert caller.said[-1].text == "You were moved."
    assert agent.status == "completed"
    assert "/dialled" not in application.paths()


def test_a_child_that_is_moved_lives_on(client: Client, carrier: Carrier, application: Application) -> None:
    carrier.connect(LINE, f"{HOST}/direct")
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    agent = phone.picks_up()
    client.calls(agent.sid).update(url=f"{HOST}/moved")
    agent.goes_on()
    assert application.form("/dialled").items() >= {"DialCallStatus": "completed", "DialBridged": "true"}.items()
    assert caller.goes_on().status == "completed"
    assert agent.elapsed > 60
    assert agent.said[-1].text == "You were moved."
    assert application.form("/moved")["ParentCallSid"] == caller.sid


def test_a_child_that_rings_is_ended_but_not_moved(client: Client, carrier: Carrier, application: Application) -> None:
    carrier.connect(LINE, f"{HOST}/direct")
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    sid = phone.calls[0].sid
    assert refused(lambda: client.calls(sid).update(url=f"{HOST}/moved")) == (400, 21220)
    client.calls(sid).update(status="completed")
    caller.goes_on()
    assert not phone.rings
    assert application.form("/dialled")["DialBridged"] == "false"


def test_a_child_tells_its_parent(client: Client, carrier: Carrier) -> None:
    carrier.connect(LINE, f"{HOST}/direct")
    carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER)
    (child,) = client.calls.list(parent_call_sid=caller.sid)
    assert (child.parent_call_sid, child.direction, child.to, child.status) == (
        caller.sid, "outbound-dial", AGENT, "ringing",
    )  # fmt: skip
    assert client.calls(caller.sid).fetch().parent_call_sid is None


# Calls of the account's own, to somebody who answers


def test_a_placed_call_rings_at_somebodys_telephone(client: Client, carrier: Carrier, application: Application) -> None:
    phone = carrier.phone("client:ann")
    client.calls.create(to="client:ann", from_=LINE, url=f"{HOST}/whisper", timeout=20)
    carrier.goes_on()
    assert phone.rings
    agent = phone.picks_up()
    assert agent.heard == "Press 1."
    agent.presses("1")
    assert agent.said[-1].text == "You were moved."
    assert application.form("/whisper").items() >= {"Direction": "outbound-api", "To": "client:ann"}.items()
    assert "ParentCallSid" not in application.form("/whisper")


def test_a_placed_call_stops_ringing_in_time(client: Client, carrier: Carrier) -> None:
    phone = carrier.phone(AGENT)
    placed = client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/whisper", timeout=20)
    carrier.goes_on(21)
    assert not phone.rings
    assert client.calls(placed.sid).fetch().status == "no-answer"


def test_a_placed_call_is_canceled_while_it_rings(client: Client, carrier: Carrier) -> None:
    phone = carrier.phone(AGENT)
    placed = client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/whisper")
    carrier.goes_on(3)
    client.calls(placed.sid).update(status="canceled")
    carrier.goes_on()
    assert not phone.rings
    assert client.calls(placed.sid).fetch().status == "canceled"


def test_an_agent_who_is_called_takes_a_caller_out_of_the_queue(
    client: Client, carrier: Carrier, application: Application
) -> None:
    caller = carrier.dial(LINE, CALLER)
    phone = carrier.phone(AGENT)
    client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/desk")
    carrier.goes_on()
    agent = phone.picks_up()
    caller.waits(30).hangs_up()
    assert application.form("/dialled").items() >= {"DialCallSid": caller.sid, "DialBridged": "true"}.items()
    assert agent.goes_on().status == "completed"


@pytest.mark.parametrize(
    "twiml",
    [
        '<Response><Dial><Queue url="/soon">support</Queue></Dial></Response>',
        '<Response><Dial><Number url="/whisper">+15735550199</Number></Dial></Response>',
        '<Response><Dial><Number statusCallback="/leg">+15735550199</Number></Dial></Response>',
        '<Response><Enqueue waitUrl="/wait">support</Enqueue></Response>',
        '<Response><Enqueue action="/left" waitUrl="">support</Enqueue></Response>',
    ],
)
def test_a_document_without_an_address_needs_whole_addresses(client: Client, carrier: Carrier, twiml: str) -> None:
    caller = carrier.dial(LINE, CALLER)
    assert refused(lambda: client.calls(caller.sid).update(twiml=twiml)) == (400, 15004)
