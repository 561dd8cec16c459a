"""What a call is connected to, on both ends.

It must not know what is performed.
"""

from dataclasses import dataclass

from carrier.legs.meetings.meeting import Meeting
from carrier.legs.visits import Callback, Visit
from carrier.lines import Callee, Line


@dataclass(frozen=True, slots=True)
class Route:
    """What a call is connected to. callee: who is rung when a call goes out, for timeout seconds.

    meeting: where whoever picks up is waited for after the first document, when another call dialled this one.
    """

    first: Visit
    fallback: Visit
    callback: Callback
    callee: Callee | None = None
    timeout: float = 60.0
    meeting: Meeting | None = None

    @classmethod
    def of(cls, line: Line) -> "Route":
        """Return the route of a call that comes in."""
        return cls(
            first=Visit(line.voice_url, line.voice_method),
            fallback=Visit(line.fallback_url, line.fallback_method),
            callback=Callback(line.status_callback, line.status_method, line.status_events),
        )
