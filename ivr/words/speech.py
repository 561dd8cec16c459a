"""One turn of a call as the caller will have it: passages to be said, then one thing to do.

Values only. It must not know TwiML, nor why these words were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from ivr.steps.state import Step


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in one voice; `code` is the voice's language tag, such as en-US.

    Where `recording` is the address of a recording of these words, that is heard instead.
    """

    words: str
    voice: str
    code: str
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for keys: `keys` of them, or None for an entry of any length. `timeout` in seconds, between keys too."""

    keys: int | None
    timeout: int


@dataclass(frozen=True, slots=True)
class CallPerson:
    """Connect the caller with `number` (E.164), ringing for `timeout` seconds.

    `farewell` is said when that call is over and this service may not be asked what comes next.
    """

    number: str
    timeout: int
    farewell: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class ComeBack:
    """A silence of `seconds`, then the same step again."""

    seconds: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """The end."""


@dataclass(frozen=True, slots=True)
class JoinQueue:
    """Wait in the carrier's `queue`, and hear what there is for those who wait."""

    queue: str


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Record the caller, for at most `longest` seconds; a key before that is heard."""

    longest: int


@dataclass(frozen=True, slots=True)
class ListenInLine:
    """In the carrier's queue: wait `timeout` seconds for a key, then go on waiting; `then_quiet`: in silence first."""

    timeout: int
    then_quiet: bool


@dataclass(frozen=True, slots=True)
class WaitInLine:
    """In the carrier's queue: a silence of `seconds`, then go on waiting; `then_quiet`: in silence first."""

    seconds: int
    then_quiet: bool


Then = Listen | CallPerson | ComeBack | HangUp | JoinQueue | TakeMessage | ListenInLine | WaitInLine


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said at `step` on `turn`, with `pause` seconds between sentences, and what comes then."""

    passages: tuple[Passage, ...]
    then: Then
    step: Step
    turn: int
    pause: int = 0
