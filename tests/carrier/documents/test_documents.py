"""Documents that break a rule fail, each with a reason that its author can use."""

import pytest

from carrier.documents import Dial, Endpoint, Gather, Hangup, Pause, Play, Redirect, Reject, Say, read_document
from carrier.faults import DocumentFault

XML = "text/xml; charset=utf-8"

BROKEN = [
    ("<Shout>Hello</Shout>", "no verb <Shout>"),
    ("<say>Hello</say>", "no verb <say>"),
    ('<Say volume="11">Hello</Say>', "no attribute 'volume'"),
    ('<Gather action="/a" Timeout="5"/>', "no attribute 'Timeout'"),
    ('<Gather action="/a" timeout="soon"/>', "timeout of <Gather> is 'soon'"),
    ('<Gather action="/a" timeout="0"/>', "whole number of seconds"),
    ('<Gather action="/a" numDigits="0"/>', "numDigits"),
    ('<Gather action="/a" finishOnKey="##"/>', "finishOnKey"),
    ('<Gather action="/a" method="post"/>', "GET or POST"),
    ('<Gather action="/a" actionOnEmptyResult="yes"/>', "true or false"),
    ('<Gather action=""/>', "action of <Gather> is ''"),
    ('<Gather action="/año"/>', "percent-encoded"),
    ('<Gather action="/a"><Redirect>/b</Redirect></Gather>', "<Redirect> may not stand inside <Gather>"),
    ('<Gather action="/a"><Gather action="/b"/></Gather>', "<Gather> may not stand inside <Gather>"),
    ('<Gather action="/a">Press 1</Gather>', "loose words: 'Press 1'"),
    ("Hello", "loose words: 'Hello'"),
    ("<Say>Wait<Pause/></Say>", "<Pause> may not stand inside <Say>"),
    ("<Say>  </Say>", "<Say> is empty"),
    ('<Say language="English">Hello</Say>', "a language tag"),
    ('<Say voice="Robot">Hello</Say>', "voice of <Say>"),
    ('<Say>Wait <break time="1s"/> here.</Say>', "cannot speak marks"),
    ("<Say>" + "x" * 3001 + "</Say>", "3001 characters"),
    ('<Pause length="-1"/>', "length of <Pause>"),
    ("<Play></Play>", "<Play> needs either a URL or digits"),
    ("<Play>a file.mp3</Play>", "it must be a URL"),
    ("<Redirect>/a</Redirect><Say>Hello</Say>", "<Say> after <Redirect> is never reached"),
    ("<Hangup/><Hangup/>", "never reached"),
    ('<Dial action="/a">+15735550199</Dial><Say>Hello</Say>', "<Say> after <Dial> is never reached"),
    ("<Say>Hello</Say><Reject/>", "must be the first verb"),
    ('<Reject reason="angry"/>', "rejected or busy"),
    ("<Dial></Dial>", "<Dial> is empty"),
    ("<Dial>573-555-0199</Dial>", "no number with +"),
    ("<Dial><Number>+15735550199</Number>x</Dial>", "loose words"),
    (f"<Dial>{'<Number>+15735550199</Number>' * 11}</Dial>", "the most is 10"),
    ("<Dial><Client>an n</Client></Dial>", "no name of letters"),
    ("<Dial><Sip>ann@pbx.example</Sip></Dial>", "no address such as sip:"),
    ("<Dial><Queue>a</Queue><Number>+15735550199</Number></Dial>", "holds nothing else"),
    ('<Dial><Queue reservationSid="WR1">a</Queue></Dial>', "no attribute 'reservationSid'"),
    ('<Dial><Number sendDigits="1">+15735550199</Number></Dial>', "no attribute 'sendDigits'"),
    ('<Dial><Number machineDetection="Enable">+15735550199</Number></Dial>', "no attribute 'machineDetection'"),
    ('<Dial><Number statusCallbackEvent="answered">+15735550199</Number></Dial>', "no statusCallback to report to"),
    ('<Dial><Number statusCallback="/s" statusCallbackEvent="picked-up">+1573555</Number></Dial>', "some of initiated"),
    ("<Dial><Conference>a</Conference></Dial>", "no verb <Conference>"),
    ("<Enqueue></Enqueue>", "<Enqueue> is empty"),
    (f"<Enqueue>{'x' * 65}</Enqueue>", "the most is 64"),
    ('<Enqueue workflowSid="WW1">a</Enqueue>', "no attribute 'workflowSid'"),
    ('<Enqueue action="/a">a</Enqueue><Say>Hello</Say>', "<Say> after <Enqueue> is never reached"),
    ("<Enqueue>a<Task>{}</Task></Enqueue>", "no verb <Task>"),
    ("<Leave/>", "only in a document of a queue's waitUrl"),
    ('<Dial timeout="601">+15735550199</Dial>', "from 1 to 600"),
    ('<Dial record="true">+15735550199</Dial>', "no attribute 'record'"),
    ("<Say>Hello</Hangup>", "not XML: mismatched tag, line 1"),
    ("<Say>Fish & chips</Say>", "not XML"),
]

DIAL = Dial(
    (Endpoint("+15735550199", "", "POST", "", "POST", ("completed",)),), None, None, "POST", 30, 14_400, "",
    answer_on_bridge=False, sequential=False,
)  # fmt: skip


@pytest.mark.parametrize(("verbs", "reason"), BROKEN)
def test_a_broken_rule_is_named(verbs: str, reason: str) -> None:
    with pytest.raises(DocumentFault) as failure:
        read_document(f"<Response>{verbs}</Response>".encode(), XML)
    assert reason in failure.value.reason


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"<Response/>", "text/html", 12300),
        (b"<Response/>", "", 12300),
        (b"<Response/>", "text/xml; charset=iso-8859-1", 12300),
        (b"<Response>" + b" " * 65_536 + b"</Response>", XML, 11750),
        (b'\n<?xml version="1.0"?><Response/>', XML, 12100),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Response/>', XML, 12100),
        (b"<Response><Say>\xff</Say></Response>", XML, 12100),
        (b"", XML, 12100),
        (b'<!DOCTYPE r [<!ENTITY a "aaaa">]><Response><Say>&a;</Say></Response>', XML, 12100),
        (b'<!DOCTYPE Response SYSTEM "http://x.example/a.dtd"><Response/>', XML, 12100),
        (b"<Answer/>", XML, 12102),
        (b'<Response version="2"/>', XML, 12200),
    ],
)
def test_a_reply_that_is_no_document_is_refused(body: bytes, content_type: str, code: int) -> None:
    with pytest.raises(DocumentFault) as failure:
        read_document(body, content_type)
    assert failure.value.code == code


def test_a_document_becomes_verbs_with_twilios_defaults() -> None:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  <!-- a remark -->\n'
        "  <Gather><Say>Press 1,\n    or 2.</Say><Play>/tone.wav</Play><Pause/></Gather>\n"
        "  <Dial>+15735550199</Dial>\n  <Redirect>/again</Redirect>\n</Response>\n"
    )
    prompts = (Say("Press 1, or 2.", "en-US", "man", 1), Play("/tone.wav", 1), Pause(1))
    assert read_document(body.encode(), "application/xml") == (
        Gather(
            prompts, None, "POST", 5, None, "#", action_on_empty_result=False, hears_keys=True, hears_speech=False,
            speech_timeout=5.0, barge_in=True,
        ),
        DIAL,
        Redirect("/again", "POST"),
    )  # fmt: skip
    assert read_document(b"<Response><Reject/></Response>", "text/xml") == (Reject("rejected"),)
    assert read_document(b"<Response><Hangup/></Response>", "text/xml") == (Hangup(),)


def test_marks_are_heard_as_their_words() -> None:
    body = '<Response><Say voice="Polly.Lupe" language="es-US">Hola, <emphasis>buenos</emphasis> días.</Say></Response>'
    assert read_document(body.encode(), XML) == (Say("Hola, buenos días.", "es-US", "Polly.Lupe", 1),)


def test_a_say_of_three_thousand_characters_is_not_too_long() -> None:
    read_document(f"<Response><Say>{'x' * 3000}</Say></Response>".encode(), XML)
