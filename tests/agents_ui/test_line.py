"""The room of the line: a supervisor closes, opens and announces at once, and texts take two."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from hotline import incidents
from hotline.incidents import Content
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied

SMOKE = {"say-en": "There is smoke in our building.", "say-es": "Hay humo en nuestro edificio."}


def present(office: Office) -> Content:
    with office.house.database.read() as session:
        return incidents.current_by_id(session, office.incident.id).content


def in_an_hour(office: Office) -> str:
    there = office.clock.now() + timedelta(hours=1)
    return there.astimezone(present(office).hours_zone).strftime("%Y-%m-%dT%H:%M")


def offered(browser: Browser, form: str) -> str:
    """The end that a form offers first."""
    assert browser.page is not None
    raw = browser.page.get_data(as_text=True)
    found = re.search(rf'id="{form}-until".*?<option value="([^"]+)"', raw, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.fixture
def room(at_the_desk: Office) -> Browser:
    return at_the_desk.signs_in("sam").opens("/supervision/line")


def test_the_line_is_closed_at_once_and_opened_again(at_the_desk: Office, room: Browser) -> None:
    room.sees("Open", "People answer by the weekly hours")
    room.sends("/supervision/line/close", until=offered(room, "close"), **SMOKE)
    room.is_at("/supervision/line").sees("The line is closed.", "Closed until", *SMOKE.values())
    assert not present(at_the_desk).is_open(at_the_desk.clock.now())
    room.sends("/supervision/line/reopen").sees("The closure is over.", "People answer by the weekly hours")
    assert present(at_the_desk).is_open(at_the_desk.clock.now())
