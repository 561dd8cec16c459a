"""When the line is closed or open out of turn, and the announcement that is said right after the greeting.

Pure: the moment is given. Knows nothing of weekly hours, queues, or what else a caller hears.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Closure:
    """Nobody answers from `begins` up to, not including, `ends`, both aware. `say` is language → whole sentences."""

    begins: datetime
    ends: datetime
    say: Mapping[str, str]

    def holds(self, at: datetime) -> bool:
        """Whether the line is closed at this aware moment."""
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True)
class Opening:
    """People answer from `begins` up to, not including, `ends`, both aware, whatever the weekly hours say."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        """Whether people answer out of turn at this aware moment."""
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True)
class Emergency:
    """Said to every caller until `ends` (aware). `say` is language → whole sentences."""

    ends: datetime
    say: Mapping[str, str]

    def holds(self, at: datetime) -> bool:
        """Whether it is still said at this aware moment."""
        return at < self.ends
