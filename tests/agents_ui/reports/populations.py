"""What is counted beside the calls, in small worlds: visits to the queue, checks, ways, calls at the desk, callbacks.

Each is a population of its own: how often what was counted when. Must not know: what a report shows of it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import combinations, product

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from agents_ui.reports.trees import PLACES
from hotline.calls import EndedToday
from hotline.calls.counts import CallCount, CallDayCount, count_calls
from hotline.calls.dispositions import DispositionCount
from hotline.calls.log import StepCount
from hotline.followups.callback_counts import CallbackCount
from hotline.queue.counts import TOTALS, QueueCount
from hotline.reports import FEWEST, Timeline
from hotline.reports.parts import ANSWERS, CALLBACKS, DISPOSITIONS, QUEUE, WAYS, Part, Table
from lookup import AnswerName
from lookup.tally import QUARTER, AnswerTally, Tally, counted
from tests.agents_ui.desks import Office
from tests.agents_ui.reports.everything import ZONE, at_midnight

TIMES = (time(15, 0), time(19, 0))  # UTC; nothing is counted at any other, and whoever attacks knows it
NOON = time(12)  # what is counted by the day
PLACES_BUT_CALLS = tuple(part.id for part in PLACES.tree.parts if part.id != "ways")


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What is counted under one name, at one time."""

    at: datetime
    leaf: str


@dataclass(frozen=True)
class Population:
    """How often each kind was counted, of a table that is divided by names."""

    table: Table
    kinds: Sequence[Kind]
    counts: Mapping[Kind, int]

    def places(self, first: datetime, until: datetime, part: Part) -> tuple[int, ...]:
        """Which of the kinds are of a part, and of a time."""
        within = (place for place, one in enumerate(self.kinds) if first <= one.at < until)
        return tuple(place for place in within if self.kinds[place].leaf in part.leaves)

    def count(self, places: Iterable[int]) -> int:
        """How often they were counted in truth."""
        return sum(self.counts.get(self.kinds[place], 0) for place in places)

    def cells(self) -> Iterator[tuple[int, ...]]:
        """All that somebody may want to know: each part at each time, and over each range of days."""
        moments = sorted({one.at for one in self.kinds})
        days = sorted({one.at.astimezone(ZONE).date() for one in self.kinds})
        midnights = [at_midnight(day) for day in (*days, days[-1] + timedelta(days=1))] if days else []
        spans = [*((at, at + timedelta(minutes=15)) for at in moments), *combinations(midnights, 2)]
        found = (self.places(*span, part) for span, part in product(spans, self.table.tree.all))
        yield from dict.fromkeys(one for one in found if one)


@dataclass(frozen=True)
class Happened:
    """What happened on some days: when calls began, and what was counted beside them."""

    days: Sequence[date]
    volume: Counter[datetime]
    counts: Mapping[str, Counter[Kind]]

    @cached_property
    def moments(self) -> Sequence[datetime]:
        """When calls begin."""
        return [datetime.combine(day, at, UTC) for day, at in product(self.days, TIMES)]

    def timeline(self, until: date) -> Timeline:
        """How the reports divide time."""
        return Timeline(self.volume, ZONE, self.days[0], until)

    def populations(self) -> Iterator[Population]:
        """Each with every kind that there can be."""
        noons = [datetime.combine(day, NOON, ZONE).astimezone(UTC) for day in self.days]
        for table, moments in ((QUEUE, self.moments), (WAYS, self.moments), (DISPOSITIONS, noons), (CALLBACKS, noons)):
            kinds = [Kind(*one) for one in product(moments, table.tree.leaves)]
            yield Population(table, kinds, self.counts[table.id])
        for place in PLACES_BUT_CALLS:  # each is counted by itself: no call is in one place only
            alone = Table(PLACES.id, Part(place))
            yield Population(alone, [Kind(at, place) for at in self.moments], self.counts[PLACES.id])
        kinds = [Kind(*one) for one in product(self.moments, ANSWERS.tree.leaves)]
        yield Population(ANSWERS, kinds, _closed(self.counts[ANSWERS.id]))


def drawn(seed: int, days: Sequence[date]) -> Happened:
    """Busy days and quiet ones, large parts and small ones."""
    draw = random.Random(seed)  # noqa: S311  drawn again alike
    moments = [datetime.combine(day, at, UTC) for day, at in product(days, TIMES)]
    volume = Counter({at: draw.choice((0, 3, 40, 90, 150, 400)) for at in moments})
    noons = {day: datetime.combine(day, NOON, ZONE).astimezone(UTC) for day in days}
    by_day = {at: sum(volume[one] for one in moments if one.date() == day) for day, at in noons.items()}
    counts = {table.id: _some(draw, table.tree.leaves, volume) for table in (QUEUE, WAYS, ANSWERS)}
    counts |= {table.id: _some(draw, table.tree.leaves, by_day) for table in (DISPOSITIONS, CALLBACKS)}
    counts[PLACES.id] = _some(draw, PLACES_BUT_CALLS, volume)
    return Happened(days, volume, counts)


def _some(draw: random.Random, leaves: Sequence[str], most: Mapping[datetime, int]) -> Counter[Kind]:
    weight = {leaf: draw.choice((0.02, 0.1, 0.4)) for leaf in leaves}
    return Counter(
        {Kind(at, leaf): draw.randint(0, round(most[at] * weight[leaf])) for at, leaf in product(most, leaves)}
    )


def happens(office: Office, what: Happened) -> None:
    """The line's sums are those, and no others."""
    here = office.incident.id
    with office.house.database.write() as session:
        for table in (CallCount, CallDayCount, QueueCount, StepCount, DispositionCount, CallbackCount, AnswerTally):
            session.execute(delete(table))
        calls = [EndedToday("en", "child", at, "person") for at, count in what.volume.items() for _ in range(count)]
        count_calls(session, here, calls)
        _write(session, QueueCount, [_queue_row(here, at, what.counts["queue"]) for at in what.moments])
        steps = [*what.counts["ways"].items(), *what.counts["road"].items()]
        _write(session, StepCount, [_row(here, interval=one.at, step=one.leaf, count=count) for one, count in steps])
        chosen = what.counts["disposition"].items()
        rows = [_row(here, day=one.at.date(), disposition=one.leaf, count=count) for one, count in chosen]
        _write(session, DispositionCount, rows)
        days = sorted({one.at for one in what.counts["callback"]})
        _write(session, CallbackCount, [_callbacks_row(here, at, what.counts["callback"]) for at in days])
    _checks(office, what.counts["answer"])


def _row(here: int, **columns: object) -> dict[str, object]:
    return {"incident_id": here, **columns}


def _write(session: Session, table: type, rows: Sequence[dict[str, object]]) -> None:
    session.execute(insert(table), rows)


def _queue_row(here: int, at: datetime, counts: Counter[Kind]) -> dict[str, object]:
    of = {leaf: counts[Kind(at, leaf)] for leaf in QUEUE.tree.leaves}
    told = {
        "offered": sum(of.values()),
        "answered": of["in_time"] + of["later"],
        "answered_in_time": of["in_time"],
        "abandoned": of["short"] + of["waited"],
        "abandoned_short": of["short"],
        "to_callback": of["callback"],
        "to_voicemail": of["voicemail"],
    }
    return _row(here, interval=at, **dict.fromkeys(TOTALS, 0) | told)


def _callbacks_row(here: int, at: datetime, counts: Counter[Kind]) -> dict[str, object]:
    of = {leaf: counts[Kind(at, leaf)] for leaf in CALLBACKS.tree.leaves}
    ends = {name: count for name, count in of.items() if name != "open"}
    return _row(here, day=at.date(), arranged=sum(of.values()), **ends)


def _checks(office: Office, counts: Counter[Kind]) -> None:
    packed = b""
    for kind in sorted(counts):
        for _ in range(counts[kind]):
            packed = counted(packed, int(kind.at.timestamp()) // QUARTER, AnswerName(kind.leaf))
    tally = Tally(office.house.keyring, office.clock)
    with office.house.database.write() as session:
        tally.write(session, replace(tally.lock(session, office.incident.id), packed=packed))


def _closed(counts: Counter[Kind]) -> Counter[Kind]:
    """Checks at the moments at which they become readable: eleven and two answers at least, when the next one comes."""
    running, readable = Counter[str](), Counter[Kind]()
    for at in sorted({one.at for one in counts if counts[one]}):
        if running.total() >= FEWEST and len(running) > 1:
            readable.update({Kind(at, leaf): count for leaf, count in running.items()})
            running.clear()
        running.update({one.leaf: count for one, count in counts.items() if one.at == at and count})
    return readable
