"""Two days of the fortnight, small enough for every day: the line closes at noon, and opens again the next morning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rehearsal.fortnight.days import Days
from rehearsal.fortnight.whole import rehearsed

TWO_DAYS = Days(date(2019, 11, 6), (18, 18))


def test_two_days_lose_nobody_and_every_sum_agrees(tmp_path: Path, database_url: str) -> None:
    found = rehearsed(tmp_path, database_url, TWO_DAYS)
    assert list(found.untrue) == []
    assert found.calls >= sum(TWO_DAYS.calls)
    assert {"person", "self_service", "callback"} <= set(found.outcomes)
