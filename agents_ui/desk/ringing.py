"""A call that rings: what an agent sees of it in two seconds, and the buttons that take it or leave it.

Must not know: whose turn it is to be rung, and how a telephone is made to ring.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from agents_ui import choices, pulse
from agents_ui.desk.door import door
from agents_ui.guards import visitor
from agents_ui.house import Desk, desk
from agents_ui.pages import go_to, page
from hotline import incidents
from hotline.queue import HandOver, NoTalk, NothingRings, Ringing


@door.get("/now")
def now() -> Response:
    """What every page asks every two seconds; so the desk knows which pages are there, and lets the next call ring."""
    seen = pulse.beat(desk(), visitor().account)
    return jsonify(page=seen.page, stamp=seen.stamp, rings=seen.rings)


@door.post("/accept")
def accept() -> Response:
    """The agent takes the call that rings; the telephone has to be picked up too."""
    try:
        desk().distribution.accept(visitor().account.id)
    except NothingRings:
        return _too_late()
    return go_to("desk.home")


@door.post("/decline")
def decline() -> Response:
    """The agent does not take it: it rings at somebody else's, and none rings here until the agent says so."""
    try:
        desk().distribution.decline(visitor().account.id)
    except NothingRings:
        return _too_late()
    return go_to("desk.home", say="declined")


@door.post("/leave")
def leave() -> Response:
    """A colleague who was asked leaves the call with whoever has it."""
    with suppress(NoTalk):  # it was taken back, or handed over, meanwhile
        desk().conversations.end(visitor().account.id)
    return go_to("desk.home")


def screen(parts: Desk, session: Session, ring: Ringing) -> Callable[[], Response]:
    """The screen of a call that rings, or of a colleague who is asked about it."""
    queued = ring.queued
    content = incidents.version_of(session, queued.incident, queued.handed.version).content
    helps = parts.accounts.get(session, ring.helps).name if ring.helps else ""
    told = {
        "purpose": ring.purpose.value,
        "organisation": choices.organisation(content),
        "joined_iso": queued.joined.isoformat(),
        "helps": helps,
        "accepted": ring.accepted,
        "picked_up": ring.picked_up,
        "at_once": ring.only_a_person,
    }
    return partial(page, "colleague.html" if ring.connected else "ringing.html", ring=told | _about(queued.handed))


def _about(handed: HandOver) -> dict[str, Any]:
    """What the telephone knows of a caller, in words: nothing of it is asked again."""
    return {
        "language_name": choices.LANGUAGES.get(handed.language, handed.language),
        "role_words": choices.CALLERS.get(handed.role, ""),
        "heard": choices.heard(handed.heard),
        "step": choices.STEPS.get(handed.step, ""),
        "number": choices.masked(handed.number),
        "slow": handed.slow,
    }


def _too_late() -> Response:
    """The call has gone, or an earlier press has taken it: then its screen says so by itself."""
    parts, agent = desk(), visitor().account.id
    with parts.house.database.read() as session:
        taken = parts.calls.is_busy(session, agent)
    return go_to("desk.home") if taken else go_to("desk.home", say="rings_no_more")
