"""The regulator pack on paper: a month is one page, printed without what is only for a screen."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.browser.walks.forecast import is_watched
from tests.agents_ui.desks import Office
from tests.agents_ui.reports.weeks import BUSY, weeks
from tests.carrier.phones.browsing import needs_chromium

pytestmark = needs_chromium
A_MONTH = (*BUSY, 35, 0, 2, 44, 12)
PAGES = re.compile(rb"/Type\s*/Page\b")
SHEETS = {"A4": ("210mm", "297mm"), "Letter": ("8.5in", "11in")}


@pytest.fixture
def pack(chromium: Browser, desk: Office) -> Page:
    """The pack of a month, on a screen."""
    first = weeks(desk, busy=A_MONTH)
    is_watched(desk, first, days=len(A_MONTH))
    tour = Tour(chromium.new_context(locale="en-US").new_page(), desk)
    tour.signs_in("sam")
    last = first + timedelta(days=len(A_MONTH) - 1)
    tour.opens("pack", f"/supervision/pack?first={first}&last={last}")
    return tour.page


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_month_is_one_page(pack: Page, sheet: str) -> None:
    width, height = SHEETS[sheet]
    printed = pack.pdf(width=width, height=height, prefer_css_page_size=False, print_background=True)
    assert pages_of(printed) == 1


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has; its objects may lie in packed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = [pdf]
    for stream in streams:
        try:
            plain.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(PAGES.findall(one)) for one in plain)


def test_what_is_for_a_screen_is_not_printed(pack: Page) -> None:
    expect(pack.get_by_role("button", name="Print, or save as PDF")).to_be_visible()
    pack.emulate_media(media="print")
    for hidden in ("form", "nav", "a[download]", "button"):
        for one in pack.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(pack.get_by_role("heading", name="Regulator pack")).to_be_visible()
    expect(pack.get_by_text("No figure under 11 is shown")).to_be_visible()
