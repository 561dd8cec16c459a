"""The figures of the wallboard: how an incident's line stands now, and what came of the day so far.

A dozen statements over small tables, none of which becomes slower with the calls that are over. Must not know: names,
answers, and how a figure looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents_ui.house import Desk
from hotline import incidents
from hotline.calls import AgentState, CallLog
from hotline.calls.watching import unusual
from hotline.followups import Callback
from hotline.incidents import Incident
from hotline.queue import QueueSum, counts_since
from hotline.reports.stretches import day_begins
from hotline.staff import Role, at_work
from lookup.oversight import Standing


@dataclass(frozen=True, slots=True)
class LineNow:
    """One incident's line: what its limits stand at, and whether its register answers.

    `open`: whether people answer now. `announces`: whether every caller hears an emergency message.
    """

    incident: Incident
    open: bool
    announces: bool
    standing: Standing
    answers: bool


@dataclass(frozen=True, slots=True)
class AgentsNow:
    """How many agents are in which state; `known` work for these lines, `unusual` have checked far more than others."""

    states: Mapping[AgentState, int]
    known: int
    unusual: int

    @property
    def here(self) -> int:
        """How many are there at all."""
        return self.known - self.states.get(AgentState.OFFLINE, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a wallboard shows. `today` is of calls that began today, on each line by its own clock.

    `longest`: since when whoever waits longest waits. `by_hand` and `by_hand_today` are calls that only an agent says
    are calls. `callbacks_late` are those whose window is over and who were never rung.
    """

    at: datetime
    lines: tuple[LineNow, ...]
    agents: AgentsNow
    waiting: int
    longest: datetime | None
    today: QueueSum
    in_the_menu: int
    talking: int
    by_hand: int
    by_hand_today: int
    callbacks_due: int
    callbacks_late: int
    messages: int
    escalations: int
    overdue: int

    @property
    def takes_calls(self) -> bool:
        """Whether callers of any of these lines can reach an agent."""
        return any(one.incident.content.takes_calls for one in self.lines)

    @property
    def waited(self) -> timedelta:
        """For how long whoever waits longest has waited; nothing where nobody does."""
        return max(timedelta(0), self.at - self.longest) if self.longest else timedelta(0)


def read(parts: Desk, mine: Collection[int]) -> Figures:
    """The figures of these incidents together, all of one moment."""
    ready = parts.house.lookup.ready()
    with parts.house.database.snapshot() as session:
        now = parts.house.clock.now()
        lines = tuple(_line(parts, session, incident, answers=incident in ready) for incident in mine)
        days = {one.incident.id: _midnight(session, one.incident.id, now) for one in lines}
        callbacks = [one for incident in mine for one in parts.callbacks.all_of(session, incident)]
        escalations = parts.escalations.opened(session, mine)
        log = CallLog(parts.house.keyring, parts.house.clock)
        return Figures(
            at=now,
            lines=lines,
            agents=_agents(parts, session, lines),
            waiting=parts.line.waiting(session, mine),
            longest=parts.line.longest_wait(session, mine),
            today=sum((counts_since(session, incident, since) for incident, since in days.items()), QueueSum()),
            in_the_menu=parts.line.in_the_menu(session, mine),
            talking=parts.line.talking(session, mine),
            by_hand=parts.calls.by_hand(session, mine),
            by_hand_today=sum(log.by_hand_since(session, incident, since) for incident, since in days.items()),
            callbacks_due=sum(one.not_before <= now for one in callbacks),
            callbacks_late=sum(_is_late(one, now) for one in callbacks),
            messages=parts.voicemails.waiting(session, mine),
            escalations=len(escalations),
            overdue=sum(one.overdue(now) for one in escalations),
        )


def _line(parts: Desk, session: Session, incident_id: int, *, answers: bool) -> LineNow:
    incident = incidents.current_by_id(session, incident_id)
    content, now = incident.content, parts.house.clock.now()
    return LineNow(
        incident,
        open=content.is_open(now),
        announces=content.emergency_at(now) is not None,
        standing=parts.oversight.standing(session, incident),
        answers=answers,
    )


def _midnight(session: Session, incident_id: int, now: datetime) -> datetime:
    """When an incident's day began, in the zone by which its reports tell days: that of its first version."""
    zone = ZoneInfo(incidents.version_of(session, incident_id, 1).content.zone)
    return day_begins(now.astimezone(zone).date(), zone)


def _agents(parts: Desk, session: Session, lines: Collection[LineNow]) -> AgentsNow:
    """Agents, and those supervisors who are there for calls."""
    now = parts.house.clock.now()
    roles = {account: role for one in lines for account, role in at_work(session, one.incident.id).items()}
    present = {one.account_id: one.shown(now) for one in parts.presence.all(session) if one.account_id in roles}
    states = {account: present.get(account, AgentState.OFFLINE) for account in roles}
    shown = [
        state for account, state in states.items() if roles[account] is Role.AGENT or state is not AgentState.OFFLINE
    ]
    most = min((one.incident.content.limits.checks_per_agent_per_day for one in lines), default=0)
    days = [day for account, day in parts.calls.today(session).items() if account in roles]
    watched = sum(bool(unusual(day, most_checks=most)) for day in days)
    return AgentsNow(Counter(shown), len(shown), watched)


def _is_late(callback: Callback, now: datetime) -> bool:
    return callback.tries == 0 and callback.window.ends < now
