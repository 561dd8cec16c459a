"""The sums that the reports are made of, out of the database: one statement for each table, added up there.

Knows tables and stretches of time. Must not know what is shown of them, and reads no row of a single call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CTE, ColumnElement, Table, case, column, func, select, values
from sqlalchemy.orm import Session

from hotline import availability
from hotline.availability import MINUTE, MINUTES, QUARTERS
from hotline.calls.agent_days import AgentDay
from hotline.calls.counts import VOLUME, CallCount
from hotline.calls.dispositions import DispositionCount
from hotline.calls.log import StepCount
from hotline.database import UtcDateTime, table_of
from hotline.followups.callback_counts import CallbackCount
from hotline.followups.gaps import QuestionGap
from hotline.mailings import LettersMailed
from hotline.queue.counts import TOTALS, QueueCount
from hotline.reports.figures import ROAD
from hotline.reports.parts import NONE, WAYS
from hotline.reports.rows import Count, DayCount
from hotline.reports.stretches import Stretch

CALLBACKS_AFTER = timedelta(days=45)  # a window is 30 days ahead at most, and a callback is given up 14 days after it
DIMENSIONS = ("channel", "language", "role", "outcome")
_CALLS, _STEPS, _QUEUE = table_of(CallCount), table_of(StepCount), table_of(QueueCount)
_AGENTS, _CALLBACKS = table_of(AgentDay), table_of(CallbackCount)
_DISPOSITIONS, _GAPS, _LETTERS = table_of(DispositionCount), table_of(QuestionGap), table_of(LettersMailed)


def volume(session: Session, incident_id: int) -> dict[datetime, int]:
    """How many calls began in each quarter (UTC), by the rows of the log."""
    this = (_CALLS.c.incident_id == incident_id, _CALLS.c.counted == VOLUME)
    return dict(session.execute(select(_CALLS.c.interval, _CALLS.c.count).where(*this)).all())


def by_quarter(session: Session, incident_id: int, stretches: Sequence[Stretch]) -> list[Count]:
    """What is counted by the quarter, added up for each stretch and told at its beginning."""
    if not stretches:
        return []
    reading = _Reading(session, incident_id, _bounds(stretches))
    return [*reading.calls(), *reading.steps(), *reading.queue(), *minutes(session, incident_id, stretches)]


def minutes(session: Session, incident_id: int, stretches: Sequence[Stretch]) -> Iterator[Count]:
    """In how many minutes of each stretch the line was ready, of how many since it first was."""
    since = availability.known_since(session, incident_id)
    if since is None or not stretches:
        return
    bounds = _bounds(stretches)
    of_these = (QUARTERS.c.incident_id == incident_id) & (QUARTERS.c.interval >= bounds.c.begins)
    marked = sum(QUARTERS.c.minutes.bitwise_rshift(place).bitwise_and(1) for place in range(MINUTES))
    added = select(bounds.c.begins, func.sum(marked)).join_from(
        bounds, QUARTERS, of_these & (QUARTERS.c.interval < bounds.c.ends)
    )
    ready: dict[datetime, int] = dict(session.execute(added.group_by(bounds.c.begins)).all())
    for one in stretches:
        if one.ends > since:
            yield Count("minutes", one.begins, "ready", int(ready.get(one.begins, 0)))
            yield Count("minutes", one.begins, "all", (one.ends - max(one.begins, since)) // MINUTE)


def _bounds(stretches: Sequence[Stretch]) -> CTE:
    bounds = values(column("begins", UtcDateTime), column("ends", UtcDateTime), name="stretches")
    return bounds.data([(one.begins, one.ends) for one in stretches]).cte("bounds")


@dataclass(frozen=True)
class _Reading:
    session: Session
    incident_id: int
    bounds: CTE

    def calls(self) -> Iterator[Count]:
        counted, part = _CALLS.c.counted, _CALLS.c.part
        added = select(counted, self.bounds.c.begins, part, func.sum(_CALLS.c.count)).join_from(
            self.bounds, _CALLS, self._within(_CALLS)
        )
        grouped = added.where(counted.in_(DIMENSIONS)).group_by(self.bounds.c.begins, counted, part)
        for table, at, name, count in self.session.execute(grouped):
            yield Count(table, at, name or NONE, int(count))

    def steps(self) -> Iterator[Count]:
        read = _STEPS.c.step.in_((*ROAD, *WAYS.tree.leaves))
        added = select(self.bounds.c.begins, _STEPS.c.step, func.sum(_STEPS.c.count)).join_from(
            self.bounds, _STEPS, self._within(_STEPS)
        )
        for at, step, count in self.session.execute(added.where(read).group_by(self.bounds.c.begins, _STEPS.c.step)):
            yield Count("steps", at, step, int(count))

    def queue(self) -> Iterator[Count]:
        sums = [func.sum(_QUEUE.c[name]).label(name) for name in TOTALS]
        added = select(self.bounds.c.begins.label("at"), *sums).join_from(self.bounds, _QUEUE, self._within(_QUEUE))
        for row in self.session.execute(added.group_by(self.bounds.c.begins)):
            yield from _queue({name: int(getattr(row, name)) for name in TOTALS}, row.at)

    def _within(self, table: Table) -> ColumnElement[bool]:
        at = table.c.interval
        return (table.c.incident_id == self.incident_id) & (at >= self.bounds.c.begins) & (at < self.bounds.c.ends)


def _queue(told: dict[str, int], at: datetime) -> Iterator[Count]:
    ways = told["answered"] + told["abandoned"] + told["to_callback"] + told["to_voicemail"]
    leaves = {
        "in_time": told["answered_in_time"],
        "later": told["answered"] - told["answered_in_time"],
        "short": told["abandoned_short"],
        "waited": told["abandoned"] - told["abandoned_short"],
        "callback": told["to_callback"],
        "voicemail": told["to_voicemail"],
        "menu": told["offered"] - ways,
    }
    yield from (Count("queue", at, part, count) for part, count in leaves.items())
    yield from (Count("seconds", at, name, told[name]) for name in ("waited_answered", "waited_abandoned"))


def by_day(session: Session, incident_id: int, *, first: date, last: date) -> Iterator[DayCount]:
    """What is counted by the day (UTC), from `first` until `last`, both included."""
    chosen = select(_DISPOSITIONS.c.day, _DISPOSITIONS.c.disposition, _DISPOSITIONS.c.count)
    for day, disposition, count in session.execute(chosen.where(*_days(_DISPOSITIONS, incident_id, first, last))):
        yield DayCount("disposition", day, disposition, count)
    noted = select(_GAPS.c.day, func.count()).where(*_days(_GAPS, incident_id, first, last)).group_by(_GAPS.c.day)
    for day, count in session.execute(noted):
        yield DayCount("question", day, "questions", count)
    yield from _times(session, _days(_AGENTS, incident_id, first, last))
    mailed = select(_LETTERS.c.day, _LETTERS.c.letters).where(*_days(_LETTERS, incident_id, first, last))
    for day, letters in session.execute(mailed):
        yield DayCount("letters", day, "mailed", letters)


def callbacks(session: Session, incident_id: int, *, first: date, last: date) -> Iterator[DayCount]:
    """What became of the callbacks that were arranged on each day (UTC). It may change until CALLBACKS_AFTER."""
    ends = ("kept", "late", "unreached")
    told = select(_CALLBACKS).where(*_days(_CALLBACKS, incident_id, first, last))
    for row in session.execute(told):
        yield from (DayCount("callback", row.day, end, getattr(row, end)) for end in ends)
        yield DayCount("callback", row.day, "open", row.arranged - sum(getattr(row, end) for end in ends))


def _times(session: Session, these: Sequence[ColumnElement[bool]]) -> Iterator[DayCount]:
    times = {name: _AGENTS.c[name] for name in ("timed_calls", "talk_seconds", "wrap_up_seconds", "ready_seconds")}
    busy = times["talk_seconds"] + times["wrap_up_seconds"]
    # What an earlier version has counted lacks the time before the calls.
    known = times["ready_seconds"].is_not(None)
    added = {
        ("timed", "timed_calls"): times["timed_calls"],
        ("seconds", "talk"): times["talk_seconds"],
        ("seconds", "wrap_up"): times["wrap_up_seconds"],
        ("occupied", "occupied_calls"): case((known, times["timed_calls"]), else_=0),
        ("seconds", "busy"): case((known, busy), else_=0),
        ("seconds", "ready"): func.coalesce(times["ready_seconds"], 0),
    }
    summed = select(_AGENTS.c.day, *map(func.sum, added.values())).where(*these).group_by(_AGENTS.c.day)
    for day, *sums in session.execute(summed):
        yield from (DayCount(table, day, part, int(one)) for (table, part), one in zip(added, sums, strict=True))


def _days(table: Table, incident_id: int, first: date, last: date) -> Sequence[ColumnElement[bool]]:
    return (table.c.incident_id == incident_id, table.c.day.between(first, last))
