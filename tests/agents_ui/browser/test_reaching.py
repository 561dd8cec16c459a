"""A call that rings in a real browser: noticed without a press, taken by keys, and what is said if the desk is away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.agents_ui.browser.keyboard.hands import Hands
from tests.agents_ui.desks import PASSWORD, Office
from tests.agents_ui.reaching.telephones import Reaching, reached
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
SOON = 10_000  # milliseconds; a page asks every two seconds
UNREACHED = "This page does not reach the desk at the moment, so no call rings here. It goes on trying."


@pytest.fixture
def telephones(desk: Office) -> Iterator[Reaching]:
    """Telephones for everybody; what is left of a test's call is ended."""
    telephones = reached(desk)
    telephones.has_a_telephone("alma")
    yield telephones
    with desk.house.database.write() as session:
        departure = telephones.parts.line.agent_gone(session, telephones.id_of("alma"))
        telephones.parts.calls.end_all_of(session, telephones.id_of("alma"))
    telephones.parts.distribution.departed(departure)


def signs_in(hands: Hands, desk: Office, login: str = "alma") -> Hands:
    hands.opens("/sign-in").types(login, PASSWORD).goes_on()
    code = desk.code_of(login)
    return hands.types(code).goes_on().is_at("/desk")


def is_available(hands: Hands) -> Hands:
    hands.tabs_to("button", "I am available").goes_on()
    return hands.sees("You are available")


def sees_soon(hands: Hands, words: str) -> None:
    """Nothing is pressed meanwhile."""
    expect(hands.page.get_by_text(words).first).to_be_visible(timeout=SOON)


def test_a_call_rings_by_itself_and_a_takes_it(hands: Hands, desk: Office, telephones: Reaching) -> None:
    is_available(signs_in(hands, desk))
    telephones.waits(language="es")
    sees_soon(hands, "we found a match, the kinds of information")
    hands.is_on("button", "Accept")
    expect(hands.page).to_have_title("☎ A call rings", timeout=SOON)
    hands.goes_on("a").sees("Now pick up your telephone. You are connected as soon as you do.")
    telephones.picks_up("alma")
    sees_soon(hands, "Heard on the telephone already")
    hands.presses("h").is_on("button", "Hold").goes_on()
    sees_soon(hands, "The caller is on hold.")
    hands.presses("h").is_on("button", "Back to the caller").goes_on()
    hands.presses("e").is_on("button", "End call").goes_on().sees("How did it end?")


def test_d_declines_and_no_other_call_rings(hands: Hands, desk: Office, telephones: Reaching) -> None:
    is_available(signs_in(hands, desk))
    queued = telephones.waits()
    sees_soon(hands, "Your telephone rings too.")
    hands.goes_on("d").sees("You are on a break")
    telephones.hangs_up(queued)


def test_a_caller_who_hangs_up_takes_the_screen_away(hands: Hands, desk: Office, telephones: Reaching) -> None:
    is_available(signs_in(hands, desk))
    queued = telephones.waits()
    sees_soon(hands, "Your telephone rings too.")
    telephones.hangs_up(queued)
    sees_soon(hands, "You are available")
    expect(hands.page).to_have_title("Waiting for a call · Noticeline desk")


def test_whoever_is_on_another_page_is_told_and_loses_nothing(hands: Hands, desk: Office, telephones: Reaching) -> None:
    is_available(signs_in(hands, desk))
    hands.opens("/account").unfolds("Choose another password").tabs_to("textbox", "Present password").types("half a")
    queued = telephones.waits()
    sees_soon(hands, "A call rings for you.")
    expect(hands.focus).to_have_value("half a")
    telephones.hangs_up(queued)
    expect(hands.page.get_by_text("A call rings for you.")).to_be_hidden(timeout=SOON)


def test_a_page_that_does_not_reach_the_desk_says_so_until_it_does(
    hands: Hands, desk: Office, telephones: Reaching
) -> None:
    is_available(signs_in(hands, desk))
    hands.page.route("**/desk/now", lambda route: route.fulfill(status=200, body=""))
    expect(hands.page.get_by_text(UNREACHED)).to_be_visible(timeout=2 * SOON)
    hands.page.unroute("**/desk/now")
    expect(hands.page.get_by_text(UNREACHED)).to_be_hidden(timeout=SOON)
    telephones.waits()
    sees_soon(hands, "Your telephone rings too.")


def test_signing_out_is_never_mistaken_for_a_session_that_ran_out(hands: Hands, desk: Office) -> None:
    signs_in(hands, desk)
    hands.tabs_to("button", "Sign out").goes_on().is_told("You are signed out.")
    hands.page.wait_for_timeout(500)
    hands.is_at("/sign-in").sees("You are signed out.")
