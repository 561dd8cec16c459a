"""Reports in a real browser: by the keyboard alone, without a script, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import Office
from tests.agents_ui.reports.weeks import weeks
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
LETTER = ViewportSize(width=710, height=960)  # pixels of a sheet of paper without its margins
FOLDED = ".fold .wide"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def first(desk: Office) -> date:
    return weeks(desk)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, desk: Office, first: date) -> Iterator[Page]:
    """A supervisor's browser, on the reports."""
    context = chromium.new_context(locale="en-US", java_script_enabled=request.param, reduced_motion="reduce")
    with complaining(context, at=desk.house.settings.desk_url):
        tour = Tour(context.new_page(), desk)
        tour.signs_in("sam")
        tour.opens("", f"/supervision/reports?first={first}&last={first.replace(day=17)}")
        yield tour.page


def focused(page: Page) -> str | None:
    """The name of what the keyboard is on."""
    found: str | None = page.evaluate("document.activeElement?.getAttribute('aria-label')")
    return found


def tabs_to(page: Page, name: str) -> None:
    """Go on by Tab until the focus is on what has this name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"{name} is out of reach of the keyboard")


def test_a_definition_is_one_press_away_and_goes_away_with_another(page: Page) -> None:
    tabs_to(page, "What “Service level” says")
    definition = page.locator("#says-service_level")
    expect(definition).to_be_hidden()
    page.keyboard.press("Enter")
    expect(definition).to_be_visible()
    expect(definition).to_contain_text("Abandoned calls stay in the denominator")
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    assert focused(page) == "What “Service level” says"


def test_days_are_chosen_and_followed_into_their_parts(page: Page) -> None:
    page.get_by_role("link", name="Calls", exact=True).press("Enter")
    expect(page.locator("nav.topics [aria-current]")).to_have_text("Calls")
    page.get_by_label("Divided into").select_option("week")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator("#sheet-calls tbody tr")).to_have_count(3)  # two weeks, and their sum
    page.get_by_label("Divided into").select_option("day")
    page.get_by_role("button", name="Show").press("Enter")
    page.get_by_role("link", name="Thu, Jun 6", exact=True).press("Enter")
    expect(page.locator("#calls figcaption")).to_have_text("Calls an hour")
    page.get_by_role("link", name="Before").press("Enter")
    expect(page.locator("#calls tbody")).to_contain_text("Wed, Jun 5")


def test_a_chart_is_told_to_whoever_does_not_see_it(page: Page) -> None:
    chart = page.get_by_role("img", name="Calls a day")
    says = "Most: Thu, Jun 6: 420. Fewest: Mon, Jun 3 to Tue, Jun 4: 12. The table has every number."
    expect(chart).to_have_accessible_description(says)


def test_on_paper_everything_is_unfolded_and_explained_and_nothing_is_in_the_way(page: Page) -> None:
    page.set_viewport_size(LETTER)
    page.emulate_media(media="print", color_scheme="dark")
    for one in page.locator(FOLDED).all():
        expect(one).to_be_visible()
    assert page.locator(FOLDED).count() == 2
    for gone in (".asking", ".topics", ".places", ".asks >> nth=0"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#says-service_level")).to_be_visible()
    expect(page.locator(".reports-head .only-printed")).to_contain_text("Jefferson City Public Schools")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    about = page.url.partition("?")[2]
    for topic in ("waiting", "menu", "callers", "desk", "calls"):
        page.goto(page.url.partition("/supervision")[0] + f"/supervision/reports/{topic}?{about}")
        assert page.evaluate(TOO_WIDE) <= 0, topic
