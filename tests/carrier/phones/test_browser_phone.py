"""The telephone in the page, in a real browser: by mouse, by keyboard, in two languages, in the dark."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.carrier.applications import LINE, Application
from tests.carrier.people import SLOW, served, switchboard
from tests.carrier.phones.browsing import (
    address,
    application,
    chromium,
    needs_chromium,
    phone,
    press,
    room,
    state,
)

__all__ = ["address", "application", "chromium", "phone", "room"]  # fixtures
pytestmark = needs_chromium


def test_a_call_by_mouse_from_ring_to_goodbye(phone: Page) -> None:
    state(phone, "Ready")
    press(phone, "Call")
    state(phone, "waiting for your keys")
    press(phone, "1")
    expect(phone.get_by_text("Please enter your code")).to_be_visible()
    press(phone, "4, G H I", "8, T U V", "star", "pound")
    expect(phone.get_by_text("Your code is 4 8 *.")).to_be_visible()
    expect(phone.get_by_text("You pressed 48*#")).to_be_visible()
    expect(phone.locator("#keys")).to_have_text("48*#")
    state(phone, "The call has ended.")
    expect(phone.get_by_role("button", name="Call", exact=True)).to_be_enabled()


def test_a_call_by_keyboard_alone(phone: Page) -> None:
    phone.keyboard.press("Enter")
    state(phone, "waiting for your keys")
    phone.keyboard.press("1")
    expect(phone.get_by_text("Please enter your code")).to_be_visible()
    phone.keyboard.type("12*#")
    expect(phone.get_by_text("Your code is 1 2 *.")).to_be_visible()
    state(phone, "The call has ended.")
    phone.keyboard.press("Enter")
    state(phone, "waiting for your keys")
    phone.keyboard.press("Escape")
    state(phone, "The call has ended.")


def test_keys_typed_in_a_hurry_keep_their_order(phone: Page, application: Application) -> None:
    phone.keyboard.press("Enter")
    state(phone, "waiting for your keys")
    phone.keyboard.press("1")
    expect(phone.get_by_text("Please enter your code")).to_be_visible()
    phone.keyboard.type("483109275510" * 4 + "#")
    state(phone, "The call has ended.")
    assert application.form("/code")["Digits"] == "483109275510" * 4


def test_captions_carry_their_language_and_are_announced(phone: Page) -> None:
    press(phone, "Call")
    captions = phone.get_by_role("log", name="Captions")
    expect(captions).to_have_attribute("aria-live", "polite")
    expect(captions.locator("li[lang='es-US']")).to_contain_text("Para español, oprima 2.")
    expect(captions.locator("li[lang='en-US']").first).to_contain_text("English")
    press(phone, "2, A B C")
    expect(captions.get_by_text("Adiós.")).to_be_visible()


def test_the_caller_chooses_whose_number_is_shown(phone: Page, application: Application) -> None:
    assert re.fullmatch(r"\+1573555\d{4}", phone.get_by_label("Your number").input_value())
    phone.get_by_label("Withhold my number").check()
    press(phone, "Call")
    state(phone, "waiting for your keys")
    assert application.form("/voice")["From"] == "anonymous"
    press(phone, "Hang up")
    state(phone, "The call has ended.")
    phone.get_by_label("Withhold my number").uncheck()
    phone.get_by_label("Your number").fill("+12125550123")
    phone.get_by_label("Your number").press("Enter")
    state(phone, "waiting for your keys")
    assert application.form("/voice")["From"] == "+12125550123"


def test_digits_in_the_number_field_are_not_pressed(phone: Page) -> None:
    phone.get_by_label("Your number").press("7")
    expect(phone.locator("#keys")).to_be_empty()


def test_the_transcript_can_be_copied(phone: Page) -> None:
    press(phone, "Call")
    state(phone, "waiting for your keys")
    press(phone, "2, A B C")
    state(phone, "The call has ended.")
    press(phone, "Copy transcript")
    expect(phone.get_by_role("button", name="Copied")).to_be_visible()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"Call to {LINE} from +1573555")
    assert "Line (en-US): Welcome.\n" in copied
    assert "\nYou pressed: 2\nLine (es-US): Gracias.\n" in copied


def test_a_failed_call_says_why(phone: Page) -> None:
    press(phone, "Call")
    state(phone, "waiting for your keys")
    press(phone, "9, W X Y Z")
    state(phone, "The call failed: /language: there is no verb <Shout> here")


def test_a_call_that_the_network_has_forgotten_is_over(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.route("**/events", lambda route: route.fulfill(status=404))
    page.goto(address)
    press(page, "Call")
    state(page, "The call was lost")
    expect(page.get_by_role("button", name="Call", exact=True)).to_be_enabled()
    page.close()


def test_a_call_that_cannot_be_made_says_so(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.get_by_label("Your number").fill("<nobody>")
    press(page, "Call")
    state(page, "No call could be made: the network refused it (400).")
    page.close()


def test_leaving_the_page_hangs_up(chromium: Browser, application: Application) -> None:
    board = switchboard(application)
    with served(board) as address:
        page = chromium.new_page()
        page.goto(address)
        press(page, "Call")
        state(page, "waiting for your keys")
        page.goto("about:blank")
        (call,) = board._calls.values()
        call.waits_for_end(5)
        assert call.is_over
        page.close()


def test_a_key_cuts_in_while_the_line_speaks(room: BrowserContext, application: Application) -> None:
    room.unroute_all()
    with served(switchboard(application, pace=SLOW)) as slow:
        page = room.new_page()
        page.goto(slow)
        page.keyboard.press("Enter")
        state(page, "The line is speaking.")
        page.keyboard.press("1")
        expect(page.get_by_text("Please enter your code")).to_be_visible()
        expect(page.get_by_text("For English")).to_have_count(0)
        page.close()
