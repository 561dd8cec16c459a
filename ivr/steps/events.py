"""What can happen to a call: keys are entries of `digits`, and here is everything else.

Values only. It must not know what a step does with them, nor who sends them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ivr.steps.digits import Entry


@dataclass(frozen=True, slots=True)
class Answered:
    """The check has answered: one of the four, and what may be told with it (category ids)."""

    name: str
    categories: tuple[str, ...] = ()
    shared: bool = False
    letter_tells: bool = False
    gaps: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class QueueFull:
    """The check was not made, nothing was spent, and it may be tried again."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The caller heard "one moment" and is back."""


@dataclass(frozen=True, slots=True)
class DialEnded:
    """The call to a person is over; `answered` says whether they spoke."""

    answered: bool


class Left(StrEnum):
    """How a caller has left the carrier's queue, in the carrier's words."""

    BRIDGED = "bridged"  # they talked, and that is over
    LEAVE = "leave"  # a document of ours said so
    HALF_BRIDGED = "bridging-in-process"  # taken out, and whoever took them has gone
    FULL = "queue-full"
    ERROR = "error"  # a document did not come
    SYSTEM_ERROR = "system-error"
    HANG_UP = "hangup"
    MOVED = "redirected"  # the desk has moved the call: nothing of the answer is performed
    MOVED_FROM_TALK = "redirected-from-bridged"


@dataclass(frozen=True, slots=True)
class LeftQueue:
    """The caller is not in the carrier's queue any more."""

    how: Left


@dataclass(frozen=True, slots=True)
class StillThere:
    """The carrier asks where a call stands that waits for a person, or that the desk has moved."""


@dataclass(frozen=True, slots=True)
class MessageLeft:
    """The caller has spoken for so many seconds, and this was recorded; and `kept`, unless that was too often."""

    seconds: int
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Promised:
    """The caller will be rung back; `phrase` is what is said first then. `later`: not before people answer again."""

    phrase: str = field(repr=False)
    later: bool = False


@dataclass(frozen=True, slots=True)
class NotPromised:
    """No more callbacks can be arranged on this call, or not to this number."""


Event = (
    Entry | Answered | QueueFull | Waited | DialEnded | LeftQueue | StillThere | MessageLeft | Promised | NotPromised
)

CANNOT_TELL = Answered("CANNOT_TELL")
