"""A screen on a wall in a real browser, beside real telephones: a call appears, waits, is answered; and faults.

Everything happens in real time, and the line speaks very fast. Must not know: how a figure is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.town import SOON, Phone, a_town, has_a_telephone
from tests.agents_ui.desks import PASSWORD, Office
from tests.agents_ui.desks import Browser as Colleague
from tests.agents_ui.reaching.telephones import Reaching
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
REFRESHED = 6_000  # milliseconds: five seconds, and one for a machine that does much else
LISTENS = """
  window.chimes = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.chimes += 1; return start.apply(this, when); };
"""


@dataclass
class Wall:
    """A screen with the wallboard, and the town whose line it shows."""

    page: Page
    office: Office
    phones: Page

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def phone(self, name: str) -> Phone:
        return Phone(self.phones.frame_locator(f'iframe[title="Telephone of {name}"]'))

    def shows(self, tile: str, figure: str, *, within: float = REFRESHED) -> None:
        expect(self.page.locator(f".tile-{tile} b").first).to_have_text(re.compile(figure), timeout=within)

    def says(self, words: str, *, within: float = REFRESHED) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=within)

    def is_current(self) -> None:
        expect(self.page.locator("[data-wall-stale]")).to_be_hidden(timeout=REFRESHED)
        expect(self.page.locator(".is-stale")).to_have_count(0)

    def is_not_current(self, *, within: float = SOON) -> str:
        """Since when, as the screen says."""
        expect(self.page.get_by_text("Not current")).to_be_visible(timeout=within)
        expect(self.page.locator(".is-stale")).to_have_count(1)
        return self.page.locator("[data-wall-since]").inner_text()

    def clock(self) -> str:
        return self.page.locator(".wall-clock time").inner_text()

    def chimes(self) -> int:
        heard: int = self.page.evaluate("window.chimes")
        return heard

    def sounds(self, state: str) -> None:
        expect(self.page.locator(f"[data-sound-is={state}]")).to_be_visible()


def signs_in(page: Page, office: Office, login: str) -> None:
    page.goto(f"{office.house.settings.desk_url}/sign-in")
    page.locator("#sign-in-login").fill(login)
    page.locator("#sign-in-password").fill(PASSWORD)
    page.locator("#sign-in-password").press("Enter")
    page.locator("#totp-code").fill(office.code_of(login))
    page.locator("#totp-code").press("Enter")
    page.locator(".top").get_by_text("Sign out").wait_for()


def hangs(page: Page, office: Office) -> None:
    """Sam leaves the wallboard on this screen."""
    signs_in(page, office, "sam")
    page.get_by_role("link", name="Wallboard").click()
    page.get_by_text("About this board").click()
    page.get_by_role("button", name="Leave it on this screen").click()
    page.locator("#wallboard[data-hangs]").wait_for()


@contextmanager
def a_wall(chromium: Browser, folder: Path, url: str, *, faults: bool = False) -> Iterator[Wall]:
    """Where there have to be `faults` of the network, the browser's own complaints of them are no failure."""
    with a_town(folder, url) as (office, phones):
        context = chromium.new_context(locale="en-US", viewport={"width": 1920, "height": 1080})
        context.add_init_script(LISTENS)
        beside = chromium.new_page(locale="en-US")
        beside.goto(f"{phones}/phones")
        page = context.new_page()
        if faults:
            hangs(page, office)
            yield Wall(page, office, beside)
            context.close()
        else:
            with complaining(context, at=office.house.settings.desk_url):
                hangs(page, office)
                yield Wall(page, office, beside)
        beside.close()


def alma_is_there(wall: Wall) -> Colleague:
    """Alma is at her desk, in a browser of her own, and has a break."""
    has_a_telephone(wall.office)
    return becomes(wall.office.signs_in("alma"), "break")


def becomes(colleague: Colleague, state: str) -> Colleague:
    colleague.opens("/desk").sends("/desk/presence", state=state, reason="short")
    colleague.client.get("/desk/now")
    return colleague


def waits(wall: Wall) -> None:
    """A caller is in the line, without any telephone of the page."""
    Reaching(wall.office, switchboard=None).waits()  # type: ignore[arg-type]


def test_a_call_appears_waits_and_is_answered(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    with a_wall(chromium, tmp_path, sqlite_url) as wall:
        wall.shows("menu", "^0$")
        mother = wall.phone("Mother").presses("Call").hears("For English")
        wall.shows("menu", "^1$")
        alma = alma_is_there(wall)
        mother.presses("1").hears("Jefferson City").presses("0").hears("You are next in line.")
        wall.shows("waiting", "^1$")
        wall.shows("menu", "^0$")
        wall.shows("longest", r"^0:\d\d$")
        first = wall.page.locator(".tile-longest b").inner_text()
        expect(wall.page.locator(".tile-longest b")).not_to_have_text(first, timeout=3_000)
        becomes(alma, "available")
        wall.phone("Alma").is_told("is calling").presses("Answer")
        alma.opens("/desk").sends("/desk/accept")
        mother.is_told("You are connected")
        wall.shows("talking", "^1$")
        wall.shows("waiting", "^0$")
        wall.says("No alarm")
        wall.says("of 1 in 60 seconds")
        alma.sends("/desk/end")
        wall.shows("talking", "^0$")
        assert wall.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_lost_network_is_told_and_found_again(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    with a_wall(chromium, tmp_path, sqlite_url, faults=True) as wall:
        wall.shows("waiting", "^0$")
        wall.context.set_offline(True)
        as_of = wall.clock()
        wall.is_current()
        waits(wall)
        assert wall.is_not_current() in (as_of, wall.clock())
        assert wall.clock() == wall.page.locator("[data-wall-since]").inner_text()
        wall.shows("waiting", "^0$")
        wall.context.set_offline(False)
        wall.shows("waiting", "^1$")
        wall.is_current()


def test_a_screen_that_slept_shows_what_is_so_when_it_wakes(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    with a_wall(chromium, tmp_path, sqlite_url, faults=True) as wall:
        wall.shows("waiting", "^0$")
        session = wall.context.new_cdp_session(wall.page)
        session.send("Page.setWebLifecycleState", {"state": "frozen"})
        waits(wall)
        wall.phones.wait_for_timeout(12_000)
        session.send("Page.setWebLifecycleState", {"state": "active"})
        wall.shows("waiting", "^1$")
        wall.is_current()


def test_old_figures_are_called_old_as_soon_as_it_wakes(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    """The clock has gone on, and the line has not answered yet."""
    with a_wall(chromium, tmp_path, sqlite_url, faults=True) as wall:
        wall.shows("waiting", "^0$")
        wall.page.route("**/wallboard/now", lambda _: None)
        wall.page.evaluate("{ const now = Date.now; Date.now = () => now() + 3_600_000; }")
        wall.is_not_current(within=3_000)
        wall.page.unroute("**/wallboard/now")
        wall.is_current()


def test_an_alarm_is_heard_once_somebody_has_pressed(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    with a_wall(chromium, tmp_path, sqlite_url) as wall:
        wall.page.reload()
        wall.page.locator("[data-sound]").click()
        wall.sounds("on")
        before = wall.chimes()
        waits(wall)
        wall.says("1 caller waits, and no agent is here.")
        wall.page.wait_for_function(f"window.chimes > {before}", timeout=REFRESHED)
        wall.page.locator("[data-sound]").click()
        wall.sounds("off")
        wall.page.reload()
        wall.sounds("off")
        assert wall.chimes() == 0
        expect(wall.page).to_have_title(re.compile("^⚠ 1 "))


def test_without_scripts_it_renews_itself_all_the_same(chromium: Browser, tmp_path: Path, sqlite_url: str) -> None:
    with a_town(tmp_path, sqlite_url) as (office, _):
        context = chromium.new_context(locale="en-US", java_script_enabled=False)
        page = context.new_page()
        hangs(page, office)
        before = page.locator(".wall-clock time").inner_text()
        expect(page.locator(".wall-clock time")).not_to_have_text(before, timeout=SOON)
        context.close()
