"""How an agent in a test asks about a child, and what the screen then says in its first sentence.

Must not know: who is on the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from agents_ui.house import Desk, Lookup
from hotline.calls import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import Settings
from lookup import Answer, Asker, Query, Remember
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied
from tests.journeys.cast import Child

MATCH = "We checked, and we found a match."
NO_MATCH = "we did not find a match"
CANNOT_TELL = "we can't answer that automatically right now"
MAY_NOT_TELL = "we can't give that answer on this call"
ANSWERS = (MATCH, NO_MATCH, CANNOT_TELL, MAY_NOT_TELL)


def asks(browser: Browser, child: Child) -> Browser:
    """A check by student number and birth date."""
    return browser.sends("/desk/check", way="student_number", student_number=child.number, birth_date=child.born)


def asks_by_letter(browser: Browser, code: str) -> Browser:
    """A check by the code of a letter."""
    return browser.sends("/desk/check", way="letter_code", code=code)


def told(browser: Browser) -> str:
    """The answer on the screen; empty where there is none."""
    return next((answer for answer in ANSWERS if answer in browser.text), "")


def ends(browser: Browser) -> Browser:
    """The caller is gone, and the agent says how it went."""
    browser.sends("/desk/end").is_at("/desk")
    return browser.sends("/desk/finish", disposition="checked").is_at("/desk")


def takes_another(browser: Browser, office: Office) -> Browser:
    """The next call."""
    said = {"incident": office.incident.id, "language": "en", "role": "child", "reference": "desk phone 4"}
    return browser.sends("/desk/take", **said)


def limits(office: Office, **changed: Any) -> None:
    """The custodian sets other limits."""
    applied(office.house, replace(WITH_KEY, limits=replace(WITH_KEY.limits, **changed)))


class Between:
    """The vault of an office, with something that happens before it is asked, or before its answer is recorded."""

    def __init__(self, vault: Lookup) -> None:
        self._vault = vault
        self.before: Callable[[], object] = nothing
        self.then: Callable[[], object] = nothing
        self.after: Callable[[], object] = nothing

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        self.before()

        def remembering(session: Session, answer: Answer) -> None:
            self.then()
            remember(session, answer)

        answer = self._vault.ask(query, asker, remember=remembering)
        self.after()
        return answer

    def ready(self) -> frozenset[int]:
        return self._vault.ready()

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        return self._vault.letter_code_digits(session, incident_id)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A house with other settings or another vault."""

    settings: Settings
    database: Database
    keyring: KeyRing
    clock: Clock
    lookup: Lookup
    switchboard: Switchboard
    spoken: tuple[str, ...] = ("en", "es")


def nothing() -> None:
    """Nothing happens."""


def between(office: Office) -> Between:
    """Put something between an office's desk and its vault."""
    parts: Desk = office.app.extensions["desk"]
    vault = Between(parts.house.lookup)
    rebuild(office, office.house.settings, vault)
    return vault


def behind_proxies(office: Office, count: int) -> None:
    """The operator has put proxies before an office."""
    rebuild(office, replace(office.house.settings, trusted_proxies=count), office.house.lookup)


def rebuild(office: Office, settings: Settings, vault: Lookup, *, switchboard: Switchboard | None = None) -> None:
    """Give an office's desk other settings, another vault and another telephone."""
    parts: Desk = office.app.extensions["desk"]
    house, telephone = office.house, switchboard or parts.house.switchboard
    rebuilt = Rebuilt(settings, house.database, house.keyring, house.clock, vault, telephone)
    office.app.extensions["desk"] = replace(parts, house=rebuilt)
