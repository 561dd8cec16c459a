"""The verbs of TwiML that this network performs, as values.

URLs are as written in the document; durations are seconds. It must not know XML, nor how a verb is performed.
"""

from dataclasses import dataclass
from typing import Literal

from carrier.lines import Method, StatusEvent

# Where a document is performed: in the call itself, in a queue (waitUrl), on the side of somebody who was dialled and
# has picked up (the whisper), or to a caller who is about to leave the queue (the url of <Queue>).
Place = Literal["call", "queue", "whisper", "announcement"]


@dataclass(frozen=True, slots=True)
class Say:
    """Words to be spoken, loop times over."""

    text: str
    language: str
    voice: str
    loop: int


@dataclass(frozen=True, slots=True)
class Play:
    """A recording at a URL, or the tones of some keys (w: half a second of silence), loop times over."""

    url: str
    loop: int
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    length: int


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """Wait for keys or words while the prompts are heard. action is None when the document gave none: its own URL.

    speech_timeout: the seconds of silence that end what is said. barge_in: whether either cuts the prompts short.
    """

    prompts: tuple[Prompt, ...]
    action: str | None
    method: Method
    timeout: int
    num_digits: int | None
    finish_on_key: str
    action_on_empty_result: bool
    hears_keys: bool
    hears_speech: bool
    speech_timeout: float
    barge_in: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Record the caller. timeout: the seconds of silence that end it. action as in Gather.

    finish_on_key: every key that ends it. callback: who is told when the recording is ready, if anybody.
    """

    action: str | None
    method: Method
    max_length: int
    finish_on_key: str
    timeout: int
    play_beep: bool
    trim: bool
    callback: str
    callback_method: Method


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with another document."""

    url: str
    method: Method


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Somebody to be dialled: a number, client:somebody or sip:somebody@somewhere.

    url: the whisper, performed for whoever picks up before both are connected; empty for none. callback and events:
    who is told of the new call's progress, and of what.
    """

    address: str
    url: str
    method: Method
    callback: str
    callback_method: Method
    events: tuple[StatusEvent, ...]


@dataclass(frozen=True, slots=True)
class FrontOf:
    """Whoever waits at the front of a queue. url: what the waiting caller hears before; empty for nothing."""

    queue: str
    url: str
    method: Method


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring others, or take somebody out of a queue, and connect the call with who comes first.

    action is None when the document goes on after it. sequential: one after the other, not all at once.
    answer_on_bridge: a call that has not been answered goes on ringing until then. caller_id: empty for the caller's.
    """

    endpoints: tuple[Endpoint, ...]
    queue: FrontOf | None
    action: str | None
    method: Method
    timeout: int
    time_limit: int
    caller_id: str
    answer_on_bridge: bool
    sequential: bool


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Wait in a queue. wait_url is None for the network's own music, and empty for silence. action as in Dial."""

    queue: str
    action: str | None
    method: Method
    wait_url: str | None
    wait_method: Method


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the queue, and go on after the Enqueue."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the call before it is answered."""

    reason: Literal["rejected", "busy"]


Verb = Prompt | Gather | Record | Redirect | Dial | Enqueue | Leave | Hangup | Reject
