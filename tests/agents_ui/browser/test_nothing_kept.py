"""What an agent types stays nowhere: not on a page, not in the browser's history or profile, not on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.sweeping import Marks, files_below, in_cookie
from tests.agents_ui.desks import PASSWORD, Office
from tests.carrier.phones.browsing import CHROMIUM, needs_chromium
from tests.journeys.cast import ANA
from tests.journeys.lines import Line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

pytestmark = needs_chromium

Form = dict[str, str]
LAST, FIRST, ZIP = "Quetzalcóatl-Øverby", "Ñandúbay", "65101-8374"
NUMBER, BORN = "6047718295", "09/27/2011"
WRONG_CODE, NUMBER_TOO_LONG = "7193-5528-4407", "604771829533"
LETTER = {
    "name": "Xóchitl Brandywine",
    "address_1": "4711 Tamarack Hollow",
    "city": "Wolframsend",
    "state": "MO",
    "zip": "65109-4417",
}
TELEPHONE, NO_TELEPHONE = "573-555-0187", "41966023"
NOTE = "Ring Vanderquill on 573 555 0164"
GAP = "May Oppenquist, born on April 3 2009, ask again?"
# What is refused beside a field, then what is taken: of each form both.
TYPED: tuple[tuple[str, Form], ...] = (
    ("letter_code", {"code": WRONG_CODE}),
    ("student_number", {"student_number": NUMBER_TOO_LONG, "birth_date": BORN}),
    ("student_number", {"student_number": NUMBER, "birth_date": "09/27/20111"}),
    ("student_number", {"student_number": NUMBER, "birth_date": BORN}),
    ("student_number", {"student_number": ANA.number, "birth_date": "11/23/2006"}),
    ("name_desk", {"last_name": LAST, "first_name": FIRST, "birth_date": BORN, "zip": "6510"}),
    ("name_desk", {"last_name": LAST, "first_name": FIRST, "birth_date": BORN, "zip": ZIP}),
    ("letter", {**LETTER, "address_1": " "}),
    ("letter", LETTER),
    ("callback", {"number": NO_TELEPHONE}),
    ("callback", {"number": TELEPHONE}),
    ("escalate", {"note": NOTE}),
    ("gap", {"asked": GAP}),
)


class Heads:
    """The heads of whatever the server answers, with its cookies unwrapped: some live only until the next page."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self.said: list[bytes] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self.said += [in_cookie(value) if name == "Set-Cookie" else value.encode() for name, value in headers]
            return start_response(status, headers, *rest)

        return self._app(environ, begin)


@dataclass
class Agent:
    """Somebody who types at the desk, and looks afterwards whether a page still knows it."""

    page: Page
    desk: Office
    marks: Marks

    def takes_a_call(self, login: str) -> None:
        page, address = self.page, self.desk.house.settings.desk_url
        page.goto(f"{address}/sign-in")
        self.sends("sign-in", {"login": login, "password": PASSWORD})
        self.sends("totp", {"code": self.desk.code_of(login)})
        self.sends("take", {"reference": "desk phone 4"})

    def types(self, form: str, fields: Form) -> None:
        """Into a form of the page, which may be folded, or behind a tab where scripts run."""
        if self.page.locator(f"#tab-way-{form}").count():
            self.page.locator(f"#tab-way-{form}").click()
        fold = self.page.locator(f"details:has(#{form}-{next(iter(fields))}):not([open]) > summary")
        if fold.count():
            fold.click()
        for name, text in fields.items():
            self.page.locator(f"#{form}-{name}").fill(text)

    def sends(self, form: str, fields: Form) -> None:
        self.types(form, fields)
        if form == "escalate":
            self.page.locator("[name=kind]").first.check()
        with self.page.expect_navigation():
            self.page.locator(f"#{form}-{next(iter(fields))}").press("Enter")
        self.sees_nothing("after " + form)

    def sees_nothing(self, when: str) -> None:
        """Neither the page's source nor its fields nor what it has put by."""
        typed = self.page.evaluate("""() => JSON.stringify([
          [...document.querySelectorAll("input, textarea, select")].map((one) => one.value),
          document.cookie, history.state, {...localStorage}, {...sessionStorage}, location.href, document.title])""")
        assert not self.marks.are_in(self.page.content() + typed), when

    def goes_about(self) -> None:
        """Back, forward, anew."""
        for go in (self.page.go_back, self.page.go_back, self.page.go_forward, self.page.go_forward, self.page.reload):
            self.goes(go)
            self.sees_nothing(f"after {go.__name__}")

    def goes(self, way: Callable[..., object]) -> None:
        """A page that a browser had only put aside is not loaded anew, unless it asks for that itself."""
        way(wait_until="commit")
        self.page.wait_for_timeout(200)
        while self.page.evaluate("document.readyState") != "complete":
            self.page.wait_for_timeout(20)

    def ends_the_call(self) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="End call").click()
        self.page.get_by_label("Letter requested").check()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Finish").click()
        self.goes_about()

    def leaves_what_was_typed(self, form: str, fields: Form) -> None:
        """Nothing is sent: the page is loaded anew, or left and come back to."""
        self.types(form, fields)
        self.page.reload()
        self.sees_nothing("anew, unsent")
        self.types(form, fields)
        with self.page.expect_navigation():
            self.page.locator("nav a").last.click()
        self.goes(self.page.go_back)
        self.sees_nothing("back, unsent")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def chrome(request: pytest.FixtureRequest, profile: Path, desk: Office) -> Iterator[BrowserContext]:
    """A whole browser with a profile on disk, which goes back as people's browsers do."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            ignore_default_args=["--disable-back-forward-cache"],
            java_script_enabled=request.param,
            locale="en-US",
        )
        with complaining(context, at=desk.house.settings.desk_url):
            yield context


@pytest.fixture
def heads(desk: Office, monkeypatch: pytest.MonkeyPatch) -> Heads:
    heads = Heads(desk.app.wsgi_app)
    monkeypatch.setattr(desk.app, "wsgi_app", heads)
    return heads


def test_what_is_typed_is_nowhere(
    chrome: BrowserContext,
    profile: Path,
    line: Line,
    desk: Office,
    heads: Heads,
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = line.letter_code_of(ANA)
    typed = [text for _, form in TYPED for text in form.values() if len(text) > 4]
    marks = Marks(*typed, code, PASSWORD)
    agent = Agent(chrome.pages[0], desk, marks)
    agent.takes_a_call("alma")
    agent.leaves_what_was_typed("name_desk", {"last_name": LAST, "first_name": FIRST, "birth_date": BORN, "zip": ZIP})
    agent.leaves_what_was_typed("letter", LETTER)
    for form, fields in (("letter_code", {"code": code}), *TYPED):
        agent.sends(form, fields)
    agent.ends_the_call()
    chrome.close()
    logs = "".join(capfd.readouterr())
    assert "POST /desk/check" in logs
    assert not marks.are_in(logs)
    assert not marks.are_in(b"\n".join(heads.said))
    assert (profile / "Default" / "History").exists()
    assert not marks.are_on_disk(files_below(profile, line.house.settings.keyring.parent))
