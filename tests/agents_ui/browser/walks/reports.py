"""A way past every page of the reports, over made-up weeks. Must not know: what is looked at on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.reports.weeks import weeks

PAGES_OF_THE_REPORTS = frozenset({"reports", "measures"})
TOPICS = ("calls", "waiting", "menu", "callers", "answers", "desk")


def reports(tour: Tour) -> Iterator[str]:
    """The name of each page, while it is shown."""
    tour.signs_in("sam")
    yield tour.opens("reports-none", "/supervision/reports")
    first = weeks(tour.office)
    tour.signs_in("sam")
    days = _days(first, 1, 14)
    yield tour.opens("reports", f"/supervision/reports{days}")
    tour.page.get_by_role("button", name="What “Service level” says").first.click()
    yield "reports-definition"
    for topic in TOPICS:
        yield tour.opens(f"reports-{topic}", f"/supervision/reports/{topic}{days}")
    yield tour.opens("reports-one-day", f"/supervision/reports/calls{_days(first, 3, 3)}")
    yield tour.opens("reports-one-day-waiting", f"/supervision/reports/waiting{_days(first, 3, 3)}")
    yield tour.opens("reports-weeks", f"/supervision/reports/callers{_days(first, 1, 26)}&by=week")
    yield tour.opens("reports-quiet", f"/supervision/reports{_days(first, 20, 21)}")
    yield tour.opens("reports-definitions", "/supervision/reports/definitions")


def _days(first: date, begins: int, ends: int) -> str:
    """The address of some of the days, counted from 1."""
    days = [(first + timedelta(days=number - 1)).isoformat() for number in (begins, ends)]
    return f"?first={days[0]}&last={days[1]}"
