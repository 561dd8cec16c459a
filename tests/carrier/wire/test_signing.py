"""The signature: pinned to Twilio's published example, and compared with Twilio's own validator."""

import pytest
from twilio.request_validator import RequestValidator

from carrier.wire import signature
from tests.carrier.applications import CALLER, LINE, Application, network

AWKWARD = [
    "https://hotline.example/voice",
    "https://hotline.example/voice?turn=7&x=a%2Fb%27c%C3%A9",
    "https://hotline.example/a%20b//c/;p=1?x=%26&y=+",
    "http://127.0.0.1:8000/ivr/step?turn=1",
    "https://hotline.example:8443/voice",
    "https://hotline.example/?a=1&a=2&&=",
]


def test_it_is_the_signature_that_twilio_published() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("url", AWKWARD)
def test_twilios_own_validator_agrees(url: str) -> None:
    form = {"Digits": "12#*", "digits": "é", "From": "anonymous", "A": "", "CallerCity": "SÃO PAULO & CO"}
    made = signature("token", url, form)
    assert RequestValidator("token").validate(url, form, made)
    assert not RequestValidator("token").validate(url, {**form, "Digits": "12#"}, made)


def test_the_fragment_is_not_signed() -> None:
    assert signature("t", "https://x.example/a#rc=2", {}) == signature("t", "https://x.example/a", {})


def test_every_request_of_a_call_is_signed_over_what_was_sent() -> None:
    application = Application(
        {
            "/voice": '<Gather action="/digits?a=2&amp;x=%2F" numDigits="1"/><Redirect method="GET">/quiet</Redirect>',
            "/digits": "<Say>Thank you.</Say>",
            "/quiet": "<Hangup/>",
            "/status": "",
        }
    )
    carrier = network(application, status=True)
    carrier.dial(LINE, CALLER).presses("1")
    carrier.dial(LINE, CALLER).is_silent()
    validator = RequestValidator("a made-up token")
    sent = [exchange for call in carrier.calls for exchange in call.transcript]
    assert [exchange.method for exchange in sent] == ["POST", "POST", "POST", "POST", "GET", "POST"]
    for exchange in sent:
        assert validator.validate(exchange.url, exchange.form, exchange.headers["X-Twilio-Signature"])
