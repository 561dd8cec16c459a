"""What a page of the reports shows around its sheets: of what and of when it is, and where else one can go.

Must not know: how a sheet is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from agents_ui import charts
from agents_ui.reports import telling, words
from agents_ui.reports.asked import Asked
from agents_ui.reports.pieces import covered
from agents_ui.reports.reading import Told
from agents_ui.reports.topics import TOPICS, Leaf, Topic
from hotline.reports import BY_ID, FEWEST, Measure, Timeline
from hotline.reports.stretches import WIDE

MANY_ROWS = 40  # from so many on a table waits to be opened
PERIODS: Sequence[tuple[Any, int]] = (
    (_l("Last day"), 1),
    (_l("7 days"), 7),
    (_l("14 days"), 14),
    (_l("28 days"), 28),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another page of the reports; `here` where it is the one that is shown."""

    words: str
    address: str
    here: bool = False


def of(topic: Topic, told: Told, *, own: Sequence[tuple[int, str]]) -> Mapping[str, Any]:
    """What the page of a topic needs. `own`: the incidents of the reader, by their names."""
    leaves = list(topic.leaves(told))
    return {
        "topic": topic,
        "leaves": leaves,
        "asked": told.asked,
        "own": own,
        "incident": dict(own)[told.asked.incident_id],
        "at": told.at.astimezone(told.report.timeline.zone),
        "topics": [Way(str(one.words), _to(one.id, told.asked), one is topic) for one in TOPICS.values()],
        "periods": list(_periods(topic, told)),
        "beside": beside(topic, told.asked, told.report.timeline),
        "divisions": [(one.value, words.DIVISIONS[one.value], one is told.asked.by) for one in told.asked.offered],
        "measures": _measures(leaves),
        "covers": _covers(told),
        "waits": _after(told),
        "hides": any(sheet.hides for leaf in leaves for sheet in leaf.sheets),
        "fewest": FEWEST,
        "many": MANY_ROWS,
        "drawn": charts,
        "telling": telling,
        "said": words,
        "day_of": partial(_days, topic, told.asked),
        "timeline": told.report.timeline,
    }


def _to(topic: str, asked: Asked) -> str:
    return url_for("reports.topic", topic=topic, **asked.address())


def _periods(topic: Topic, told: Told) -> Iterable[Way]:
    """The last days, everything, and as many days before and after."""
    asked, timeline = told.asked, told.report.timeline
    ranges = [(str(said), timeline.until - timedelta(days=days - 1), timeline.until) for said, days in PERIODS]
    ranges.append((str(_l("Everything")), timeline.since, timeline.until))
    for said, first, last in ranges:
        held = max(first, timeline.since)
        yield Way(said, _days(topic, asked, held, last), (held, last) == (asked.first, asked.last))


def beside(topic: Topic, asked: Asked, timeline: Timeline) -> tuple[str, str]:
    """Where as many days before lie, and as many after; empty where there are none."""
    span, day = timedelta(days=asked.days), timedelta(days=1)
    before = _days(topic, asked, asked.first - span, asked.first - day)
    after = _days(topic, asked, asked.last + day, asked.last + span)
    return before if asked.first > timeline.since else "", after if asked.last < timeline.until else ""


def _days(topic: Topic, asked: Asked, first: date, last: date) -> str:
    # Hundreds of rows lead to their days: to have each address made anew took as long as all else of a long page.
    return f"{_address(topic.id, asked.incident_id)}&first={first}&last={last}"


def _address(topic: str, incident_id: int) -> str:
    if "reports_address" not in g:
        g.reports_address = url_for("reports.topic", topic=topic, incident=incident_id)
    return str(g.reports_address)


def _measures(leaves: Iterable[Leaf]) -> list[Measure]:
    """Every measure of the page, once, in the order of their definitions."""
    shown = {column.measure.id for leaf in leaves for sheet in leaf.sheets for column in sheet.columns}
    return [one for id_, one in BY_ID.items() if id_ in shown]


def _covers(told: Told) -> str:
    """The days that the tables hold; empty where they hold none."""
    days = covered([one.stretch for one in told.figures], told.report.timeline)
    return words.of_days(*days) if days else ""


def _after(told: Told) -> str:
    """What becomes of the last days, where no table holds them; empty where one does."""
    timeline, last = told.report.timeline, told.asked.last
    ends = [timeline.last_day(one) for one in timeline.wide]
    first = max((day for day in ends if day <= last), default=timeline.since - timedelta(days=1)) + timedelta(days=1)
    if first > last:
        return ""
    if any(day > last for day in ends):
        return str(_("From %(day)s on they are told together with the days after these.", day=words.day(first)))
    return str(_("From %(day)s on they wait until %(wide)d calls are together.", day=words.day(first), wide=WIDE))
