"""The guard of the telephone's routes: who may enter, and in what form exactly.

The signed text has no separators, so a genuine request can be cut again into other parameters under the same signature
(`Digits=123` into `Digits1=23`). Therefore every parameter that we read must be there exactly once and have exactly the
form that the carrier gives it. It must not know the flow, nor say why it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from hotline.settings import Settings
from ivr.signature import is_genuine
from ivr.steps import digits
from ivr.steps.events import Left
from ivr.steps.flow import LISTENING
from ivr.steps.state import Step

LARGEST_BODY = 16 * 1024
# The address exactly as we wrote it into a document, or as the number's settings have it.
ADDRESS = re.compile(
    r"/ivr/(?:(?P<fixed>incoming|present|status|fallback)"
    r"|(?P<step>(?!incoming|present|status|fallback)[a-z-]{1,20})\?turn=(?P<turn>0|[1-9][0-9]{0,5}))",
    re.ASCII,
)
E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
# A caller may have any text instead of a number. What can't stand in it is a capital right after a small letter or a
# digit, or a small one after two capitals: so begins the name of the next parameter (FromCity), drawn into the value.
CALLER = re.compile(r"(?!.*(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z]))[^\x00-\x1f\x7f]{0,100}")
CALL_ID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
ACCOUNT = re.compile(r"AC[0-9a-f]{32}", re.ASCII)
# What carriers put in place of a number that is withheld: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE as keys.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})

# The end of the address can be drawn into a name of its own (`?turn=27` into `?turn=2` and a parameter `7`), if that
# sorts before all others. The carrier's names begin with a letter, and its first one with an A.
FIRST_LETTER = "A"

Forms = Mapping[str, re.Pattern[str]]  # a parameter's name → the form of its value
OUTWARDS = "outbound-api"  # a call that we have made to a caller, so its From is ours
DIRECTION = re.compile(rf"inbound|{OUTWARDS}")
ALWAYS: Forms = {"AccountSid": ACCOUNT, "CallSid": CALL_ID, "Direction": DIRECTION, "From": CALLER, "To": E164}
CALL_STATUS = re.compile(r"queued|initiated|ringing|in-progress|completed|busy|failed|no-answer|canceled")
DIAL_STATUS = re.compile(r"completed|answered|busy|no-answer|failed|canceled")
QUEUE_RESULT = re.compile("|".join(Left))
RECORDING = re.compile(r"RE[0-9a-f]{32}", re.ASCII)
SECONDS = re.compile(r"[0-9]{1,5}", re.ASCII)
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})  # of a call
SPOKE = frozenset({"completed", "answered"})  # of a call to a person
# What one route reads besides, by the last part of its path.
BESIDES: Mapping[str, Forms] = {
    **{step: {"Digits": digits.KEYS} for step in LISTENING},
    Step.PERSON: {"DialCallStatus": DIAL_STATUS},
    **{step: {"QueueResult": QUEUE_RESULT} for step in (Step.QUEUE, Step.WITH_AGENT)},
    "waiting-key": {"Digits": digits.KEYS},
    "message-left": {"RecordingSid": RECORDING, "RecordingDuration": SECONDS},
    "status": {"CallStatus": CALL_STATUS},
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """A genuine request of the carrier. `number` is the caller's, E.164, or empty where it is withheld.

    `word` is what this route reads besides: keys, a status, or a recording's name and then its seconds. `turn` is None
    where a route has none. In a call that we have made, too, `line` is ours and `number` the caller's.
    """

    call_id: str = field(repr=False)
    number: str = field(repr=False)
    line: str
    turn: int | None
    word: str = field(repr=False)


class Gate:
    """Admits what the carrier signed for our account, in the exact form of its route."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def admit(self, request: Request) -> Webhook | None:
        """The request as a webhook; None for everything else."""
        return self._read(request) if self.is_signed(request) else None

    def is_signed(self, request: Request) -> bool:
        """Whether the carrier signed it for this address, and in the one form in which it sends requests."""
        request.max_content_length = LARGEST_BODY
        if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
            return False
        url = path_as_sent(request)
        try:
            return url.startswith("/") and is_genuine(
                token=self._settings.twilio_auth_token,
                url=self._settings.public_url + url,
                parameters=request.form,
                signature=request.headers.get("X-Twilio-Signature"),
            )
        except RequestEntityTooLarge:
            return False

    def _read(self, request: Request) -> Webhook | None:
        address = ADDRESS.fullmatch(path_as_sent(request))
        if address is None:
            return None
        besides = BESIDES.get(address["fixed"] or address["step"], {})
        found = exactly(request, {**ALWAYS, **besides})
        if found is None or found["AccountSid"] != self._settings.twilio_account_sid:
            return None
        line, caller = found["To"], found["From"]
        if found["Direction"] == OUTWARDS:
            line, caller = caller, line
        return Webhook(
            call_id=found["CallSid"],
            number=caller if E164.fullmatch(caller) and caller not in WITHHELD else "",
            line=line,
            turn=int(address["turn"]) if address["turn"] else None,
            word="".join(found[name] for name in besides),
        )


def path_as_sent(request: Request) -> str:
    """The path and query of a request in the sender's own spelling, as they were signed."""
    # Werkzeug's own URL is decoded and rebuilt, and Host is the sender's: neither is what was signed.
    return str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or "")


def exactly(request: Request, forms: Forms) -> dict[str, str] | None:
    """Each expected parameter, there once and well formed; None where any is not, or has a name that none can have."""
    if any(name < FIRST_LETTER for name in request.form):
        return None
    found = {name: request.form.getlist(name) for name in forms}
    if all(len(values) == 1 and forms[name].fullmatch(values[0]) for name, values in found.items()):
        return {name: values[0] for name, values in found.items()}
    return None
