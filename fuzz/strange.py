"""What comes late, twice, or where nobody waits for it, and where it can be met.

Must not know: the tables of the flow.
"""

from collections.abc import Mapping

from ivr.steps.digits import Silence
from ivr.steps.events import (
    Answered,
    DialEnded,
    Event,
    Left,
    LeftQueue,
    MessageLeft,
    NotPromised,
    Promised,
    QueueFull,
    StillThere,
    Waited,
)
from ivr.steps.state import IN_LINE, Step

STRANGE: tuple[Event, ...] = (
    Waited(),
    QueueFull(),
    DialEnded(answered=True),
    Answered("NO_MATCH"),
    Silence(),
    MessageLeft(30),
    Promised("0000"),
    NotPromised(),
    StillThere(),
    *map(LeftQueue, Left),
)
# Where an event can be met that is no key.
MET: Mapping[type[Event], frozenset[Step]] = {
    **dict.fromkeys((Waited, QueueFull, Answered), frozenset({Step.CHECKING})),
    **dict.fromkeys((Promised, NotPromised), frozenset({Step.PROMISED})),
    DialEnded: frozenset({Step.PERSON}),
    MessageLeft: frozenset({Step.MESSAGE}),
    LeftQueue: frozenset({Step.QUEUE, Step.WITH_AGENT}),
    StillThere: IN_LINE,
}
