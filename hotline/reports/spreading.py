"""Shown figures as charts and forecasts need them: by half hour and weekday, each interval spread evenly over itself.

Made of nothing but what is shown, so it can tell no more. Pure; knows stretches of time and how many calls began then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from hotline.reports.forecast import HALF_HOURS, Seen
from hotline.reports.stretches import QUARTER, Stretch, Timeline

Week = Sequence[Sequence[float]]


def by_weekday(intervals: Iterable[Stretch], zone: ZoneInfo) -> Week:
    """How many calls began on each weekday (Monday first) in each half hour of the local day, about."""
    week = [[0.0] * HALF_HOURS for _ in range(7)]
    for one in intervals:
        quarters = (one.ends - one.begins) // QUARTER
        for number in range(quarters):
            local = (one.begins + number * QUARTER).astimezone(zone)
            week[local.weekday()][local.hour * 2 + local.minute // 30] += one.calls / quarters
    return week


def by_half_hour(week: Week) -> list[float]:
    """The same over all weekdays."""
    return [sum(column) for column in zip(*week, strict=True)]


def seen(timeline: Timeline) -> list[Seen]:
    """The days that are shown, as a forecast takes them."""
    return [Seen(timeline.first_day(one), timeline.last_day(one), one.calls) for one in timeline.days]
