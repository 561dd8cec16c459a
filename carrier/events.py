"""What a caller notices of a call, and what a call waits for.

It must not know how either is shown.
"""

from dataclasses import dataclass
from typing import Literal

EventName = Literal[
    "ringing", "answered", "spoke", "listening", "pressed", "dialling", "connected", "dialled", "failed", "ended"
]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence that the caller heard begin, with the tag of its language and the name of its voice."""

    text: str
    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the caller notices. text: the key, the number dialled, a status, or the reason of a failure."""

    name: EventName
    text: str = ""
    spoken: Spoken | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """seconds until it is over. hears_keys: a key ends it. settled: all is said, the line waits for keys alone."""

    seconds: float
    hears_keys: bool = False
    settled: bool = False
