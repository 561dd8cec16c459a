"""The charts of the forecast: what is expected, and between what it lies. Must not know: how it was forecast."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from agents_ui import charts
from agents_ui.charts import Axes, Frame, Line, Span, Tick
from agents_ui.reports import telling, words
from agents_ui.supervision.outlook import Hour, Outlook
from hotline.reports.forecast import Range

TICKS_EVERY = 8  # half hours
WHOLE = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 250.0)


def of_days(seen: Outlook) -> Markup:
    """Calls a day, with a line from the low end to the high one."""
    calls = [one.calls for one in seen.days]
    spans = _spans(calls, [words.day(one.day) for one in seen.days])
    named = zip(spans, seen.days, strict=True)
    ticks = [Tick(one.middle, format_date(day.day, "EEE d"), place % 2 > 0) for place, (one, day) in enumerate(named)]
    frame = Frame("chart-days", _("Calls a day"), _says(calls))
    return charts.bars(frame, spans, _axes(calls, ticks))


def calls_of(seen: Outlook) -> Markup:
    """Calls of each half hour of the chosen day, in the band in which they lie."""
    calls = [one.half.calls for one in seen.hours]
    spans = _spans(calls, [words.clock(one.half.begins) for one in seen.hours])
    frame = Frame("chart-calls", _("Calls by half hour, %(day)s", day=words.day(seen.day)), _says(calls))
    return charts.lines(frame, [Line(_("calls"), spans)], _axes(calls, _ticks(seen.hours)))


def agents_of(seen: Outlook) -> Markup:
    """Agents of each half hour in which people answer, for what is expected, for the low end and for the high one."""
    needed = [_agents(one) for one in seen.hours]
    spans = [_span(place, len(needed), one) for place, one in enumerate(seen.hours)]
    frame = Frame("chart-agents", _("Agents by half hour, %(day)s", day=words.day(seen.day)), _says(needed))
    return charts.bars(frame, spans, _axes(needed, _ticks(seen.hours), steps=WHOLE))


def _agents(hour: Hour) -> Range:
    half = hour.half
    return Range(half.agents, half.agents_low, half.agents_high) if hour.is_open else Range(0, 0, 0)


def _span(place: int, many: int, hour: Hour) -> Span:
    named, needed = words.clock(hour.half.begins), _agents(hour)
    if not hour.is_open:
        return Span(place / many, (place + 1) / many, 0.0, f"{named}: {_('nobody answers')}")
    said = f"{named}: {between(needed)}"
    return Span(place / many, (place + 1) / many, needed.expected, said, low=needed.low, high=needed.high)


def _spans(ranges: Sequence[Range], named: Sequence[str]) -> list[Span]:
    width = 1 / len(ranges)
    return [
        Span(place * width, (place + 1) * width, one.expected, f"{name}: {between(one)}", low=one.low, high=one.high)
        for place, (one, name) in enumerate(zip(ranges, named, strict=True))
    ]


def between(one: Range) -> str:
    """What is expected, and between what it lies."""
    told = {"about": number(one.expected), "low": number(one.low), "high": number(one.high)}
    return str(_("%(about)s (%(low)s to %(high)s)", **told))


def number(count: float) -> str:
    """A number that is not known to the unit: small ones with a tenth."""
    return telling.tenths(count) if 0 < count < 10 and count != int(count) else telling.number(count)


def _axes(ranges: Sequence[Range], ticks: Sequence[Tick], *, steps: Sequence[float] = ()) -> Axes:
    return Axes(ticks, charts.scale_to(max(one.high for one in ranges), steps=steps), number)


def _ticks(hours: Sequence[Hour]) -> list[Tick]:
    chosen = range(0, len(hours), TICKS_EVERY)
    return [
        Tick(place / len(hours), words.clock(hours[place].half.begins), place % (2 * TICKS_EVERY) > 0)
        for place in chosen
    ]


def _says(ranges: Sequence[Range]) -> str:
    most = max(ranges, key=lambda one: one.expected)
    return str(_("The most is about %(most)s. The table has every number.", most=between(most)))
