"""The page of the desk in one agent's browser: it is opened, renews itself, and has buttons.

Must not know: what its agent wants.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

from agents_ui.house import Desk
from rehearsal.fortnight.world import World
from tests.journeys.reaching.buttons import NoSuchButton, pressed

PAGE = re.compile(r'<body class="page-([a-z_]+)')
RENEWED = {"X-Renewed-By-Itself": "yes", "Accept": "application/json"}
STAYS_OPEN = timedelta(seconds=20)  # so often a page that nobody touches says that it is there; a real one every two
STIRS_EVERY = timedelta(minutes=9)  # whoever sits still for fifteen minutes is signed out


class DeskPage:
    """One agent's page, for as long as the world lasts; a new browser each time that they come."""

    def __init__(self, world: World, login: str) -> None:
        self._world, self._login = world, login
        self._browser = world.office.browser()
        self._shown = ""
        self._stirred = self._there = world.now

    @property
    def html(self) -> str:
        """The page as it came."""
        return self._browser.page.get_data(as_text=True) if self._browser.page is not None else ""

    @property
    def text(self) -> str:
        """The page as it reads."""
        return self._browser.text

    @property
    def screen(self) -> str:
        """Which screen it shows."""
        found = PAGE.search(self.html)
        return found[1] if found else f"no page ({self._browser.status})"

    @property
    def sits_still(self) -> bool:
        """Whether its agent has not touched it for too long."""
        return self._world.now - self._stirred > STIRS_EVERY

    def comes(self) -> None:
        """Sign in, and take calls."""
        self._browser = self._world.office.browser()
        self._world.office.signs_in(self._login, self._browser)
        self.opens()
        self.clicks("I am available")

    def opens(self) -> str:
        """Look at it as somebody who is there does; which screen it shows."""
        self._browser.opens("/desk")
        self._stirred = self._world.now
        return self.screen

    def renews(self) -> bool:
        """What its script asks; whether it shows something else now."""
        reply = self._browser.client.get("/desk/now", headers=RENEWED, environ_base={"REMOTE_ADDR": "203.0.113.7"})
        if reply.status_code != 200:
            raise AssertionError(f"{self._login}'s page is answered with {reply.status_code}")
        shown, self._shown = self._shown, json.loads(reply.get_data())["stamp"]
        return shown != self._shown

    def stays_open(self) -> None:
        """What its script does all the time, without what the page would show."""
        if self._world.now - self._there >= STAYS_OPEN:
            self._there = self._world.now
            office = self._world.office
            parts: Desk = office.app.extensions["desk"]
            with office.house.database.write() as session:
                parts.presence.seen(session, office.people[self._login].id)

    def clicks(self, words: str, **fields: str) -> bool:
        """Press a button of the page that is shown; False where it is not there any more."""
        try:
            action, sent = pressed(self.html, words)
        except NoSuchButton:
            return False
        self._browser.sends_raw(action or "/desk", sent | fields)
        if self._browser.status != 200:
            raise AssertionError(f"{words!r} at {self._login}'s desk: {self._browser.status}")
        return True

    def sends(self, path: str, **fields: str) -> None:
        """Send a form of the page that is shown."""
        self._browser.sends(path, **fields)
