"""The sums that the reports are made of, out of the database: one statement for each table, added up there.

Knows tables and stretches of time. Must not know what is shown of them, and reads no row of a single call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    bindparam,
    case,
    func,
    join,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from hotline import availability
from hotline.availability import MINUTE, MINUTES, QUARTERS
from hotline.calls.agent_days import AgentDay
from hotline.calls.counts import VOLUME, CallCount, CallDayCount
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
_CALLS_BY_DAY, _AGENTS, _CALLBACKS = table_of(CallDayCount), table_of(AgentDay), table_of(CallbackCount)
_DISPOSITIONS, _GAPS, _LETTERS = table_of(DispositionCount), table_of(QuestionGap), table_of(LettersMailed)


def written(session: Session, incident_id: int) -> int:
    """How many calls of an incident are in the log in all, by the sums of its days."""
    days = _CALLS_BY_DAY
    this = (days.c.incident_id == incident_id, days.c.counted == VOLUME)
    return session.scalar(select(func.coalesce(func.sum(days.c.count), 0)).where(*this)) or 0


def volume(session: Session, incident_id: int) -> dict[datetime, int]:
    """How many calls began in each quarter (UTC), by the rows of the log."""
    this = (_CALLS.c.incident_id == incident_id, _CALLS.c.counted == VOLUME)
    return dict(session.execute(select(_CALLS.c.interval, _CALLS.c.count).where(*this)).all())


def by_quarter(session: Session, incident_id: int, stretches: Sequence[Stretch]) -> list[Count]:
    """What is counted by the quarter, added up for each stretch and told at its beginning; `calls` are apart.

    Each stretch begins where the one before it ends.
    """
    if not stretches:
        return []
    reading = _Reading(session, incident_id, stretches)
    return [*reading.steps(), *reading.queue(), *reading.minutes()]


def calls(session: Session, incident_id: int, stretches: Sequence[Stretch]) -> list[Count]:
    """The calls of each stretch by channel, language, role and outcome, of which there are sums for each quarter."""
    return [*_Reading(session, incident_id, stretches).calls()] if stretches else []


def calls_by_day(session: Session, incident_id: int, *, first: date, last: date) -> Iterator[DayCount]:
    """The same of local days, from `first` until `last`, both included."""
    told = select(*(_CALLS_BY_DAY.c[name] for name in ("counted", "day", "part", "count")))
    these = (*_days(_CALLS_BY_DAY, incident_id, first, last), _CALLS_BY_DAY.c.counted.in_(DIMENSIONS))
    for counted, day, part, count in session.execute(told.where(*these)):
        yield DayCount(counted, day, part or NONE, count)


def minutes(session: Session, incident_id: int, stretches: Sequence[Stretch]) -> list[Count]:
    """In how many minutes of each stretch the line was ready, of how many since it first was."""
    return [*_Reading(session, incident_id, stretches).minutes()] if stretches else []


# To which stretch a row belongs, counted from 0; where that is read; and which rows count.
_Places = tuple[ColumnElement[int], FromClause, Sequence[ColumnElement[bool]]]


@dataclass(frozen=True)
class _Reading:
    session: Session
    incident_id: int
    stretches: Sequence[Stretch]

    def calls(self) -> Iterator[Count]:
        parts, only = (_CALLS.c.counted, _CALLS.c.part), _CALLS.c.counted.in_(DIMENSIONS)
        for at, table, name, count in self._added(_CALLS, parts, [_CALLS.c.count], only=only):
            yield Count(table, at, name or NONE, int(count))

    def steps(self) -> Iterator[Count]:
        only = _STEPS.c.step.in_((*ROAD, *WAYS.tree.leaves))
        for at, step, count in self._added(_STEPS, [_STEPS.c.step], [_STEPS.c.count], only=only):
            yield Count("steps", at, step, int(count))

    def queue(self) -> Iterator[Count]:
        for at, *sums in self._added(_QUEUE, (), [_QUEUE.c[name] for name in TOTALS]):
            yield from _queue(dict(zip(TOTALS, map(int, sums), strict=True)), at)

    def minutes(self) -> Iterator[Count]:
        since = availability.known_since(self.session, self.incident_id)
        if since is None:
            return
        marked = sum(QUARTERS.c.minutes.bitwise_rshift(place).bitwise_and(1) for place in range(MINUTES))
        ready = dict(self._added(QUARTERS, (), [marked]))
        for one in self.stretches:
            if one.ends > since:
                yield Count("minutes", one.begins, "ready", int(ready.get(one.begins, 0)))
                yield Count("minutes", one.begins, "all", (one.ends - max(one.begins, since)) // MINUTE)

    def _added(
        self, table: Table, parts: Sequence[Any], added: Sequence[Any], *, only: ColumnElement[bool] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """The beginning of each stretch, the parts by which is divided, and what it comes to of each in `added`."""
        on_postgresql = self.session.get_bind().dialect.name == "postgresql"
        place, rows, these = self._in_one_pass(table) if on_postgresql else self._stretch_by_stretch(table)
        chosen = select(place.label("place"), *parts, *map(func.sum, added)).select_from(rows)
        grouped = chosen.where(*these, *([] if only is None else [only])).group_by("place", *parts)
        yield from ((self.stretches[at].begins, *told) for at, *told in self.session.execute(grouped))

    @cached_property
    def _bounds(self) -> str:
        """Where each stretch begins and ends, as SQLite writes it."""
        dialect = self.session.get_bind().dialect
        as_text = UtcDateTime().dialect_impl(dialect).bind_processor(dialect) or str
        return json.dumps([[as_text(one.begins), as_text(one.ends)] for one in self.stretches])

    def _in_one_pass(self, table: Table) -> _Places:
        # A join by a range makes PostgreSQL look into the index for each row: ten times as slow as to read all once.
        at, begins = table.c.interval, [one.begins for one in self.stretches]
        place = func.width_bucket(at, bindparam("begins", begins, type_=ARRAY(UtcDateTime))) - 1
        within = (at >= self.stretches[0].begins, at < self.stretches[-1].ends)
        return place, table, (table.c.incident_id == self.incident_id, *within)

    def _stretch_by_stretch(self, table: Table) -> _Places:
        # SQLite has the index read from the beginning of each stretch until its end. The two bounds of all stretches,
        # or an incident that it could look up where a table lies in the order of time, would lead it to read every row
        # again for each.
        at, incident = table.c.interval, table.c.incident_id
        # As one value: as rows of VALUES, hundreds of them would be compiled anew for each statement.
        read = func.json_each(bindparam("bounds", self._bounds)).table_valued("key", "value")
        begins, ends = (func.json_extract(read.c.value, f"$[{number}]", type_=UtcDateTime) for number in (0, 1))
        within = select(read.c.key.label("place"), begins.label("begins"), ends.label("ends")).cte("bounds")
        by_time = next(iter(table.primary_key.columns)) is at
        of_this = (incident + 0 if by_time else incident) == self.incident_id
        return within.c.place, join(within, table, (at >= within.c.begins) & (at < within.c.ends)), (of_this,)


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
