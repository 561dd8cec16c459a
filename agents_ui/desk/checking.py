"""A check from the desk: what an agent has typed becomes a question to the vault, and the answer reaches the call.

What is shown is only what was recorded, and only on the call that asked. Nothing that was typed is kept or given back.
Must not know: what is said of an answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents_ui.desk.details import Details, details_of, query_of, way_of
from agents_ui.house import Desk
from hotline import incidents
from hotline.calls import AgentCall, NoLiveCall, Told
from hotline.incidents import Content
from lookup import Agent, Answer, AnswerName, Busy, Query, Remember

TRIES = 5  # of a full queue
A_MOMENT = 0.2  # seconds between them; a thread that waits longer is one that no caller gets


class Overloaded(Exception):
    """The vault's queue was full all along; nothing was spent."""


def check(desk: Desk, agent: int, form: Mapping[str, str]) -> None:
    """Make the check that a form asks for, and write its answer into the agent's live call.

    NoLiveCall where the agent is in none, or its caller has not picked up; Unusable where a field can't be read,
    Overloaded: then nothing was spent. A fault of the vault is written into the call as CANNOT_TELL.
    """
    with desk.house.database.write() as session:
        call = live_call(desk, session, agent)
        _must_be_there(desk, session, agent)
        content = incidents.version_of(session, call.incident, call.version).content
        way = way_of(content, form.get("way", ""))
        today = desk.house.clock.now().astimezone(ZoneInfo(content.zone)).date()
        digits = desk.house.lookup.letter_code_digits(session, call.incident)
        details = details_of(way, form, code_digits=digits, today=today)
        query = query_of(call.incident, details)
        # The answer for the one before must not stand there as the answer for this one.
        asking = desk.calls.ask(session, call)

    adult = _is_adult(asking, content, details, today=today)

    def remember(session: Session, answer: Answer) -> None:
        desk.calls.tell(session, asking, told=_told(answer, details, adult=adult))

    try:
        _ask(desk, query, asking, remember)
    except Overloaded:
        with desk.house.database.write() as session:
            desk.calls.give_back(session, asking)
        raise
    with desk.house.database.write() as session:
        desk.calls.settle(session, asking, otherwise=Told(AnswerName.CANNOT_TELL.value, details.scheme))


def live_call(desk: Desk, session: Session, agent: int) -> AgentCall:
    """The call in which an agent is now; NoLiveCall."""
    call = desk.calls.current(session, agent)
    if call is None or not call.live:
        raise NoLiveCall
    return call


def _must_be_there(desk: Desk, session: Session, agent: int) -> None:
    """Whoever is called back is on the line only once they have picked up: until then nobody asks anything."""
    talk = desk.conversations.now(session, agent)
    if talk is not None and not talk.reached:
        raise NoLiveCall


def _ask(desk: Desk, query: Query, asking: AgentCall, remember: Remember) -> None:
    asker = Agent(asking.agent, asking.reference, by_hand=asking.by_hand)
    for _ in range(TRIES):
        try:
            desk.house.lookup.ask(query, asker, remember=remember)
        except Busy:
            time.sleep(A_MOMENT)
        else:
            return
    raise Overloaded


def _told(answer: Answer, details: Details, *, adult: bool) -> Told:
    return Told(
        answer.name.value,
        details.scheme,
        categories=answer.categories,
        shared=answer.shared,
        letter_tells=answer.letter_tells,
        gaps=answer.gaps,
        sealed=answer.sealed,
        adult=adult,
    )


def _is_adult(asking: AgentCall, content: Content, details: Details, *, today: date) -> bool:
    """Whether whom the caller calls their child is grown up: another wording, and nothing else."""
    born = details.values.get("birth_date")
    if asking.role != "child" or born is None:
        return False
    return content.is_adult(date.fromisoformat(born), today=today)
