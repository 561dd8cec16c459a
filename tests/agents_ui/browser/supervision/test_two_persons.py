"""What takes two persons, in a real browser and by the keyboard alone; and a form that forgets whom it was about."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, expect

from hotline.staff import Role
from tests.agents_ui.approving.lists import Lists
from tests.agents_ui.browser.conftest import seated
from tests.agents_ui.browser.keyboard.hands import Hands
from tests.agents_ui.desks import PASSWORD, Colleague, Office, enrols
from tests.carrier.phones.browsing import needs_chromium
from tests.journeys.cast import ANA

pytestmark = needs_chromium
APPROVE = "Approve, and show the link"
# What somebody does who knows how a page is made, and would rather be two.
AS_IF_APPROVED = """() => {
  const form = document.querySelector("form[action$='/withdraw']");
  form.action = form.action.replace("withdraw", "approve");
  form.submit();
}"""


def signs_in(hands: Hands, desk: Office, login: str) -> Hands:
    desk.clock.advance(timedelta(minutes=1))  # no code counts twice, and another test may just have used it
    hands.opens("/sign-in").types(login, PASSWORD).goes_on()
    return hands.types(desk.code_of(login)).goes_on()


def there_is_pat(desk: Office) -> None:
    desk.people["pat"] = Colleague("pat", "Pat Grey", Role.SUPERVISOR, "jcps-2019")
    enrols(desk, desk.people["pat"])


def test_one_supervisor_alone_lets_nobody_begin_anew_and_two_do(chromium: Browser, desk: Office) -> None:
    there_is_pat(desk)
    with seated(chromium, desk, language="en") as sam:
        signs_in(sam, desk, "sam").tabs_to("link", "People").goes_on().tabs_to("link", "Alma Reyes").goes_on()
        sam.tabs_to("textbox", "Why").types("Lost the telephone").tabs_to("button", "Propose it").goes_on()
        sam.is_told("It is proposed. Nothing changes until another supervisor approves it.")
        expect(sam.page.get_by_role("button", name=APPROVE)).to_have_count(0)
    with seated(chromium, desk, language="en") as pat:
        signs_in(pat, desk, "pat").tabs_to("link", "People").goes_on().tabs_to("link", "Alma Reyes").goes_on()
        pat.sees("Lost the telephone", "Waits for approval").tabs_to("button", APPROVE).goes_on()
        link = pat.page.locator("#link").inner_text()
        assert link.startswith(f"{desk.house.settings.desk_url}/invitation/")
        pat.tabs_to("button", "Copy").presses("Enter").sees("Copied.")
        pat.tabs_to("link", "Done").goes_on().is_at("/supervision/people").sees("Has a link and has not used it up")
        pat.page.goto(link)
        pat.sees("Welcome, Alma Reyes")


def test_one_supervisor_alone_lets_no_list_answer_whatever_their_browser_sends_and_two_do(
    chromium: Browser, desk: Office
) -> None:
    lists = Lists(desk)
    lists.imports(40)
    with seated(chromium, desk, language="en") as sam:
        signs_in(sam, desk, "sam").tabs_to("link", "Register").goes_on()
        sam.tabs_to("textbox", "A few words for whoever approves").types("Two schools more")
        sam.tabs_to("button", "Propose that it answer").goes_on().tabs_to("link", "Approvals").goes_on()
        sam.sees("Two schools more", "Somebody else has to approve it.")
        expect(sam.page.get_by_role("button", name="Approve")).to_have_count(0)
        with sam.page.expect_navigation():
            sam.page.evaluate(AS_IF_APPROVED)
        sam.sees("You can't approve this: you proposed it, or it is about yourself. Ask another supervisor.")
    assert lists.answers() == 1
    with seated(chromium, desk, language="en") as rosa:
        signs_in(rosa, desk, "rosa").tabs_to("link", "Approvals").goes_on().sees("Two schools more")
        rosa.tabs_to("button", "Approve: generation 2 answers from now on").goes_on()
        rosa.sees("Nothing waits for approval.")
    assert lists.answers() == 2


def test_whom_a_supervisor_lets_go_is_forgotten_by_the_page(hands: Hands, desk: Office) -> None:
    signs_in(hands, desk, "sam").tabs_to("link", "People").goes_on().tabs_to("link", "Limits").goes_on()
    hands.tabs_to("textbox", "Student number").types(ANA.number).goes_on()
    hands.is_told("They can be asked about again, on the telephone and here. Whom you typed is kept nowhere.")
    hands.page.go_back()
    assert hands.page.locator("input:not([type=hidden])").evaluate_all("(all) => all.map((one) => one.value)") != []
    assert ANA.number not in hands.page.content()
    typed = hands.page.locator("input[type=text]").evaluate_all("(all) => all.map((one) => one.value)")
    assert set(typed) == {""}
