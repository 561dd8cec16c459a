"""Scales: how high a chart goes, and where its lines are drawn. Knows numbers only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_STEPS = 5
_ROUND = (1.0, 2.0, 5.0)
SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """From nought to `top`, with a line at each of `steps`."""

    top: float
    steps: Sequence[float]

    def part(self, value: float) -> float:
        """How high a value stands: 0 at the foot, 1 at the top."""
        return min(max(value / self.top, 0.0), 1.0)


OF_A_WHOLE = Scale(1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def scale_to(highest: float, *, steps: Sequence[float] = ()) -> Scale:
    """A scale that holds `highest`, in round steps (1, 2 or 5 with noughts) or in one of those given."""
    step = next((one for one in steps if one * MOST_STEPS >= highest), 0.0) or _round_step(highest / MOST_STEPS)
    count = max(1, math.ceil(highest / step))
    return Scale(step * count, [step * number for number in range(count + 1)])


def _round_step(least: float) -> float:
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    step = next((one * power for one in (*_ROUND, 10.0) if one * power >= least), 10.0 * power)
    return max(1.0, step) if least > 0.25 else step
