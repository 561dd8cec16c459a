"""One person with two browser tabs, caller in one and agent in the other, with the real line and the carrier's phones.

Everything happens in real time, and the line speaks very fast. Must not know: any rule of the queue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.town import SOON, Phone, a_town, has_a_telephone
from tests.agents_ui.desks import PASSWORD, Office
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
PHRASE = re.compile(r"\d \d \d \d")


@dataclass
class Tabs:
    """The telephones in one tab, and the agent's desk in the other."""

    phones: Page
    desk: Page
    office: Office

    def phone(self, name: str) -> Phone:
        return Phone(self.phones.frame_locator(f'iframe[title="Telephone of {name}"]'))

    def signs_in(self) -> None:
        self.desk.goto(f"{self.office.house.settings.desk_url}/sign-in")
        self.desk.locator("#sign-in-login").fill("alma")
        self.desk.locator("#sign-in-password").fill(PASSWORD)
        self.desk.locator("#sign-in-password").press("Enter")
        self.desk.locator("#totp-code").fill(self.office.code_of("alma"))
        self.desk.locator("#totp-code").press("Enter")
        self.desk.get_by_role("button", name="I am available").click()
        expect(self.desk.get_by_text("The next call rings here")).to_be_visible()

    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.desk.get_by_text(one).first).to_be_visible(timeout=SOON)

    def finishes(self) -> None:
        self.sees("How did it end?")
        self.desk.get_by_label("Questions answered").check()
        self.desk.get_by_role("button", name="Finish").click()
        self.sees("You are available")


@pytest.fixture
def tabs(chromium: Browser, tmp_path: Path, sqlite_url: str) -> Iterator[Tabs]:
    with a_town(tmp_path, sqlite_url) as (opened, phones):
        has_a_telephone(opened)
        at_the_desk = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
        with complaining(at_the_desk, at=opened.house.settings.desk_url):
            beside = chromium.new_page(locale="en-US")
            beside.goto(f"{phones}/phones")
            yield Tabs(beside, at_the_desk.new_page(), opened)
            beside.close()


@pytest.mark.parametrize(
    ("key", "position", "spoken"),
    [("1", "You are next in line.", "English"), ("2", "Usted es la próxima persona en la fila.", "Spanish")],
    ids=["English", "Spanish"],
)
def test_a_caller_presses_0_waits_and_is_answered(tabs: Tabs, key: str, position: str, spoken: str) -> None:
    mother, alma = tabs.phone("Mother"), tabs.phone("Alma")
    tabs.signs_in()
    tabs.desk.get_by_role("button", name="Take a break").click()
    tabs.sees("You are on a break")
    mother.presses("Call").hears("Para español").presses(key)
    mother.hears("Jefferson City").presses("0").hears(position)
    tabs.desk.get_by_role("button", name="I am available").click()
    tabs.sees(spoken, "the main menu", "••• 0100")
    alma.is_told("is calling").presses("Answer")
    tabs.sees("Your telephone is picked up")
    tabs.desk.keyboard.press("a")
    tabs.sees(f"Call in {spoken}")
    mother.is_told("You are connected")
    alma.is_told("You are connected to +1 573 555 0100")
    tabs.desk.get_by_role("button", name="Hold").click()
    tabs.sees("The caller is on hold.")
    alma.hears("on hold")
    tabs.desk.get_by_role("button", name="Back to the caller").click()
    alma.is_told("You are connected to +1 573 555 0100")
    tabs.desk.get_by_role("button", name="End call").click()
    alma.is_told("The call has ended")
    tabs.finishes()


def test_nobody_is_there_and_the_caller_is_called_back(tabs: Tabs) -> None:
    mother, alma = tabs.phone("Mother"), tabs.phone("Alma")
    mother.presses("Call").hears("For English").presses("1").hears("Jefferson City").presses("0")
    mother.hears("nobody is free to talk").presses("1").hears("at this number").presses("1").hears(
        "The four digits are"
    )
    told = PHRASE.findall(mother.heard())[-1]
    mother.presses("Hang up")
    tabs.signs_in()
    tabs.sees("A callback")
    tabs.desk.keyboard.press("a")
    alma.is_told("is calling").presses("Answer")
    tabs.sees("They are being rung", "Say the phrase first")
    assert tabs.desk.locator(".phrase").inner_text().split() == told.split()
    mother.is_told("is calling").presses("Answer").is_told("You are connected")
    tabs.sees("They have picked up.")
    tabs.desk.get_by_role("button", name="End call").click()
    tabs.finishes()
