"""What a report is asked for: an incident, a range of days, and by what it is divided.

Must not know: what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from hotline.reports import Timeline

USUAL = 14  # days
MOST_BY_INTERVAL = 3  # days; on a busy line a day has fifty parts
MOST_BY_DAY = 190  # days
USUALLY_BY_DAY = 35  # days


class By(StrEnum):
    """How a range is divided: parts of a day, days, weeks from Monday on, or not at all."""

    INTERVAL = "interval"
    DAY = "day"
    WEEK = "week"
    WHOLE = "whole"


class Unclear(ValueError):
    """What was asked for can't be read."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks for; what it leaves open is None."""

    incident_id: int | None = None
    first: date | None = None
    last: date | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: days from `first` until `last`, both included, within those that there are."""

    incident_id: int
    first: date
    last: date
    by: By

    @property
    def days(self) -> int:
        """How many days it is of."""
        return (self.last - self.first).days + 1

    @property
    def offered(self) -> Sequence[By]:
        """How it can be divided."""
        fits = {By.INTERVAL: self.days <= MOST_BY_INTERVAL, By.DAY: self.days <= MOST_BY_DAY}
        return [one for one in By if fits.get(one, True)]

    def address(self) -> dict[str, Any]:
        """The same as an address says it."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {"incident": str(self.incident_id), **days, "by": self.by.value}


def read(said: Mapping[str, str]) -> Wish:
    """What an address asks for; Unclear where it is no number, no day, or no division."""
    incident, by = said.get("incident", ""), said.get("by", "")
    try:
        return Wish(
            int(incident) if incident else None,
            _day(said.get("first", "")),
            _day(said.get("last", "")),
            By(by) if by else None,
        )
    except ValueError as why:
        raise Unclear from why


def within(wish: Wish, incident_id: int, timeline: Timeline) -> Asked | None:
    """What is asked for, as far as there are days that are over; None where there are none yet."""
    if timeline.until < timeline.since:
        return None
    last = _held(wish.last or timeline.until, timeline)
    first = _held(wish.first or last - timedelta(days=USUAL - 1), timeline)
    asked = Asked(incident_id, min(first, last), max(first, last), By.WHOLE)
    return replace(asked, by=wish.by if wish.by and wish.by in asked.offered else _usual(asked))


def _held(day: date, timeline: Timeline) -> date:
    return min(max(day, timeline.since), timeline.until)


def _usual(asked: Asked) -> By:
    if asked.days == 1:
        return By.INTERVAL
    return By.DAY if asked.days <= USUALLY_BY_DAY else By.WEEK


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
