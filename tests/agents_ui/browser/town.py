"""A town: a line, its desk, and telephones in a page, all over HTTP and in real time; the line speaks very fast.

Must not know: any rule of the queue.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import FrameLocator, expect
from werkzeug.serving import make_server

from agents_ui.house import Desk
from app import create_app
from carrier import Carrier, RealClock
from carrier.phones import Switchboard
from hotline.clock import StoppedClock
from tests.agents_ui.desks import Office, office
from tests.carrier.people import FAST
from tests.carrier.people import served as phones_served
from tests.journeys.lines import ACCOUNT, EXAMPLE, MONDAY_MORNING, MOTHER, TOKEN, Line, settings
from tests.serving import listening

SOON = 20_000  # milliseconds
ALMA = "client:alma"


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


def has_a_telephone(opened: Office) -> None:
    parts: Desk = opened.app.extensions["desk"]
    with opened.house.database.write() as session:
        account = parts.accounts.by_login(session, "alma")
        assert account is not None
        begun = parts.endpoints.begin(session, account.id, address=ALMA)
        assert parts.endpoints.keyed(session, account.id, digits=begun.code)
