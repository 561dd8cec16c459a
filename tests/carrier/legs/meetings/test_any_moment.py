"""Somebody hangs up, or is moved, at any moment: nobody is left behind, and every action is told once how it ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carrier import Call, Carrier, Faults, Pace, VirtualClock
from carrier.legs import HungUp, Moved, Visit
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application

DESK = "+18667754200"
DIRECT = "+18667754201"
AGENT = "+15735550199"
RESULTS = {"bridged", "bridging-in-process", "hangup", "redirected", "redirected-from-bridged", "leave"}


def application() -> Application:
    return Application(
        {
            "/voice": '<Say>Hello.</Say><Enqueue action="/left" waitUrl="/wait">support</Enqueue>', "/status": "",
            "/wait": '<Say>Please wait.</Say><Pause length="10"/>', "/left": "<Say>Goodbye.</Say>",
            "/desk": '<Dial action="/dialled" timeout="40"><Queue url="/soon">support</Queue></Dial>',
            "/soon": '<Say>An agent is there.</Say><Pause length="2"/>', "/dialled": "<Say>Next.</Say>",
            "/direct": f'<Dial action="/dialled"><Number url="/whisper">{AGENT}</Number></Dial>',
            "/whisper": '<Gather action="/key" numDigits="1"><Say>Press 1.</Say></Gather><Hangup/>', "/key": "",
            "/moved": '<Say>You were moved.</Say><Pause length="3"/>',
        }
    )  # fmt: skip


def network(served: Application) -> Carrier:
    carrier = Carrier(ACCOUNT, TOKEN, clock=VirtualClock(), pace=Pace(), post=served, together=True)
    for number, page in ((LINE, "voice"), (DESK, "desk"), (DIRECT, "direct")):
        carrier.connect(number, f"{HOST}/{page}", status_callback=f"{HOST}/status")
    carrier.queues.named("support")
    return carrier


def results(served: Application) -> list[str]:
    return [form["QueueResult"] for address, form in served.asked if address == "/left" and form]


def everybody_is_gone(carrier: Carrier, served: Application) -> None:
    """Let everybody still there run out of patience, and look for what is left."""
    for leg in carrier.everyone():
        if leg.parties.direction == "inbound":
            leg.interrupt(HungUp())
    carrier.goes_on(10_000)
    assert [leg.status for leg in carrier.everyone() if not leg.is_over] == []
    queue = carrier.queues.named("support")
    assert (queue.members, queue.takers) == ([], [])
    told = zip(served.asked, served.headers, strict=True)
    ended = {
        (form["CallSid"], headers["I-Twilio-Idempotency-Token"])
        for (address, form), headers in told
        if address == "/status" and form
    }
    inbound = [leg.parties.call_sid for leg in carrier.everyone() if leg.parties.direction == "inbound"]
    assert sorted(sid for sid, _ in ended) == sorted(inbound), "each end is told once, however often it is repeated"


def both(carrier: Carrier, **caller: float) -> tuple[Call, Call]:
    """A caller with faults of their own, and an agent who comes for them."""
    return carrier.dial(LINE, CALLER, faults=Faults.of(caller)), carrier.dial(DESK, AGENT)


@pytest.mark.parametrize("seconds", [0.2, 1, 1.3, 2, 3, 4.9, 6, 9, 12, 60])
def test_a_caller_hangs_up_after_so_many_seconds(seconds: float) -> None:
    served = application()
    carrier = network(served)
    both(carrier, hang_up_after=seconds)
    carrier.goes_on(70)
    assert len(results(served)) == (1 if "/wait" in served.paths() else 0)
    everybody_is_gone(carrier, served)


@pytest.mark.parametrize("request_", [1, 2, 3, 4])
def test_a_caller_hangs_up_while_so_many_requests_are_in_flight(request_: int) -> None:
    served = application()
    carrier = network(served)
    both(carrier, hang_up_in_request=request_)
    carrier.goes_on(70)
    assert set(results(served)) <= {"hangup", "bridged"}
    everybody_is_gone(carrier, served)


@pytest.mark.parametrize("who", ["caller", "agent"])
@pytest.mark.parametrize("seconds", [0, 0.5, 1, 2, 3, 4, 5, 30])
@pytest.mark.parametrize("moved", [True, False])
def test_either_is_moved_or_ended_after_so_many_seconds(who: str, seconds: float, *, moved: bool) -> None:
    served = application()
    carrier = network(served)
    caller, agent = both(carrier)
    carrier.goes_on(seconds)
    leg = caller.leg if who == "caller" else agent.leg
    leg.interrupt(Moved(Visit(f"{HOST}/moved")) if moved else HungUp())
    carrier.goes_on(100)
    (result,) = results(served)
    assert result in RESULTS
    assert ("/moved" in served.paths()) == moved
    everybody_is_gone(carrier, served)


@pytest.mark.parametrize("seconds", [0, 1, 3, 4, 5, 6, 7, 30])
@pytest.mark.parametrize("who", ["caller", "agent"])
def test_either_end_of_a_dial_hangs_up_after_so_many_seconds(who: str, seconds: float) -> None:
    served = application()
    carrier = network(served)
    carrier.answers(AGENT, "completed", talks_for=20, presses="1")
    caller = carrier.dial(
        DIRECT, CALLER, impatient=True, faults=Faults(hang_up_after=seconds if who == "caller" else 0)
    )
    if who == "agent" and carrier.children:
        carrier.children[0].leg.interrupt(HungUp())
    carrier.goes_on(100)
    assert caller.is_over
    told = [form["DialCallStatus"] for address, form in served.asked if address == "/dialled" and form]
    assert len(told) == ("/direct" in served.paths() and bool(carrier.children))
    everybody_is_gone(carrier, served)


@pytest.mark.parametrize("seed", range(12))
def test_a_busy_hour_on_a_bad_day_loses_nobody(seed: int) -> None:
    """Thirty callers, three agents who come and go, and requests that are lost, late and repeated."""
    served = application()
    carrier = network(served)
    bad_day = Faults(duplicates=3, retry=seed % 2 == 0, late=True, reorder=True, slow=1, chance=0.3)
    for n in range(30):
        patience = replace(bad_day, hang_up_after=5 + (n * 37 + seed * 11) % 300, seed=seed + n)
        carrier.dial(LINE, f"+1573555{n:04}", faults=patience)
        if n % 3 == 0:
            carrier.dial(DESK, AGENT, faults=Faults(hang_up_after=20 + n))
        carrier.goes_on(11)
    carrier.goes_on(600)
    sids = [form["CallSid"] for address, form in served.asked if address == "/left" and form]
    assert set(sids) == {call.sid for call in carrier.calls if call.leg.parties.line == LINE}
    everybody_is_gone(carrier, served)


def test_whoever_is_alone_stands_still_unless_all_grow_older_together() -> None:
    served = application()
    alone = Carrier(ACCOUNT, TOKEN, post=served)
    served.pages = {**served.pages, "/voice": '<Gather action="/key" timeout="5"/><Say>Too late.</Say>'}
    for carrier in (alone, network(served)):
        carrier.connect(LINE, f"{HOST}/voice")
        first = carrier.dial(LINE, CALLER)
        carrier.dial(LINE, CALLER).waits(6)
        assert first.is_over == (carrier is not alone)


def test_instant_acts_take_no_time_and_what_follows_comes_about_in_it() -> None:
    served = application()
    carrier = Carrier(ACCOUNT, TOKEN, clock=VirtualClock(), post=served, together=True, instant=True)
    served.pages = {
        **served.pages,
        "/voice": '<Gather action="/key" numDigits="1" timeout="5"><Say>Press 1.</Say></Gather><Say>Too late.</Say>',
        "/key": '<Say>Thank you.</Say><Pause length="30"/>',
    }
    carrier.connect(LINE, f"{HOST}/voice")
    began = carrier.clock.now()
    call = carrier.dial(LINE, CALLER)
    assert (call.heard, call.hears_keys, carrier.clock.now()) == ("", False, began)
    carrier.goes_on(0.1)
    assert (call.heard, call.hears_keys) == ("Press 1.", True)
    call.presses("1")
    carrier.goes_on(0.1)
    assert (call.heard, call.hears_keys) == ("Thank you.", False)
    assert carrier.clock.now() - began == timedelta(seconds=0.9), "a key takes its time, and nothing else does"
    carrier.goes_on(31)
    assert call.is_over
