"""Time is cut into stretches that hold enough, that lose no call, and that never change again."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.reports.stretches import QUARTER, Stretch, Timeline, day_begins, joined, last_settled
from tests.hotline.reports import naive

ZONES = ("America/Chicago", "America/Los_Angeles", "Europe/London", "Asia/Kolkata", "Pacific/Auckland")
FIRST_DAYS = (date(2019, 3, 7), date(2019, 10, 30), date(2019, 6, 1), date(2019, 4, 3))
LONGEST = 9


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Some days around the change of the clocks, busy or quiet."""
    zone, since = ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.sampled_from(FIRST_DAYS))
    days = draw(st.integers(1, LONGEST))
    begins = day_begins(since, zone)
    quarters = st.integers(0, days * 96 - 8).map(lambda number: begins + number * QUARTER)
    volume = draw(st.dictionaries(quarters, st.sampled_from((1, 2, 5, 10, 11, 40, 150)), max_size=40))
    return Timeline(volume, zone, since, since + timedelta(days=days - 1))


def noted(timeline: Timeline) -> list[naive.Call]:
    return [naive.Call(at, "", "", "", "") for at, count in timeline.volume.items() for _ in range(count)]


@given(timelines())
def test_days_and_stretches_are_those_that_somebody_counts_by_hand(timeline: Timeline) -> None:
    days = naive.local_days(timeline.since, timeline.until)
    shown, wide = naive.runs_of_days(noted(timeline), timeline.zone, days)
    for stretches, runs in ((timeline.days, shown), (timeline.wide, wide)):
        assert [(timeline.first_day(one), timeline.last_day(one)) for one in stretches] == [(r[0], r[-1]) for r in runs]
        counted = [sum(naive.day_of(call, timeline.zone) in run for call in noted(timeline)) for run in runs]
        assert [one.calls for one in stretches] == counted


@given(timelines())
def test_what_is_cut_is_neither_lost_nor_counted_twice(timeline: Timeline) -> None:
    for whole, pieces in (
        *((day, timeline.intervals(day)) for day in timeline.days),
        *((wide, timeline.intervals(wide)) for wide in timeline.wide),
        *((wide, timeline.slices(wide) or (wide,)) for wide in timeline.wide),
    ):
        assert (pieces[0].begins, pieces[-1].ends) == (whole.begins, whole.ends)
        assert all(one.ends == other.begins for one, other in pairwise(pieces))
        assert sum(piece.calls for piece in pieces) == whole.calls
        for piece in pieces:
            assert piece.calls == sum(calls for at, calls in timeline.volume.items() if piece.begins <= at < piece.ends)
    assert all(one.calls >= 11 for day in timeline.days for one in timeline.intervals(day))
    assert all(one.calls >= 110 for wide in timeline.wide for one in timeline.slices(wide))


@given(timelines(), st.integers(0, LONGEST), st.integers(0, 200))
def test_what_is_shown_once_stays_as_it_is(timeline: Timeline, days: int, more: int) -> None:
    until = timeline.until + timedelta(days=days)
    volume = Counter({**timeline.volume, day_begins(timeline.until + timedelta(days=1), timeline.zone): more})
    later = Timeline(volume, timeline.zone, timeline.since, until)
    for before, after in ((timeline.days, later.days), (timeline.wide, later.wide)):
        assert list(after[: len(before)]) == list(before)
    for wide in timeline.wide:
        assert timeline.slices(wide) == later.slices(wide)
    for day in timeline.days:
        assert timeline.intervals(day) == later.intervals(day)


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2019, 3, 9), 96), (date(2019, 3, 10), 92), (date(2019, 11, 3), 100)]
)
def test_a_day_on_which_the_clocks_change_has_other_quarters(day: date, quarters: int) -> None:
    zone = ZoneInfo("America/Chicago")
    begins, ends = day_begins(day, zone), day_begins(day + timedelta(days=1), zone)
    busy = {begins + number * QUARTER: 11 for number in range(naive.quarters_between(begins, ends))}
    timeline = Timeline(busy, zone, day, day)
    assert [day.calls for day in timeline.days] == [11 * quarters]
    assert len(timeline.intervals(timeline.days[0])) == quarters


def test_a_quiet_day_runs_on_and_is_told_with_the_day_after() -> None:
    zone, saturday = ZoneInfo("America/Chicago"), date(2019, 6, 8)
    midnights = [day_begins(saturday + timedelta(days=number), zone) for number in range(4)]
    timeline = Timeline(dict(zip(midnights, (30, 3, 25, 10), strict=True)), zone, saturday, date(2019, 6, 11))
    assert timeline.days == [Stretch(midnights[0], midnights[1], 30), Stretch(midnights[1], midnights[3], 28)]
    assert timeline.within(timeline.days, date(2019, 6, 10), date(2019, 6, 16)) == [timeline.days[1]]
    assert timeline.within(timeline.days, saturday, date(2019, 6, 9)) == [timeline.days[0]]


def test_what_is_left_at_the_end_waits_or_is_added() -> None:
    at = datetime(2019, 6, 3, tzinfo=UTC)
    pieces = [Stretch(at + n * QUARTER, at + (n + 1) * QUARTER, calls) for n, calls in enumerate((6, 6, 4))]
    assert [one.calls for one in joined(pieces, 11)] == [12]
    assert [one.calls for one in joined(pieces, 11, over=True)] == [16]
    assert joined(pieces, 17, over=True) == []


@pytest.mark.parametrize(
    ("now", "zone", "settled"),
    [
        (datetime(2019, 6, 4, 10, 59, tzinfo=UTC), "America/Chicago", date(2019, 6, 2)),  # midnight was at five
        (datetime(2019, 6, 4, 11, 0, tzinfo=UTC), "America/Chicago", date(2019, 6, 3)),
        (datetime(2019, 6, 4, 5, 59, tzinfo=UTC), "Pacific/Auckland", date(2019, 6, 2)),  # the day in UTC ended later
        (datetime(2019, 6, 4, 6, 0, tzinfo=UTC), "Pacific/Auckland", date(2019, 6, 3)),
    ],
)
def test_a_day_is_settled_six_hours_after_its_end(now: datetime, zone: str, settled: date) -> None:
    assert last_settled(now, ZoneInfo(zone)) == settled
