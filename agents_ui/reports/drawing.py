"""Sheets as charts. Draws what a sheet shows, and a hatched stripe for what it hides. Must not know: figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from agents_ui import charts
from agents_ui.charts import Axes, Frame, Line, Span, Tick
from agents_ui.reports import telling, words
from agents_ui.reports.pieces import Piece
from agents_ui.reports.sheets import Row, Sheet
from hotline.reports import Value

MOST_WORDS = 8  # along the foot
HOURS = 3  # between two words along the foot of a day


@dataclass(frozen=True)
class Stage:
    """The time that a chart shows."""

    begins: datetime
    ends: datetime

    def place(self, moment: datetime) -> float:
        """Where a moment stands: 0 is the beginning, 1 the end."""
        whole = self.ends.timestamp() - self.begins.timestamp()
        return (moment.timestamp() - self.begins.timestamp()) / whole

    @property
    def ticks(self) -> list[Tick]:
        """Days in their middle, or hours where there is one day only."""
        days = (self.ends.date() - self.begins.date()).days
        return self._hours() if days <= 1 else self._days(days)

    def _hours(self) -> list[Tick]:
        moments = [self._at(hours=hour) for hour in range(0, 24, HOURS)]
        return [
            Tick(self.place(one), words.clock(one), minor=one.hour % (2 * HOURS) != 0)
            for one in moments
            if self.begins <= one < self.ends
        ]

    def _days(self, days: int) -> list[Tick]:
        step = -(-days // MOST_WORDS)
        middles = [self._at(hours=24 * day + 12) for day in range(0, days, step)]
        said = [str(format_date(one.date(), _("MMM d"))) for one in middles]
        return [
            Tick(self.place(one), word, minor=n % 2 == 1)
            for n, (one, word) in enumerate(zip(middles, said, strict=True))
        ]

    def _at(self, *, hours: int) -> datetime:
        """A wall clock's time, counted from midnight of the first day."""
        midnight = datetime.combine(self.begins.date(), datetime.min.time(), self.begins.tzinfo)
        return midnight + timedelta(hours=hours)


def calls(sheet: Sheet) -> Markup | None:
    """How many calls began, as bars as wide as their time is long, and as high as they are many for that time."""
    rows = sheet.times
    if len(rows) < 2:
        return None
    by_hour = any(not _piece(row).whole_days for row in rows)
    title = _("Calls an hour") if by_hour else _("Calls a day")
    spans = _spans(rows, lambda row: row.values[0].numerator / _length(_piece(row), by_hour=by_hour))
    axes = Axes(_stage(rows).ticks, charts.scale_to(max(one.value or 0 for one in spans)), telling.number)
    return charts.bars(Frame(f"chart-{sheet.id}", str(title), _extremes(spans)), spans, axes)


def shares(sheet: Sheet, columns: Sequence[str], title: Any) -> Markup | None:
    """Shares over time, from nought to all."""
    return _lines(sheet, columns, str(title), up=charts.OF_A_WHOLE, told=_round_percent)


def times(sheet: Sheet, columns: Sequence[str], title: Any) -> Markup | None:
    """Average times over time."""
    highest = max((row.values[_place(sheet, one)].rate or 0 for row in sheet.times for one in columns), default=0)
    scale = charts.scale_to(highest, steps=charts.SECONDS)
    return _lines(sheet, columns, str(title), up=scale, told=telling.span)


def hours(sheet: Sheet, title: Any) -> Markup:
    """A week by weekdays and hours."""

    def told(down: int, along: int, value: float) -> str:
        where = {"day": sheet.rows[down].words, "hour": str(sheet.columns[along].words)}
        return str(_("%(day)s, %(hour)s: about %(calls)s", calls=telling.tenths(value), **where))

    grid = charts.Grid(
        [row.words for row in sheet.rows],
        [str(column.words) for column in sheet.columns],
        [[one.rate for one in row.values] for row in sheet.rows],
        told,
    )
    says = _("The darker and larger a field is, the more calls began in that hour. The table has the numbers.")
    return charts.heat(Frame(f"chart-{sheet.id}", str(title), str(says)), grid, every=2 * HOURS)


def _lines(
    sheet: Sheet, columns: Sequence[str], title: str, *, up: charts.Scale, told: Callable[[float], str]
) -> Markup | None:
    rows, places = sheet.times, [_place(sheet, one) for one in columns]
    if len(rows) < 2 or not any(row.values[place].told for row in rows for place in places):
        return None
    drawn = [_line(sheet, rows, column) for column in columns]
    axes = Axes(_stage(rows).ticks, up, told)
    says = _("Over %(count)d times. The table has every number.", count=len(rows))
    return charts.lines(Frame(f"chart-{sheet.id}-{columns[0]}", title, str(says)), drawn, axes)


def _line(sheet: Sheet, rows: Sequence[Row], column: str) -> Line:
    place = _place(sheet, column)
    measure = sheet.columns[place].measure

    def hint(one: Value) -> str:
        return f"{telling.rate(one, measure)}, {telling.exactly(one, measure)}"

    spans = _spans(rows, lambda row: row.values[place].rate, hint=lambda row: hint(row.values[place]))
    return Line(str(sheet.columns[place].words), spans)


def _spans(
    rows: Sequence[Row], value: Callable[[Row], float | None], *, hint: Callable[[Row], str] | None = None
) -> list[Span]:
    stage = _stage(rows)

    def span(row: Row) -> Span:
        found = value(row)
        said = _("not shown") if found is None else hint(row) if hint else telling.number(row.values[0].numerator)
        piece = _piece(row)
        return Span(stage.place(piece.begins), stage.place(piece.ends), found, f"{row.words}: {said}")

    return [span(row) for row in rows]


def _stage(rows: Sequence[Row]) -> Stage:
    return Stage(_piece(rows[0]).begins, _piece(rows[-1]).ends)


def _piece(row: Row) -> Piece:
    if row.piece is None:
        raise ValueError("Only what has a time can be drawn over time.")
    return row.piece


def _place(sheet: Sheet, column: str) -> int:
    return next(place for place, one in enumerate(sheet.columns) if one.id == column)


def _length(piece: Piece, *, by_hour: bool) -> float:
    if by_hour:
        return (piece.ends.timestamp() - piece.begins.timestamp()) / 3_600
    return (piece.last - piece.first).days + 1


def _extremes(spans: Sequence[Span]) -> str:
    shown = [one for one in spans if one.value is not None]
    most, fewest = (choose(shown, key=lambda one: one.value or 0) for choose in (max, min))
    return str(_("Most: %(most)s. Fewest: %(fewest)s. The table has every number.", most=most.hint, fewest=fewest.hint))


def _round_percent(part: float) -> str:
    return f"{round(part * 100)} %"
