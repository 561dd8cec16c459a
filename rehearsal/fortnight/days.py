"""When people call: so many on each day, most of them in the morning, a few at night.

Drawn from a seed, so that the same fortnight can be had again. Must not know: what callers want, and who answers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.incidents import Closure

ZONE = ZoneInfo("America/Chicago")
# Thursday: letters were posted. Summer time ends on the first Sunday; the second Monday is Veterans Day.
FIRST_DAY = date(2019, 10, 31)
# Ten times as many as rang the district's line on its busiest day, which was the first.
CALLS = (310, 240, 60, 45, 280, 220, 150, 160, 130, 40, 30, 90, 120, 110)
# Nobody answers from Wednesday noon until ten on Thursday.
CLOSED = (datetime(2019, 11, 6, 12, tzinfo=ZONE), datetime(2019, 11, 7, 10, tzinfo=ZONE))
# How likely a call comes in each hour of the day.
HOURS = (3, 2, 1, 1, 1, 3, 8, 25, 70, 100, 110, 90, 80, 80, 80, 80, 90, 85, 45, 30, 20, 12, 7, 4)


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row from `first` on, a local date, with so many calls on each."""

    first: date = FIRST_DAY
    calls: Sequence[int] = CALLS
    seed: int = 5

    @property
    def begins(self) -> datetime:
        """The first midnight, in UTC."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The last midnight, in UTC."""
        return midnight(self.first + timedelta(days=len(self.calls)))

    def arrivals(self) -> list[datetime]:
        """The moments at which somebody dials, in order, in UTC."""
        chance = random.Random(f"arrivals {self.seed}")  # noqa: S311  a rehearsal's day, no secret
        moments = [
            _moment(chance, self.first + timedelta(days=number))
            for number, count in enumerate(self.calls)
            for _ in range(count)
        ]
        return sorted(moments)


def midnight(day: date) -> datetime:
    """When a local day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def closure() -> Closure:
    """The closure of this fortnight."""
    said = {"en": "Our offices are closed today.", "es": "Las oficinas están cerradas hoy."}
    return Closure(*CLOSED, said)


def _moment(chance: random.Random, day: date) -> datetime:
    (hour,) = chance.choices(range(24), HOURS)
    local = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    return local.astimezone(UTC) + timedelta(seconds=chance.randrange(3600))
