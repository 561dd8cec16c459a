"""What the reports are made of, held against what was counted beside the line: before anything is hidden, to the unit.

Every difference is a sentence. Must not know: what is shown of it, nor how anything was counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from hotline.reports import Report, Stretch, sums
from rehearsal.fortnight.truth import Sums, Truth, quarter_of

QUARTER = timedelta(minutes=15)


def differences(session: Session, report: Report, counted: Truth) -> Iterator[str]:
    """Where a sum of the line is not what was counted, quarter by quarter and day by day."""
    first, last = _days(counted)
    yield from _unlike("quarter of", _by_quarter(session, report, first, last), counted.by_quarter)
    yield from _unlike("", _by_day(session, report, first, last), counted.by_day)


def _days(counted: Truth) -> tuple[date, date]:
    """The first and the last day (UTC) on which anything was counted."""
    days = [day for _, day, _ in counted.by_day] + [quarter_of(call.started).date() for call in counted.calls]
    return min(days), max(days)


def _by_quarter(session: Session, report: Report, first: date, last: date) -> Sums:
    found = Sums()
    found.update({("calls", at, "calls"): calls for at, calls in report.timeline.volume.items()})
    unwritten = [(one.table, one.at, one.part, one.count) for one in report.unwritten]
    for number in range((last - first).days + 1):
        midnight = datetime.combine(first + timedelta(days=number), datetime.min.time(), UTC)
        quarters = [midnight + part * QUARTER for part in range(96)]
        stretches = [Stretch(at, at + QUARTER, 0) for at in quarters]
        for read in (sums.by_quarter, sums.calls):
            told = read(session, report.incident_id, stretches)
            unwritten += [(one.table, one.at, one.part, one.count) for one in told]
    for table, at, part, count in unwritten:
        if table not in ("calls", "minutes"):  # minutes are not told apart by quarters, and are compared as shown
            found[table, at, part] += count
    return found


def _by_day(session: Session, report: Report, first: date, last: date) -> Sums:
    found = Sums()
    for rows in (
        sums.by_day(session, report.incident_id, first=first, last=last),
        sums.callbacks(session, report.incident_id, first=first, last=last),
    ):
        for one in rows:
            found[one.table, one.day, one.part] += one.count
    return found


def _unlike(what: str, line: Sums, truth: Sums) -> Iterator[str]:
    for cell in sorted({*line, *truth}, key=repr):
        (table, at, part), ours, theirs = cell, line[cell], truth[cell]
        if ours != theirs:
            yield f"{table}, {part}, {what} {at:%d %B %H:%M}: {ours:,} by the line, {theirs:,} by the network"
