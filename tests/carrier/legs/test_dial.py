"""Dial: another telephone rings, and the application is told what became of it."""

import pytest

from carrier import Carrier
from carrier.legs import HungUp
from tests.carrier.applications import CALLER, LINE, Application, network

AGENT = "+15735550199"
DIAL = f'<Say>One moment.</Say><Dial action="/dialled" timeout="20"><Number>{AGENT}</Number></Dial>'


@pytest.fixture
def application() -> Application:
    return Application({"/voice": DIAL, "/dialled": "<Say>Goodbye.</Say>", "/status": ""})


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application, status=True)


def test_somebody_who_picks_up_talks_and_then_the_action_is_asked(carrier: Carrier, application: Application) -> None:
    carrier.answers(AGENT, "completed", talks_for=90, rings_for=6)
    call = carrier.dial(LINE, CALLER)
    assert call.dialled == [AGENT]
    form = application.form("/dialled")
    assert (form["DialCallStatus"], form["DialCallDuration"], form["CallStatus"]) == ("completed", "90", "in-progress")
    assert call.heard == "One moment. Goodbye."
    assert call.elapsed == pytest.approx(0.8 + 6 + 90 + 0.4)


def test_nobody_picks_up_unless_it_was_said(carrier: Carrier, application: Application) -> None:
    call = carrier.dial(LINE, CALLER)
    form = application.form("/dialled")
    assert form["DialCallStatus"] == "no-answer"
    assert "DialCallDuration" not in form
    assert call.elapsed == pytest.approx(0.8 + 20 + 0.4)


def test_who_rings_too_long_does_not_pick_up(carrier: Carrier, application: Application) -> None:
    carrier.answers(AGENT, "completed", rings_for=25)
    carrier.dial(LINE, CALLER)
    assert application.form("/dialled")["DialCallStatus"] == "no-answer"


@pytest.mark.parametrize("outcome", ["busy", "failed"])
def test_a_number_may_be_busy_or_wrong(carrier: Carrier, application: Application, outcome: str) -> None:
    carrier.answers(AGENT, "busy" if outcome == "busy" else "failed")
    carrier.dial(LINE, CALLER)
    assert application.form("/dialled")["DialCallStatus"] == outcome


def test_a_time_limit_ends_the_talk() -> None:
    application = Application({"/voice": f'<Dial action="/d" timeLimit="30">{AGENT}</Dial>', "/d": ""})
    carrier = network(application)
    carrier.answers(AGENT, "completed", talks_for=500)
    carrier.dial(LINE, CALLER)
    assert application.form("/d")["DialCallDuration"] == "30"


def test_without_an_action_the_document_goes_on() -> None:
    application = Application({"/voice": f"<Dial>{AGENT}</Dial><Say>Nobody was there.</Say>"})
    call = network(application).dial(LINE, CALLER)
    assert call.heard == "Nobody was there."
    assert call.elapsed == pytest.approx(30 + 1.2), "a telephone rings for half a minute unless said"


def test_keys_pressed_while_talking_reach_nobody(carrier: Carrier, application: Application) -> None:
    gather = f'<Gather action="/voice2" numDigits="1"/><Dial>{AGENT}</Dial>'
    application.pages = {**application.pages, "/voice": gather, "/voice2": DIAL}
    carrier.answers(AGENT, "completed")
    carrier.dial(LINE, CALLER).presses("000")
    assert application.paths() == ["/voice", "/voice2", "/dialled", "/status"]


def test_a_caller_who_hangs_up_while_it_rings_leaves_a_canceled_dial(application: Application) -> None:
    leg = network(application, status=True).leg(LINE, CALLER, tell=lambda _: None)
    steps = leg.run()
    while not leg.dialled:
        next(steps)
    with pytest.raises(StopIteration):
        steps.throw(HungUp())
    assert application.paths() == ["/voice", "/dialled", "/status"]
    form = application.form("/dialled")
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")
