"""The room of the forecast: calls and agents of days to come, and the letters of which it is made.

Must not know: how a forecast is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import BadRequest, NotFound

from agents_ui.guards import supervisors, visitor
from agents_ui.house import desk
from agents_ui.pages import furnish, page, say_next
from agents_ui.reports import telling, words
from agents_ui.reports.wanted import of_ones_own
from agents_ui.supervision import ahead, outlook
from agents_ui.supervision.outlook import Outlook, Wish
from hotline.mailings import BadMailing, ImpossibleDay, Mailings, TooFewLetters

# The field of a form, and the least and the most that it may say: shares in hundredths, times in seconds.
TARGET, ANSWERED_IN, PATIENCE = ("target", 50, 99), ("within", 5, 600), ("patience", 0, 3_600)
NEEDS_PERSON, HANDLE_TIME = ("needs", 1, 100), ("handle", 30, 3_600)

door = furnish(Blueprint("forecast", __name__, url_prefix="/supervision/forecast"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """The days to come, and one of them by half hours."""
    parts, wish = desk(), read(request.args)
    incident_id, own = of_ones_own(wish.incident_id)
    try:
        seen = outlook.read(parts, wish, incident_id)
    except OverflowError:
        return page("forecast.html", seen=None, own=own, incident_id=incident_id, wish=wish)
    about: dict[str, Any] = {"own": own, "incident_id": incident_id, "wish": wish, **_drawn(seen, wish)}
    return page("forecast.html", seen=seen, **about)


@door.post("/letters")
def letters() -> Response:
    """Letters were mailed on a day, or will be."""
    parts, account = desk(), visitor().account
    incident_id, faults = request.form.get("incident", type=int), {}
    if incident_id not in account.incidents:
        raise NotFound
    try:
        day, count = date.fromisoformat(request.form.get("day", "")), int(request.form.get("letters", ""))
        with parts.house.database.write() as session:
            keeping = Mailings(parts.house.keyring, parts.house.clock)
            keeping.mailed(session, incident_id, day, letters=count, by=account.actor)
    except (ValueError, BadMailing) as why:
        faults = fault_of(why)
    say_next(say="" if faults else "letters_told", faults=faults)
    return cast("Response", redirect(url_for("forecast.show", incident=incident_id), code=303, Response=Response))


def _drawn(seen: Outlook, wish: Wish) -> dict[str, Any]:
    """What the page of an outlook needs beside it."""
    return {
        "charts": (ahead.of_days(seen), ahead.calls_of(seen), ahead.agents_of(seen)),
        "number": ahead.number,
        "said": words,
        "telling": telling,
        "to_day": lambda day: _address(wish, seen.incident_id, day),
    }


def fault_of(why: Exception) -> dict[str, str]:
    """The field that was wrong, with the key of what is said of it."""
    match why:
        case TooFewLetters():
            return {"letters": "letters_few"}
        case ImpossibleDay():
            return {"day": "letters_day"}
        case _:
            return {"letters": "letters_count"}


def read(said: Mapping[str, str]) -> Wish:
    """What an address asks for, within its bounds; BadRequest where it is no number, or no day."""
    day = said.get("day", "")
    try:
        chosen: dict[str, Any] = {
            "day": date.fromisoformat(day) if day else None,
            "target": _share(said, TARGET),
            "answered_in": _held(said, ANSWERED_IN),
            "patience": _held(said, PATIENCE),
            "needs_person": _share(said, NEEDS_PERSON),
            "handle_time": _held(said, HANDLE_TIME),
        }
        return Wish(_whole(said.get("incident", "")), **{name: one for name, one in chosen.items() if one is not None})
    except ValueError:
        raise BadRequest from None


def _held(said: Mapping[str, str], field: tuple[str, int, int]) -> float | None:
    name, least, most = field
    given = _whole(said.get(name, ""))
    return None if given is None else float(min(max(given, least), most))


def _share(said: Mapping[str, str], field: tuple[str, int, int]) -> float | None:
    hundredths = _held(said, field)
    return None if hundredths is None else hundredths / 100


def _whole(given: str) -> int | None:
    return int(given) if given.strip() else None


def _address(wish: Wish, incident_id: int, day: date) -> str:
    shares = {TARGET[0]: wish.target, NEEDS_PERSON[0]: wish.needs_person}
    times = {ANSWERED_IN[0]: wish.answered_in, PATIENCE[0]: wish.patience, HANDLE_TIME[0]: wish.handle_time}
    said: dict[str, Any] = {name: round(one * 100) for name, one in shares.items() if one is not None}
    said |= {name: round(one) for name, one in times.items() if one is not None}
    return url_for("forecast.show", incident=incident_id, day=day.isoformat(), **said, _anchor="day")
