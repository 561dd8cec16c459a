"""What can be switched to go wrong, and when the carrier asks again."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from carrier import Carrier, Faults, Reply
from carrier.call import Call
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application, Form, Served, network, twiml

MENU = '<Gather action="/digits" numDigits="1"/>'


@pytest.fixture
def application() -> Application:
    return Application(
        {"/voice": MENU, "/digits": "<Say>Thank you.</Say>", "/status": "", "/fallback": "<Say>Later.</Say>"}
    )


def dial(application: Application, **faults: object) -> Call:
    carrier = network(application, status=True, fallback=True)
    return carrier.dial(LINE, CALLER, faults=Faults.of(faults))


@pytest.mark.parametrize(
    ("fault", "code", "arrived"), [("timeout", "11200", 1), ("5xx", "11200", 1), ("unreachable", "11205", 0)]
)
def test_an_answer_that_does_not_come_brings_the_fallback(
    application: Application, fault: str, code: str, arrived: int
) -> None:
    call = dial(application, **{fault: True, "first": 2, "most": 1}).presses("1")
    assert application.paths().count("/digits") == arrived
    assert call.heard == "Later."
    assert application.form("/fallback").items() >= {"ErrorCode": code, "ErrorUrl": f"{HOST}/digits"}.items()


def test_a_broken_connection_is_tried_again_with_the_same_token_and_digits(application: Application) -> None:
    call = dial(application, retry=True, first=2, most=1).presses("7")
    assert call.heard == "Thank you."
    sent = [exchange for exchange in call.transcript if exchange.url == f"{HOST}/digits"]
    assert [exchange.status for exchange in sent] == [0, 200]
    assert len({exchange.headers["I-Twilio-Idempotency-Token"] for exchange in sent}) == 1
    assert [exchange.form["Digits"] for exchange in sent] == ["7", "7"]


@pytest.mark.parametrize("times", range(1, 6))
def test_the_same_request_may_come_five_times(application: Application, times: int) -> None:
    call = dial(application, duplicates=times).presses("1")
    assert application.paths() == ["/voice"] * times + ["/digits"] * times + ["/status"] * times
    assert len(call.transcript) == 3 * times
    assert len({exchange.headers["I-Twilio-Idempotency-Token"] for exchange in call.transcript}) == 3


def test_duplicates_may_come_at_the_same_time() -> None:
    meeting = threading.Barrier(4)

    def waits_for_the_others(_: Form) -> Served:
        meeting.wait(10)
        return "<Hangup/>"

    call = dial(Application({"/voice": waits_for_the_others, "/status": ""}), duplicates=4, at_once=True, most=1)
    assert [exchange.status for exchange in call.transcript] == [200] * 5


def test_a_request_may_come_late_and_once_more_after_the_end(application: Application) -> None:
    dial(application, late=True).presses("1")
    assert application.paths() == ["/voice", "/digits", "/voice", "/status", "/digits"]


@pytest.mark.parametrize(("reorder", "order"), [(False, ["0", "1", "2"]), (True, ["2", "1", "0"])])
def test_status_callbacks_may_come_in_no_order(application: Application, *, reorder: bool, order: list[str]) -> None:
    carrier = network(application)
    carrier.connect(
        LINE, f"{HOST}/voice", status_callback=f"{HOST}/status", status_events=("ringing", "answered", "completed")
    )
    carrier.dial(LINE, CALLER, faults=Faults(reorder=reorder)).hangs_up()
    told = [form for address, form in application.asked if address == "/status" and form]
    assert [form["SequenceNumber"] for form in told] == order
    assert sorted(form["CallStatus"] for form in told) == ["completed", "in-progress", "ringing"]


@pytest.mark.parametrize(("request_", "status"), [(1, "no-answer"), (2, "completed")])
def test_a_caller_may_hang_up_while_a_request_is_in_flight(
    application: Application, request_: int, status: str
) -> None:
    call = dial(application, hang_up_in_request=request_)
    if request_ == 2:
        call.presses("1")
    assert (call.status, call.heard) == (status, "")
    assert application.paths() == [*["/voice", "/digits"][:request_], "/status"]


def test_a_caller_may_hang_up_at_any_moment(application: Application) -> None:
    assert dial(application, hang_up_after=2.5).is_silent().elapsed == pytest.approx(2.5)


def test_a_caller_may_withhold_the_number_as_twilio_writes_it(application: Application) -> None:
    dial(application, anonymous=True)
    assert application.form("/voice").items() >= {"From": "+266696687", "StirVerstat": "No-TN-Validation"}.items()


def test_requests_may_say_more_than_was_ever_heard_of(application: Application) -> None:
    dial(application, unknown_parameters=True).presses("1")
    assert application.form("/digits").items() >= {"Nothing": "", "Ünheard-of": "é ✓ & = + %2F", "Digits": "1"}.items()


def test_a_slow_network_takes_time_and_at_last_too_much(application: Application) -> None:
    assert dial(application, slow=3).presses("1").heard == "Thank you."
    carrier = network(application, fallback=True)
    before = carrier.clock.now()
    carrier.dial(LINE, CALLER, faults=Faults(slow=20, most=1))
    assert carrier.clock.now() - before >= timedelta(seconds=15)
    assert application.paths()[-1] == "/fallback"


def test_faults_are_switched_in_the_middle_of_a_call(application: Application) -> None:
    call = dial(application)
    call.faults = Faults(server_error=True, most=1)
    assert call.presses("1").heard == "Later."


def test_the_same_seed_is_the_same_bad_day() -> None:
    def day(seed: int) -> list[int]:
        carrier = Carrier(ACCOUNT, TOKEN, post=Application({"/voice": "<Redirect>/voice</Redirect>"}))
        carrier.connect(LINE, f"{HOST}/voice")
        call_faults = Faults(retry=True, chance=0.5, seed=seed, hang_up_in_request=30)
        return [exchange.status for exchange in carrier.dial(LINE, CALLER, faults=call_faults).transcript]

    assert day(1) == day(1) != day(2)


@pytest.mark.parametrize(
    ("switch", "reason"),
    [
        ("weather", "there is no fault"), ("duplicates=6", "from 1 to 5"), ("timeout=maybe", "on or off"),
        ("slow=much", "must be a number"), ("anonymous=+15735550100", "a withheld number is one of"),
    ],
)  # fmt: skip
def test_a_switch_that_makes_no_sense_says_so(switch: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Faults.parse([switch])


def test_switches_are_read_as_they_are_typed() -> None:
    assert Faults.parse(["5xx", "duplicates=3", "hang-up-after=2.5", "anonymous"]) == Faults(
        server_error=True, duplicates=3, hang_up_after=2.5, anonymous="+266696687"
    )
    assert Faults.of({"slow": "1.5"}).written() == {"slow": 1.5}


@pytest.mark.parametrize(
    ("overrides", "faults", "tries"),
    [
        ("", [TimeoutError()], 1),
        ("", [Reply(500)], 1),
        ("", [ConnectionError("no"), ConnectionError("no")], 2),
        ("#rc=2&rp=ct,rt,5xx&rt=2000", [TimeoutError(), Reply(503), ConnectionError("no")], 3),
        ("#rc=0", [ConnectionError("no")], 1),
        ("#rc=2&rp=5xx", [Reply(500), Reply(404)], 2),
    ],
)
def test_a_urls_fragment_says_when_to_ask_again(overrides: str, faults: list[Served], tries: int) -> None:
    served: Iterator[Served] = iter([*faults, twiml("<Say>Too late.</Say>")])
    application = Application({"/voice": lambda _: next(served), "/fallback": "<Hangup/>"})
    carrier = Carrier(ACCOUNT, TOKEN, post=application)
    carrier.connect(LINE, f"{HOST}/voice{overrides}", fallback_url=f"{HOST}/fallback")
    call = carrier.dial(LINE, CALLER)
    assert application.paths() == ["/voice"] * tries + ["/fallback"]
    assert len({exchange.headers["I-Twilio-Idempotency-Token"] for exchange in call.transcript}) == 2
    assert application.form("/fallback")["ErrorUrl"] == f"{HOST}/voice"


def test_the_patience_of_a_fragment_is_kept_for_all_attempts_together() -> None:
    application = Application({"/voice": TimeoutError(), "/fallback": "<Hangup/>"})
    carrier = Carrier(ACCOUNT, TOKEN, post=application)
    carrier.connect(LINE, f"{HOST}/voice#rt=2000&tt=5000&rc=5&rp=rt", fallback_url=f"{HOST}/fallback")
    before = carrier.clock.now()
    carrier.dial(LINE, CALLER)
    assert carrier.clock.now() - before == timedelta(seconds=5)
    assert application.paths() == ["/voice"] * 3 + ["/fallback"]


def test_an_override_that_twilio_would_drop_fails_the_call() -> None:
    with pytest.raises(ValueError, match="xx"):
        Carrier(ACCOUNT, TOKEN, post=Application({})).connect(LINE, f"{HOST}/voice#xx=1")
