"""Numbers: those that lead to an application, and those that somebody picks up.

It must not know calls.
"""

import re
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["completed", "busy", "no-answer", "failed"]

# As Twilio writes numbers: +18667754209.
E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Line:
    """A number and the URLs that it is connected to. An empty URL is none."""

    number: str
    voice_url: str
    status_callback: str = ""
    fallback_url: str = ""


@dataclass(frozen=True, slots=True)
class Callee:
    """What becomes of a number that is dialled; seconds of ringing, then seconds of talk."""

    outcome: Outcome = "no-answer"
    talks_for: float = 60.0
    rings_for: float = 4.0
