"""One person with two browser tabs, caller in one and agent in the other, with the real line and the carrier's phones.

Everything happens in real time, and the line speaks very fast. Must not know: any rule of the queue.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, FrameLocator, Page, expect
from werkzeug.serving import make_server

from agents_ui.house import Desk
from app import create_app
from carrier import Carrier, RealClock
from carrier.phones import Switchboard
from hotline.clock import StoppedClock
from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.desks import PASSWORD, Office, office
from tests.carrier.people import FAST
from tests.carrier.people import served as phones_served
from tests.carrier.phones.browsing import needs_chromium
from tests.journeys.lines import ACCOUNT, EXAMPLE, MONDAY_MORNING, MOTHER, TOKEN, Line, settings
from tests.serving import listening

pytestmark = needs_chromium
SOON = 20_000  # milliseconds
ALMA = "client:alma"
PHRASE = re.compile(r"\d \d \d \d")


class RunningClock(StoppedClock):
    """A Monday morning that goes on by itself."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=time.monotonic() - self._begun)


@dataclass
class Phone:
    """A telephone in its frame of the page with many."""

    frame: FrameLocator

    def presses(self, name: str) -> Phone:
        """A key, or a button by its name."""
        key = self.frame.locator(f'.key[data-key="{name}"]')
        (key if len(name) == 1 else self.frame.get_by_role("button", name=name, exact=True)).click()
        return self

    def hears(self, words: str) -> Phone:
        expect(self.frame.locator("#said")).to_contain_text(words, timeout=SOON)
        return self

    def is_told(self, words: str) -> Phone:
        expect(self.frame.locator("#state")).to_contain_text(words, timeout=SOON)
        return self

    def heard(self) -> str:
        return self.frame.locator("#said").inner_text()


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


@contextmanager
def a_town(folder: Path, database_url: str) -> Iterator[tuple[Office, str]]:
    """A line, its desk, and telephones in a page: the office, and the address of the telephones."""
    carrier = Carrier(ACCOUNT, TOKEN, clock=RealClock(), pace=FAST)
    handsets = [("Mother", MOTHER), ("Alma", ALMA)]
    server = make_server("127.0.0.1", 0, Flask(__name__, static_folder=None), threaded=True)
    url, clock = f"http://127.0.0.1:{server.port}", RunningClock(MONDAY_MORNING)
    with phones_served(Switchboard(carrier, handsets=handsets)) as phones:
        app = create_app(settings(folder, database_url, url, api=phones), clock=clock, serving=True)
        server.app = app
        carrier.connect(EXAMPLE.line, f"{url}/ivr/incoming", status_callback=f"{url}/ivr/status")
        with listening(server):
            line = Line(app, carrier, clock, folder)
            line.opens_with()
            line.publishes_the_list()
            yield office(app, clock), phones
        line.house.database.close()


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


def has_a_telephone(opened: Office) -> None:
    parts: Desk = opened.app.extensions["desk"]
    with opened.house.database.write() as session:
        account = parts.accounts.by_login(session, "alma")
        assert account is not None
        begun = parts.endpoints.begin(session, account.id, address=ALMA)
        assert parts.endpoints.keyed(session, account.id, digits=begun.code)


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
