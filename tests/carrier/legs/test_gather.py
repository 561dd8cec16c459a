"""Gather: what becomes of keys, of silence, and of both."""

import pytest

from carrier import CallFailed, Carrier
from carrier.call import Call
from tests.carrier.applications import CALLER, LINE, Application, Form, Served, network

PROMPT = "<Say>Please enter your code now, then press pound.</Say>"  # eight words: 3.2 seconds


def line_with(gather: str, *, then: str = "<Say>Nothing came.</Say>", inside: str = PROMPT) -> Application:
    return Application(
        {
            "/voice": f"<Gather {gather}>{inside}</Gather>{then}",
            "/digits": lambda form: f"<Say>Digits were {form['Digits'] or 'none'}.</Say>",
        }
    )


def dial(application: Application, *, impatient: bool = False) -> Call:
    return network(application).dial(LINE, CALLER, impatient=impatient)


def test_a_number_of_digits_ends_it_at_the_last_one() -> None:
    call = dial(line_with('action="/digits" numDigits="4"')).presses("1234")
    assert call.heard == "Digits were 1234."
    assert call.is_over


def test_pound_ends_it_and_is_no_digit() -> None:
    application = line_with('action="/digits"')
    assert dial(application).presses("12#").heard == "Digits were 12."
    assert application.form("/digits")["FinishedOnKey"] == "#"


def test_another_key_may_end_it_and_then_pound_is_a_digit() -> None:
    assert dial(line_with('action="/digits" finishOnKey="*"')).presses("1#2*").heard == "Digits were 1#2."


def test_without_a_finishing_key_pound_is_a_digit() -> None:
    call = dial(line_with('action="/digits" finishOnKey="" timeout="3"')).presses("1#")
    assert call.heard == ""
    assert call.is_silent().heard == "Digits were 1#."


def test_pound_alone_is_no_input() -> None:
    assert dial(line_with('action="/digits"')).presses("#").heard == "Nothing came."


def test_silence_falls_through_to_the_next_verb_after_the_timeout() -> None:
    call = dial(line_with('action="/digits" timeout="7"'))
    assert call.elapsed == pytest.approx(3.2), "the timeout starts after the nested words"
    call.is_silent()
    assert call.heard == "Nothing came."
    assert call.elapsed == pytest.approx(3.2 + 7 + 2 / 2.5)


def test_silence_reaches_the_action_when_empty_results_are_wanted() -> None:
    application = line_with('action="/digits" actionOnEmptyResult="true"')
    assert dial(application).is_silent().heard == "Digits were none."
    assert application.form("/digits")["Digits"] == ""


def test_the_timeout_is_five_seconds_unless_said() -> None:
    call = dial(line_with('action="/digits"', inside=""))
    assert call.waits(4.9).heard == ""
    assert call.waits(0.2).heard == "Nothing came."


def test_the_timeout_counts_anew_between_keys() -> None:
    call = dial(line_with('action="/digits" timeout="5"', inside=""))
    for key in "123":
        call.waits(4)
        call.presses(key)
    assert not call.is_over
    assert call.is_silent().heard == "Digits were 123."


def test_a_key_cuts_the_words_short() -> None:
    call = dial(line_with('action="/digits" numDigits="1"'), impatient=True)
    assert call.elapsed == 0
    call.presses("5")
    assert call.heard.startswith("Digits were 5.")
    assert call.elapsed < 3.2


def test_what_a_key_cut_off_was_never_said() -> None:
    inside = "<Say>First sentence. Second sentence.</Say><Say>Third sentence.</Say>"
    call = dial(line_with('action="/digits" numDigits="1"', inside=inside), impatient=True)
    call.waits(0.85)
    call.presses("1")
    assert [spoken.text for spoken in call.said] == ["First sentence.", "Second sentence.", "Digits were 1."]


def test_after_a_first_key_the_words_do_not_go_on() -> None:
    call = dial(line_with('action="/digits" timeout="5"'), impatient=True).presses("1")
    assert call.waits(5.1).heard == "Digits were 1."


def test_an_impatient_caller_may_fall_silent_and_then_all_is_said() -> None:
    call = dial(line_with('action="/digits" timeout="7"'), impatient=True).is_silent()
    assert call.heard == "Nothing came."
    assert call.elapsed == pytest.approx(3.2 + 7 + 2 / 2.5)


def test_an_action_is_relative_to_the_document_that_names_it() -> None:
    application = Application(
        {
            "/voice": "<Redirect>/ivr/menu/start?x=1</Redirect>",
            "/ivr/menu/start": '<Gather action="../next?turn=2" numDigits="1"/>',
            "/ivr/next": "<Hangup/>",
        }
    )
    dial(application).presses("1")
    assert application.paths() == ["/voice", "/ivr/menu/start?x=1", "/ivr/next?turn=2"]


def test_without_an_action_the_digits_go_to_the_current_url() -> None:
    def once(form: Form) -> Served:
        return f"<Say>Digits were {form['Digits']}.</Say>" if "Digits" in form else '<Gather numDigits="1"/>'

    application = Application({"/voice": once})
    assert dial(application).presses("8").heard == "Digits were 8."
    assert application.paths() == ["/voice", "/voice"]


def test_without_an_action_the_same_document_again_is_a_loop() -> None:
    call = dial(Application({"/voice": '<Gather numDigits="1"/>'}))
    with pytest.raises(CallFailed, match="a loop"):
        call.presses("8")


def test_a_get_action_carries_the_digits_in_its_query() -> None:
    application = Application({"/voice": '<Gather action="/digits?t=1" method="GET" numDigits="1"/>', "/digits": ""})
    dial(application).presses("8")
    address, form = application.asked[-1]
    assert form is None
    assert "t=1&" in address
    assert "Digits=8" in address


def test_keys_in_a_row_go_to_one_gather_after_the_other() -> None:
    gather = '<Gather action="/menu" numDigits="1"><Say>A long menu that goes on for a while.</Say></Gather>'
    application = Application({"/voice": gather, "/menu": gather})
    dial(application).presses("123")
    assert [form["Digits"] for address, form in application.asked if form and address == "/menu"] == ["1", "2", "3"]


def test_a_key_outside_a_gather_is_lost() -> None:
    application = Application(
        {
            "/voice": '<Gather action="/next" numDigits="1"/>',
            "/next": '<Say>No key stops these words at all.</Say><Gather action="/end" numDigits="1"/>',
            "/end": "",
        }
    )
    call = dial(application).presses("12")
    assert not call.is_over
    assert application.paths() == ["/voice", "/next"]


def test_a_gather_for_speech_hears_no_keys() -> None:
    assert dial(line_with('action="/digits" input="speech"')).presses("1").heard == ""


def test_the_same_call_takes_the_same_time_every_time() -> None:
    def length(carrier: Carrier) -> float:
        return carrier.dial(LINE, CALLER).presses("12").is_silent().elapsed

    application = line_with('action="/digits" timeout="9"')
    assert length(network(application)) == length(network(application)) == pytest.approx(3.2 + 1.4 + 9 + 1.2)
