"""Which elements and attributes a document may hold: one table, read from top to bottom.

Stricter than Twilio, which only warns about much of this: whatever is not in the table fails the call.
It must not know what a verb does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from carrier.documents.verbs import Place


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute may be: a pattern for the program, and the same in words for the author."""

    pattern: str
    words: str

    def admits(self, written: str) -> bool:
        """Return whether an author may write this."""
        return re.fullmatch(self.pattern, written) is not None


@dataclass(frozen=True, slots=True)
class Element:
    """What one element may hold.

    attributes: name → value. children: the elements that may be nested. text: whether words are needed.
    """

    attributes: Mapping[str, Value] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    text: Literal["none", "needed", "or children", "allowed"] = "none"


URL = Value(r"[!-~]+", "a URL of printable ASCII characters, percent-encoded where needed")
METHOD = Value(r"GET|POST", "GET or POST")
YES_NO = Value(r"true|false", "true or false")
SECONDS = Value(r"[1-9]\d{0,2}", "a whole number of seconds from 1 to 999")
PAUSE = Value(r"\d{1,3}", "a whole number of seconds from 0 to 999")
LONG_SECONDS = Value(r"[1-9]\d{0,4}", "a whole number of seconds from 1 to 99999")
RING = Value(r"[1-9]\d?|[1-5]\d\d|600", "a whole number of seconds from 1 to 600")
LOOP = Value(r"\d{1,3}|1000", "a whole number from 0 to 1000 (0 means 1000 times)")
DIGITS_WANTED = Value(r"[1-9]\d{0,2}", "a whole number from 1 to 999")
ONE_KEY = Value(r"[0-9*#]?", "one of 0-9, * and #, or empty")
KEYS = Value(r"[0-9*#]+", "some of 0-9, * and #")
TONES = Value(r"[0-9*#w]{1,64}", "up to 64 of 0-9, *, # and w")
RECORDED = Value(r"[1-9]\d{0,3}|1[0-3]\d{3}|14[0-3]\d\d|14400", "a whole number of seconds from 1 to 14400")
TRIM = Value(r"trim-silence|do-not-trim", "trim-silence or do-not-trim")
PAUSES = Value(r"auto|[1-9]\d?", "auto or a whole number of seconds from 1 to 99")
HINTS = Value(r"[^<>]{1,10000}", "up to 10,000 characters")
MODEL = Value(r"[a-z0-9_-]+", "the name of a speech model")
INPUT = Value(r"dtmf|speech|dtmf speech|speech dtmf", '"dtmf", "speech" or both')
LANGUAGE = Value(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", "a language tag such as en-US")
VOICE = Value(r"man|woman|alice|(Polly|Google)\.[A-Za-z0-9-]+", "man, woman, alice, Polly.<name> or Google.<name>")
REASON = Value(r"rejected|busy", "rejected or busy")
CALLER_ID = Value(r"\+[1-9]\d{6,14}", "a number with + and the country code")

# The marks inside a Say of a Polly or Google voice: heard as their words.
MARKS = ("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w")
WORDS = Value(r"[^<>]+", "a few characters")
LANG = Value(r"[a-z]{2}-[A-Z]{2}", "a language tag such as es-US")

SPEAKS = ("Say", "Play", "Pause")
EVENTS = Value(
    r"(initiated|ringing|answered|completed)( (initiated|ringing|answered|completed))*",
    "some of initiated, ringing, answered and completed, between blanks",
)
EMPTY_OR_URL = Value(r"[!-~]*", "a URL of printable ASCII characters, or empty for silence")
# What may be said of everybody who is dialled. A url is performed for whoever picks up.
DIALLED: Mapping[str, Value] = {
    "url": URL,
    "method": METHOD,
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
    "statusCallbackEvent": EVENTS,
}

GRAMMAR: Mapping[str, Element] = {
    "Response": Element(
        children=("Gather", "Record", *SPEAKS, "Redirect", "Dial", "Enqueue", "Leave", "Hangup", "Reject")
    ),
    "Gather": Element(
        {
            "action": URL,
            "method": METHOD,
            "timeout": SECONDS,
            "numDigits": DIGITS_WANTED,
            "finishOnKey": ONE_KEY,
            "actionOnEmptyResult": YES_NO,
            "input": INPUT,
            "language": LANGUAGE,
            "bargeIn": YES_NO,
            "speechTimeout": PAUSES,
            "speechModel": MODEL,
            "hints": HINTS,
            "profanityFilter": YES_NO,
            "enhanced": YES_NO,
        },
        children=SPEAKS,
    ),
    "Record": Element(
        {
            "action": URL,
            "method": METHOD,
            "timeout": SECONDS,
            "finishOnKey": KEYS,
            "maxLength": RECORDED,
            "playBeep": YES_NO,
            "trim": TRIM,
            "recordingStatusCallback": URL,
            "recordingStatusCallbackMethod": METHOD,
            "recordingStatusCallbackEvent": Value(r"completed", "completed: this network reports nothing else"),
        }
    ),
    "Say": Element({"voice": VOICE, "language": LANGUAGE, "loop": LOOP}, children=MARKS, text="needed"),
    "Play": Element({"loop": LOOP, "digits": TONES}, text="allowed"),
    "Pause": Element({"length": PAUSE}),
    "Redirect": Element({"method": METHOD}, text="needed"),
    "Dial": Element(
        {
            "action": URL,
            "method": METHOD,
            "timeout": RING,
            "timeLimit": LONG_SECONDS,
            "callerId": CALLER_ID,
            "answerOnBridge": YES_NO,
            "sequential": YES_NO,
        },
        children=("Number", "Client", "Sip", "Queue"),
        text="or children",
    ),
    "Number": Element(DIALLED, text="needed"),
    "Client": Element(DIALLED, text="needed"),
    "Sip": Element(DIALLED, text="needed"),
    "Queue": Element({"url": URL, "method": METHOD}, text="needed"),
    "Enqueue": Element(
        {"action": URL, "method": METHOD, "waitUrl": EMPTY_OR_URL, "waitUrlMethod": METHOD}, text="needed"
    ),
    "Leave": Element(),
    "Hangup": Element(),
    "Reject": Element({"reason": REASON}),
    "break": Element({"strength": WORDS, "time": Value(r"\d+(ms|s)", "a time such as 500ms")}),
    "emphasis": Element({"level": WORDS}, children=MARKS, text="needed"),
    "lang": Element({"{http://www.w3.org/XML/1998/namespace}lang": LANG}, children=MARKS, text="needed"),
    "p": Element(children=MARKS, text="needed"),
    "phoneme": Element({"alphabet": WORDS, "ph": WORDS}, text="needed"),
    "prosody": Element({"volume": WORDS, "rate": WORDS, "pitch": WORDS}, children=MARKS, text="needed"),
    "s": Element(children=MARKS, text="needed"),
    "say-as": Element({"interpret-as": WORDS, "format": WORDS}, text="needed"),
    "sub": Element({"alias": WORDS}, text="needed"),
    "w": Element({"role": WORDS}, text="needed"),
}

# Which of a Response's verbs Twilio performs where.
PLACES: Mapping[Place, tuple[str, ...]] = {
    "call": ("Gather", "Record", *SPEAKS, "Redirect", "Dial", "Enqueue", "Hangup", "Reject"),
    "queue": ("Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"),
    "whisper": ("Play", "Say", "Gather", "Hangup"),
    "announcement": ("Play", "Say", "Pause", "Redirect"),
}

# Nothing after these is ever reached, so an author who wrote something there was mistaken.
LAST_VERBS = ("Redirect", "Hangup", "Reject", "Leave")
# So it is after one of these that names an action.
LAST_WITH_ACTION = ("Dial", "Enqueue")
MOST_DIALLED = 10
LONGEST_QUEUE_NAME = 64
LONGEST_SAY = 3000
LARGEST_DOCUMENT = 64 * 1024
CONTENT_TYPES = ("text/xml", "application/xml")
AUDIO_TYPES = (
    "audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc", "audio/x-aiff",
    "audio/x-gsm", "audio/gsm", "audio/ulaw",
)  # fmt: skip
