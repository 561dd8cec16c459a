"""The books after a fortnight: what the line has written down, held against what the network has seen.

Every difference is a sentence. Must not know: how callers and agents behave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from hotline.calls import CallLog
from hotline.queue.counts import TOTALS
from rehearsal.fortnight.living import Lived
from rehearsal.fortnight.talks import taken
from rehearsal.fortnight.witness import WAYS, Seen, called_back, calls_of, rung_at_once

LEFT_BEHIND = ("live_calls", "queued_calls", "agent_legs", "agent_calls")
# A callback that keeps its caller's place waits there overnight until agents come, and nobody is on a telephone for it.
KEPT_OVERNIGHT = "SELECT count(*) FROM callbacks WHERE state = 'queued'"


@dataclass(frozen=True, slots=True)
class Books:
    """What the line has written down."""

    logged: Counter[tuple[datetime, str]]
    queue: Mapping[str, int]
    steps: Mapping[str, int]
    agents: Mapping[int, int]
    dispositions: int
    callbacks: Mapping[str, int]
    left: Mapping[str, int]

    @property
    def outcomes(self) -> Counter[str]:
        """How many calls ended in each way."""
        counted: Counter[str] = Counter()
        for (_began, outcome), times in self.logged.items():
            counted[outcome] += times
        return counted


def read(lived: Lived) -> Books:
    """Read all books at once."""
    house = lived.world.line.house
    with house.database.read() as session:

        def rows(statement: str) -> list[Any]:
            return list(session.execute(text(statement)))

        log = CallLog(house.keyring, house.clock)
        today = log.today(session, lived.world.office.incident.id)
        logged = Counter((call.started, call.outcome) for call in today if call.channel == "telephone")
        logged.update(
            (_utc(started), outcome)
            for started, outcome in rows("SELECT started, outcome FROM call_log WHERE channel = 'telephone'")
        )
        sums = ", ".join(f"sum({name})" for name in TOTALS)
        (totals,) = rows(f"SELECT {sums} FROM queue_counts")  # noqa: S608  names of ours
        left = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in LEFT_BEHIND}  # noqa: S608  ours
        left["queued_calls"] -= rows(KEPT_OVERNIGHT)[0][0]
        (callbacks,) = rows("SELECT sum(arranged), sum(kept), sum(late), sum(unreached) FROM callback_counts")
        return Books(
            logged=logged,
            queue={name: total or 0 for name, total in zip(TOTALS, totals, strict=True)},
            steps=dict(map(tuple, rows("SELECT step, sum(count) FROM step_counts GROUP BY step"))),
            agents={},
            dispositions=rows("SELECT sum(count) FROM disposition_counts")[0][0] or 0,
            callbacks=dict(
                zip(("arranged", "kept", "late", "unreached"), (one or 0 for one in callbacks), strict=True)
            ),
            left=left,
        )


def differences(lived: Lived) -> list[str]:
    """All that does not agree, in sentences; nothing where every sum does to the unit."""
    carrier = lived.world.carrier
    return [*_differences(read(lived), calls_of(carrier), lived), *_lost(lived)]


def _differences(books: Books, seen: list[Seen], lived: Lived) -> Iterator[str]:
    carrier = lived.world.carrier
    everybody = [*seen, *called_back(carrier)]
    yield from _between(Counter((call.began, call.outcome) for call in everybody), books.logged)
    queue, steps, arranged = books.queue, books.steps, books.callbacks["arranged"]
    ways = sum((call.ways for call in everybody), Counter[str]())
    for name, ours, theirs in (
        ("calls in the log", books.logged.total(), len(everybody)),
        ("calls that came in", len(seen), sum(caller.call is not None for caller in lived.callers)),
        ("first questions", steps.get("language", 0), sum(call.steps.count("language") for call in everybody)),
        ("entries into the line", steps.get("queue", 0), sum(call.steps.count("queue") for call in everybody)),
        ("hand-overs", steps.get("with-agent", 0), sum(call.handed_over for call in everybody)),
        ("calls at the desk", books.dispositions, taken(carrier) + len(lived.diary.of("took by hand"))),
        ("callbacks arranged", arranged, sum(len(call.promised) for call in everybody)),
        ("times in the line", queue["offered"], ways.total()),
        *((f"left the line: {way}", queue[way], ways[way]) for way in (*dict.fromkeys(WAYS.values()), "answered")),
    ):
        yield from [] if ours == theirs else [f"{name}: {ours:,} by the line, {theirs:,} by the network"]


def _between(network: Counter[tuple[datetime, str]], log: Counter[tuple[datetime, str]]) -> Iterator[str]:
    for (began, outcome), times in (network - log).items():
        yield f"{times} call of {began:%d %B %H:%M} ended as {outcome} by the network, and not by the log"
    for (began, outcome), times in (log - network).items():
        yield f"{times} call of {began:%d %B %H:%M} ended as {outcome} by the log, and not by the network"


def _lost(lived: Lived) -> Iterator[str]:
    carrier = lived.world.carrier
    for call in carrier.calls:
        about = f"the {call.leg.parties.direction} call of {call.leg.times.created:%d %B %H:%M:%S}"
        yield from [f"{about}: {call.failure}"] if call.failure else []
        yield from [] if call.is_over else [f"{about} has no end"]
    yield from (f"{rows} rows are left in {table}" for table, rows in read(lived).left.items() if rows)
    waiting = (queue for queue in carrier.queues.everyone() if queue.members)
    yield from (f"{len(queue.members)} callers are left in {queue.name}" for queue in waiting)
    yield from (f"rung twice at once: {told}" for told in rung_at_once(carrier))


def _utc(written: Any) -> datetime:
    """A moment as either database gives it."""
    moment = datetime.fromisoformat(written) if isinstance(written, str) else written
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
