"""A way past the forecast and the regulator pack, over made-up weeks. Must not know: what is looked at on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hotline import availability
from hotline.clock import StoppedClock
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import Office
from tests.agents_ui.reports.weeks import ZONE, weeks

DAYS = 26
PAGES_OF_THE_FORECAST = frozenset({"forecast", "pack"})
AWAY = {(5, 100 + minute) for minute in range(37)} | {(9, 700)}  # day and minute: nobody would have been answered


def forecast(tour: Tour) -> Iterator[str]:
    """The name of each page, while it is shown."""
    tour.signs_in("sam")
    yield tour.opens("pack-none", "/supervision/pack")
    yield tour.opens("forecast-none", "/supervision/forecast")
    _mails(tour, tour.office.clock.now().date(), 12_000)
    yield "forecast-first"
    first = weeks(tour.office)
    is_watched(tour.office, first)
    tour.signs_in("sam")
    tour.opens("forecast", "/supervision/forecast")
    _mails(tour, tour.office.clock.now().date() + timedelta(days=3), 9_500)
    yield "forecast"
    tour.page.get_by_label("All letters of that day").fill("7")
    tour.page.get_by_label("Day of mailing").fill((first + timedelta(days=1)).isoformat())
    yield tour.presses("Write it down", name="forecast-few-letters")
    last = first + timedelta(days=DAYS - 1)
    yield tour.opens("pack", f"/supervision/pack?first={first}&last={last}")
    yield tour.opens("pack-weeks", f"/supervision/pack?first={first}&last={last}&by=week")


def _mails(tour: Tour, day: date, letters: int) -> None:
    tour.page.get_by_label("Day of mailing").fill(day.isoformat())
    tour.page.get_by_label("All letters of that day").fill(str(letters))
    tour.presses("Write it down")


def is_watched(office: Office, first: date, *, days: int = DAYS) -> None:
    """The line was looked at every minute of these days, and twice was not there."""
    midnight = datetime.combine(first, time(), ZONE)
    with office.house.database.write() as session:
        for day, minute in ((day, minute) for day in range(days) for minute in range(24 * 60)):
            if (day, minute) not in AWAY:
                at = StoppedClock(midnight + timedelta(days=day, minutes=minute))
                availability.mark(session, [office.incident.id], clock=at)
