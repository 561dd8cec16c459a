"""Hours, holidays and planned closures: what a caller is told of them, and when people answer.

Must not know: what is closed or opened out of turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request
from flask_babel import format_date
from werkzeug.exceptions import BadRequest

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import page
from agents_ui.supervision.line import faults, moments, naming, where
from agents_ui.supervision.line.doors import door
from agents_ui.supervision.line.now import words
from hotline import incidents
from hotline.incidents import Closure, Content, Fault, IncidentFileError, OpeningHours
from hotline.incidents.hours import WEEKDAYS, Holidays, Span
from hotline.line import DropClosure, Order, OrderRefused, PlanClosure, SetHours

A_YEAR = 366  # days
_BETWEEN = re.compile(r"[\s,;]+")


class Unreadable(Exception):
    """A field of the form can't be read; `fault` says which, as the rules of the file would."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(path)
        self.fault = Fault(None, path, words)


@door.get("/hours")
def hours() -> Response:
    """The hours as they are in force."""
    return _show()


@door.post("/hours")
def set_hours() -> Response:
    """Other hours, other holidays, or other words for them."""
    return _give(_hours_of_form, form="hours", say="line_hours_set")


@door.post("/closure")
def plan_closure() -> Response:
    """Nobody is to answer on some days."""
    return _give(_closure_of_form, form="closure", say="line_closure_planned")


@door.post("/drop-closure")
def drop_closure() -> Response:
    """A planned closure is not to be."""
    return _give(lambda _: DropClosure(_named()), form="drop", say="line_closure_dropped")


def _give(order: Callable[[Content], Order], *, form: str, say: str) -> Response:
    parts, incident = desk(), where.incident_id()
    try:
        with parts.house.database.write() as session:
            given = order(incidents.in_hand(session, incident).content)
            parts.orders.give(session, incident, given, by=visitor().account.actor)
    except OrderRefused as why:
        return _show(status=400, open=form, wrong={form: faults.REFUSALS[type(why)]}, typed=request.form)
    except Unreadable as why:
        return _show(status=400, open=form, wrong=_placed((why.fault,)), typed=request.form)
    except IncidentFileError as why:
        return _show(status=400, open=form, wrong=_placed(why.faults), typed=request.form)
    return where.go_on("line.hours", say=say)


def _show(*, status: int = 200, **form: Any) -> Response:
    parts, this = desk(), where.incident_id()
    with parts.house.database.read() as session:
        found = incidents.current_by_id(session, this)
        mine = where.all_mine(session)
    content, now = found.content, parts.house.clock.now()
    times = {"week": _week(content.hours), "closed_days": list(_closed_days(content, now))}
    times["closures"] = [_closure(one, content) for one in content.closures if one.ends > now]
    about = {"incident": this, "version": found.version, "content": content, "mine": mine}
    shown = {"open": "", "wrong": {}, "typed": {}, "languages": naming.languages(content), **form}
    return page("line_hours.html", status=status, **about, **times, **shown)


def _week(hours: OpeningHours) -> list[tuple[str, str, str]]:
    """Each day of the week by its id, its name, and its hours as the form has them."""
    monday = date(2024, 1, 1)
    return [
        (day, format_date(monday + timedelta(days=place), "EEEE"), ", ".join(map(str, hours.weekly.get(day, ()))))
        for place, day in enumerate(WEEKDAYS)
    ]


def _closed_days(content: Content, now: datetime) -> Iterator[str]:
    """The holidays of the year to come, on which people would answer by the week."""
    today = now.astimezone(ZoneInfo(content.zone)).date()
    for day in (today + timedelta(days=number) for number in range(A_YEAR)):
        if content.hours.weekly.get(WEEKDAYS[day.weekday()]) and content.hours.holidays.closed(day):
            yield format_date(day, "full")


def _closure(one: Closure, content: Content) -> dict[str, Any]:
    begins, ends = (moments.said(moment, content) for moment in (one.begins, one.ends))
    return {"begins": begins, "ends": ends, "id": one.begins.astimezone(UTC).isoformat(), "say": one.say}


def _hours_of_form(content: Content) -> SetHours:
    parts = desk()
    with parts.house.database.read() as session:
        looked_at = incidents.version_of(session, where.incident_id(), _version())
    return SetHours(_hours(content), looked_at.content.hours)


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _hours(content: Content) -> OpeningHours:
    weekly = {day: spans for day in WEEKDAYS if (spans := _spans(day))}
    country, subdivision = (request.form.get(name, "").strip().upper() for name in ("country", "subdivision"))
    holidays = Holidays(country, subdivision, closed_on=_days("closed_on"), open_on=_days("open_on"))
    return OpeningHours(content.zone, weekly=weekly, holidays=holidays, spoken=words(content, "spoken"))


def _spans(day: str) -> tuple[Span, ...]:
    # En dashes and blanks around them are what word processors make of a hyphen.
    written = re.sub(r"\s*[-–—]\s*", "-", request.form.get(day, ""))
    try:
        return tuple(Span.parse(one if one[1:2] != ":" else f"0{one}") for one in filter(None, _BETWEEN.split(written)))
    except ValueError as wrong:
        raise Unreadable(f"hours.{day}", str(wrong)) from None


def _days(name: str) -> tuple[date, ...]:
    try:
        return tuple(map(date.fromisoformat, filter(None, _BETWEEN.split(request.form.get(name, "")))))
    except ValueError:
        raise Unreadable(f"hours.holidays.{name}", "must be a date") from None


def _closure_of_form(content: Content) -> PlanClosure:
    return PlanClosure(Closure(_moment("begins", content), _moment("ends", content), words(content)))


def _named() -> datetime:
    """The closure that the form names by its beginning."""
    try:
        return datetime.fromisoformat(request.form.get("begins", "")).astimezone(UTC)
    except ValueError:
        raise BadRequest from None


def _moment(name: str, content: Content) -> datetime:
    found = moments.read(name, content)
    if found is None:
        raise Unreadable(f"closures.{name}", "must be a moment")
    return found


def _placed(found: tuple[Fault, ...]) -> dict[str, Any]:
    """Each fault beside its field: `hours.monday` at monday, `closures[2].say.es` at say-es."""
    placed: dict[str, Any] = {}
    for fault in found:
        *_table, last = re.sub(r"\[\d+\]", "", fault.path).split(".")
        missing = re.search(r'the words in "(\w+)" are missing', fault.words)
        text = re.search(r"\b(say|spoken)\b", fault.path)
        field = f"{text[1]}-{missing[1] if missing else last}" if text else last
        placed.setdefault(field, faults.NO_MOMENT if fault.words == "must be a moment" else faults.told(fault))
    return placed
