"""Draw every page of the desk, with made-up people: at three widths, in both colour schemes.

    python -m tests.agents_ui.browser.pictures FOLDER

Those that docs/the-desk.md shows are drawn with `--docs`, and nothing else. Must not know: what is on a page.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

from hotline.settings import PROJECT
from tests.agents_ui.browser.rounds import ROUNDS
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import office
from tests.carrier.phones.browsing import CHROMIUM
from tests.databases import migrate
from tests.journeys.lines import served

DOCS = PROJECT / "docs" / "desk"
WIDTHS = {1280: 720, 820: 1180, 390: 844}  # pixels, and the height of a screen of this width
QUALITIES = (80, 65, 50, 40, 30, 20, 12)
LARGEST = 60_000  # bytes of a picture in the docs
SCHEMES = ("light", "dark")
# Page → the widths and schemes in which the docs show it.
SHOWN = {
    "sign-in": ("1280-light",),
    "second-step": ("1280-light",),
    "invitation": ("1280-light",),
    "second-step-chosen": ("1280-light",),
    "recovery-codes": ("1280-light",),
    "account-telephone": ("1280-light",),
    "waiting-available": ("1280-light",),
    "ringing": ("1280-light", "1280-dark", "390-light"),
    "call": ("1280-light",),
    "call-by-telephone": ("1280-light",),
    "call-colleague": ("1280-light",),
    "call-back": ("1280-light",),
    "call-match": ("1280-light", "1280-dark", "390-light"),
    "call-match-spanish": ("1280-light",),
    "call-letter": ("1280-light",),
    "wrap-up": ("1280-light",),
    "message": ("1280-light",),
    "account": ("1280-light",),
    "overview": ("1280-light",),
    "register": ("1280-light",),
    "approvals": ("1280-light",),
    "line-closed": ("1280-light",),
    "line-hours-planned": ("1280-light",),
    "line-draft": ("1280-light",),
    "line-proposal": ("1280-light",),
    "forecast": ("820-light",),
    "pack-weeks": ("1280-light",),
    "wallboard": ("1280-light",),
    "wallboard-alarms": ("1280-light",),
    "wallboard-stale": ("1280-dark",),
    "reports": ("1280-light",),
    "reports-callers": ("1280-light",),
    "reports-calls": ("390-dark",),
    "nothing-here": ("1280-light",),
    "people": ("1280-light",),
    "person-to-approve": ("1280-light",),
    "limits": ("1280-light",),
    "audit-found": ("1280-light",),
}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=DOCS)
@click.option("--docs", is_flag=True, help="Only those that the docs show.")
def pictures(folder: Path, *, docs: bool) -> None:
    """Draw every page of the desk into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in ROUNDS.values():
        with a_tour() as tour:
            _draw(one.walk(tour), tour, folder, docs=docs)


def _draw(names: Iterator[str], tour: Tour, folder: Path, *, docs: bool) -> None:
    for name in filter(None, names):
        for way in SHOWN.get(name, ()) if docs else every_way():
            kind = "webp" if docs else "png"
            picture = folder / f"{name}-{way}.{kind}"
            picture.write_bytes(small_enough(tour.page, way) if docs else drawn(tour.page, way, format="png"))
            click.echo(picture)


def every_way() -> Iterator[str]:
    return (f"{width}-{scheme}" for width in WIDTHS for scheme in SCHEMES)


def small_enough(page: Page, way: str) -> bytes:
    """As good as fits into the repository."""
    return next(
        one
        for quality in QUALITIES
        if len(one := drawn(page, way, format="webp", quality=quality)) <= LARGEST or quality == QUALITIES[-1]
    )


def drawn(page: Page, way: str, **options: str | int) -> bytes:
    """The page from top to bottom."""
    width, _, scheme = way.partition("-")
    page.set_viewport_size({"width": int(width), "height": WIDTHS[int(width)]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.evaluate("document.querySelector('input:focus')?.scrollIntoView({ block: 'center' })")
    session = page.context.new_cdp_session(page)
    size = session.send("Page.getLayoutMetrics")["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": int(width), "height": size["height"], "scale": 1}
    taken = session.send("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip, **options})
    return base64.b64decode(taken["data"])


@contextmanager
def a_tour() -> Iterator[Tour]:
    """Through a desk of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = f"sqlite:///{folder}/noticeline.db"
        migrate(database)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(Path(folder), database) as line:
            yield Tour(browser.new_page(locale="en-US", reduced_motion="reduce"), office(line.app, line.clock))
        browser.close()


if __name__ == "__main__":
    pictures()
