"""Reports out of the database: the stretches of an incident, and what is shown of them.

Nothing leaves here that is not shown. Must not know who reads, nor the vault: its tally is handed in as counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.calls import CallLog
from hotline.calls.counts import VOLUME, PartOfCalls, counts_of
from hotline.clock import Clock
from hotline.database import SNAPSHOT
from hotline.reports import sums
from hotline.reports.figures import Figures, figures, figures_of_slices
from hotline.reports.parts import NONE, Table, languages
from hotline.reports.rows import Count, Counted, Tallied, gathered, gathered_by_day, tallied, together
from hotline.reports.stretches import Stretch, Timeline, day_begins, last_settled


@dataclass(frozen=True)
class Report:
    """An incident's days and stretches at one moment, and the languages that are told apart.

    `unwritten` are the counts of calls that are settled and that have no row in the log yet.
    """

    incident_id: int
    timeline: Timeline
    languages: Table
    unwritten: Sequence[Count] = ()


@dataclass(frozen=True, slots=True)
class LineDay:
    """In how many of the `minutes` of a local day the line was ready. None are known before it first was."""

    day: date
    ready: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """By what a timeline of an incident is known again: its days, and of how many calls it is made.

    To read every quarter of half a year takes longer than a page may. No call is ever taken back, and each is written
    down once: where both numbers are the same, the same calls began.
    """

    zone: ZoneInfo
    since: date
    until: date
    written: int
    unwritten: int


class Reports:
    """Reads reports, in one snapshot of the caller's (`Database.snapshot`).

    In another transaction a day that is written in the meantime would be counted twice, or not at all.
    """

    def __init__(self, call_log: CallLog, clock: Clock) -> None:
        self._log = call_log
        self._clock = clock
        self._timelines: dict[int, tuple[_Known, Timeline]] = {}
        self._over: dict[int, tuple[Timeline, list[Counted]]] = {}
        self._shown: dict[tuple[int, Stretch], tuple[Counted, Table, Figures]] = {}

    def open(self, session: Session, incident_id: int) -> Report:
        """An incident's reports as they stand now.

        NoSuchIncident; KeyMissing, KeyWrong, SealBroken where the sealed day can't be read; ValueError in no snapshot.
        """
        if SNAPSHOT not in session.info:
            raise ValueError("Reports are read in one snapshot of the database.")
        first = incidents.version_of(session, incident_id, 1)
        zone = ZoneInfo(first.content.zone)  # later versions move no day
        since = incidents.applied_at(session, first).astimezone(zone).date()
        until = last_settled(self._clock.now(), zone)
        unwritten = self._unwritten(session, incident_id, before=day_begins(until + timedelta(days=1), zone))
        rows = [_count(of, count) for of, count in sorted(unwritten.items())]
        begun = {of.interval: count for of, count in unwritten.items() if of.counted == VOLUME}
        known = _Known(zone, since, until, sums.written(session, incident_id), sum(begun.values()))
        timeline = self._timeline(session, incident_id, known, begun)
        return Report(incident_id, timeline, languages(incidents.languages_of(session, incident_id)), rows)

    def figures(
        self, session: Session, report: Report, first: date, last: date, *, answers: Iterable[Tallied] = ()
    ) -> list[Figures]:
        """What is shown of a range of local days, both included: the wide stretches that end in it, in order.

        `answers` are the closed intervals of the vault's tally.
        """
        timeline = report.timeline
        counted = [one for one in self._wide(session, report) if first <= timeline.last_day(one.stretch) <= last]
        answered = gathered([one.stretch for one in counted], tallied(answers))
        days = self._with_days(session, report, together(counted, answered))
        return [self._figures(one, report) for one in days]

    def slices(self, session: Session, report: Report, stretch: Stretch) -> list[Figures]:
        """What is shown of the slices of one of the wide stretches; ValueError for any other."""
        if stretch not in report.timeline.wide:
            raise ValueError("This is none of the stretches that may be cut.")
        slices = report.timeline.slices(stretch)
        calls = sums.calls(session, report.incident_id, slices)
        read = sums.by_quarter(session, report.incident_id, slices)
        return figures_of_slices(gathered(slices, [*read, *report.unwritten, *calls]), report.languages)

    def line_days(self, session: Session, report: Report, first: date, last: date) -> list[LineDay]:
        """What is known of the line on each of these days: it tells of no caller, so no day is hidden."""
        days = {begins: (day, Stretch(begins, ends, 0)) for day, begins, ends in report.timeline.bounds(first, last)}
        known: dict[datetime, dict[str, int]] = {begins: {} for begins in days}
        for one in sums.minutes(session, report.incident_id, [stretch for _, stretch in days.values()]):
            known[one.at][one.part] = one.count
        return [LineDay(days[at][0], told.get("ready", 0), told.get("all", 0)) for at, told in known.items()]

    def _wide(self, session: Session, report: Report) -> list[Counted]:
        """What was counted when a call began or was recorded, of every wide stretch: read once for each timeline."""
        timeline, here = report.timeline, report.incident_id
        kept = self._over.get(here)
        if kept is None or kept[0] is not timeline:
            by_quarter = gathered(timeline.wide, [*sums.by_quarter(session, here, timeline.wide), *report.unwritten])
            calls = sums.calls_by_day(session, here, first=timeline.since, last=timeline.until)
            by_day = gathered_by_day(timeline, timeline.wide, calls)
            kept = self._over[here] = timeline, together(by_quarter, by_day)
        return kept[1]

    def _figures(self, counted: Counted, report: Report) -> Figures:
        """What is shown of a stretch; it is worked out again where something else was counted than the last time."""
        this = report.incident_id, counted.stretch
        counts, tongues, shown = self._shown.get(this, (None, None, None))
        if shown is None or (counts, tongues) != (counted, report.languages):
            shown = figures(counted, report.languages)
            self._shown[this] = counted, report.languages, shown
        return shown

    def _timeline(
        self, session: Session, incident_id: int, known: _Known, unwritten: Mapping[datetime, int]
    ) -> Timeline:
        kept = self._timelines.get(incident_id)
        if kept is None or kept[0] != known:
            volume = Counter(sums.volume(session, incident_id))
            volume.update(unwritten)
            kept = self._timelines[incident_id] = known, Timeline(volume, known.zone, known.since, known.until)
        return kept[1]

    def _unwritten(self, session: Session, incident_id: int, *, before: datetime) -> Counter[PartOfCalls]:
        return counts_of(call for call in self._log.today(session, incident_id) if call.started < before)

    def _with_days(self, session: Session, report: Report, counted: Sequence[Counted]) -> list[Counted]:
        if not counted:
            return []
        stretches, timeline = [one.stretch for one in counted], report.timeline
        first, last = timeline.first_day(stretches[0]), timeline.last_day(stretches[-1])
        here = report.incident_id
        rows = [*sums.by_day(session, here, first=first, last=last)]
        settled = [one for one in stretches if timeline.last_day(one) <= timeline.until - sums.CALLBACKS_AFTER]
        if settled:
            until = timeline.last_day(settled[-1])
            rows += sums.callbacks(session, here, first=first, last=until)
        return together(counted, gathered_by_day(timeline, stretches, rows))


def _count(of: PartOfCalls, count: int) -> Count:
    return Count(of.counted, of.interval, of.part or NONE, count)
