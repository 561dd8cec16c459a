"""Past the wallboard: a quiet line, a day on which much is wrong, and a screen that hangs on a wall.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import expect

from hotline.queue import Left
from tests.agents_ui.asking import limits
from tests.agents_ui.browser.tour import Tour, a_busy_day
from tests.agents_ui.desks import WITH_KEY, applied
from tests.agents_ui.reaching.telephones import Reaching, reached

PAGES = frozenset({"wallboard"})


def walk(tour: Tour) -> Iterator[str]:
    """The name of each state, while it is shown."""
    telephones = reached(tour.office)
    a_morning(telephones)
    tour.signs_in("sam")
    yield tour.opens("wallboard", "/supervision/wallboard")
    much_is_wrong(telephones)
    tour.passes(timedelta())
    yield tour.waits_for("Somebody has waited", name="wallboard-alarms")
    tour.page.get_by_text("About this board").click()
    yield "wallboard-about"
    tour.presses("Leave it on this screen")
    yield "wallboard-on-a-wall"
    tour.page.context.set_offline(True)
    expect(tour.page.get_by_text("Not current")).to_be_visible(timeout=30_000)
    yield "wallboard-stale"
    tour.page.context.set_offline(False)


def a_morning(telephones: Reaching) -> None:
    """Twenty callers were answered, two have given up, one talks, one has just come."""
    office = telephones.office
    telephones.has_a_telephone("alma", "ben")
    telephones.is_available("alma")
    for number in range(22):
        queued = telephones.waits()
        office.clock.advance(timedelta(seconds=70 if number % 9 == 8 else 12))
        if number % 11 == 10:
            telephones.hangs_up(queued)
