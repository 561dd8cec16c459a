"""A desk in a test: a published list, people who work there, and browsers that behave like browsers.

Everybody signs in as people do: password, code, cookie, token of the form. Must not know: any rule of the desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agents_ui import desk_of
from agents_ui.house import Desk
from app import House
from hotline import incidents
from hotline.clock import StoppedClock
from hotline.followups import CustodianKey
from hotline.incidents import Content, Incident
from hotline.personnel import Personnel
from hotline.staff import Accounts, HashedHere, Invited, PasswordCost, PasswordHashing, Role, Trickle
from tests.journeys.lines import EXAMPLE, Line, served
from tests.kept import prepared

PASSWORD = "nine quiet herons on a roof"
CUSTODIAN = CustodianKey.generate()
WITH_KEY = replace(EXAMPLE, custodian_key=CUSTODIAN.public, calls_by_hand=True)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"|name="csrf-token" content="([^"]+)"')


@dataclass
class Colleague:
    """Somebody who works at the desk, and what their telephone keeps."""

    login: str
    name: str
    role: Role
    incident: str
    secret: str = ""
    id: int = 0


def cast() -> dict[str, Colleague]:
    """Alma and Ben are agents, Zoe is one of another incident and always refused, Sam is the supervisor."""
    people = (
        Colleague("alma", "Alma Reyes", Role.AGENT, "jcps-2019"),
        Colleague("ben", "Ben Ito", Role.AGENT, "jcps-2019"),
        Colleague("zoe", "Zoe Ng", Role.AGENT, "elsewhere"),
        Colleague("sam", "Sam Whitfield", Role.SUPERVISOR, "jcps-2019"),
    )
    return {one.login: one for one in people}


class Browser:
    """One browser: keeps cookies, sends the token of the page that it shows, and is led on as browsers are."""

    def __init__(self, app: Flask, *, address: str = "203.0.113.7", language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self._environ = {"REMOTE_ADDR": address}
        self._headers = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": language}
        self.page: TestResponse | None = None

    @property
    def text(self) -> str:
        """What the page says, without marks."""
        assert self.page is not None
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.page.get_data(as_text=True))).split())

    @property
    def status(self) -> int:
        assert self.page is not None
        return self.page.status_code

    def opens(self, path: str) -> Browser:
        self.page = self.client.get(path, headers=self._headers, environ_base=self._environ)
        return self._led_on()

    def sends(self, path: str, **fields: Any) -> Browser:
        """A form of the page that is shown, with its token."""
        return self.sends_raw(path, {**fields, "csrf_token": self.token()})

    def sends_raw(self, path: str, fields: Mapping[str, Any]) -> Browser:
        self.page = self.client.post(path, data=dict(fields), headers=self._headers, environ_base=self._environ)
        return self._led_on()

    def token(self) -> str:
        """The token of the forms of the page that is shown."""
        assert self.page is not None
        found = TOKEN.search(self.page.get_data(as_text=True))
        return (found[1] or found[2]) if found else ""

    def is_at(self, path: str) -> Browser:
        assert self.page is not None
        assert self.page.request.path == path, f"at {self.page.request.path}: {self.text[:300]}"
        return self

    def sees(self, *words: str) -> Browser:
        for one in words:
            assert one in self.text, f"{one!r} is not in: {self.text}"
        return self

    def sees_nothing_of(self, *words: str) -> Browser:
        assert self.page is not None
        raw = self.page.get_data(as_text=True)
        assert [one for one in words if one in raw or one in self.text] == []
        return self

    def cookie(self) -> str:
        """What the browser keeps of the desk."""
        found = self.client.get_cookie("desk")
        return found.value if found else ""

    def path(self) -> str:
        assert self.page is not None
        return self.page.request.path

    def first_choice(self, name: str) -> str:
        """The first thing that a list of the page offers."""
        return self._found(rf'<select[^>]*name="{name}"[^>]*>\s*<option value="([^"]+)"')

    def hidden(self, name: str) -> str:
        """What the first hidden field of this name holds."""
        return self._found(rf'<input type="hidden" name="{name}" value="([^"]+)"')

    def _found(self, pattern: str) -> str:
        assert self.page is not None
        found = re.search(pattern, self.page.get_data(as_text=True))
        assert found, f"no {pattern} on this page"
        return unescape(found[1])

    def codes(self) -> list[str]:
        """The recovery codes that the page shows."""
        assert self.page is not None
        return re.findall(r"<li>([^<]+)</li>", self.page.get_data(as_text=True))

    def enrols_an_app(self, office: Office) -> Browser:
        """The telephone reads the picture, and its code is typed."""
        assert self.page is not None
        raw = self.page.get_data(as_text=True)
        secret = re.search(r'class="secret">([^<]+)<', raw)
        setup = re.search(r'name="setup" value="([^"]+)"', raw)
        assert secret
        assert setup
        code = pyotp.TOTP(secret[1].replace(" ", "")).at(office.clock.now())
        return self.sends("/enrolment/code", setup=unescape(setup[1]), code=code)

    def _led_on(self) -> Browser:
        for _ in range(5):
            assert self.page is not None
            if self.page.status_code != 303:
                return self
            self.page = self.client.get(self.page.location, headers=self._headers, environ_base=self._environ)
        raise AssertionError("led on for ever")


@dataclass
class Office:
    """One installation with its desk."""

    app: Flask
    house: House
    clock: StoppedClock
    incident: Incident
    people: dict[str, Colleague] = field(default_factory=cast)

    def browser(self, **like: str) -> Browser:
        return Browser(self.app, **like)

    def code_of(self, login: str) -> str:
        """The code that somebody's telephone shows now; each is good once, so time passes first."""
        self.clock.advance(timedelta(seconds=30))
        return pyotp.TOTP(self.people[login].secret).at(self.clock.now())

    def signs_in(self, login: str, browser: Browser | None = None) -> Browser:
        """Somebody signs in with password and code."""
        browser = browser or self.browser()
        browser.opens("/sign-in").sends("/sign-in", login=login, password=PASSWORD).is_at("/second-factor")
        return browser.sends("/second-factor/code", code=self.code_of(login))

    def invites(self, login: str, *, role: Role = Role.AGENT, language: str = "en") -> str:
        """The link with which somebody comes to the desk."""
        parts: Desk = self.app.extensions["desk"]
        with self.house.database.write() as session:
            invited = Invited(login, login.title(), role, language, (self.incident.id,))
            return f"/invitation/{parts.invitations.invite(session, invited, by='ada')}"

    def follows_an_invitation(self, login: str) -> Browser:
        """Somebody new has chosen a password, and has no second factor yet."""
        link = self.invites(login)
        return self.browser().opens(link).sends(link, password=PASSWORD, again=PASSWORD).is_at("/enrolment")

    def disables(self, login: str) -> None:
        """The operator disables somebody."""
        assert self.types("staff", "disable", login).exit_code == 0

    def lets_begin_anew(self, login: str) -> str:
        """Two operators let somebody begin anew; the link."""
        personnel, account = Personnel(self.house.keyring, self.clock), self.people[login].id
        with self.house.database.write() as session:
            proposal = personnel.propose(session, account, by="ada")
            begun = personnel.approve(session, proposal.id, by="grace", within=None)
        self.app.extensions["desk"].distribution.departed(begun.departure)
        return f"/invitation/{begun.token}"

    def types(self, *words: str) -> Result:
        """What the operator types after `flask`."""
        return self.app.test_cli_runner().invoke(args=words)

    def takes_a_call(self, login: str = "alma", *, language: str = "en", role: str = "child") -> Browser:
        """Somebody signs in and takes a call by hand."""
        browser = self.signs_in(login).is_at("/desk")
        said = {"incident": self.incident.id, "language": language, "role": role, "reference": "desk phone 4"}
        return browser.sends("/desk/take", **said)


def office(app: Flask, clock: StoppedClock) -> Office:
    """Open the desk of an installation whose list is published, and let everybody enrol."""
    house: House = app.extensions["noticeline"]
    fast_hashing(app)
    here = applied(house, WITH_KEY)
    applied(house, replace(WITH_KEY, slug="elsewhere", line="+18665550111"))
    opened = Office(app, house, clock, here)
    for colleague in opened.people.values():
        enrols(opened, colleague)
    return opened


@contextmanager
def desk_served(folder: Path, database_url: str, *, together: bool = False) -> Iterator[tuple[Line, Office]]:
    """The line over HTTP, as `served` has it, with its desk."""
    with served(folder, database_url, together=together) as line:
        settings = line.house.settings

        def opened() -> tuple[Incident, dict[str, Colleague]]:
            new = office(line.app, line.clock)
            return new.incident, new.people

        here, people = prepared("desk", settings.database_url, settings.keyring, opened)
        own = {login: replace(one) for login, one in people.items()}  # a test may change them
        fast_hashing(line.app)
        yield line, Office(line.app, line.house, line.clock, here, own)


def applied(house: House, content: Content) -> Incident:
    """The custodian puts an incident in force."""
    with house.database.write() as session:
        return incidents.apply(session, content, clock=house.clock, keyring=house.keyring, operator="ada")


def fast_hashing(app: Flask) -> None:
    """Passwords at Argon2's own floor, of however many strangers: protects nothing, takes no time. Only in tests."""
    parts: Desk = app.extensions["desk"]
    fast, everybody = HashedHere(PasswordCost(memory_kib=8, passes=1)), Trickle(at_once=1_000_000, a_second=1_000_000)
    hashing = PasswordHashing(parts.house.keyring, by=fast, strangers=everybody)
    app.extensions["desk"] = desk_of(parts.house, parts.cookies, hashing=hashing)


def enrols(opened: Office, colleague: Colleague) -> None:
    """Somebody follows their invitation to its end."""
    parts: Desk = opened.app.extensions["desk"]
    with opened.house.database.write() as session:
        incident = incidents.current(session, colleague.incident)
        invited = Invited(colleague.login, colleague.name, colleague.role, "en", (incident.id,))
        link = parts.invitations.invite(session, invited, by="ada")
    token = parts.enrolling.set_password(link, PASSWORD)
    setup = parts.enrolling.begin_totp(token)
    colleague.secret = setup.secret
    parts.enrolling.confirm_totp(token, setup.setup, code=pyotp.TOTP(setup.secret).at(opened.clock.now()))
    parts.enrolling.finish(token)
    with opened.house.database.read() as session:
        found = Accounts(opened.house.keyring, opened.clock).by_login(session, colleague.login)
    assert found is not None
    colleague.id = found.id
