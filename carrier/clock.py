"""Time: jumped over in tests, lived through by people.

Any clock with the same two methods will do, so one stopped clock can serve both the network and the application.
It must not know what is waited for.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the time and can let it go by."""

    def now(self) -> datetime:
        """Return the aware time of day, in UTC."""

    def advance(self, step: timedelta) -> None:
        """Let this much time go by."""


class VirtualClock:
    """Stands still until it is advanced: a call of five minutes takes no time, and the same time every time."""

    def __init__(self, at: datetime = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the time it was set to, in UTC."""
        return self._at

    def advance(self, step: timedelta) -> None:
        """Jump over this much time."""
        self._at += step


class RealClock:
    """The clock on the wall."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def advance(self, step: timedelta) -> None:
        """Sleep."""
        time.sleep(max(0.0, step.total_seconds()))


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this network's people are. Words a second, and seconds for the rest.

    recording: the length of one that does not tell its own. speed: how much faster a recording is played.
    """

    words_per_second: float = 2.5
    seconds_per_key: float = 0.7
    recording: float = 5.0
    ringing: float = 0.0
    speed: float = 1.0

    def times(self, speed: float) -> "Pace":
        """Return the pace of a line that speaks this many times faster."""
        return Pace(
            words_per_second=self.words_per_second * speed,
            seconds_per_key=self.seconds_per_key,
            recording=self.recording / speed,
            ringing=self.ringing / speed,
            speed=self.speed * speed,
        )

    def spoken(self, text: str) -> float:
        """Return the seconds that it takes to say the text."""
        return max(1, len(text.split())) / self.words_per_second
