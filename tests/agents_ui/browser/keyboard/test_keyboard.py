"""From the invitation to the end of a call, in a real browser and by the keyboard alone."""

from __future__ import annotations

import pyotp
from playwright.sync_api import expect

from tests.agents_ui.browser.keyboard.arriving import (
    follows_an_invitation,
    has_a_passkey,
    keeps_the_codes,
    makes_a_passkey,
)
from tests.agents_ui.browser.keyboard.hands import Hands
from tests.agents_ui.desks import Office
from tests.carrier.phones.browsing import needs_chromium
from tests.journeys.cast import ANA

pytestmark = needs_chromium
SEALED = "The letter request is sealed and on its way to the custodian. Nobody here can read it."
OVER = "The call is finished. Nothing that you checked is kept."


def enrols_an_app(hands: Hands, desk: Office) -> Hands:
    """Whoever can't let a telephone read the picture finds the secret below it."""
    hands.unfolds("I can't use the picture")
    secret = hands.page.locator(".secret").inner_text().replace(" ", "")
    hands.tabs_to("textbox", "Then type the code that it shows")
    return hands.types(pyotp.TOTP(secret).at(desk.clock.now())).goes_on()


def takes_a_call(hands: Hands, language: str = "en") -> Hands:
    """`t` leads to the form; arrows choose."""
    hands.presses("t")
    while hands.focus.get_attribute("value") != language:
        hands.presses("ArrowDown")
    expect(hands.focus).to_be_checked()
    hands.presses("Tab").is_on("radio", "Not known yet").presses("ArrowUp", "ArrowUp").is_on("radio", "Their child")
    return hands.presses("Tab").is_on("textbox", "Reference in the other system").types("desk phone 4").goes_on()


def checks_by_student_number(hands: Hands) -> Hands:
    hands.presses("Alt+2").is_on("textbox", "Student number").types(ANA.number, "11/23/2006").goes_on()
    return hands.is_on("heading", "We found a match")


def looks_up_a_question(hands: Hands) -> Hands:
    """`/` leads to the search, Enter to the first that fits; what is English already does not stand there twice."""
    hands.presses("/").is_on("searchbox", "Search the questions").types("police know").presses("Enter")
    assert hands.focus.inner_text() == "Do the police know about it?"
    expect(hands.page.locator("[data-question]:visible p")).to_have_count(1)
    return hands


def asks_for_a_letter(hands: Hands) -> Hands:
    hands.unfolds("Letter or address").tabs_to("radio", "New letter").presses("ArrowDown").is_on("radio", "New address")
    hands.tabs_to("textbox", "Name on the letter").types("Jo Doe", "1 Example St", "", "", "Jefferson City", "MO")
    hands.presses("Tab").is_on("textbox", "ZIP code").types("65101")
    hands.tabs_to("checkbox", "Mail to the old address could put somebody in danger").presses("Space")
    expect(hands.focus).to_be_checked()
    return hands.tabs_to("button", "Seal and send").goes_on().is_told(SEALED)


def ends_the_call(hands: Hands) -> Hands:
    hands.presses("e").is_on("button", "End call").goes_on().sees("How did it end?")
    hands.is_on("radio", "Questions answered").presses("3").is_on("radio", "Letter requested").goes_on()
    return hands.is_told(OVER)


def signs_out(hands: Hands) -> Hands:
    return hands.tabs_to("button", "Sign out").goes_on().is_told("You are signed out.").is_at("/sign-in")


def test_a_day_at_the_desk_with_an_app(hands: Hands, desk: Office) -> None:
    enrols_an_app(follows_an_invitation(hands, desk.invites("nina")), desk)
    takes_a_call(keeps_the_codes(hands)).sees("How to begin")
    looks_up_a_question(hands)
    checks_by_student_number(hands).sees("name", "medical information")
    ends_the_call(asks_for_a_letter(hands))
    signs_out(hands)


def test_a_day_at_the_desk_with_a_passkey_and_in_spanish(spanish_hands: Hands, desk: Office) -> None:
    hands = spanish_hands
    has_a_passkey(hands)
    makes_a_passkey(follows_an_invitation(hands, desk.invites("olga", language="es")))
    takes_a_call(keeps_the_codes(hands), "es")
    checks_by_student_number(hands).sees("datos médicos", "medical information")
    ends_the_call(asks_for_a_letter(hands))
    signs_out(hands)
    hands.tabs_to("button", "Sign in with a passkey").goes_on().is_at("/desk").sees("Take a call by hand")
