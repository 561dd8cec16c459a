"""The telephone in the page, for everybody: sounds, voices, words, faults, help, any width, any size of letters."""

import json
import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from carrier import Pace
from tests.carrier.applications import Application
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

# A browser whose voice and whose oscillators write down what they are asked for.
LISTENER = """
  window.read = []; window.cancelled = 0; window.tones = [];
  const voice = { getVoices: () => [{}], addEventListener() {}, cancel: () => (window.cancelled += 1),
    speak: (words) => window.read.push([words.lang, words.text]) };
  Object.defineProperty(window, "speechSynthesis", { value: voice });
  const Oscillator = window.OscillatorNode;
  window.OscillatorNode = class extends Oscillator {
    constructor(sound, options) { super(sound, options); window.tones.push(options.frequency); }
  };
"""


def listening(room: BrowserContext, address: str) -> Page:
    page = room.new_page()
    page.add_init_script(LISTENER)
    page.goto(address)
    return page


def test_each_key_sounds_its_two_true_tones(room: BrowserContext, address: str) -> None:
    page = listening(room, address)
    press(page, "1", "9, W X Y Z", "star", "0", "pound")
    assert page.evaluate("tones") == [697, 1209, 852, 1477, 941, 1209, 941, 1336, 941, 1477]
    page.get_by_label("Tones").uncheck()
    press(page, "5, J K L")
    assert len(page.evaluate("tones")) == 10
    page.reload()
    expect(page.get_by_label("Tones")).not_to_be_checked()


def test_it_rings_in_the_callers_ear_until_the_line_answers(room: BrowserContext, address: str) -> None:
    page = listening(room, address)
    press(page, "Call")
    state(page, "waiting for your keys")
    assert page.evaluate("tones") == [440, 480]


def test_the_browser_reads_each_sentence_in_its_language_until_a_key_is_pressed(
    room: BrowserContext, address: str
) -> None:
    page = listening(room, address)
    press(page, "Call")
    state(page, "waiting for your keys")
    assert page.evaluate("read") == [
        ["en-US", "Welcome."], ["en-US", "For English, press 1."], ["es-US", "Para español, oprima 2."],
    ]  # fmt: skip
    before = page.evaluate("cancelled")
    page.keyboard.press("1")
    assert page.evaluate("cancelled") > before


def test_the_voice_can_be_muted(room: BrowserContext, address: str) -> None:
    page = listening(room, address)
    page.get_by_label("Read aloud").uncheck()
    press(page, "Call")
    state(page, "waiting for your keys")
    assert page.evaluate("read") == []


def test_without_a_voice_there_is_no_switch_for_it(phone: Page) -> None:
    expect(phone.get_by_label("Read aloud")).to_be_hidden()


def test_who_says_what_in_which_language_can_be_read(phone: Page) -> None:
    press(phone, "Call")
    state(phone, "waiting for your keys")
    assert phone.locator(".speaker").all_inner_texts() == ["The line · English", "The line · Spanish"]


def test_words_are_said_to_a_line_that_records(room: BrowserContext) -> None:
    application = Application(
        {"/voice": '<Record action="/done"/>', "/done": lambda form: f"<Say>{form['RecordingDuration']} seconds.</Say>"}
    )
    room.unroute_all()
    with served(switchboard(application)) as address:
        page = room.new_page()
        page.goto(address)
        page.keyboard.press("Enter")
        state(page, "You are being recorded.")
        page.get_by_label("Your words").fill("Call me 1 day")
        page.get_by_label("Your words").press("Enter")
        expect(page.get_by_text("You said “Call me 1 day”")).to_be_visible()
        press(page, "pound")
        expect(page.get_by_text(re.compile(r"^\d seconds\.$"))).to_be_visible()
        page.close()  # before its network is gone: what a page complains of then is no fault


def test_faults_are_switched_before_and_during_a_call(phone: Page, application: Application) -> None:
    phone.get_by_text("Faults").click()
    phone.get_by_label("With unknown parameters").check()
    phone.get_by_label("Each comes").fill("2")
    press(phone, "Call")
    state(phone, "waiting for your keys")
    assert application.paths() == ["/voice", "/voice"]
    assert application.form("/voice")["Nothing"] == ""
    press(phone, "All is well again")
    phone.get_by_label("Status 502 instead").check()
    expect(phone.get_by_text("Faults (1 on)")).to_be_visible()
    press(phone, "1")
    state(phone, "The call failed: /language answered with status 502")


def test_help_opens_with_a_question_mark_and_closing_it_does_not_hang_up(phone: Page) -> None:
    press(phone, "Call")
    state(phone, "waiting for your keys")
    phone.keyboard.press("?")
    expect(phone.get_by_role("dialog", name="Keys and what they do")).to_be_visible()
    assert Axe().run(phone).violations_count == 0
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("dialog")).to_be_hidden()
    state(phone, "waiting for your keys")


def test_the_transcript_can_be_saved(phone: Page) -> None:
    press(phone, "Call")
    state(phone, "waiting for your keys")
    press(phone, "Hang up")
    state(phone, "The call has ended.")
    with phone.expect_download() as download:
        press(phone, "Save transcript")
    assert download.value.suggested_filename == "call.txt"
    assert "Line (es-US): Para español, oprima 2." in download.value.path().read_text(encoding="utf-8")


def test_a_faster_line_is_chosen_on_the_page(room: BrowserContext, address: str) -> None:
    page = room.new_page()
    page.goto(address)
    page.get_by_label("Speed").select_option("4")
    with page.expect_request("**/calls") as sent:
        press(page, "Call")
    assert json.loads(sent.value.post_data or "")["speed"] == 4
    state(page, "waiting for your keys")


def test_focus_goes_from_captions_to_keys_to_hooks_and_is_seen(phone: Page) -> None:
    order = []
    for _ in range(17):
        phone.keyboard.press("Tab")
        order.append(phone.evaluate("document.activeElement.dataset.key ?? document.activeElement.id"))
    assert order == ["help", "heard", *"123456789*0#", "call", "caller", "another"]
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(phone: Page, scheme: Literal["light", "dark"]) -> None:
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    phone.get_by_text("Faults").click()
    before = Axe().run(phone)
    press(phone, "Call")
    state(phone, "waiting for your keys")
    phone.mouse.move(0, 0)
    during = Axe().run(phone)
    assert before.violations_count == during.violations_count == 0, before.generate_report() + during.generate_report()


@pytest.mark.parametrize(("width", "letters"), [(320, "200%"), (360, "100%"), (820, "200%"), (1280, "100%")])
def test_nothing_is_cut_off_at_any_width_or_size_of_letters(phone: Page, width: int, letters: str) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    phone.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
    phone.get_by_text("Faults").click()
    press(phone, "Call")
    state(phone, "waiting for your keys")
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    for name in ["1", "pound", "Hang up", "Copy transcript"]:
        button = phone.get_by_role("button", name=name, exact=True)
        expect(button).to_be_visible()
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_on_a_telephone_keys_hooks_and_captions_are_seen_at_once(phone: Page) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    for name in ["1", "pound", "Call", "Hang up", "Help"]:
        expect(phone.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("log")).to_be_in_viewport(ratio=1)


def test_nothing_moves_for_whoever_wants_it_so(chromium: Browser, application: Application) -> None:
    with served(switchboard(application, pace=Pace(words_per_second=SLOW.words_per_second))) as address:
        page = chromium.new_page(reduced_motion="reduce")
        page.goto(address)
        press(page, "Call")
        state(page, "The line is speaking.")
        moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).animationName !== 'none').length"
        assert page.evaluate(moving) == 0
        page.close()
