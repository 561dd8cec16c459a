"""Numbers: those that lead to an application, and those that somebody picks up.

It must not know calls.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["completed", "busy", "no-answer", "failed"]
Method = Literal["GET", "POST"]
StatusEvent = Literal["initiated", "ringing", "answered", "completed"]

EVERY_EVENT: tuple[StatusEvent, ...] = ("initiated", "ringing", "answered", "completed")

# As Twilio writes numbers: +18667754209; a client of its libraries: client:ann; a telephone elsewhere:
# sip:ann@pbx.example.
E164 = re.compile(r"\+[1-9]\d{6,14}")
CLIENT = re.compile(r"client:[A-Za-z0-9_.-]{1,256}")
SIP = re.compile(r"sips?:[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,255}(:\d{1,5})?(;[a-z]+=[A-Za-z0-9.-]+)*")

# How Twilio writes the number of a caller who withholds it: the word on a keypad, or what the other network sent.
WITHHELD = ("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "anonymous")


@dataclass(frozen=True, slots=True)
class Line:
    """A number and the URLs that it is connected to. An empty URL is none.

    status_events: what the status callback is told; Twilio tells an inbound call's end only.
    """

    number: str
    voice_url: str
    status_callback: str = ""
    fallback_url: str = ""
    voice_method: Method = "POST"
    status_method: Method = "POST"
    fallback_method: Method = "POST"
    status_events: tuple[StatusEvent, ...] = ("completed",)
    friendly_name: str = ""
    caller_id_lookup: bool = False

    @property
    def sid(self) -> str:
        """PN and 32 hexadecimal digits, the same for a number every time."""
        return "PN" + hashlib.sha256(self.number.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Callee:
    """What becomes of a number that is dialled; seconds of ringing, then seconds of talk.

    presses: the keys for the first Gather that asks whoever picked up. is_person: somebody real answers, or does not;
    nothing of the rest counts then.
    """

    outcome: Outcome = "no-answer"
    talks_for: float = 60.0
    rings_for: float = 4.0
    presses: str = ""
    is_person: bool = False


PERSON = Callee(is_person=True)


def is_address(written: str) -> bool:
    """Return whether somebody may be dialled there: a number, a client, or a telephone elsewhere."""
    return any(pattern.fullmatch(written) for pattern in (E164, CLIENT, SIP))
