"""What the reports show, held against what was counted beside the line: every measure, over every range of days.

Which figures may be shown is decided here once more in the plainest way. Every difference is a sentence. Must not
know: how anything was counted, nor how the reports decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from hotline.reports import BY_ID, MEASURES, Figures, Report, Reports, Stretch, Tallied, Value, value, values
from hotline.reports.figures import tables_of
from hotline.reports.parts import WAYS, Part, Table
from rehearsal.fortnight.days import ZONE
from rehearsal.fortnight.truth import Truth, closed_intervals
from tests.hotline.reports import naive

FEWEST = 11
MINUTE = timedelta(minutes=1)
BY_DAY = {"disposition", "question", "timed", "occupied", "callback", "letters"}
# Of which parts each measure is made: those above the line, and those below.
MADE_OF: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "calls": (["calls"], []),
    "offered": (["queue.offered"], []),
    "answered": (["queue.answered"], []),
    "abandoned": (["queue.abandoned"], []),
    "service_level": (["queue.in_time"], ["queue.offered"]),
    "abandonment_rate": (["queue.abandoned"], ["queue.offered"]),
    "speed_of_answer": (["seconds.waited_answered"], ["queue.answered"]),
    "time_to_abandon": (["seconds.waited_abandoned"], ["queue.abandoned"]),
    "handle_time": (["seconds.talk", "seconds.wrap_up"], ["timed.timed_calls"]),
    "occupancy": (["seconds.busy"], ["seconds.busy", "seconds.ready"]),
    "availability": (["minutes.ready"], ["minutes.all"]),
    "letters": (["letters.mailed"], []),
    "containment": (["outcome.contained"], ["calls"]),
    "self_service_completion": (["outcome.self_service"], ["calls"]),
    "new_questions": (["question.questions"], []),
    "callbacks_kept": (["callback.kept"], ["callback.arranged"]),
}
# Which table each of the others tells part by part.
TABLES = {
    "outcomes": "outcome",
    "drop_off": "road",
    "languages": "language",
    "roles": "role",
    "channels": "channel",
    "schemes": "ways",
    "answers": "answer",
    "dispositions": "disposition",
}
SECONDS = {
    "waited_answered": ("queue", "answered"),
    "waited_abandoned": ("queue", "abandoned"),
    "talk": ("timed", "timed_calls"),
    "wrap_up": ("timed", "timed_calls"),
    "busy": ("occupied", "occupied_calls"),
    "ready": ("occupied", "occupied_calls"),
}
ROAD = ("calls", "menu", "role", "ways", "checking", "answer")
Thing = TypeVar("Thing")
Told = Mapping[str, Mapping[str, int]]  # table → part → how many, of what may be shown


@dataclass
class Shown:
    """One incident's reports, and what was counted beside the line."""

    session: Session
    reports: Reports
    report: Report
    counted: Truth
    answers: Sequence[Tallied]

    def differences(self) -> Iterator[str]:
        """Where a figure is not what it should be, or is shown or hidden where it should not be."""
        yield from (f"{one.id}: nothing is known of it" for one in MEASURES if one.id not in _KNOWN)
        yield from self._stretches()
        for first, last in self._ranges():
            yield from self._range(first, last)
        for stretch in self.report.timeline.wide:
            yield from self._slices(stretch)
            yield from self._intervals(stretch)

    def _stretches(self) -> Iterator[str]:
        timeline = self.report.timeline
        days = naive.local_days(timeline.since, timeline.until)
        runs = naive.runs_of_days(self.counted.calls, ZONE, days)
        for name, stretches, expected in zip(("days", "wide"), (timeline.days, timeline.wide), runs, strict=True):
            bounds = [(timeline.first_day(one), timeline.last_day(one)) for one in stretches]
            yield from _unless(f"{name} that run on", bounds, [(run[0], run[-1]) for run in expected])

    def _ranges(self) -> Iterator[tuple[date, date]]:
        """Every day, every week, every range of days that begins or ends where something was counted, and all."""
        days = sorted({call.started.astimezone(ZONE).date() for call in self.counted.calls})
        yield from ((day, day) for day in days)
        mondays = dict.fromkeys(day - timedelta(days=day.weekday()) for day in days)
        yield from ((monday, monday + timedelta(days=6)) for monday in mondays)
        yield self.report.timeline.since, self.report.timeline.until

    def _range(self, first: date, last: date) -> Iterator[str]:
        figures = self.reports.figures(self.session, self.report, first, last, answers=self.answers)
        told = [self._told[one.stretch] for one in figures]
        for one, expected in zip(figures, told, strict=True):
            about = f"{one.stretch.begins.astimezone(ZONE):%d %B}"
            yield from _unless(about, _told_by(one), expected)
        for measure in MEASURES:
            about = f"{measure.id} from {first} until {last}"
            if measure.id in MADE_OF:
                yield from _unless(about, value(measure, figures), _value(measure.id, told))
            elif measure.id in TABLES:
                ours = {part: count.numerator for part, count in values(measure, figures).items()}
                yield from _unless(about, ours, _by_part(TABLES[measure.id], told))

    def _slices(self, stretch: Stretch) -> Iterator[str]:
        slices = self.reports.slices(self.session, self.report, stretch)
        counts = [self._counts(one.stretch.begins, one.stretch.ends) for one in slices]
        for table in self._tables:
            if table.id in BY_DAY or table.id in ("answer", "ways"):
                continue
            told = [one.tables.get(table.id, {}) for one in slices]
            yield from _unless(
                f"slices, {table.id}", told, _alike(table.tree, [table.sorted_in(one[table.id]) for one in counts])
            )

    def _intervals(self, stretch: Stretch) -> Iterator[str]:
        for one in self.report.timeline.intervals(stretch):
            calls = sum(one.begins <= call.started < one.ends for call in self.counted.calls)
            yield from _unless(f"calls from {one.begins} on", one.calls, calls)
            yield from [] if calls >= FEWEST else [f"{calls} calls from {one.begins} on are shown"]

    @cached_property
    def _tables(self) -> Sequence[Table]:
        return (*tables_of(self.report.languages), WAYS)

    @cached_property
    def _told(self) -> Mapping[Stretch, Told]:
        return {stretch: self._expected(stretch) for stretch in self.report.timeline.wide}

    def _expected(self, stretch: Stretch) -> Told:
        counts, timeline = self._counts(stretch.begins, stretch.ends), self.report.timeline
        by_day = self._counts_by_day(timeline.first_day(stretch), timeline.last_day(stretch))
        answers = Counter[str]()
        for closed, given in closed_intervals(self.counted.answers):
            if stretch.begins <= closed < stretch.ends:
                answers.update(given)
        counts |= by_day | {"answer": answers, "seconds": counts["seconds"] + by_day["seconds"]}
        told = {table.id: _parts(table, counts[table.id]) for table in self._tables}
        told["road"] = _on_the_road(counts["steps"], counts["calls"].total())
        if "ways" not in told["road"]:
            told["ways"] = {}
        told["seconds"] = {
            name: counts["seconds"][name] for name, (table, part) in SECONDS.items() if part in told[table]
        }
        told["calls"] = {"calls": counts["calls"].total()}
        told["letters"] = {"mailed": by_day["letters"]["mailed"]}
        told["minutes"] = self._minutes(stretch)
        return told

    def _minutes(self, stretch: Stretch) -> Mapping[str, int]:
        """In how many the line's heart has beaten, of all since it first did."""
        beats = self.counted.beats
        if not beats or stretch.ends <= beats[0]:
            return {}
        ready = sum(stretch.begins <= beat < stretch.ends for beat in beats)
        return {"ready": ready, "all": (stretch.ends - max(stretch.begins, beats[0])) // MINUTE}

    def _counts(self, begins: datetime, ends: datetime) -> dict[str, Counter[str]]:
        found = {table: Counter[str]() for table in (*(one.id for one in self._tables), "calls", "steps", "seconds")}
        for (table, at, part), count in self.counted.by_quarter.items():
            if isinstance(at, datetime) and begins <= at < ends:
                found[table][part] += count
        found["ways"] = Counter({leaf: found["steps"][leaf] for leaf in WAYS.tree.leaves})
        return found

    def _counts_by_day(self, first: date, last: date) -> dict[str, Counter[str]]:
        found = {table: Counter[str]() for table in (*BY_DAY, "seconds")}
        for (table, day, part), count in self.counted.by_day.items():
            if first <= day <= last:
                found[table][part] += count
        return found


_KNOWN = {*MADE_OF, *TABLES}


def _parts(table: Table, counts: Mapping[str, int]) -> Mapping[str, int]:
    return naive.parts_shown(table.tree, list(Counter(table.sorted_in(counts)).elements()))


def _on_the_road(steps: Mapping[str, int], calls: int) -> Mapping[str, int]:
    """The places that hold eleven, each eleven or more apart from all before it that are shown."""
    ways = sum(steps[leaf] for leaf in WAYS.tree.leaves)
    reached = {**steps, "calls": calls, "ways": ways}
    told: dict[str, int] = {}
    for place in ROAD:
        count = reached.get(place, 0)
        if count >= FEWEST and not [other for other in told.values() if abs(other - count) < FEWEST]:
            told[place] = count
    return told


def _alike(tree: Part, rows: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
    """What is shown of slices: a part is divided only where each of its parts holds eleven in each slice."""
    told: list[dict[str, int]] = [{} for _ in rows]
    if all(_count(tree, row) >= FEWEST for row in rows):
        for place, row in enumerate(rows):
            told[place][tree.id] = _count(tree, row)
        if tree.parts and all(_count(part, row) >= FEWEST for row in rows for part in tree.parts):
            for part in tree.parts:
                told = [one | more for one, more in zip(told, _alike(part, rows), strict=True)]
    return told


def _count(part: Part, row: Mapping[str, int]) -> int:
    return sum(row.get(leaf, 0) for leaf in part.leaves)


def _told_by(one: Figures) -> Told:
    told = {**one.tables, "road": one.road, "seconds": one.seconds, "calls": {"calls": one.stretch.calls}}
    ours = {table: _of_table(table, one.ours) for table in ("letters", "minutes")}
    return {"ways": {}, **told, **ours}


def _of_table(table: str, told: Mapping[str, int]) -> Mapping[str, int]:
    return {name.partition(".")[2]: count for name, count in told.items() if name.startswith(f"{table}.")}


def _value(measure: str, told: Sequence[Told]) -> Value:
    above, below = MADE_OF[measure]
    pairs = [(_sum(one, above), _sum(one, below)) for one in told]
    shown = [(up, down) for up, down in pairs if up is not None and down is not None]
    denominator = sum(down for _, down in shown) if BY_ID[measure].denominator else None
    return Value(sum(up for up, _ in shown), denominator, len(told), len(told) - len(shown))


def _sum(told: Told, names: Iterable[str]) -> int | None:
    found = [told[table].get(part or table) for table, _, part in (name.partition(".") for name in names)]
    return None if None in found else sum(count or 0 for count in found)


def _by_part(table: str, told: Sequence[Told]) -> Mapping[str, int]:
    found = Counter[str]()
    for one in told:
        found.update(one[table])
    return dict(found)


def _unless(about: str, ours: Thing, theirs: Thing) -> Iterator[str]:
    if ours != theirs:
        yield f"{about}: {ours} is shown, and not {theirs}"
