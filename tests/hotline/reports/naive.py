"""The reports once more, counted call by call in the plainest way, to hold the real ones against.

Shares no code with them but the trees of parts. Knows nothing of sums, databases or sorted lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.reports.parts import Part


@dataclass(frozen=True)
class Call:
    """A call as somebody beside the line might have noted it."""

    started: datetime
    language: str
    role: str
    channel: str
    outcome: str


Days = list[date]


def local_days(first: date, last: date) -> Days:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def in_runs(things: Sequence[list[date]], fewest: int, size: Callable[[list[date]], int]) -> list[list[date]]:
    """Neighbours together until there are enough; those at the end that are too few are in no run."""
    runs: list[list[date]] = []
    running: list[date] = []
    for thing in things:
        running = running + thing
        if size(running) >= fewest:
            runs.append(running)
            running = []
    return runs


def day_of(call: Call, zone: ZoneInfo) -> date:
    return call.started.astimezone(zone).date()


def runs_of_days(calls: Sequence[Call], zone: ZoneInfo, days: Days) -> tuple[list[Days], list[Days]]:
    """The days as they are shown, and the stretches for which tables are shown."""

    def size(run: Days) -> int:
        return sum(day_of(call, zone) in run for call in calls)

    shown = in_runs([[day] for day in days], 11, size)
    return shown, in_runs(shown, 110, size)


def parts_shown(tree: Part, names: Sequence[str]) -> dict[str, int]:
    """What a table shows of calls that have these names of leaves."""
    total = sum(name in tree.leaves for name in names)
    if total < 11:
        return {}
    below = [sum(name in part.leaves for name in names) for part in tree.parts]
    told = {tree.id: total}
    if tree.parts and min(below) >= 11:
        for part in tree.parts:
            told |= parts_shown(part, names)
    return told


def quarters_between(first: datetime, until: datetime) -> int:
    """How many quarters of an hour really pass."""
    return int((until.astimezone(UTC) - first.astimezone(UTC)).total_seconds()) // 900
