"""A log of a million calls as it lies there after half a year: their rows, and the sums that reports are made of.

Drawn from a seed and written a day at a time, so that no call need be made. Must not know: what is measured on it.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.engine import Connection

from agents_ui import desk_of
from agents_ui.cookies import DeskCookies
from bench.installation import Installation
from hotline.calls import Disposition, EndedToday
from hotline.calls.agent_days import AgentDay
from hotline.calls.counts import CallCount, CallDayCount, PartOfCalls, by_local_day, counts_of, interval_of, zone_of
from hotline.calls.dispositions import DispositionCount
from hotline.calls.log import LoggedCall, StepCount
from hotline.database import Base, table_of
from hotline.followups.callback_counts import CallbackCount
from hotline.followups.gaps import QuestionGap
from hotline.incidents.versions import StoredVersion
from hotline.queue.counts import TOTALS, QueueCount
from hotline.staff import Invited, Role
from lookup import AnswerName
from lookup.tally import MOST_INTERVALS, Tally, counted

# How likely a call comes in each hour of the day (UTC), and how each may end.
HOURS = (8, 4, 2, 1, 1, 1, 1, 2, 3, 8, 15, 30, 60, 95, 100, 90, 80, 80, 85, 80, 60, 40, 25, 15)
ENDS = {"person": 30, "self_service": 38, "information": 12, "menu": 10, "abandoned": 5, "callback": 4, "voicemail": 1}
# Where a call comes by, whatever comes of it; what is not on the way to an answer is never read, and lies there too.
MENU = ("language", "menu", "role", "way")
CHECK = ("student-number", "read-back", "birth-date", "checking", "answer")
TOPICS = ("what-happened", "what-to-do", "letters", "hours", "letter-code", "last-name", "first-name", "goodbye")
LINE = ("queue", "with-agent", "talked", "reach", "same-number", "promised", "message")
WRITTEN_AT_ONCE = 10_000  # rows
AGENTS = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How many calls in how many days, each of them over by now."""

    calls: int = 1_000_000
    days: int = 180
    seed: int = 3


def fill(on: Installation, size: Size) -> None:
    """Write the log and its sums."""
    agents = _agents(on)
    draw = random.Random(size.seed)
    today = on.house.clock.now().date()
    first = today - timedelta(days=size.days)
    with on.house.database.write() as session:
        connection, here = session.connection(), on.incident.id
        began = datetime(first.year, first.month, first.day, tzinfo=UTC)
        connection.execute(update(table_of(StoredVersion)).values(applied_at=began))
        by_day, zone = Counter[tuple[date, str, str]](), zone_of(session, here)
        for number, calls in enumerate(_busy(draw, size)):
            day = _Day(connection, here, first + timedelta(days=number), draw)
            by_day.update(by_local_day(day.write(_calls(draw, day.day, calls), agents), zone))
        told = [(day, counted, part, count) for (day, counted, part), count in by_day.items()]
        rows = [dict(zip(("day", "counted", "part", "count"), one, strict=True), incident_id=here) for one in told]
        connection.execute(insert(table_of(CallDayCount)), rows)
    _tally(on, draw, began=began)
    if on.house.database.url.get_backend_name() == "postgresql":
        with on.house.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _agents(on: Installation) -> Sequence[int]:
    """The accounts of agents who have never come."""
    house = on.house
    parts = desk_of(house, DeskCookies(house.keyring))
    with house.database.write() as session:
        for number in range(AGENTS):
            invited = Invited(f"taker-{number}", "Alma Reyes", Role.AGENT, "en", (on.incident.id,))
            parts.invitations.invite(session, invited, by="bench")
        return [one.id for one in parts.accounts.all(session) if one.login.startswith("taker-")]


def _busy(draw: random.Random, size: Size) -> Iterator[int]:
    """How many calls come on each day: none is quiet, and the sum is the size."""
    weights = [draw.uniform(0.5, 1.5) for _ in range(size.days)]
    done, so_far = 0, 0.0
    for weight in weights:
        so_far += weight
        until = round(size.calls * so_far / sum(weights))
        yield until - done
        done = until


def _calls(draw: random.Random, day: date, calls: int) -> list[EndedToday]:
    began = datetime(day.year, day.month, day.day, tzinfo=UTC)
    drawn = zip(
        draw.choices(range(24), HOURS, k=calls),
        draw.choices(("en", "es", ""), (75, 22, 3), k=calls),
        draw.choices(("self", "child", "other", ""), (25, 45, 6, 24), k=calls),
        draw.choices(list(ENDS), list(ENDS.values()), k=calls),
        draw.choices(("telephone", "desk"), (95, 5), k=calls),
        strict=True,
    )
    return [
        EndedToday(language, role, began + timedelta(minutes=60 * hour + draw.randrange(60)), outcome, channel)
        for hour, language, role, outcome, channel in drawn
    ]


@dataclass(frozen=True, slots=True)
class _Day:
    connection: Connection
    here: int
    day: date
    draw: random.Random

    def write(self, calls: Sequence[EndedToday], agents: Sequence[int]) -> Counter[PartOfCalls]:
        """The rows of a day, as they lie there when it is over; its sums, for those of local days."""
        self._insert(LoggedCall, (self._row(call) for call in calls))
        counts = counts_of(calls)
        self._insert(CallCount, (_of(of, count=count) for of, count in counts.items()))
        self._write_quarters(calls)
        self._write_days(calls, agents)
        return counts

    def _write_quarters(self, calls: Sequence[EndedToday]) -> None:
        steps: dict[datetime, Counter[str]] = defaultdict(Counter)
        waits: dict[datetime, Counter[str]] = defaultdict(Counter)
        for call in calls:
            at = interval_of(call.started)
            steps[at].update(self._steps(call))
            waits[at].update(self._waited(call))
        told = ((at, step, count) for at, counts in steps.items() for step, count in counts.items())
        self._insert(StepCount, ({"interval": at, "step": step, "count": count} for at, step, count in told))
        self._insert(QueueCount, ({"interval": at, **_all(TOTALS, counts)} for at, counts in waits.items()))

    def _write_days(self, calls: Sequence[EndedToday], agents: Sequence[int]) -> None:
        persons = sum(call.outcome == "person" for call in calls)
        promised = sum(call.outcome == "callback" for call in calls)
        each = persons // len(agents)
        times = {
            "timed_calls": each,
            "talk_seconds": each * 260,
            "wrap_up_seconds": each * 35,
            "ready_seconds": each * 90,
        }
        row = {"day": self.day, "calls": each, "by_hand": 0, "checks": each, **times}
        self._insert(AgentDay, ({**row, "account_id": agent} for agent in agents))
        chosen = Counter(self.draw.choices(list(Disposition), k=persons))
        told = ({"day": self.day, "disposition": one.value, "count": count} for one, count in chosen.items())
        self._insert(DispositionCount, told)
        ends = {"arranged": promised, "kept": promised // 2, "late": promised // 4, "unreached": promised // 8}
        self._insert(CallbackCount, [{"day": self.day, **ends}])
        gap = {"language": "en", "asked": "Who pays for the postage?", "day": self.day, "open": False}
        self._insert(QuestionGap, ({**gap, "id": uuid.uuid4()} for _ in range(len(calls) // 200)))

    def _insert(self, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
        these = [{**row, "incident_id": self.here} for row in rows]
        for start in range(0, len(these), WRITTEN_AT_ONCE):
            self.connection.execute(insert(table_of(model)), these[start : start + WRITTEN_AT_ONCE])

    def _row(self, call: EndedToday) -> dict[str, Any]:
        said = {"language": call.language, "role": call.role, "started": call.started, "outcome": call.outcome}
        return {"id": uuid.UUID(int=self.draw.getrandbits(128)), "channel": call.channel, **said}

    def _steps(self, call: EndedToday) -> Iterator[str]:
        yield from MENU
        yield from CHECK if call.outcome == "self_service" else ()
        yield from self.draw.sample(LINE, 3) if call.outcome in ("person", "callback", "voicemail") else ()
        yield self.draw.choice(TOPICS)

    def _waited(self, call: EndedToday) -> Counter[str]:
        wait = self.draw.randrange(120)
        match call.outcome:
            case "person":
                return Counter(offered=1, answered=1, answered_in_time=int(wait <= 60), waited_answered=wait)
            case "abandoned":
                return Counter(offered=1, abandoned=1, abandoned_short=int(wait <= 10), waited_abandoned=wait)
            case "callback" | "voicemail":
                return Counter({"offered": 1, f"to_{call.outcome}": 1})
        return Counter()


def _of(of: Any, *, count: int) -> dict[str, Any]:
    return {"counted": of.counted, "interval": of.interval, "part": of.part, "count": count}


def _all(names: Iterable[str], counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in names}


def _tally(on: Installation, draw: random.Random, *, began: datetime) -> None:
    """As many intervals as there is room for."""
    packed, quarter = b"", int(began.timestamp()) // 900
    for number in range(MOST_INTERVALS):
        for _ in range(40):
            packed = counted(packed, quarter + 96 * number // 2, draw.choice(list(AnswerName)))
    tally = Tally(on.house.keyring, on.house.clock)
    with on.house.database.write() as session:
        row = tally.lock(session, on.incident.id)
        tally.write(session, type(row)(row.incident_id, packed, row.breakers))
