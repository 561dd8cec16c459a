"""A way through every page of the desk in every state that looks different, with made-up people and a busy day.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
from playwright.sync_api import Page, expect

from hotline.staff import Role
from tests.agents_ui.desks import PASSWORD, Office
from tests.agents_ui.reaching.telephones import reached
from tests.journeys.cast import ANA, DREW, NORA, Child

Fields = dict[str, str]
WEAK = "four words of one"
PAGES_OF_THE_TOUR = frozenset(
    {"account", "call", "colleague", "enrol", "error", "invitation", "invitation_gone", "overview", "recovery_codes"}
    | {"ringing", "second_factor", "sign_in", "waiting", "wrap_up"}
)


class Tour:
    """One browser that is led about; the clock of the page is the clock of the desk."""

    def __init__(self, page: Page, office: Office) -> None:
        self.page = page
        self.office = office
        self.address = office.house.settings.desk_url

    def every_page(self) -> Iterator[str]:
        """The name of each page, while it is shown; whoever looks may change its width and colours only."""
        self.telephones = reached(self.office)
        a_busy_day(self.office)
        yield from self._the_door()
        yield from self._an_invitation()
        yield from self._a_call()
        yield from self._other_answers()
        yield from self._a_telephone()
        yield from self._a_call_that_rings()
        yield from self._a_colleague()
        yield from self._a_callback()
        yield from self._a_message()
        yield from self._the_overview()

    def _the_door(self) -> Iterator[str]:
        yield self.opens("sign-in", "/sign-in")
        yield self.sends("sign-in-refused", {"#sign-in-login": "alma", "#sign-in-password": WEAK})
        yield self.sends("second-step", {"#sign-in-login": "alma", "#sign-in-password": PASSWORD})
        self.passes(timedelta(seconds=30))
        self.sends("", {"#totp-code": self.office.code_of("alma")})
        self.presses("Sign out")

    def _an_invitation(self) -> Iterator[str]:
        link = self.office.invites("robin", role=Role.SUPERVISOR)
        yield self.opens("invitation", link)
        yield self.sends("invitation-refused", {"#new-password": WEAK, "#new-again": WEAK + "!"})
        yield self.sends("second-step-chosen", {"#new-password": PASSWORD, "#new-again": PASSWORD})
        secret = re.sub(r"\s", "", self.page.locator(".secret").text_content() or "")
        self.sends("", {"#enrol-code": pyotp.TOTP(secret).at(self.office.clock.now())})
        yield "recovery-codes-first"
        yield self.presses("Show my codes", name="recovery-codes")
        self.opens("", "/account")
        self.presses("Sign out")
        yield self.opens("invitation-gone", link)

    def _a_call(self) -> Iterator[str]:
        self.signs_in("alma")
        yield "waiting"
        self.telephones.has_a_telephone("alma")
        yield self.presses("I am available", name="waiting-available")
        yield self.takes_a_call("call", role="child")
        yield self.sends("call-refused", {"#letter_code-code": "4831-0927"})
        yield self._asks("call-no-match", NORA)
        yield self._asks("call-match", ANA)
        yield self._asks("call-two-people", DREW)
        self.unfolds("Callback")
        yield self.sends("call-callback", {"#callback-number": "573 555 0142"})
        self.unfolds("Letter or address")
        self.page.locator("#letter-name").focus()
        yield "call-letter"
        self.presses("End call")
        self.passes(timedelta(seconds=40))
        yield "wrap-up"
        self.page.get_by_label("Callback arranged").check()
        yield self.presses("Finish", name="waiting-after")
        yield self.opens("account", "/account")
        self.page.keyboard.press("?")
        yield "keys"
        yield self.opens("nothing-here", "/desk/nowhere")
        self.opens("", "/desk")

    def _other_answers(self) -> Iterator[str]:
        self.takes_a_call("", role="self", language="es")
        yield self._asks("call-match-spanish", ANA)
        for _ in range(4):
            self._asks("", NORA)
        yield self._asks("call-may-not-tell", NORA)
        self.presses("Sign out")
        self.signs_in("zoe")  # whose incident has no list yet
        self.takes_a_call("", role="other")
        yield self._asks("call-cannot-tell", ANA)
        self.presses("Sign out")

    def _a_telephone(self) -> Iterator[str]:
        self.signs_in("alma")
        self._finishes()
        self.presses("Take a break")
        self.opens("", "/account")
        self.unfolds("Have it rung again")
        yield self.sends("account-telephone", {"#telephone-address": "573 555 0177"})
        code = self.page.locator(".telephone .phrase").inner_text()
        self.telephones.keys("alma", code)
        yield self.waits_for("Calls ring on", name="account-telephone-known")

    def _a_call_that_rings(self) -> Iterator[str]:
        """Nothing is pressed between two states that come by themselves."""
        self.opens("", "/desk")
        self.telephones.waits(language="es")
        self.passes(timedelta(minutes=2, seconds=5))
        self.page.get_by_role("button", name="I am available").click()
        yield self.waits_for("Has waited", name="ringing")
        self.page.keyboard.press("a")
        yield self.waits_for("Now pick up your telephone", name="ringing-accepted")
        self.telephones.picks_up("alma")
        self.waits_for("Your telephone is picked up")  # behind a number there may be a machine
        self.page.keyboard.press("a")
        self.waits_for("Heard on the telephone already")
        self.passes(timedelta(seconds=20))
        yield "call-by-telephone"
        yield self.presses("Hold", name="call-held")
        self.presses("Back to the caller")

    def _a_colleague(self) -> Iterator[str]:
        self.telephones.has_a_telephone("sam")
        self.telephones.is_available("sam")
        self.page.reload()
        self.unfolds("Colleague")
        yield self.presses("Sam Whitfield", name="call-colleague-rings")
        self.telephones.accepts("sam")
        yield self.waits_for("You talk with Sam Whitfield", name="call-colleague")
        self.presses("Sign out")
        self.signs_in("sam")
        yield self.opens("colleague", "/desk")
        self.presses("Leave it to Alma Reyes")
        self.presses("Sign out")
        self.signs_in("alma")
        self._finishes()

    def _a_callback(self) -> Iterator[str]:
        self.telephones.wants_to_be_called_back()
        yield self.waits_for("A callback", name="ringing-callback")
        self.telephones.accepts("alma")
        yield self.waits_for("They are being rung", name="call-back")
        self.telephones.is_not_reached()
        yield self.waits_for("They did not pick up", name="call-back-unreached")
        self._finishes()

    def _a_message(self) -> Iterator[str]:
        self.telephones.leaves_a_message()
        self.page.reload()
        yield self.presses("Hear the next message", name="message")
        self.presses("Leave it to somebody else")
        self.presses("Sign out")

    def _finishes(self) -> None:
        self.presses("End call")
        self.page.locator("[name=disposition]").first.check()
        self.presses("Finish")

    def _the_overview(self) -> Iterator[str]:
        self.telephones.waits()
        self.passes(timedelta(seconds=75))
        self.signs_in("sam")
        yield "overview"

    def signs_in(self, login: str) -> None:
        self.opens("", "/sign-in")
        self.sends("", {"#sign-in-login": login, "#sign-in-password": PASSWORD})
        self.sends("", {"#totp-code": self.office.code_of(login)})
        self.passes(timedelta())

    def takes_a_call(self, name: str, *, role: str, language: str = "en") -> str:
        self.page.locator(f"[name=language][value={language}]").check(force=True)
        self.page.locator(f"[name=role][value={role}]").check(force=True)
        self.sends("", {"#take-reference": "desk phone 4"})
        self.passes(timedelta(minutes=1, seconds=12))
        return name

    def _asks(self, name: str, child: Child) -> str:
        self.passes(timedelta(seconds=48))
        self.page.locator("#tab-way-student_number").click()
        year, month, day = child.born.split("-")
        born = f"{month}/{day}/{year}"
        return self.sends(name, {"#student_number-student_number": child.number, "#student_number-birth_date": born})

    def opens(self, name: str, path: str) -> str:
        self.page.goto(self.address + path)
        return name

    def sends(self, name: str, fields: Fields) -> str:
        for field, text in fields.items():
            self.page.locator(field).fill(text)
        with self.page.expect_navigation():
            self.page.locator(next(reversed(fields))).press("Enter")
        return name

    def presses(self, button: str, *, name: str = "") -> str:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        return name

    def unfolds(self, words: str) -> None:
        folded = self.page.locator("details:not([open]) > summary", has_text=words)
        if folded.count():
            folded.first.click()

    def waits_for(self, words: str, *, name: str = "") -> str:
        """What comes by itself: nothing is pressed and no page is opened."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=10_000)
        return name

    def passes(self, span: timedelta) -> None:
        """Time passes on both sides."""
        self.office.clock.advance(span)
        self.page.clock.set_fixed_time(self.office.clock.now())
        if self.page.url.startswith(self.address):
            self.page.reload()


def a_busy_day(office: Office) -> None:
    """Ben has had a call that left something behind, and is in another one."""
    ben = office.takes_a_call("ben", language="es", role="self")
    note = "The caller moved away from somebody and is afraid of being found."
    ben.sends("/desk/escalate", kind="safety", note=note)
    ben.sends("/desk/gap", asked="¿Habrá una reunión para los padres?")
    ben.sends("/desk/gap", asked="Is the school library's list of readers among the files?")
    ben.sends("/desk/end").sends("/desk/finish", disposition="escalated")
    office.clock.advance(timedelta(minutes=52))
    ben = office.takes_a_call("ben")
    ben.sends("/desk/escalate", kind="counsel", note="A lawyer asks for a written answer.")
    born = {"birth_date": "11/23/2006", "way": "student_number"}
    ben.sends("/desk/check", student_number=ANA.number, **born)
    office.clock.advance(timedelta(minutes=4))
