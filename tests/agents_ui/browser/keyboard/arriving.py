"""Somebody new at the desk, in a real browser and by the keyboard alone: from the link to the first page.

Must not know: which desk it is.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.agents_ui.browser.keyboard.hands import Hands
from tests.agents_ui.desks import PASSWORD


def has_a_passkey(hands: Hands) -> None:
    """A computer that keeps passkeys and knows its owner, as Chromium itself simulates it."""
    session = hands.page.context.new_cdp_session(hands.page)
    session.send("WebAuthn.enable")
    knows_its_owner = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, **knows_its_owner}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})


def follows_an_invitation(hands: Hands, link: str) -> Hands:
    hands.opens(link).is_on("textbox", "New password").types(PASSWORD, PASSWORD)
    return hands.is_on("textbox", "The same again").goes_on().is_at("/enrolment")


def makes_a_passkey(hands: Hands) -> Hands:
    hands.tabs_to("textbox", "What you will call it").types("desk computer")
    return hands.tabs_to("button", "Make a passkey").goes_on()


def keeps_the_codes(hands: Hands) -> Hands:
    hands.is_at("/enrolment/recovery-codes").tabs_to("button", "Show my codes").goes_on()
    expect(hands.page.locator(".codes li")).to_have_count(10)
    return hands.tabs_to("link", "I have kept them").goes_on().is_at("/desk")
