"""When agents work: each comes, has lunch, and goes, by the clock of the line.

Must not know: what an agent does meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rehearsal.fortnight.days import ZONE


@dataclass(frozen=True, slots=True)
class Shift:
    """When an agent works, by the clock of the line; `lunch` begins then and takes half an hour."""

    begins: time
    ends: time
    lunch: time

    def holds(self, local: datetime) -> bool:
        """Whether an agent is there: Monday to Friday."""
        return local.weekday() < 5 and self.begins <= local.time() < self.ends

    def is_lunch(self, local: datetime) -> bool:
        """Whether the agent eats."""
        begins = datetime.combine(local.date(), self.lunch, ZONE)
        return begins <= local < begins + timedelta(minutes=30)


SHIFTS = (
    Shift(time(7, 55), time(16, 30), time(11, 30)),
    Shift(time(8, 0), time(17, 30), time(12, 15)),
    Shift(time(9, 0), time(17, 32), time(13, 0)),
)
