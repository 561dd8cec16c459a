"""Many telephones in one page: one person plays the caller and the agent, with the mouse and with the keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.carrier.applications import Application
from tests.carrier.people import served, switchboard
from tests.carrier.phones.browsing import chromium, needs_chromium, room

__all__ = ["chromium", "room"]  # fixtures
pytestmark = needs_chromium

AGENT = "+15735550199"
WHISPER = '<Gather action="/key" numDigits="1" timeout="60"><Say>A caller. Press 1 to accept.</Say></Gather><Hangup/>'


@pytest.fixture
def application() -> Application:
    return Application(
        {
            "/voice": f'<Dial action="/dialled" timeout="60"><Number url="/whisper">{AGENT}</Number></Dial>',
            "/whisper": WHISPER, "/key": "", "/dialled": "<Say>Thank you for calling.</Say>",
        }
    )  # fmt: skip


@pytest.fixture
def address(application: Application) -> Iterator[str]:
    with served(switchboard(application)) as address:
        yield address


@pytest.fixture
def table(room: BrowserContext, address: str) -> Iterator[Page]:
    page = room.new_page()
    page.goto(f"{address}/phones")
    yield page
    page.close()


def phone(table: Page, name: str) -> FrameLocator:
    return table.frame_locator(f'iframe[title="Telephone of {name}"]')


def state(of: FrameLocator, words: str) -> None:
    expect(of.get_by_role("status")).to_contain_text(words)


def press(of: FrameLocator, name: str) -> None:
    of.get_by_role("button", name=name, exact=True).click()


def test_one_person_plays_the_caller_and_the_agent(table: Page, application: Application) -> None:
    caller, agent = phone(table, "Caller"), phone(table, "Agent")
    expect(agent.get_by_text("Agent · +1 573 555 0199")).to_be_visible()
    state(agent, "Ready")
    press(caller, "Call")
    state(agent, "+1 573 555 0100 is calling. Press Answer, or Enter.")
    state(caller, "Another telephone is ringing: +1 573 555 0199")
    press(agent, "Answer")
    expect(agent.get_by_text("Press 1 to accept.")).to_be_visible()
    state(agent, "waiting for your keys")
    press(agent, "1")
    state(agent, "You are connected to +1 573 555 0100.")
    state(caller, "You are connected to +1 573 555 0199.")
    press(agent, "Hang up")
    expect(caller.get_by_text("Thank you for calling.")).to_be_visible()
    state(agent, "The call has ended.")
    assert application.form("/dialled")["DialBridged"] == "true"


def test_a_call_may_be_declined(table: Page, application: Application) -> None:
    caller, agent = phone(table, "Caller"), phone(table, "Agent")
    state(agent, "Ready")
    press(caller, "Call")
    state(agent, "is calling")
    press(agent, "Decline")
    state(agent, "It has stopped ringing.")
    expect(caller.get_by_text("Thank you for calling.")).to_be_visible()
    assert application.form("/dialled")["DialCallStatus"] == "busy"


def test_all_of_it_by_the_keyboard(table: Page) -> None:
    caller, agent = phone(table, "Caller"), phone(table, "Agent")
    state(agent, "Ready")
    caller.get_by_role("button", name="Call", exact=True).focus()
    table.keyboard.press("Enter")
    state(agent, "is calling")
    agent.get_by_role("log", name="Captions").focus()
    table.keyboard.press("Enter")
    state(agent, "waiting for your keys")
    table.keyboard.press("1")
    state(caller, "You are connected")
    table.keyboard.press("Escape")
    state(agent, "The call has ended.")


def test_a_caller_who_gives_up_stops_the_ringing(table: Page) -> None:
    caller, agent = phone(table, "Caller"), phone(table, "Agent")
    state(agent, "Ready")
    press(caller, "Call")
    state(agent, "is calling")
    press(caller, "Hang up")
    state(agent, "It has stopped ringing.")
    expect(agent.get_by_role("button", name="Call", exact=True)).to_be_enabled()


def test_one_more_telephone_is_put_on_the_table(table: Page) -> None:
    table.get_by_label("Whose").fill("Ben")
    table.get_by_label("Number, client: or sip:").fill("client:ben")
    table.get_by_role("button", name="Add a telephone").click()
    state(phone(table, "Ben"), "Ready")
    expect(phone(table, "Ben").get_by_text("Ben · client:ben")).to_be_visible()


def test_a_telephone_in_a_tab_of_its_own_rings_too(room: BrowserContext, address: str) -> None:
    agent = room.new_page()
    agent.goto(f"{address}/?number=%2B15735550199&name=Agent")
    caller = room.new_page()
    caller.goto(f"{address}/?number=%2B15735550100&name=Caller")
    expect(caller).to_have_title("Telephone of Caller")
    caller.get_by_role("button", name="Call", exact=True).click()
    expect(agent.get_by_role("status")).to_contain_text("+1 573 555 0100 is calling.")
    for page in (caller, agent):
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(room: BrowserContext, address: str, scheme: str) -> None:
    page = room.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(f"{address}/?number=%2B15735550199&name=Agent")
    expect(page.get_by_role("status")).to_contain_text("Ready")
    caller = room.new_page()
    caller.goto(f"{address}/phones")
    found = Axe().run(caller)
    assert found.violations_count == 0, found.generate_report()
    caller.frame_locator('iframe[title="Telephone of Caller"]').get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is calling")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for other in (caller, page):
        other.close()


def test_on_a_small_screen_the_telephones_stand_below_each_other(table: Page) -> None:
    table.set_viewport_size({"width": 390, "height": 844})
    boxes = [place.bounding_box() for place in table.locator("iframe").all()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] > boxes[0]["y"]
    assert table.evaluate("document.documentElement.scrollWidth <= innerWidth")
