"""A fortnight from its first midnight to its books, on either database. Must not know: what is written in them."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from bench.load import database_of
from hotline import settings
from hotline.calls import CallLog
from hotline.reports import Reports, Tallied
from lookup.tally import Tally, intervals
from rehearsal.fortnight import kept, sums
from rehearsal.fortnight.days import Days, closure
from rehearsal.fortnight.living import Lived, Tell, live
from rehearsal.fortnight.people.shifts import SHIFTS
from rehearsal.fortnight.shown import Shown
from rehearsal.fortnight.truth import truth
from rehearsal.fortnight.witness import agents_telephones, rung_back
from rehearsal.fortnight.world import opened
from tests.journeys.lines import EXAMPLE

LATER = timedelta(days=50)  # by then nothing more becomes of a callback
CONTENT = replace(EXAMPLE, takes_calls=True, closures=(closure(),))


@dataclass(frozen=True, slots=True)
class Found:
    """What a fortnight came to: calls by outcome, and all that does not agree."""

    calls: int
    outcomes: Counter[str]
    rings: int
    untrue: Sequence[str]

    def __str__(self) -> str:
        """For the screen."""
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in self.outcomes.most_common())
        return f"{self.calls:,} calls, each with one outcome ({told}), {self.rings:,} rings at agents' telephones"


def fortnight(name: str, days: Days, *, tell: Tell) -> Found:
    """Live through these days on one kind of database, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="fortnight-", dir=settings.STATE) as folder, database_of(name) as url:
        path = Path(folder)
        return rehearsed(
            path, url.get("NOTICELINE_DATABASE_URL", f"sqlite:///{path / 'noticeline.db'}"), days, tell=tell
        )


def rehearsed(folder: Path, database_url: str, days: Days, *, tell: Tell = lambda _progress: None) -> Found:
    """Live through these days on a database, and read the books."""
    eve = days.begins - timedelta(hours=1)
    with opened(folder, database_url, at=eve, content=CONTENT, agents=len(SHIFTS)) as world:
        world.goes_on(days.begins)
        return found(live(world, days, tell=tell))


def found(lived: Lived) -> Found:
    """What these days came to."""
    carrier = lived.world.carrier
    rings = len(agents_telephones(carrier))
    books = sums.read(lived)
    return Found(books.logged.total(), books.outcomes, rings, [*sums.differences(lived), *measures(lived)])


def measures(lived: Lived) -> Iterator[str]:
    """Every measure that is not what it was, as kept and as shown. Time goes by first, until all may be shown."""
    house, clock = lived.world.line.house, lived.world.line.clock
    if rung_back(lived.world.carrier) and not lived.diary.of("had the phrase"):
        yield "callbacks: no agent ever had the phrase before them"
    clock.advance(LATER)
    counted, reports = truth(lived), Reports(CallLog(house.keyring, clock), clock)
    with house.database.snapshot() as session:
        report = reports.open(session, lived.world.office.incident.id)
        yield from kept.differences(session, report, counted)
        row = Tally(house.keyring, clock).read(session, report.incident_id)
        each = pairwise(intervals(row.packed) if row else [])
        answers = [
            Tallied(then.begins, {name.value: count for name, count in one.answers.items()}) for one, then in each
        ]
        yield from Shown(session, reports, report, counted, answers).differences()
