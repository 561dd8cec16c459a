"""What a caller says, and what the line plays: speech in a Gather, files over HTTP, tones."""

import wave
from io import BytesIO

import pytest

from carrier import CallFailed, Reply
from tests.carrier.applications import CALLER, LINE, Application, network

LISTENS = '<Gather action="/heard" input="dtmf speech" timeout="6" numDigits="2" {more}><Say>Yes or no?</Say></Gather>'


def line_with(more: str = "") -> Application:
    return Application({"/voice": LISTENS.format(more=more), "/heard": "<Say>Thank you.</Say>"})


def wav(seconds: int) -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(8000 * seconds))
    return written.getvalue()


def test_words_reach_the_action_without_digits() -> None:
    application = line_with()
    assert network(application).dial(LINE, CALLER).says("yes please").heard == "Thank you."
    form = application.form("/heard")
    assert (form["SpeechResult"], form["Confidence"]) == ("yes please", "0.9000000")
    assert "Digits" not in form


def test_a_confidence_may_be_missing() -> None:
    application = line_with()
    network(application).dial(LINE, CALLER).says("yes", confidence=None)
    assert "Confidence" not in application.form("/heard")


def test_what_is_detected_first_wins() -> None:
    application = line_with()
    network(application).dial(LINE, CALLER).presses("7").says("no").is_silent()
    form = application.form("/heard")
    assert form["Digits"] == "7"
    assert "SpeechResult" not in form


def test_words_cut_in_unless_barging_is_forbidden() -> None:
    call = network(line_with()).dial(LINE, CALLER, impatient=True).says("yes")
    assert call.heard.startswith("Thank you.")
    call = network(line_with('bargeIn="false"')).dial(LINE, CALLER, impatient=True)
    assert call.elapsed == pytest.approx(1.2), "nothing is heard before all is said"


def test_words_that_nobody_listens_to_are_lost() -> None:
    application = Application({"/voice": '<Gather action="/heard" numDigits="1"/>', "/heard": ""})
    assert not network(application).dial(LINE, CALLER).says("yes").is_over
    assert application.paths() == ["/voice"]


def test_a_file_is_fetched_and_lasts_as_long_as_it_is() -> None:
    page = '<Play loop="2">/music.wav</Play><Play digits="1w2"/>'
    application = Application({"/voice": page, "/music.wav": Reply(200, {"Content-Type": "audio/x-wav"}, wav(7))})
    call = network(application).dial(LINE, CALLER)
    assert call.elapsed == pytest.approx(7 + 7 + 1.5)
    assert call.heard == "[recording /music.wav] [recording /music.wav] [tones 1w2]"
    assert application.asked[1] == ("/music.wav", None)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(404), "/music.wav answered with status 404"),
        (Reply(200, {"Content-Type": "text/html"}, b"<html>"), "is text/html: no audio"),
        (Reply(200), "is of no type: no audio"),
        (ConnectionError("refused"), "nobody listens at /music.wav"),
    ],
)
def test_a_file_that_can_not_be_played_fails_the_call(reply: Reply | Exception, reason: str) -> None:
    application = Application({"/voice": "<Play>/music.wav</Play>", "/music.wav": reply})
    with pytest.raises(CallFailed, match=reason):
        network(application).dial(LINE, CALLER)
