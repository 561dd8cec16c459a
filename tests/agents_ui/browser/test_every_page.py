"""Every page of the desk: what a checker of access finds, in both colour schemes, and whether it fits any width."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from agents_ui import TEMPLATES as TEMPLATES_OF_THE_DESK
from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.rounds import ROUNDS
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import Office, desk_served
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
PIECES = {"layout", "door", "parts", "board", "line_parts", "sheets", "wanted"}
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast"]}  # all else is the same in the dark
WIDTHS = (1280, 820, 390)
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.removeAttribute('name'); one.open = true; })"
# What decides on the colours of an element: its name, its classes, its state, and the classes in which it lies.
LOOKS = """[...new Set([...document.querySelectorAll("body *:not(svg *)")].map((one) => [
  one.localName, one.className, one.parentElement.className,
  ...["aria-current", "aria-invalid", "aria-selected", "data-state", "disabled"].map((name) => one.getAttribute(name)),
].join(" ")))]"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def desk(tmp_path: Path, migrated_file: Path) -> Iterator[Office]:
    """A desk for each round: what becomes of its people is nothing to the next."""
    shutil.copyfile(migrated_file, tmp_path / "noticeline.db")
    with desk_served(tmp_path, f"sqlite:///{tmp_path / 'noticeline.db'}") as (_, desk):
        yield desk


@pytest.mark.parametrize("round_", ROUNDS)
def test_every_page_is_for_everybody_in_any_light_and_at_any_width(
    chromium: Browser, desk: Office, round_: str
) -> None:
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    seen, found, looks = set(), [], set[str]()
    with complaining(context, at=desk.house.settings.desk_url, refusals=True):
        tour = Tour(context.new_page(), desk)
        for name in filter(None, ROUNDS[round_].walk(tour)):
            seen.add(tour.page.evaluate("document.body.classList[0]").removeprefix("page-"))
            found += [f"{name}: {fault}" for fault in faults(tour.page, looks)]
    assert not found, "\n".join(found)
    assert seen == ROUNDS[round_].pages


def test_every_page_is_in_a_round() -> None:
    there = {path.stem for path in Path(TEMPLATES_OF_THE_DESK).rglob("*.html")} - PIECES
    assert {page for one in ROUNDS.values() for page in one.pages} == there


def faults(page: Page, looks: set[str]) -> Iterator[str]:
    """Whatever runs off the page, and whatever a checker of access finds with everything unfolded.

    `looks` are those that were looked at in the dark: a page that has nothing else has no other colours.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 720})
        if over := page.evaluate(TOO_WIDE):
            yield f"{over} pixels too wide at {width}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 720})
    page.evaluate(UNFOLD)
    yield from violations(page, EVERYTHING)
    here = set(page.evaluate(LOOKS))
    if here <= looks:
        return
    looks |= here
    page.emulate_media(color_scheme="dark")
    yield from violations(page, COLOURS)
    page.emulate_media(color_scheme="light")


def violations(page: Page, options: dict[str, list[str]]) -> Iterator[str]:
    for one in Axe().run(page, options=options).response["violations"]:
        yield f"{one['id']} {[node['html'][:120] for node in one['nodes']]}"
