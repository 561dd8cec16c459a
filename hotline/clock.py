"""What time it is. The only caller of "now", so that a test or a rehearsal can move the day.

Must not know: zones and hours (they belong to an incident). Everything here is aware and in UTC.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can tell the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class StoppedClock:
    """A clock that stands still until it is moved: for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment at which the clock was stopped or to which it was moved."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`, which may be negative (a clock set wrong)."""
        self._at += by


def minute(moment: datetime) -> datetime:
    """`moment` without its seconds: the finest time that any record keeps."""
    return moment.replace(second=0, microsecond=0)
