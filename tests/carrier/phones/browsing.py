"""A real browser for the telephone in the page: one that complains of every fault and of every way elsewhere.

Must not know what is tried on the page.
"""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.carrier.applications import Application
from tests.carrier.people import hotline, served, switchboard

CHROMIUM = shutil.which("chromium")
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the browser phone is not tried"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def application() -> Application:
    return hotline()


@pytest.fixture
def address(application: Application) -> Iterator[str]:
    with served(switchboard(application)) as address:
        yield address


@pytest.fixture
def room(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser that complains: every fault of a page, and every way to another host, fails the test."""
    complaints: list[str] = []

    def stay_at_home(route: Route) -> None:
        if route.request.url.startswith((address, "data:")):
            return route.continue_()
        complaints.append(f"asked for {route.request.url}")
        return route.abort()

    context = chromium.new_context(locale="en-US")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.route("**/*", stay_at_home)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def phone(room: BrowserContext, address: str) -> Page:
    page = room.new_page()
    page.goto(address)
    return page


def state(phone: Page, words: str | re.Pattern[str]) -> None:
    expect(phone.get_by_role("status")).to_contain_text(words)


def press(phone: Page, *names: str) -> None:
    for name in names:
        phone.get_by_role("button", name=name, exact=True).click()
