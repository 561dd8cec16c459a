"""When callers call: a week by weekdays and hours, out of what is shown. Must not know: when any one call began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date, format_time

from agents_ui.reports import words
from agents_ui.reports.reading import Told
from agents_ui.reports.sheets import Column, Row, Sheet
from hotline.reports import BY_ID, Stretch, Timeline, Value
from hotline.reports.spreading import Week, by_weekday

WEEK = 7
LONGEST = 92  # days; of a longer range the last ones
A_MONDAY = date(2018, 1, 1)


def by_hour(id_: str, title: Any, told: Told) -> Sheet | None:
    """About how many calls begin in each hour of each weekday, on average; None for less than a week."""
    timeline, days = told.report.timeline, list(told.days)
    last = [one for one in days if timeline.first_day(one) > told.asked.last - timedelta(days=LONGEST)]
    held = _held(last, timeline)
    if sum(held.values()) < WEEK:
        return None
    week = by_weekday((one for day in last for one in timeline.intervals(day)), timeline.zone)
    columns = [Column(f"hour.{hour}", str(_hour(hour)), BY_ID["calls"]) for hour in range(24)]
    rows = [_row(week, number, held[number]) for number in range(WEEK)]
    return Sheet(id_, title, words.WEEKDAY, columns, rows)


def _held(days: Sequence[Stretch], timeline: Timeline) -> Counter[int]:
    """How often each weekday is among them."""
    held: Counter[int] = Counter()
    for one in days:
        first, last = timeline.first_day(one), timeline.last_day(one)
        held.update((first + timedelta(days=number)).weekday() for number in range((last - first).days + 1))
    return held


def _row(week: Week, weekday: int, days: int) -> Row:
    hours = [week[weekday][2 * hour] + week[weekday][2 * hour + 1] for hour in range(24)]
    said = str(format_date(A_MONDAY + timedelta(days=weekday), "EEEE"))
    return Row(
        f"weekday.{weekday}", said, [Value(round(calls), days, 1, 0 if days else 1) for calls in hours], kind="part"
    )


def _hour(hour: int) -> str:
    return str(format_time(datetime.combine(A_MONDAY, datetime.min.time()).replace(hour=hour), "h a", rebase=False))
