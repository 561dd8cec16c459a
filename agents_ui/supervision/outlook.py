"""The outlook: what is forecast for days to come, out of letters, the calls that the reports show, and what is wanted.

Must not know: how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agents_ui.house import Desk
from hotline import incidents
from hotline.mailings import letters_by_day
from hotline.reports import BY_ID, Figures, Timeline, value
from hotline.reports.forecast import Forecast, HalfHour, Range, Staffing
from hotline.reports.spreading import by_half_hour, by_weekday, seen

DAYS_AHEAD = 14
LEARNT_FROM = timedelta(days=56)  # the last days of which hours and handle times are learnt
# Taken to be so until calls say otherwise.
HANDLE_TIME, NEEDS_PERSON = 300.0, 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; what is left open is None. `patience` 0: nobody gives up."""

    incident_id: int | None = None
    day: date | None = None
    target: float = 0.8
    answered_in: float = 60.0
    patience: float = 180.0
    needs_person: float | None = None
    handle_time: float | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the calls so far say; None where too few of them may be told of."""

    calls: int
    days: int
    handle_time: float | None
    needs_person: float | None


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day to come. `busiest` is its busiest half hour in which people answer; None where they never do."""

    day: date
    calls: Range
    busiest: HalfHour | None


@dataclass(frozen=True, slots=True)
class Hour:
    """A half hour of the chosen day, and whether people answer in it."""

    half: HalfHour
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The days to come, and the chosen one of them by half hours. `rate`: calls a letter."""

    incident_id: int
    zone: ZoneInfo
    today: date
    day: date
    staffing: Staffing
    letters: Mapping[date, int]
    learnt: Learnt
    rate: float
    days: Sequence[DayAhead]
    hours: Sequence[Hour]

    @property
    def mailed(self) -> int:
        """How many letters have been mailed until today."""
        return sum(count for day, count in self.letters.items() if day <= self.today)


def read(parts: Desk, wish: Wish, incident_id: int) -> Outlook:
    """The outlook as it stands now. OverflowError where more agents would be needed than there can be."""
    with parts.house.database.snapshot() as session:
        report = parts.reports.open(session, incident_id)
        timeline = report.timeline
        figures = parts.reports.figures(session, report, timeline.until - LEARNT_FROM, timeline.until)
        letters = letters_by_day(session, incident_id)
        content = incidents.current_by_id(session, incident_id).content
    today = parts.house.clock.now().astimezone(timeline.zone).date()
    forecast = Forecast(letters, seen(timeline), _profile(timeline))
    learnt = _learnt(timeline, figures)
    staffing = _staffing(wish, learnt)
    ahead = _ahead(forecast, timeline.zone, staffing, within=content.is_open, first=today)
    day = wish.day if wish.day in [one.day for one in ahead] else _next_open(ahead)
    halves = forecast.half_hours(day, timeline.zone, staffing)
    return Outlook(
        incident_id=incident_id,
        zone=timeline.zone,
        today=today,
        day=day,
        staffing=staffing,
        letters=letters,
        learnt=learnt,
        rate=forecast.rate,
        days=ahead,
        hours=[Hour(_somebody(one), content.is_open(one.begins)) for one in halves],
    )


def _profile(timeline: Timeline) -> list[float]:
    last = timeline.within(timeline.days, timeline.until - LEARNT_FROM, timeline.until)
    return by_half_hour(by_weekday((one for day in last for one in timeline.intervals(day)), timeline.zone))


def _learnt(timeline: Timeline, figures: Sequence[Figures]) -> Learnt:
    needed = [one for one in figures if one.shows("outcome.person_needed") is not None]
    calls = sum(one.stretch.calls for one in needed)
    who = sum(one.shows("outcome.person_needed") or 0 for one in needed)
    days = timeline.days
    return Learnt(
        calls=sum(one.calls for one in days),
        days=sum((timeline.last_day(one) - timeline.first_day(one)).days + 1 for one in days),
        handle_time=value(BY_ID["handle_time"], figures).rate or None,
        needs_person=who / calls if calls else None,
    )


def _staffing(wish: Wish, learnt: Learnt) -> Staffing:
    return Staffing(
        needs_person=_first(wish.needs_person, learnt.needs_person, NEEDS_PERSON),
        handle_time=_first(wish.handle_time, learnt.handle_time, HANDLE_TIME),
        target=wish.target,
        answered_in=wish.answered_in,
        patience=wish.patience or None,
    )


def _first(*given: float | None) -> float:
    return next(one for one in given if one is not None)


def _ahead(
    forecast: Forecast, zone: ZoneInfo, staffing: Staffing, *, within: Callable[[datetime], bool], first: date
) -> list[DayAhead]:
    days = [first + timedelta(days=number) for number in range(DAYS_AHEAD)]
    busiest = (forecast.busiest(day, zone, staffing, within=within) for day in days)
    return [
        DayAhead(day, forecast.calls(day), _somebody(one) if one else None)
        for day, one in zip(days, busiest, strict=True)
    ]


def _somebody(half: HalfHour) -> HalfHour:
    """The half hour with one agent at least: the formula needs nobody where nobody calls, an open line does."""
    return replace(
        half, agents=max(1, half.agents), agents_low=max(1, half.agents_low), agents_high=max(1, half.agents_high)
    )


def _next_open(ahead: Sequence[DayAhead]) -> date:
    """The first day after today on which people answer, and somebody is expected to call; else tomorrow."""
    return next((one.day for one in ahead[1:] if one.busiest and round(one.calls.expected)), ahead[1].day)
