"""The documents, read back as the carrier reads them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from ivr import twiml
from ivr.steps.digits import Back, Person
from ivr.steps.events import DialEnded
from ivr.steps.state import CallState, Step
from ivr.words.saying import says
from ivr.words.speech import CallPerson, HangUp, ListenInLine, Passage, Speech, WaitInLine
from tests.ivr.incidents import FALLBACK, GONE_HOME, SHEETS, STAFFED, WHEN_OPEN
from tests.ivr.steps.walks import TO_CHECKING, TO_LETTER_CODE, after, everywhere


def document_of(call: CallState) -> ET.Element:
    return ET.fromstring(twiml.document(says(call, facts=WHEN_OPEN, sheets=SHEETS)))  # noqa: S314  # our own document


def said(*words: str) -> tuple[Passage, ...]:
    return tuple(Passage(line, voice="Polly.Joanna", code="en-US") for line in words)


def test_every_gather_is_followed_by_the_path_of_silence() -> None:
    for call in everywhere("blind"):
        document = document_of(call)
        verbs = [verb.tag for verb in document]
        if "Gather" in verbs:
            assert verbs == ["Gather", "Redirect"]
            gather, redirect = document
            assert gather.get("action") == f"/ivr/{call.step}?turn={call.turn}"
            assert gather.get("method") == redirect.get("method") == "POST"
            assert redirect.text == f"/ivr/silence?turn={call.turn}"


def test_every_document_ends_by_listening_calling_coming_back_or_hanging_up() -> None:
    for call in everywhere("blind"):
        assert document_of(call)[-1].tag in {"Redirect", "Dial", "Hangup"}


def test_a_hang_up_never_comes_without_words() -> None:
    document = document_of(after("1", Person(), DialEnded(answered=True)))
    assert [verb.tag for verb in document] == ["Say", "Say", "Say", "Hangup"]


def test_menus_count_keys_and_entries_never_do() -> None:
    assert document_of(after("1"))[0].get("numDigits") == "1"
    entry = document_of(after(*TO_LETTER_CODE))[0]
    assert entry.get("numDigits") is None
    assert (entry.get("timeout"), entry.get("finishOnKey"), entry.get("input")) == ("10", "#", "dtmf")


def test_a_person_is_dialled_without_a_caller_id_and_the_call_comes_back() -> None:
    dial = document_of(after("1", Person()))[-1]
    assert (dial.tag, dial.text, dial.get("timeout")) == ("Dial", FALLBACK, "30")
    assert dial.get("action") == "/ivr/person?turn=2"
    assert dial.get("callerId") is None


def test_waiting_is_a_pause_and_the_same_step() -> None:
    verbs = [(verb.tag, verb.get("length") or verb.text) for verb in document_of(after(*TO_CHECKING))]
    assert verbs[1:] == [("Pause", "2"), ("Redirect", "/ivr/checking?turn=7")]


def test_the_last_resort_needs_nothing_of_us_after_the_dial() -> None:
    person = CallPerson(FALLBACK, timeout=30, farewell=said("Goodbye."))
    document = ET.fromstring(twiml.document(Speech(said("Sorry."), person, Step.PERSON, turn=0)))  # noqa: S314  # ours
    assert [verb.tag for verb in document] == ["Say", "Dial", "Say", "Hangup"]
    assert document[1].get("action") is None


def test_who_joins_a_queue_says_where_to_ask_what_is_heard_there_and_what_comes_after() -> None:
    document = document_of(after("1", Person(), facts=STAFFED))
    assert [verb.tag for verb in document] == ["Say", "Enqueue"]
    assert dict(document[-1].attrib) == {
        "action": "/ivr/queue?turn=2",
        "method": "POST",
        "waitUrl": "/ivr/waiting?turn=2",
        "waitUrlMethod": "POST",
    }


def test_a_message_is_recorded_after_a_key_was_listened_for() -> None:
    document = document_of(after("1", Person(), "2", facts=GONE_HOME))
    gather, record, redirect = document
    assert (gather.tag, gather.get("action"), gather.get("numDigits")) == ("Gather", "/ivr/message?turn=3", "1")
    assert (record.tag, record.get("action"), record.get("maxLength")) == ("Record", "/ivr/message-left?turn=3", "120")
    assert redirect.text == "/ivr/silence?turn=3"


def test_in_a_queue_a_document_leads_to_the_next_or_ends() -> None:
    spoken = Speech(said("You are next."), ListenInLine(6, then_quiet=True), Step.QUEUE, turn=4)
    gather, redirect = ET.fromstring(twiml.document(spoken))  # noqa: S314  # our own document
    assert (gather.get("action"), redirect.text) == ("/ivr/waiting-key?turn=4", "/ivr/still-waiting?turn=4")
    quiet = Speech((), ListenInLine(20, then_quiet=False), Step.QUEUE, turn=4)
    (gather,) = ET.fromstring(twiml.document(quiet))  # noqa: S314  # our own document
    assert (gather.get("timeout"), len(gather)) == ("20", 0)
    held = Speech(said("Still there."), WaitInLine(15, then_quiet=True), Step.WITH_AGENT, turn=4)
    verbs = [(verb.tag, verb.get("length") or verb.text) for verb in ET.fromstring(twiml.document(held))]  # noqa: S314  # ours
    assert verbs[1:] == [("Pause", "15"), ("Redirect", "/ivr/still-waiting?turn=4")]


def test_words_are_escaped() -> None:
    written = twiml.document(Speech(said("<Dial>+1900</Dial> & more"), HangUp(), Step.GOODBYE, turn=0))
    assert ET.fromstring(written)[0].text == "<Dial>+1900</Dial> & more"  # noqa: S314  # our own document


@pytest.mark.parametrize("words", ["One sentence. " * 400, "word " * 1500, "x" * 7000])
def test_a_long_text_is_said_in_several_breaths(words: str) -> None:
    document = ET.fromstring(twiml.document(Speech(said(words), HangUp(), Step.GOODBYE, turn=0)))  # noqa: S314  # ours
    breaths = [verb.text or "" for verb in document if verb.tag == "Say"]
    assert all(0 < len(breath) <= 3000 for breath in breaths)
    assert "".join(breaths).replace(" ", "") == words.replace(" ", "")


def test_nothing_stands_before_the_declaration() -> None:
    for written in (twiml.document(says(after(), facts=WHEN_OPEN, sheets=SHEETS)), twiml.HANG_UP, twiml.NOTHING):
        assert written.startswith("<?xml")
        ET.fromstring(written)  # noqa: S314  # our own document


def test_whoever_needs_time_hears_a_pause_between_sentences_and_options() -> None:
    gather = document_of(after("1", Back()))[0]
    verbs = [verb.text or verb.tag for verb in gather]
    assert verbs[:4] == [
        "Take all the time you need.",
        "Pause",
        "To check whether you or your child are impacted, press 1.",
        "Pause",
    ]
    assert (gather.get("timeout"), gather[-1].tag) == ("25", "Say")


def test_a_pause_does_not_cut_a_time_of_day() -> None:
    speech = Speech(said("Call from 8 a.m. to 5 p.m. Central Time. Goodbye."), HangUp(), Step.GOODBYE, turn=0, pause=1)
    document = ET.fromstring(twiml.document(speech))  # noqa: S314  # our own document
    assert [verb.text for verb in document.iter("Say")] == ["Call from 8 a.m. to 5 p.m. Central Time.", "Goodbye."]
