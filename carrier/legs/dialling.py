"""The other end of a Dial: it rings, somebody picks up or does not, they talk.

It must not know the caller, nor what the application makes of the result.
"""

import secrets
from collections.abc import Generator
from datetime import datetime

from carrier.clock import Clock
from carrier.documents import Dial
from carrier.legs.events import Heard, Tell, Wait
from carrier.lines import Callee


class Dialling:
    """One dialled number. Until it is over it counts as canceled: so it is reported when the caller hangs up."""

    def __init__(self, dial: Dial, callee: Callee, clock: Clock, tell: Tell) -> None:
        self._dial = dial
        self._callee = callee
        self._clock = clock
        self._tell = tell
        self._status = "canceled"
        self._connected_at: datetime | None = None
        self._seconds = 0
        self._sid = "CA" + secrets.token_hex(16)

    def run(self) -> Generator[Wait, Heard, None]:
        """Ring and talk, as long as the callee and the limits of the Dial allow."""
        self._tell("dialling", self._dial.number)
        picked_up = self._callee.outcome != "no-answer" and self._callee.rings_for < self._dial.timeout
        yield Wait(self._callee.rings_for if picked_up else self._dial.timeout)
        self._status = self._callee.outcome if picked_up else "no-answer"
        if self._status == "completed":
            yield from self._talk()
        self._tell("dialled", self._status)

    def _talk(self) -> Generator[Wait, Heard, None]:
        self._connected_at = self._clock.now()
        self._tell("connected", self._dial.number)
        try:
            yield Wait(min(self._callee.talks_for, self._dial.time_limit))
        finally:
            self._seconds = int((self._clock.now() - self._connected_at).total_seconds())

    def result(self) -> dict[str, str]:
        """Return the parameters about the dialled call; its duration in seconds only if somebody picked up."""
        result = {"DialCallSid": self._sid, "DialCallStatus": self._status}
        if self._connected_at is None:
            return {**result, "DialBridged": "false"}
        return {**result, "DialBridged": "true", "DialCallDuration": str(self._seconds)}
