"""The breaker: when far more checks fail than usual, every way but the letter code stops telling.

One breaker an incident and door. It trips when an hour has a number of failures that no quiet line has, and several
times the usual one. It heals by itself after one whole hour in which fewer checks were turned away than would trip it,
or when a custodian releases it. Whether it stands open or tripped depends on the checks before, never on the answer of
the one that is being made; and while it is tripped every check counts alike, so that trying it tells nothing either.
Must not know: the database, calls, whom a check is about.
"""

import math
import struct
from dataclasses import dataclass, replace

from hotline.incidents import Limits

LETTER_CODE = "letter_code"  # a stranger's guesses close no other way, and nothing closes a family's letter
HOURS = 7 * 24  # how far back the usual number of failures is counted
SECONDS = 3600
_MOST = 0xFFFE
_PACKED = struct.Struct(f">III{HOURS}H")
PACKED_BYTES = _PACKED.size


@dataclass(frozen=True, slots=True)
class Breaker:
    """Hours are counted since 1970 (UTC).

    `count`: the failures of `hour`; while it is tripped, the checks turned away. `tripped_in`: the hour in which it
    tripped, 0 while it lets checks through. `past`: for each hour of the last seven days one more than its failures,
    0 for an hour without checks or with a tripped breaker.
    """

    hour: int = 0
    count: int = 0
    tripped_in: int = 0
    past: tuple[int, ...] = (0,) * HOURS

    @property
    def tripped(self) -> bool:
        """Whether it turns checks away."""
        return self.tripped_in > 0

    @property
    def usual(self) -> float:
        """The mean of the failures of those past hours that had checks; 0 before there are any."""
        counted = [failures - 1 for failures in self.past if failures]
        return sum(counted) / len(counted) if counted else 0.0

    def trips_at(self, limits: Limits) -> int:
        """How many failures in an hour are too many."""
        return max(limits.breaker_failures_per_hour, math.ceil(limits.breaker_times_usual * self.usual))

    def at(self, hour: int, limits: Limits) -> "Breaker":
        """The breaker as it stands in `hour`: healed, if it is time."""
        if not self.hour:
            return replace(self, hour=hour)
        if hour <= self.hour:
            # A clock that was ahead must not keep it tripped until that hour comes, nor heal it.
            return replace(self, hour=hour, tripped_in=min(self.tripped_in, hour))
        tripped_in = 0 if self._heals_before(hour, limits) else self.tripped_in
        return Breaker(hour, 0, tripped_in, self._past_at(hour))

    def counted(self, *, failed: bool, limits: Limits) -> "Breaker":
        """The breaker after one more check: one that failed or did not, or was turned away where it is tripped."""
        count = self.count + (failed or self.tripped)
        if not self.tripped and count >= self.trips_at(limits):
            return replace(self, count=0, tripped_in=self.hour)
        return replace(self, count=count)

    def released(self) -> "Breaker":
        """The breaker as a custodian leaves it: open, with nothing counted in this hour."""
        return replace(self, count=0, tripped_in=0)

    def to_bytes(self) -> bytes:
        """Always as long."""
        return _PACKED.pack(self.hour, self.count, self.tripped_in, *self.past)

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Breaker":
        """What `to_bytes` packed."""
        hour, count, tripped_in, *past = _PACKED.unpack(packed)
        return cls(hour, count, tripped_in, tuple(past))

    def _heals_before(self, hour: int, limits: Limits) -> bool:
        # Whole hours only: the one in which it tripped was not quiet, and one without a check was.
        whole_and_quiet = self.hour > self.tripped_in and self.count < self.trips_at(limits)
        return whole_and_quiet or hour - self.hour > 1

    def _past_at(self, hour: int) -> tuple[int, ...]:
        past = list(self.past)
        # An attack must not become the usual.
        past[self.hour % HOURS] = 0 if self.tripped else min(self.count, _MOST) + 1
        for gone in range(self.hour + 1, min(hour, self.hour + HOURS) + 1):
            past[gone % HOURS] = 0
        return tuple(past)
