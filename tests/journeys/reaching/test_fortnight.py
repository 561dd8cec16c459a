"""Days of the fortnight, few enough for every day: the line closes at noon, and opens again the next morning.

On PostgreSQL it is one day, which takes as long as two; `make rehearsal ARGS=fortnight` has all of them on both.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rehearsal.fortnight.days import Days
from rehearsal.fortnight.whole import rehearsed

TWO_DAYS, ONE_DAY = Days(date(2019, 11, 6), (18, 18)), Days(date(2019, 11, 5), (24,))


def test_days_lose_nobody_and_every_sum_agrees(tmp_path: Path, database_url: str) -> None:
    days = TWO_DAYS if database_url.startswith("sqlite") else ONE_DAY
    found = rehearsed(tmp_path, database_url, days)
    assert list(found.untrue) == []
    assert found.calls >= sum(days.calls)
    assert {"person", "self_service", "callback"} <= set(found.outcomes)
