"""The regulator pack: one page to print, of what a regulator asks about a line: letters, calls, when it was up.

Made of the sheets of the reports, so it shows no figure that they would hide. Must not know: how a figure comes about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from agents_ui.exports import csv_file
from agents_ui.guards import supervisors
from agents_ui.house import Desk, desk
from agents_ui.pages import furnish, page
from agents_ui.reports import asked, exporting, reading, telling, trees, words
from agents_ui.reports.pieces import Piece, calls_in, covered, group_of
from agents_ui.reports.reading import Told
from agents_ui.reports.sheets import Column, Row, Sheet, figures_of
from agents_ui.reports.wanted import wanted
from hotline.mailings import letters_by_day
from hotline.reports import BY_ID, FEWEST, LineDay, Value, value

MEASURES = ("letters", "calls", "offered", "answered", "service_level", "self_service_completion", "availability")
BY_DAY = ("letters", "calls", "availability")

door = furnish(Blueprint("pack", __name__, url_prefix="/supervision/pack"))
door.before_request(supervisors)


@dataclass(frozen=True)
class Pack:
    """What the page tells: the reports of a range, each of its days, and letters by the day of mailing."""

    told: Told
    days: Sequence[LineDay]
    letters: Mapping[date, int]

    @property
    def mailed(self) -> int:
        """How many letters were mailed up to the end of the range."""
        return sum(count for day, count in self.letters.items() if day <= self.told.asked.last)


@door.get("")
def show() -> Response:
    """The page."""
    pack, own = _asked_for()
    if pack is None:
        return page("pack.html", pack=None)
    return page("pack.html", pack=pack, own=own, **_shown(pack, own))


@door.get("/<sheet>.csv")
def export(sheet: str) -> Response:
    """One of its tables as a file."""
    pack, own = _asked_for()
    found = next((one for one in sheets(pack) if one.id == sheet), None) if pack else None
    if pack is None or found is None:
        raise NotFound
    name = exporting.name_of(dict(own)[pack.told.asked.incident_id], "regulator pack", found, pack.told.asked)
    return csv_file(name, exporting.as_csv(found))


def sheets(pack: Pack) -> list[Sheet]:
    """What it came to, day by day, and the languages."""
    told = pack.told
    return [
        _summary(pack),
        Sheet("days", _l("Day by day"), words.TIME, [_column(one) for one in BY_DAY], list(_days(pack))),
        trees.of_parts("languages", _l("Languages"), told.report.languages, told.figures),
    ]


def read(parts: Desk, wish: asked.Wish, incident_id: int) -> Pack | None:
    """The pack as it stands now; None where no day of the incident is over yet."""
    told = reading.read(parts, wish, incident_id)
    if told is None:
        return None
    if told.asked.by is asked.By.INTERVAL:  # of no part of a day is anything told here
        told = replace(told, asked=replace(told.asked, by=asked.By.DAY))
    with parts.house.database.snapshot() as session:
        days = parts.reports.line_days(session, told.report, told.asked.first, told.asked.last)
        return Pack(told, days, letters_by_day(session, incident_id))


def _shown(pack: Pack, own: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """What the page needs beside the pack itself."""
    told, timeline = pack.told, pack.told.report.timeline
    return {
        "incident": dict(own)[told.asked.incident_id],
        "asked": told.asked,
        "sheets": sheets(pack),
        "measures": [BY_ID[one] for one in (*MEASURES, "languages")],
        "at": told.at.astimezone(timeline.zone),
        "timeline": timeline,
        "covers": covered([one.stretch for one in told.figures], timeline),
        "fewest": FEWEST,
        "days_of": lambda row: words.of_days(*map(date.fromisoformat, row.key.split("/"))),
        "said": words,
        "telling": telling,
    }


def _asked_for() -> tuple[Pack | None, list[tuple[int, str]]]:
    found = wanted()
    return read(desk(), found.wish, found.incident_id), found.own


def _summary(pack: Pack) -> Sheet:
    told = pack.told
    known = {one: value(BY_ID[one], told.figures) for one in MEASURES}
    calls = sum(one.calls for one in told.days)
    known |= {
        "letters": Value(pack.mailed, None, 1, 0),
        "calls": Value(calls, None, 1, 0 if told.days else 1),
        "availability": _available(pack.days),
    }
    row = Row("all", str(words.ALL), [known[one] for one in MEASURES], kind="whole")
    return Sheet("summary", _l("At a glance"), words.TIME, [_column(one) for one in MEASURES], [row])


def _days(pack: Pack) -> Iterator[Row]:
    """A row for each day, or week, or all of it. Calls of days that are told only together stand with the last one."""
    by = pack.told.asked.by
    calls = {group_of(one.last, by): one for one in calls_in(pack.told)}
    groups: dict[date | None, list[LineDay]] = {}
    for day in pack.days:
        groups.setdefault(group_of(day.day, by), []).append(day)
    for group, days in groups.items():
        first, last = days[0].day, days[-1].day
        letters = sum(pack.letters.get(one.day, 0) for one in days)
        told = [Value(letters, None, 1, 0), _calls(calls.get(group)), _available(days)]
        yield Row(f"{first}/{last}", _when(first, last, calls.get(group)), told, piece=calls.get(group))


def _calls(piece: Piece | None) -> Value:
    return value(BY_ID["calls"], figures_of([piece])) if piece else Value(0, None, 1, 1)


def _available(days: Sequence[LineDay]) -> Value:
    known = sum(one.minutes for one in days)
    return Value(sum(one.ready for one in days), known, 1, 0 if known else 1)


def _when(first: date, last: date, piece: Piece | None) -> str:
    said = words.of_days(first, last)
    if piece is None or piece.first >= first:
        return said
    return str(_("%(days)s (calls since %(day)s)", days=said, day=words.day(piece.first)))


def _column(measure: str) -> Column:
    return Column(measure, words.MEASURES[measure], BY_ID[measure])
