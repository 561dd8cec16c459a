"""The line now: whether people answer, and what every caller is told; closed, opened and announced in one press.

One supervisor may do all of this alone, because a fire does not wait for two; each of it ends by itself and is audited.
Must not know: texts that are approved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response, request

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import page
from agents_ui.script.sheets import sheet
from agents_ui.supervision.line import faults, moments, naming, where
from agents_ui.supervision.line.doors import door
from hotline import incidents
from hotline.incidents import Content, IncidentFileError
from hotline.line import Announce, Close, EndOpening, Hush, Open, Order, OrderRefused, Reopen

SAID: Mapping[type[Order], str] = {
    Close: "line_closed",
    Reopen: "line_reopened",
    Open: "line_opened",
    EndOpening: "line_opening_ended",
    Announce: "line_announced",
    Hush: "line_hushed",
}
MOST_VERSIONS = 8


@door.get("")
def show() -> Response:
    """The line as it is now."""
    return _show()


@door.post("/close")
def close() -> Response:
    """Nobody answers from now on."""
    return _give(lambda content: _with_end(content, lambda until: Close(until, words(content))), form="close")


@door.post("/open")
def open_() -> Response:
    """People answer from now on."""
    return _give(lambda content: _with_end(content, Open), form="open")


@door.post("/announce")
def announce() -> Response:
    """Every caller is to hear something at once."""
    return _give(lambda content: _with_end(content, lambda until: Announce(until, words(content))), form="announce")


@door.post("/reopen")
def reopen() -> Response:
    """The closure is over."""
    return _give(lambda _: Reopen(), form="reopen")


@door.post("/end-opening")
def end_opening() -> Response:
    """The opening is over."""
    return _give(lambda _: EndOpening(), form="end-opening")


@door.post("/hush")
def hush() -> Response:
    """What is announced is announced no more."""
    return _give(lambda _: Hush(), form="hush")


def words(content: Content, name: str = "say") -> dict[str, str]:
    """What a form says in each language of the incident."""
    typed = {language: request.form.get(f"{name}-{language}", "") for language in content.languages}
    return {language: said for language, said in typed.items() if said.strip()}


def _with_end(content: Content, order: Callable[[datetime], Order]) -> Order:
    until = moments.chosen_end(content)
    if until is None:
        raise OrderRefused
    return order(until)


def _give(order: Callable[[Content], Order], *, form: str) -> Response:
    """Carry out what the form orders, or show it again with what is wrong and all that was typed."""
    parts, incident = desk(), where.incident_id()
    try:
        with parts.house.database.write() as session:
            given = order(incidents.in_hand(session, incident).content)
            parts.orders.give(session, incident, given, by=visitor().account.actor)
    except OrderRefused as why:
        wrong = {"until": faults.REFUSALS.get(type(why), faults.NO_MOMENT)}
        return _show(status=400, open=form, wrong=wrong, typed=request.form)
    except IncidentFileError as why:
        wrong = faults.by_language(why.faults, parts.house.spoken)
        return _show(status=400, open=form, wrong=wrong, typed=request.form)
    return where.go_on("line.show", say=SAID[type(given)])


def _show(*, status: int = 200, **form: Any) -> Response:
    parts, this, now = desk(), where.incident_id(), desk().house.clock.now()
    where.put_due(this)
    with parts.house.database.read() as session:
        content = incidents.current_by_id(session, this).content
        seen = {
            "mine": where.all_mine(session),
            "versions": naming.history(session, this, most=MOST_VERSIONS),
            "draft": parts.drafts.of(session, this, visitor().account.id),
            "scheduled": naming.scheduled(session, parts.drafts.scheduled(session, this), content),
            "proposed": naming.proposed(session, this, me=visitor().account.actor),
        }
    times = {"now": _now(content, now), "ends": list(moments.ends(now, content)), "other": moments.OTHER}
    about = {"incident": this, "content": content, "said": moments.said, "languages": naming.languages(content)}
    shown = {"open": "", "wrong": {}, "typed": {}, **form}
    return page("line.html", status=status, ready=_ready(content), **about, **times, **seen, **shown)


def _ready(content: Content) -> dict[str, str]:
    """Words for a closure that somebody needs within a minute."""
    return {language: sheet(language).says("line.closed") for language in content.languages}


def _now(content: Content, at: datetime) -> dict[str, Any]:
    """Whether people answer at this moment, by what, and until when."""
    closure, opening, news = content.closure_at(at), content.opening_at(at), content.emergency_at(at)
    holds = closure or (opening if content.is_open(at) else None)
    return {
        "open": content.is_open(at),
        "closure": closure,
        "opening": opening,
        "news": news,
        "until": moments.said(holds.ends, content) if holds else "",
        "news_until": moments.said(news.ends, content) if news else "",
        "opens": moments.said(next_, content) if (next_ := content.next_opening(at)) else "",
        "clock": moments.said(at, content),
    }
