"""The wallboard's door: the page, what it renews itself with, and screens that are left on a wall.

Must not know: how a figure is read, and what is wrong.
"""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_babel import format_percent, format_time
from werkzeug.exceptions import NotFound

from agents_ui import choices
from agents_ui.guards import let_in, token, visitor, watching
from agents_ui.house import desk
from agents_ui.pages import furnish, go_to, page, say_next
from agents_ui.supervision.wallboard import figures
from agents_ui.supervision.wallboard.alarms import LONG, alarms
from agents_ui.supervision.wallboard.figures import Figures
from hotline import incidents
from hotline.calls import AgentState
from hotline.queue import SERVICE_SECONDS
from hotline.staff import Standing

STATES = (AgentState.AVAILABLE, AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP, AgentState.BREAK)

door = furnish(Blueprint("wallboard", __name__, url_prefix="/supervision/wallboard"))
door.before_request(watching)


@door.get("")
def show() -> Response:
    """The wallboard, of one line or of all."""
    hangs = visitor().standing is Standing.DISPLAY
    screens = 0 if hangs else desk().own.displays(token())
    return page("wallboard.html", **_board(), hangs=hangs, screens=screens, choices_of_line=_lines())


@door.get("/now")
def now() -> Response:
    """What is on it now, to be put in the place of what was there."""
    return Response(render_template("board.html", **_board()))


@door.post("/hang")
def hang() -> Response:
    """From now on this browser shows the wallboard and can do nothing else, and stays when nobody is there."""
    parts, account = desk(), visitor().account
    let_in(parts.own.open_display(token()))
    session.permanent = True  # a screen that is switched off at night is still there in the morning
    with parts.house.database.write() as transaction:
        parts.presence.leave(transaction, account.id)
    return _back()


@door.post("/take-down")
def take_down() -> Response:
    """No screen on a wall shows anything to this supervisor's account any more."""
    desk().own.end_displays(token())
    say_next(say="displays_ended")
    return _back()


@door.post("/leave")
def leave() -> Response:
    """This screen is not to show the wallboard any more."""
    desk().signing_in.sign_out(token())
    session.clear()
    return go_to("desk_sign_in.show", say="signed_out")


def _board() -> dict[str, Any]:
    """What both the page and its renewal need."""
    found = figures.read(desk(), _mine())
    first = found.lines[0].incident.content if found.lines else None
    return {
        "now": found,
        "line": _line(),
        "alarms": alarms(found),
        "states": [(one.value, choices.STATES[one.value], found.agents.states.get(one, 0)) for one in STATES],
        "level": _percent(found.today.answered_in_time, found.today.offered),
        "urgency": _urgency(found),
        "service_seconds": SERVICE_SECONDS,
        "longest_words": _span(int(found.waited.total_seconds())),
        "clock": format_time(found.at.astimezone(ZoneInfo(first.zone)).time(), "h:mm:ss a") if first else "",
        "name": choices.organisation(first) if first and len(found.lines) == 1 else "",
    }


def _percent(above: int, below: int) -> str:
    """A share in whole percents, rounded down: a hundred means all. Empty where there is nothing to divide by."""
    return str(format_percent(100 * above // below / 100)) if below else ""


def _span(seconds: int) -> str:
    """A span as the clocks of a page count it up."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else choices.length(rest)


def _urgency(found: Figures) -> str:
    """How the longest wait looks: as it should be, longer than the service level's time, or an alarm."""
    if found.waited > LONG:
        return "severe"
    return "late" if found.waited.total_seconds() > SERVICE_SECONDS else ""


def _line() -> str:
    """The incident of one's own that is looked at alone; empty for all together. NotFound for anybody else's."""
    asked = request.values.get("line", "")
    if asked and asked not in {str(one) for one in visitor().account.incidents}:
        raise NotFound
    return asked


def _mine() -> tuple[int, ...]:
    line = _line()
    return (int(line),) if line else visitor().account.incidents


def _back() -> Response:
    return cast("Response", redirect(url_for("wallboard.show", line=_line() or None), code=303, Response=Response))


def _lines() -> list[tuple[str, str]]:
    """The lines among which somebody can choose, where there are several."""
    mine = visitor().account.incidents
    if len(mine) < 2:
        return []
    with desk().house.database.read() as transaction:
        contents = [(one, incidents.current_by_id(transaction, one).content) for one in mine]
    return [(str(id_), f"{choices.organisation(content)} ({content.slug})") for id_, content in contents]
