"""What a caller notices of a call, what a call waits for, and what it may be told meanwhile.

It must not know how any of it is shown.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Literal, Protocol

EventName = Literal[
    "ringing", "answered", "spoke", "listening", "pressed", "said", "recording", "recorded",
    "dialling", "connected", "dialled", "queued", "failed", "ended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence that the caller heard begin, with the tag of its language and the name of its voice."""

    text: str
    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the caller notices.

    text: the key, the number dialled or that calls, the name of a queue, a status, the reason of a failure; "words"
    when a listening line hears them too.
    """

    name: EventName
    text: str = ""
    spoken: Spoken | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller says. seconds: how long it takes. confidence: the recogniser's, or None when it sends none."""

    text: str
    seconds: float
    confidence: float | None = 0.9


@dataclass(frozen=True, slots=True)
class Wait:
    """seconds until it is over. hears_…: a key or a word ends it. settled: all is said, somebody is waited for.

    until: what ends it early, asked whenever something has happened in another call.
    """

    seconds: float
    hears_keys: bool = False
    settled: bool = False
    hears_speech: bool = False
    until: Callable[[], bool] | None = None

    @property
    def has_come_about(self) -> bool:
        """Whether what it waits for is there."""
        return self.until is not None and self.until()

    def hears(self, heard: str | Utterance) -> bool:
        """Return whether this ends the wait."""
        return self.hears_speech if isinstance(heard, Utterance) else self.hears_keys


# One key, one utterance, or nothing: the wait has run out, or what it waits for is there.
Heard = str | Utterance | None
Steps = Generator[Wait, Heard, None]


class Tell(Protocol):
    """Whoever is told what the caller notices."""

    def __call__(self, name: EventName, text: str = "", *, spoken: Spoken | None = None) -> None:
        """Take note of one event."""


Listener = Callable[[Event], None]
