"""All that anybody can read in the reports: every page over every range of days, divided in every way, and every file.

Must not know: what happened in truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations_with_replacement, product
from zoneinfo import ZoneInfo

from hotline.reports import BY_ID, Stretch, Timeline
from hotline.reports.figures import OURS
from tests.agents_ui.desks import Browser
from tests.agents_ui.reports.numbers import Number, in_file, numbers

ZONE = ZoneInfo("America/Chicago")  # that of the incident
DIVISIONS = ("interval", "day", "week", "whole")
IN_THE_PACK = ("summary", "days", "languages")


@dataclass(frozen=True)
class Range:
    """Days of a page or a file, both included, and by what they are divided."""

    first: date
    last: date
    by: str

    def address(self, path: str) -> str:
        """Where it is asked for."""
        return f"/supervision/{path}?first={self.first}&last={self.last}&by={self.by}"


@dataclass(frozen=True)
class Read:
    """A number, where it stands, and from when until when its row is."""

    of: Range
    number: Number


def every_number(sam: Browser, days: Sequence[date], topics: Sequence[str]) -> Iterator[Read]:
    """All that stands on any page of these topics, and in any file, the regulator pack's too."""
    for (first, last), by in product(combinations_with_replacement(days, 2), DIVISIONS):
        of = Range(first, last, by)
        for topic in topics:
            shown = list(numbers(_text(sam, of.address(f"reports/{topic}"))))
            yield from (Read(of, one) for one in shown)
            if by == "day":
                for sheet in dict.fromkeys(one.sheet for one in shown):
                    filed = in_file(sheet, _text(sam, of.address(f"reports/{topic}/{sheet}.csv")))
                    yield from (Read(of, one) for one in filed)
        if by == "whole":
            for sheet in IN_THE_PACK:
                filed = in_file(f"pack.{sheet}", _text(sam, of.address(f"pack/{sheet}.csv")))
                yield from (Read(of, one) for one in filed)


def bounds_of(timeline: Timeline, read: Read) -> tuple[datetime, datetime]:
    """From when until when a row is: its own days or moments, or those of the stretches that end in its days."""
    of, row = read.of, read.number.row
    first, slash, last = row.partition("/")
    if slash and "T" in row:
        return datetime.fromisoformat(first).astimezone(UTC), datetime.fromisoformat(last).astimezone(UTC)
    if slash and read.number.sheet.startswith("pack."):
        return _ends(timeline.within(timeline.days, date.fromisoformat(first), date.fromisoformat(last)))
    if slash:
        return at_midnight(date.fromisoformat(first)), at_midnight(date.fromisoformat(last) + timedelta(days=1))
    kind = timeline.days if read.number.column == "calls" and read.number.row == "all" else timeline.wide
    return _ends(timeline.within(kind, of.first, of.last))


def is_of_people(number: Number) -> bool:
    """Whether it counts what callers did; minutes, letters, questions that agents noted, and times do not."""
    measure = BY_ID[number.column.partition(".")[0]]
    return not {term.partition(".")[0] for term in measure.numerator} & {*OURS, "question", "seconds"}


def at_midnight(day: date) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _ends(stretches: Sequence[Stretch]) -> tuple[datetime, datetime]:
    return stretches[0].begins, stretches[-1].ends


def _text(sam: Browser, path: str) -> str:
    sam.opens(path)
    assert sam.page is not None
    assert sam.page.status_code == 200, path
    return sam.page.get_data(as_text=True)
