"""How many calls will come in each half hour, and how many agents they need: from letters mailed and calls so far.

Letters bring calls for weeks, most of them in the first days after they come; how many a letter brings is learnt from
the calls so far, and how sure that is follows from how many there were and how far they lay from what was expected.
Made of figures that are shown, so that nothing here tells more than the reports do. Pure. Knows no call and no letter,
only how many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import NormalDist
from zoneinfo import ZoneInfo

from hotline.reports.erlang import Demand, agents_for

HALF_HOUR = timedelta(minutes=30)
HALF_HOURS = 48
CERTAINTY = 0.8  # of ten days, eight lie between low and high
_Z = NormalDist().inv_cdf(0.5 + CERTAINTY / 2)

# Taken to be so until calls say otherwise: one letter in twenty brings a call, and this is worth one call.
_CALLS_A_LETTER, _WORTH = 0.05, 1.0
# Letters take two days to come. Then a tenth less call every day, for two months.
_IN_THE_MAIL, _FADING, _LASTING = 2, 0.9, 60
_WEEKDAYS = (1.3, 1.2, 1.1, 1.1, 1.0, 0.7, 0.6)  # Monday first; they come to seven
_A_WEEKDAY_IS_WORTH = 50.0  # calls
_AN_HOUR_IS_WORTH = 100.0  # calls, over the whole day
_BUSY_HOURS = range(16, 40)  # half hours from eight in the morning until eight in the evening
_BUSY_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Seen:
    """How many calls began on some local days together, from `first` until `last`, both included."""

    first: date
    last: date
    calls: float

    @property
    def days(self) -> Sequence[date]:
        """Each of the days."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Range:
    """What is expected, and between what it lies with CERTAINTY."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Staffing:
    """What is wanted: the share `target` of those who need a person answered within `answered_in` seconds.

    `needs_person` is the share of calls that do; `handle_time` and `patience` are averages in seconds.
    """

    needs_person: float
    handle_time: float
    target: float = 0.8
    answered_in: float = 60.0
    patience: float | None = 180.0


@dataclass(frozen=True, slots=True)
class HalfHour:
    """One half hour: calls, and the agents for what is expected, for the low end and for the high end."""

    begins: datetime
    calls: Range
    agents: int
    agents_low: int
    agents_high: int


@dataclass(frozen=True)
class Forecast:
    """What letters (how many by the day of mailing) and calls so far say of days to come.

    `profile`: how many calls began in each of the 48 half hours of a day, over all days so far. Every call is taken to
    come of a letter; a notice in the news is to be counted as a mailing, because without one nothing is expected.
    """

    letters: Mapping[date, int]
    seen: Sequence[Seen] = ()
    profile: Sequence[float] = field(default=(0.0,) * HALF_HOURS)

    def calls(self, day: date) -> Range:
        """How many calls will come on a local day."""
        expected = self.rate * self._weight(day)
        return _range(expected, self._variance(expected))

    def half_hours(self, day: date, zone: ZoneInfo, staffing: Staffing) -> list[HalfHour]:
        """The same by half hours, with the agents that are needed; a day on which the clocks change has 46 or 50.

        OverflowError where more agents would be needed than there can be.
        """
        return [self._half_hour(at, self.rate * self._weight(day), staffing) for at in _half_hours(day, zone)]

    def busiest(
        self, day: date, zone: ZoneInfo, staffing: Staffing, *, within: Callable[[datetime], bool]
    ) -> HalfHour | None:
        """The half hour with the most calls of those that lie `within`; None where none does. OverflowError."""
        moments = [at for at in _half_hours(day, zone) if within(at)]
        busiest = max(moments, key=self._share, default=None)
        return self._half_hour(busiest, self.rate * self._weight(day), staffing) if busiest else None

    def _half_hour(self, at: datetime, of_day: float, staffing: Staffing) -> HalfHour:
        share = self._share(at)
        # A day that is busier than expected is so in all its half hours: only chance is each one's own.
        common = share**2 * (self._variance(of_day) - of_day)
        calls = _range(of_day * share, of_day * share + common)
        agents, low, high = (_agents(count, staffing) for count in (calls.expected, calls.low, calls.high))
        return HalfHour(at, calls, agents, low, high)

    def _variance(self, expected: float) -> float:
        return expected * self._spread + (expected * self._doubt) ** 2

    def _share(self, at: datetime) -> float:
        return self._shares[at.hour * 2 + at.minute // 30]

    @cached_property
    def rate(self) -> float:
        """How many calls a letter brings, over all the days that it brings any."""
        weights = sum(self._weights)
        return (_WORTH + sum(one.calls for one in self.seen)) / (_WORTH / _CALLS_A_LETTER + weights)

    @cached_property
    def _doubt(self) -> float:
        """How far off the rate may be, as a share of it: the fewer calls it was learnt from, the further."""
        return math.sqrt(self._spread / (_WORTH + sum(one.calls for one in self.seen)))

    @cached_property
    def _spread(self) -> float:
        """How much more calls vary than by chance alone; 1 where that is all."""
        pairs = [(one.calls, self.rate * weight) for one, weight in zip(self.seen, self._weights, strict=True)]
        off = [(calls - expected) ** 2 / expected for calls, expected in pairs if expected > 0]
        return max(1.0, sum(off) / (len(off) - 1)) if len(off) > 1 else 1.0

    @cached_property
    def _weights(self) -> Sequence[float]:
        return [sum(self._weight(day) for day in one.days) for one in self.seen]

    def _weight(self, day: date) -> float:
        return self._answering(day) * self._weekdays[day.weekday()]

    def _answering(self, day: date) -> float:
        """How many letters' worth of calls a day gets, were all weekdays alike."""
        return sum(count * response((day - mailed).days) for mailed, count in self.letters.items())

    @cached_property
    def _weekdays(self) -> Sequence[float]:
        """How busy each weekday is, from Monday on; they come to seven. Days that are shown together teach nothing."""
        single = [one for one in self.seen if one.first == one.last]
        letters = sum(self._answering(one.first) * _WEEKDAYS[one.first.weekday()] for one in single)
        rate = sum(one.calls for one in single) / letters if letters else 0.0
        found = []
        for weekday, usual in enumerate(_WEEKDAYS):
            here = [one for one in single if one.first.weekday() == weekday]
            expected = rate * sum(self._answering(one.first) for one in here)
            calls = sum(one.calls for one in here)
            found.append((calls + _A_WEEKDAY_IS_WORTH * usual) / (expected + _A_WEEKDAY_IS_WORTH))
        return [7 * one / sum(found) for one in found]

    @cached_property
    def _shares(self) -> Sequence[float]:
        """Which share of a day's calls each half hour gets."""
        quiet = (1 - _BUSY_SHARE) / (HALF_HOURS - len(_BUSY_HOURS))
        usual = [_BUSY_SHARE / len(_BUSY_HOURS) if one in _BUSY_HOURS else quiet for one in range(HALF_HOURS)]
        worth = sum(self.profile) + _AN_HOUR_IS_WORTH
        return [(calls + _AN_HOUR_IS_WORTH * share) / worth for calls, share in zip(self.profile, usual, strict=True)]


def response(days: int) -> float:
    """The share of a mailing's calls that comes so many days after it."""
    since = days - _IN_THE_MAIL
    return _FADING**since * (1 - _FADING) / (1 - _FADING**_LASTING) if 0 <= since < _LASTING else 0.0


def _half_hours(day: date, zone: ZoneInfo) -> list[datetime]:
    begins = datetime.combine(day, time(), zone).timestamp()
    ends = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
    return [datetime.fromtimestamp(at, zone) for at in range(int(begins), int(ends), 1_800)]


def _agents(calls: float, staffing: Staffing) -> int:
    demand = Demand(calls * staffing.needs_person, HALF_HOUR.total_seconds(), staffing.handle_time)
    return agents_for(demand, target=staffing.target, answered_in=staffing.answered_in, patience=staffing.patience)


def _range(expected: float, variance: float) -> Range:
    # Quantiles of a gamma distribution with this mean and variance, by Wilson and Hilferty (1931): off by less than
    # one in a hundred from some four calls on, and never below nought.
    if not expected:
        return Range(0.0, 0.0, 0.0)
    ninth = variance / (9 * expected**2)
    low, high = (expected * max(0.0, 1 - ninth + z * math.sqrt(ninth)) ** 3 for z in (-_Z, _Z))
    return Range(expected, min(low, expected), max(high, expected))
