"""The forecast learns from calls, says how sure it is, and loses nothing between days and half hours."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.reports.forecast import HALF_HOURS, Forecast, Seen, Staffing, _range, response
from hotline.reports.spreading import by_half_hour, by_weekday, seen
from hotline.reports.stretches import QUARTER, Stretch, Timeline, day_begins

CHICAGO = ZoneInfo("America/Chicago")
MAILED = date(2019, 5, 1)
LETTERS = {MAILED: 4_000, MAILED + timedelta(days=14): 3_000}
STAFFING = Staffing(needs_person=0.4, handle_time=420)


def fate(seed: int, *, days: int, rate: float, moody: float = 0.0) -> list[Seen]:
    """Calls as they come where each letter brings so many; `moody`: how much one day differs from the other."""
    draw = random.Random(seed)  # noqa: S311  the same fate each time
    true = Forecast(LETTERS)
    told = []
    for number in range(days):
        day = MAILED + timedelta(days=number)
        mean = true.calls(day).expected / 0.05 * rate * max(0.0, draw.gauss(1, moody))
        told.append(Seen(day, day, by_chance(draw, mean)))
    return told


def by_chance(draw: random.Random, mean: float) -> int:
    """How many events there are, when each comes by itself."""
    count, left = 0, draw.expovariate(1)
    while left < mean:
        count, left = count + 1, left + draw.expovariate(1)
    return count


def test_every_call_that_a_letter_brings_comes_some_day() -> None:
    assert sum(response(days) for days in range(100)) == pytest.approx(1)
    assert [response(days) for days in (-1, 0, 1)] == [0, 0, 0], "no letter is answered before it comes"
    assert Forecast({}).calls(MAILED).high == 0


@pytest.mark.parametrize("rate", [0.02, 0.12, 0.4])
def test_it_learns_how_many_calls_a_letter_brings(rate: float) -> None:
    forecast = Forecast(LETTERS, fate(1, days=21, rate=rate))
    for number in range(21, 35):
        day = MAILED + timedelta(days=number)
        assert forecast.calls(day).expected == pytest.approx(
            Forecast(LETTERS).calls(day).expected / 0.05 * rate, rel=0.35 if rate == 0.02 else 0.2
        )


@pytest.mark.parametrize("moody", [0.0, 0.3])
def test_eight_of_ten_days_lie_where_it_says(moody: float) -> None:
    held = []
    for seed in range(40):
        told = fate(seed, days=35, rate=0.12, moody=moody)
        forecast = Forecast(LETTERS, told[:21])
        held += [
            forecast.calls(one.first).low - 1 <= one.calls <= forecast.calls(one.first).high + 1 for one in told[21:]
        ]
    assert 0.74 <= sum(held) / len(held) <= 0.93


def test_it_is_less_sure_of_what_it_has_not_seen_or_what_varies() -> None:
    day = MAILED + timedelta(days=25)

    def width(forecast: Forecast) -> float:
        told = forecast.calls(day)
        return (told.high - told.low) / told.expected

    unseen, even = Forecast(LETTERS), Forecast(LETTERS, fate(1, days=21, rate=0.4))
    assert width(unseen) > 2 * width(even)
    assert width(Forecast(LETTERS, fate(1, days=21, rate=0.4, moody=0.5))) > 1.5 * width(even)


def test_days_that_were_put_together_teach_the_rate_too() -> None:
    told = fate(1, days=20, rate=0.12)
    pairs = [
        Seen(one.first, other.last, one.calls + other.calls) for one, other in zip(told[::2], told[1::2], strict=True)
    ]
    day = MAILED + timedelta(days=22)
    assert Forecast(LETTERS, pairs).calls(day).expected == pytest.approx(
        Forecast(LETTERS, told).calls(day).expected, rel=0.2
    )


@pytest.mark.parametrize(("day", "halves"), [(date(2019, 5, 8), 48), (date(2019, 3, 10), 46), (date(2019, 11, 3), 50)])
def test_half_hours_add_up_to_their_day(day: date, halves: int) -> None:
    forecast = Forecast({day - timedelta(days=5): 40_000})
    told = forecast.half_hours(day, CHICAGO, STAFFING)
    assert len(told) == halves
    assert told[0].begins == day_begins(day, CHICAGO)
    assert sum(one.calls.expected for one in told) == pytest.approx(forecast.calls(day).expected, rel=0.01)
    assert all(one.calls.low <= one.calls.expected <= one.calls.high for one in told)
    assert all(one.agents_low <= one.agents <= one.agents_high for one in told)
    assert max(one.agents for one in told) > min(one.agents for one in told)


def test_nobody_is_needed_where_no_call_comes() -> None:
    told = Forecast({}).half_hours(MAILED, CHICAGO, STAFFING)
    assert {(one.agents_low, one.agents, one.agents_high) for one in told} == {(0, 0, 0)}


def test_the_hours_are_those_in_which_calls_came() -> None:
    at_ten = [100.0 * (half == 20) for half in range(HALF_HOURS)]
    told = Forecast(LETTERS, profile=[9 * one for one in at_ten]).half_hours(
        MAILED + timedelta(days=5), CHICAGO, STAFFING
    )
    assert max(told, key=lambda one: one.calls.expected).begins.hour == 10


@pytest.mark.parametrize(("degrees", "low", "high"), [(10, 4.865, 15.987), (20, 12.443, 28.412), (60, 46.459, 74.397)])
def test_the_ends_of_a_range_are_as_in_the_printed_tables(degrees: int, low: float, high: float) -> None:
    told = _range(degrees, 2 * degrees)  # of chi-squared, whose tenths are printed everywhere
    assert told.low == pytest.approx(low, rel=0.01)
    assert told.high == pytest.approx(high, rel=0.01)


def test_an_interval_is_spread_evenly_and_nothing_is_lost() -> None:
    monday = day_begins(date(2019, 6, 3), CHICAGO)
    intervals = [Stretch(monday, monday + 8 * QUARTER, 16), Stretch(monday + 8 * QUARTER, monday + 9 * QUARTER, 11)]
    week = by_weekday(intervals, CHICAGO)
    assert week[0][:5] == [4.0, 4.0, 4.0, 4.0, 11.0]
    assert math.fsum(by_half_hour(week)) == 27
    assert not any(map(any, week[1:]))


def test_the_days_that_are_shown_are_those_that_it_learns_from() -> None:
    begins = day_begins(MAILED, CHICAGO)
    timeline = Timeline(
        {begins: 30, begins + timedelta(days=1): 4, begins + timedelta(days=2): 9}, CHICAGO, MAILED, date(2019, 5, 3)
    )
    assert seen(timeline) == [Seen(MAILED, MAILED, 30), Seen(date(2019, 5, 2), date(2019, 5, 3), 13)]
