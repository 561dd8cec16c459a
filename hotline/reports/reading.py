"""Reports out of the database: the stretches of an incident, and what is shown of them.

Nothing leaves here that is not shown. Must not know who reads, nor the vault: its tally is handed in as counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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


class Reports:
    """Reads reports, in one snapshot of the caller's (`Database.snapshot`).

    In another transaction a day that is written in the meantime would be counted twice, or not at all.
    """

    def __init__(self, call_log: CallLog, clock: Clock) -> None:
        self._log = call_log
        self._clock = clock

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
        volume = Counter(sums.volume(session, incident_id))
        volume.update({of.interval: count for of, count in unwritten.items() if of.counted == VOLUME})
        rows = [_count(of, count) for of, count in sorted(unwritten.items())]
        timeline = Timeline(volume, zone, since, until)
        return Report(incident_id, timeline, languages(incidents.languages_of(session, incident_id)), rows)

    def figures(
        self, session: Session, report: Report, first: date, last: date, *, answers: Iterable[Tallied] = ()
    ) -> list[Figures]:
        """What is shown of a range of local days, both included: the wide stretches that end in it, in order.

        `answers` are the closed intervals of the vault's tally.
        """
        timeline = report.timeline
        counted = self._counted(session, report, timeline.within(timeline.wide, first, last), more=tallied(answers))
        return [figures(one, report.languages) for one in self._with_days(session, report, counted)]

    def slices(self, session: Session, report: Report, stretch: Stretch) -> list[Figures]:
        """What is shown of the slices of one of the wide stretches; ValueError for any other."""
        if stretch not in report.timeline.wide:
            raise ValueError("This is none of the stretches that may be cut.")
        slices = report.timeline.slices(stretch)
        calls = sums.calls(session, report.incident_id, slices)
        return figures_of_slices(self._counted(session, report, slices, more=calls), report.languages)

    def line_days(self, session: Session, report: Report, first: date, last: date) -> list[LineDay]:
        """What is known of the line on each of these days: it tells of no caller, so no day is hidden."""
        days = {begins: (day, Stretch(begins, ends, 0)) for day, begins, ends in report.timeline.bounds(first, last)}
        known: dict[datetime, dict[str, int]] = {begins: {} for begins in days}
        for one in sums.minutes(session, report.incident_id, [stretch for _, stretch in days.values()]):
            known[one.at][one.part] = one.count
        return [LineDay(days[at][0], told.get("ready", 0), told.get("all", 0)) for at, told in known.items()]

    def _counted(
        self, session: Session, report: Report, stretches: Sequence[Stretch], *, more: Iterable[Count] = ()
    ) -> list[Counted]:
        read = sums.by_quarter(session, report.incident_id, stretches)
        return gathered(stretches, [*read, *report.unwritten, *more])

    def _unwritten(self, session: Session, incident_id: int, *, before: datetime) -> Counter[PartOfCalls]:
        return counts_of(call for call in self._log.today(session, incident_id) if call.started < before)

    def _with_days(self, session: Session, report: Report, counted: Sequence[Counted]) -> list[Counted]:
        if not counted:
            return []
        stretches, timeline = [one.stretch for one in counted], report.timeline
        first, last = timeline.first_day(stretches[0]), timeline.last_day(stretches[-1])
        here = report.incident_id
        rows = [*sums.calls_by_day(session, here, first=first, last=last)]
        rows += sums.by_day(session, here, first=first, last=last)
        settled = [one for one in stretches if timeline.last_day(one) <= timeline.until - sums.CALLBACKS_AFTER]
        if settled:
            until = timeline.last_day(settled[-1])
            rows += sums.callbacks(session, here, first=first, last=until)
        return together(counted, gathered_by_day(timeline, stretches, rows))


def _count(of: PartOfCalls, count: int) -> Count:
    return Count(of.counted, of.interval, of.part or NONE, count)
