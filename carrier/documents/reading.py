"""A reply becomes a list of verbs, or a reason why it cannot.

Everything is checked against the table of documents.grammar before the first verb is performed, so that a fault in the
last line of a document is seen by whoever dials. It must not know calls, clocks or HTTP.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from xml.parsers import expat

from carrier.documents.dialled import read_dial, read_enqueue
from carrier.documents.grammar import (
    CONTENT_TYPES,
    GRAMMAR,
    LARGEST_DOCUMENT,
    LAST_VERBS,
    LAST_WITH_ACTION,
    LONGEST_SAY,
    MARKS,
    PLACES,
)
from carrier.documents.verbs import (
    Gather,
    Hangup,
    Leave,
    Pause,
    Place,
    Play,
    Prompt,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)
from carrier.documents.written import method_of, schema_fault
from carrier.faults import DocumentFault


def read_document(body: bytes, content_type: str, *, place: Place = "call") -> tuple[Verb, ...]:
    """Return the verbs of a TwiML document, in order. Raises DocumentFault with Twilio's number and one sentence."""
    root = _parsed(_checked_text(body, content_type))
    if root.tag != "Response":
        raise DocumentFault(12102, f"the root of a document is <Response>, not <{root.tag}>")
    _check(root)
    _check_place(root, place)
    _check_order(root)
    return tuple(_verb(element) for element in root)


def _checked_text(body: bytes, content_type: str) -> str:
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() not in CONTENT_TYPES:
        raise DocumentFault(12300, f"the content type is {content_type or 'missing'}, not text/xml or application/xml")
    if parameters and not re.fullmatch(r'\s*charset="?utf-?8"?\s*', parameters, re.IGNORECASE):
        raise DocumentFault(12300, f"the content type says {parameters.strip()}; this network reads UTF-8 only")
    if len(body) > LARGEST_DOCUMENT:
        raise DocumentFault(11750, f"the document has {len(body)} bytes; the most is {LARGEST_DOCUMENT}")
    if not body.startswith(b"<"):
        raise DocumentFault(12100, "a document begins with < at its first byte: no blank, no byte order mark")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentFault(12100, f"the document is not UTF-8 at byte {error.start}") from None


def _parsed(text: str) -> ET.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DocumentFault(12100, "a document may not declare types or entities")
    try:
        return ET.fromstring(text)  # noqa: S314  no declarations reach the parser, so no entity can grow or fetch
    except ET.ParseError as error:
        line, column = error.position
        words = expat.ErrorString(error.code)
        raise DocumentFault(12100, f"the document is not XML: {words}, line {line}, column {column + 1}") from None


def _check(element: ET.Element) -> None:
    """Raise DocumentFault unless the element and all in it stand in the table."""
    rule = GRAMMAR[element.tag]
    for name, written in element.attrib.items():
        if name not in rule.attributes:
            raise schema_fault(f"<{element.tag}> has no attribute {name!r} that this network knows")
        if not rule.attributes[name].admits(written):
            raise schema_fault(f"{name} of <{element.tag}> is {written!r}; it must be {rule.attributes[name].words}")
    _check_text(element)
    for child in element:
        if child.tag not in GRAMMAR:
            raise schema_fault(f"there is no verb <{child.tag}> here (it stands in <{element.tag}>)")
        if child.tag not in rule.children:
            raise schema_fault(f"<{child.tag}> may not stand inside <{element.tag}>")
        _check(child)


def _check_text(element: ET.Element) -> None:
    rule, words = GRAMMAR[element.tag].text, "".join(element.itertext()).strip()
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    if own.strip() and (rule == "none" or (rule == "or children" and len(element) > 0)):
        raise schema_fault(f"<{element.tag}> holds loose words: {own.strip()[:40]!r}")
    if rule in ("needed", "or children") and not words:
        raise schema_fault(f"<{element.tag}> is empty")


def _check_place(root: ET.Element, place: Place) -> None:
    """Raise DocumentFault for a verb that Twilio performs elsewhere, not here."""
    for element in root:
        if element.tag not in PLACES[place]:
            code = 13201 if element.tag == "Dial" else 12200
            raise DocumentFault(code, f"<{element.tag}> {NOT_HERE[place]}; there may be {', '.join(PLACES[place])}")


NOT_HERE: Mapping[Place, str] = {
    "call": "may stand only in a document of a queue's waitUrl",
    "queue": "may not stand in a document of a queue's waitUrl",
    "whisper": "may not stand in a document for somebody who was dialled",
    "announcement": "may not stand in a document for somebody who leaves a queue",
}


def _check_order(root: ET.Element) -> None:
    """Raise DocumentFault where a verb stands that no call can reach."""
    for place, element in enumerate(root):
        if element.tag == "Reject" and place > 0:
            raise schema_fault("<Reject> must be the first verb: after any other the call is answered")
        last = element.tag in LAST_VERBS or (element.tag in LAST_WITH_ACTION and "action" in element.attrib)
        if last and place + 1 < len(root):
            raise schema_fault(f"<{root[place + 1].tag}> after <{element.tag}> is never reached")


def _verb(element: ET.Element) -> Verb:
    return BUILDERS[element.tag](element)


def _say(element: ET.Element) -> Say:
    text = " ".join("".join(element.itertext()).split())
    voice = element.get("voice", "man")
    if len(text) > LONGEST_SAY:
        raise DocumentFault(13520, f"a <Say> has {len(text)} characters; the most is {LONGEST_SAY}")
    if any(child.tag in MARKS for child in element) and "." not in voice:
        raise schema_fault(f"the voice {voice!r} cannot speak marks such as <{element[0].tag}>")
    return Say(text, element.get("language", "en-US"), voice, _times(element))


def _play(element: ET.Element) -> Play:
    digits = element.get("digits", "")
    if bool(digits) == bool((element.text or "").strip()):
        raise schema_fault("<Play> needs either a URL or digits")
    return Play("" if digits else _address(element), _times(element), digits)


def _pause(element: ET.Element) -> Pause:
    return Pause(int(element.get("length", "1")))


def _gather(element: ET.Element) -> Gather:
    digits, hears = element.get("numDigits"), element.get("input", "dtmf")
    return Gather(
        prompts=tuple(PROMPTS[child.tag](child) for child in element),
        action=element.get("action"),
        method=method_of(element),
        timeout=int(element.get("timeout", "5")),
        num_digits=int(digits) if digits else None,
        finish_on_key=element.get("finishOnKey", "#"),
        action_on_empty_result=element.get("actionOnEmptyResult") == "true",
        hears_keys="dtmf" in hears,
        hears_speech="speech" in hears,
        speech_timeout=_speech_timeout(element),
        barge_in=element.get("bargeIn") != "false",
    )


def _speech_timeout(element: ET.Element) -> float:
    """Return the seconds of silence that end what is said; "auto" is a second here."""
    written = element.get("speechTimeout", element.get("timeout", "5"))
    if written == "auto" and "speechModel" in element.attrib:
        raise schema_fault("speechTimeout of <Gather> may not be auto together with a speechModel")
    return 1.0 if written == "auto" else float(written)


def _record(element: ET.Element) -> Record:
    return Record(
        action=element.get("action"),
        method=method_of(element),
        max_length=int(element.get("maxLength", "3600")),
        finish_on_key=element.get("finishOnKey", "1234567890*#"),
        timeout=int(element.get("timeout", "5")),
        play_beep=element.get("playBeep") != "false",
        trim=element.get("trim") != "do-not-trim",
        callback=element.get("recordingStatusCallback", ""),
        callback_method=method_of(element, "recordingStatusCallbackMethod"),
    )


def _redirect(element: ET.Element) -> Redirect:
    return Redirect(_address(element), method_of(element))


def _hangup(_: ET.Element) -> Hangup:
    return Hangup()


def _leave(_: ET.Element) -> Leave:
    return Leave()


def _reject(element: ET.Element) -> Reject:
    return Reject("busy" if element.get("reason") == "busy" else "rejected")


def _times(element: ET.Element) -> int:
    return int(element.get("loop", "1")) or 1000


def _address(element: ET.Element) -> str:
    written = (element.text or "").strip()
    rule = GRAMMAR["Gather"].attributes["action"]
    if not rule.admits(written):
        raise schema_fault(f"<{element.tag}> was given {written!r}; it must be {rule.words}")
    return written


PROMPTS: Mapping[str, Callable[[ET.Element], Prompt]] = {"Say": _say, "Play": _play, "Pause": _pause}
BUILDERS: Mapping[str, Callable[[ET.Element], Verb]] = {
    **PROMPTS,
    "Gather": _gather,
    "Record": _record,
    "Redirect": _redirect,
    "Dial": read_dial,
    "Enqueue": read_enqueue,
    "Leave": _leave,
    "Hangup": _hangup,
    "Reject": _reject,
}
