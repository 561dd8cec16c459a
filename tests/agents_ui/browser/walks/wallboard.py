"""Past the wallboard: a morning as it should be, one on which much is wrong, and a screen that hangs on a wall.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.agents_ui.asking import asks
from tests.agents_ui.browser.tour import Tour, a_busy_day
from tests.agents_ui.desks import applied
from tests.agents_ui.reaching.telephones import Reaching, reached
from tests.journeys.cast import NORA

PAGES_OF_THE_WALLBOARD = frozenset({"wallboard"})


def the_wallboard(tour: Tour) -> Iterator[str]:
    """The name of each state, while it is shown."""
    telephones = reached(tour.office)
    a_morning(telephones)
    tour.signs_in("sam")
    yield tour.opens("wallboard", "/supervision/wallboard")
    much_is_wrong(telephones)
    tour.signs_in("sam")
    yield tour.opens("wallboard-alarms", "/supervision/wallboard")
    tour.page.get_by_text("About this board").click()
    yield "wallboard-about"
    tour.page.route("**/wallboard/now", lambda _: None)  # from here on it asks, and nobody answers
    tour.presses("Leave it on this screen")
    yield "wallboard-on-a-wall"
    tour.page.clock.set_fixed_time(tour.office.clock.now() + timedelta(seconds=11))
    yield tour.waits_for("Not current", name="wallboard-stale")
    tour.page.unroute("**/wallboard/now")


def a_morning(telephones: Reaching) -> None:
    """Callers were answered, soon and late; one has given up, one talks with Alma, one has just come."""
    office = telephones.office
    telephones.has_a_telephone("alma", "ben")
    alma = telephones.is_available("alma")
    for number in range(12):
        queued = telephones.waits()
        office.clock.advance(timedelta(seconds=65 if number == 7 else 9))
        if number == 4:
            telephones.hangs_up(queued)
            continue
        telephones.accepts("alma")
        office.clock.advance(timedelta(seconds=40))
        alma.opens("/desk").sends("/desk/end").sends("/desk/finish", disposition="checked")
        alma.client.get("/desk/now")
    telephones.waits()
    telephones.accepts("alma")
    telephones.waits()
    office.clock.advance(timedelta(seconds=21))
    alma.client.get("/desk/now")
    telephones.leaves_a_message()


def much_is_wrong(telephones: Reaching) -> None:
    """Callers wait in vain, an escalation is overdue, and the breaker has tripped."""
    office = telephones.office
    content = office.incident.content
    applied(office.house, replace(content, limits=replace(content.limits, breaker_failures_per_hour=1)))
    a_busy_day(office)
    ben = office.takes_a_call("ben")
    asks(ben, NORA)
    for _ in range(3):
        telephones.waits()
    office.clock.advance(timedelta(minutes=6, seconds=4))
