"""Reading a report: everything that its pages are made of, in one snapshot. Must not know: how it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from agents_ui.house import Desk
from agents_ui.reports import asked
from agents_ui.reports.asked import Asked, By, Wish
from hotline.reports import Figures, Report, Stretch, Tallied
from lookup.tally import Tally, intervals


@dataclass(frozen=True)
class Told:
    """What the reports tell of what was asked for. `slices`: the parts of each stretch, where they are asked for.

    `at`: the moment of the snapshot.
    """

    asked: Asked
    report: Report
    at: datetime
    figures: Sequence[Figures]
    slices: Mapping[Stretch, Sequence[Figures]] = field(default_factory=dict)

    @property
    def days(self) -> Sequence[Stretch]:
        """The days that are asked for, those with few calls together with the days after them."""
        timeline = self.report.timeline
        return timeline.within(timeline.days, self.asked.first, self.asked.last)


def read(parts: Desk, wish: Wish, incident_id: int) -> Told | None:
    """A report; None where no day of the incident is over and settled yet."""
    with parts.house.database.snapshot() as session:
        report = parts.reports.open(session, incident_id)
        about = asked.within(wish, incident_id, report.timeline)
        if about is None:
            return None
        answers = closed(parts.tally, session, incident_id)
        figures = parts.reports.figures(session, report, about.first, about.last, answers=answers)
        slices = _slices(parts, session, report, figures) if about.by is By.INTERVAL else {}
        return Told(about, report, parts.house.clock.now(), figures, slices)


def closed(tally: Tally, session: Session, incident_id: int) -> list[Tallied]:
    """The closed intervals of the tally, each with the moment at which it became readable."""
    row = tally.read(session, incident_id)
    found = intervals(row.packed) if row else []
    # An interval is closed by the check with which the next one begins.
    return [
        Tallied(then.begins, {answer.value: count for answer, count in one.answers.items()})
        for one, then in pairwise(found)
    ]


def _slices(
    parts: Desk, session: Session, report: Report, figures: Sequence[Figures]
) -> dict[Stretch, Sequence[Figures]]:
    return dict(_cut(parts, session, report, figures))


def _cut(
    parts: Desk, session: Session, report: Report, figures: Sequence[Figures]
) -> Iterator[tuple[Stretch, Sequence[Figures]]]:
    for one in figures:
        yield one.stretch, parts.reports.slices(session, report, one.stretch)
