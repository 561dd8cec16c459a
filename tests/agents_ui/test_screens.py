"""A screen on a wall: signed in by a supervisor, good for the wallboard and for nothing else, and for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from agents_ui.house import Desk
from hotline.audit import AuditEntry
from hotline.calls import AgentState
from hotline.staff import IDLE
from tests.agents_ui.desks import Browser, Office

WALL = "/supervision/wallboard"
BY_ITSELF = {"X-Renewed-By-Itself": "yes"}


@pytest.fixture
def office(at_the_desk: Office) -> Office:
    return at_the_desk


def hangs(office: Office) -> Browser:
    """Sam has signed in on the computer of the screen, and left the wallboard there."""
    browser = office.signs_in("sam").opens(WALL).sees("Leave it on this screen")
    return browser.sends(f"{WALL}/hang").is_at(WALL)


def renews(browser: Browser) -> int:
    """The screen asks for what is so now, as it does when nobody is there."""
    return browser.client.get(f"{WALL}/now", headers=BY_ITSELF).status_code


def test_a_screen_shows_the_board_and_nothing_of_whose_it_is(office: Office) -> None:
    screen = hangs(office).sees("Agents", "End this screen")
    screen.sees_nothing_of("Sam Whitfield", "Sign out", "Overview", "Leave it on this screen")
    assert renews(screen) == 200


@pytest.mark.parametrize("path", ["/supervision", "/desk", "/account", "/", "/sign-in"])
def test_every_other_page_leads_back_to_the_board(office: Office, path: str) -> None:
    screen = hangs(office)
    assert screen.opens(path).path() in (WALL, "/sign-in")
    assert screen.opens(WALL).status == 200


def test_what_a_supervisor_may_do_a_screen_may_not(office: Office) -> None:
    screen = hangs(office)
    for path in ("/supervision/close-gap", "/desk/presence", "/account/password", f"{WALL}/hang", f"{WALL}/take-down"):
        screen.opens(WALL)
        reply = screen.client.post(path, data={"csrf_token": screen.token()})
        assert reply.status_code in (303, 403), path
        assert reply.status_code == 403 or reply.location == WALL, path


def test_the_session_that_was_is_over(office: Office) -> None:
    sam = office.signs_in("sam").opens(WALL)
    before = sam.cookie()
    sam.sends(f"{WALL}/hang")
    thief = office.browser()
    thief.client.set_cookie("desk", before)
    assert thief.opens("/supervision").path() == "/sign-in"


def test_a_screen_outlives_the_idle_limit_and_ends_after_a_week(office: Office) -> None:
    screen = hangs(office)
    for _ in range(7 * 24 - 1):
        office.clock.advance(timedelta(hours=1))
        assert renews(screen) == 200
    office.clock.advance(timedelta(hours=1))
    assert renews(screen) == 303
    assert screen.opens(WALL).path() == "/sign-in"


def test_a_supervisor_who_only_looks_is_signed_out_as_ever(office: Office) -> None:
    sam = office.signs_in("sam").opens(WALL)
    office.clock.advance(IDLE - timedelta(minutes=1))
    assert renews(sam) == 200
    office.clock.advance(timedelta(minutes=2))
    assert renews(sam) == 303


def test_a_screen_keeps_its_cookie_overnight(office: Office) -> None:
    sam = office.signs_in("sam").opens(WALL)
    here = sam.client.get_cookie("desk")
    assert here is not None
    assert here.expires is None
    sam.sends(f"{WALL}/hang")
    there = sam.client.get_cookie("desk")
    assert there is not None
    assert there.expires is not None


def test_whoever_hangs_it_takes_no_calls_there(office: Office) -> None:
    sam = office.signs_in("sam").opens("/desk").sends("/desk/presence", state="available")
    sam.opens(WALL).sends(f"{WALL}/hang")
    parts: Desk = office.app.extensions["desk"]
    with office.house.database.read() as session:
        assert parts.presence.state_of(session, office.people["sam"].id).state is AgentState.OFFLINE


def test_it_ends_at_the_screen_from_elsewhere_and_with_the_account(office: Office) -> None:
    screen = hangs(office)
    assert screen.sends(f"{WALL}/leave").path() == "/sign-in"
    assert renews(screen) == 303
    one, other = hangs(office), hangs(office)
    sam = office.signs_in("sam").opens(WALL).sees("2 screens show it by your account.")
    sam.sends(f"{WALL}/take-down").is_at(WALL).sees("No screen on a wall shows the wallboard for you any more.")
    assert (renews(one), renews(other), renews(sam)) == (303, 303, 200)
    last = hangs(office)
    office.disables("sam")
    assert renews(last) == 303


def test_hanging_and_taking_down_is_audited(office: Office) -> None:
    hangs(office)
    office.signs_in("sam").opens(WALL).sends(f"{WALL}/take-down")
    with office.house.database.read() as session:
        told = session.execute(select(AuditEntry.tag, AuditEntry.actor, AuditEntry.detail).order_by(AuditEntry.seq))
        ours = [tuple(row) for row in told if "display" in row.tag]
    supervisor = f"supervisor {office.people['sam'].id}"
    assert ours == [
        ("staff.display_opened", supervisor, "{}"),
        ("staff.displays_ended", supervisor, '{"screens": "1"}'),
    ]


def test_an_agent_hangs_nothing(office: Office) -> None:
    alma = office.signs_in("alma")
    assert alma.opens(WALL).status == 403
    assert alma.opens("/desk").sends(f"{WALL}/hang").status == 403
