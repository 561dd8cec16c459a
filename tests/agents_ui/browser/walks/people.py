"""Past the rooms of people, limits and the audit log, with somebody in each state that looks different.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hotline.staff import Role
from lookup.breaker import Breaker
from lookup.tally import Tally
from tests.agents_ui.asking import asks, limits
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import Colleague, Office, enrols
from tests.journeys.cast import ANA, BEN, CARLA, NORA

PAGES = frozenset({"people", "person", "link", "limits", "audit"})


def people(tour: Tour) -> Iterator[str]:
    """Two supervisors look after their people."""
    a_full_house(tour.office)
    tour.signs_in("sam")
    yield tour.opens("people", "/supervision/people")
    tour.unfolds("Make an account")
    tour.page.get_by_label("Supervisor").check(force=True)
    yield tour.sends("people-refused", {"#invite-name": "Alma Reyes", "#invite-login": "alma"})
    yield tour.sends("link", {"#invite-name": "Maya Long", "#invite-login": "maya"})
    yield tour.opens("person-unusual", person(tour, "alma"))
    yield tour.sends("person-refused", {"#anew-note": "her number is 573 555 0142"})
    yield tour.sends("person-proposed", {"#anew-note": "Lost the telephone on the way to work"})
    tour.presses("Sign out")
    tour.signs_in("pat")
    yield tour.opens("person-to-approve", person(tour, "alma"))
    yield tour.presses("Approve, and show the link", name="person-link")
    yield tour.opens("person-disabled", person(tour, "ben"))
    yield from _limits(tour)
    yield from _audit(tour)
    tour.presses("Sign out")


def _limits(tour: Tour) -> Iterator[str]:
    yield tour.opens("limits", "/supervision/limits")
    field = f"#limits-{tour.office.incident.id}-student_number-student_number"
    yield tour.sends("limits-refused", {field: "12345678901234"})
    tour.sends("", {field: "0012345678"})
    with tour.page.expect_navigation():
        tour.page.get_by_role("button", name="Release the breaker").click()
    yield "limits-released"


def _audit(tour: Tour) -> Iterator[str]:
    yield tour.opens("audit", "/supervision/audit")
    tour.page.get_by_label("What", exact=True).select_option("staff.invited")
    yield tour.presses("Search", name="audit-found")
    yield tour.opens("audit-nothing", "/supervision/audit?first=2019-07-01")
    yield tour.presses("Verify the whole log", name="audit-whole")


def person(tour: Tour, login: str) -> str:
    return f"/supervision/people/{tour.office.people[login].id}"


def a_full_house(office: Office) -> None:
    """Alma has asked unusually often, Ben is gone, Kim has a link, Pat supervises too, and a breaker has tripped."""
    office.people["pat"] = Colleague("pat", "Pat Grey", Role.SUPERVISOR, "jcps-2019")
    enrols(office, office.people["pat"])
    limits(office, checks_per_agent_per_day=6)
    alma = office.takes_a_call()
    for child in (ANA, NORA, BEN, CARLA):
        asks(alma, child)
    alma.sends("/desk/end").sends("/desk/finish", disposition="checked").sends("/sign-out")
    office.invites("kim")
    office.disables("ben")
    office.clock.advance(timedelta(minutes=7))
    tally, hour = Tally(office.house.keyring, office.clock), int(office.clock.now().timestamp()) // 3600
    with office.house.database.write() as session:
        row = tally.lock(session, office.incident.id)
        tally.write(session, row.with_breaker("telephone", Breaker(hour, 0, hour)))
