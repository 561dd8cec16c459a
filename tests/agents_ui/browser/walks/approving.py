"""Past the rooms of what takes two persons: lists that wait, answer and answered, and what waits for approval.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.agents_ui.approving.lists import Lists
from tests.agents_ui.browser.tour import Tour

PAGES_OF_APPROVING = frozenset({"register", "approvals"})


def the_lists(tour: Tour) -> Iterator[str]:
    """The name of each state, while it is shown."""
    lists = Lists(tour.office)
    tour.signs_in("sam")
    yield tour.opens("register-nothing-waits", "/supervision/register")
    yield tour.opens("approvals-none", "/supervision/approvals")
    tour.presses("Sign out")
    lists.imports(1_180)
    lists.publishes()
    lists.imports(1_204, unreadable=3, cells_too_many=1)
    tour.office.clock.advance(timedelta(minutes=12))
    tour.signs_in("sam")
    yield tour.opens("register", "/supervision/register")
    yield tour.presses("Try it out", name="register-tried")
    tour.page.locator("#propose-note").fill("call 573 555 0100")
    yield tour.presses("Propose that it answer", name="register-refused")
    tour.page.locator("#propose-note").fill("With the two schools that were missing")
    yield tour.presses("Propose that it answer", name="register-proposed")
    yield tour.opens("approvals-mine", "/supervision/approvals")
    tour.presses("Sign out")
    tour.signs_in("rosa")
    yield tour.opens("approvals", "/supervision/approvals")
    tour.unfolds("Refuse it")
    yield "approvals-refusing"
    yield tour.presses("Approve: generation 3 answers from now on", name="approvals-approved")
    tour.opens("", "/supervision/register")
    tour.page.get_by_role("button", name="Propose to go back to it").first.click()
    yield tour.waits_for("It is proposed, and waits", name="register-after")
    tour.presses("Sign out")
    tour.signs_in("sam")
    yield tour.opens("approvals-going-back", "/supervision/approvals")
    lists.imports(1_210)
    lists.publishes()
    tour.signs_in("sam")
    yield tour.opens("approvals-void", "/supervision/approvals")
