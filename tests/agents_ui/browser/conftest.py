"""A desk over HTTP for a real browser: one server and one Chromium for each module here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.support import Translations
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request

from agents_ui.pages import TRANSLATIONS
from tests.agents_ui.browser.keyboard.hands import Hands
from tests.agents_ui.desks import Office, office
from tests.carrier.phones.browsing import chromium
from tests.journeys.lines import Line, served

__all__ = ["chromium"]  # a fixture

# The browser itself reports on its console what the policy refuses; this says it in the page's own words too.
REFUSAL = "Failed to load resource: the server responded with a status of 4"
LISTENER = """
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`${event.violatedDirective} refuses ${event.blockedURI}`));
"""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Line]:
    """A line with a published list, served over HTTP."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copyfile(migrated_file, folder / "noticeline.db")
    with served(folder, f"sqlite:///{folder / 'noticeline.db'}") as line:
        yield line


@pytest.fixture(scope="module")
def desk(line: Line) -> Office:
    """Its desk, at the address of its settings."""
    return office(line.app, line.clock)


@contextmanager
def complaining(context: BrowserContext, *, at: str, refusals: bool = False) -> Iterator[BrowserContext]:
    """Every fault of a page, whatever the policy refuses, and every way to another host fails the test.

    A page that is an answer with a status from 400 on is one of these faults, unless there have to be `refusals`.
    """
    complaints: list[str] = []

    def note_other_hosts(request: Request) -> None:
        if not request.url.startswith((at, "data:")):
            complaints.append(f"asked for {request.url}")

    def note_faults(message: ConsoleMessage) -> None:
        if message.type == "error" and not (refusals and message.text.startswith(REFUSAL)):
            complaints.append(message.text)

    context.add_init_script(LISTENER)
    context.on("request", note_other_hosts)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", note_faults)
    yield context
    context.close()
    assert not complaints, "\n".join(complaints)


@contextmanager
def seated(chromium: Browser, desk: Office, *, language: str) -> Iterator[Hands]:
    """Somebody in front of a page, in a browser that complains."""
    address = desk.house.settings.desk_url
    context = chromium.new_context(locale=language, viewport={"width": 1280, "height": 720})
    with complaining(context, at=address):
        yield Hands(context.new_page(), address, words=Translations.load(TRANSLATIONS, [language]).gettext)


@pytest.fixture
def hands(chromium: Browser, desk: Office) -> Iterator[Hands]:
    """Somebody with a keyboard and no mouse."""
    with seated(chromium, desk, language="en") as hands:
        yield hands


@pytest.fixture
def spanish_hands(chromium: Browser, desk: Office) -> Iterator[Hands]:
    """The same, in a browser that asks for Spanish."""
    with seated(chromium, desk, language="es") as hands:
        yield hands
