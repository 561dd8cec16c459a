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


class Tour:
    """One browser that is led about; the clock of the page is the clock of the desk."""

    def __init__(self, page: Page, office: Office) -> None:
        self.page = page
        self._office = office
        self._address = office.house.settings.desk_url

    def every_page(self) -> Iterator[str]:
        """The name of each page, while it is shown; whoever looks may change its width and colours only."""
        self._telephones = reached(self._office)
        a_busy_day(self._office)
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
        yield self._opens("sign-in", "/sign-in")
        yield self._sends("sign-in-refused", {"#sign-in-login": "alma", "#sign-in-password": WEAK})
        yield self._sends("second-step", {"#sign-in-login": "alma", "#sign-in-password": PASSWORD})
        self._passes(timedelta(seconds=30))
        self._sends("", {"#totp-code": self._office.code_of("alma")})
        self._presses("Sign out")

    def _an_invitation(self) -> Iterator[str]:
        link = self._office.invites("robin", role=Role.SUPERVISOR)
        yield self._opens("invitation", link)
        yield self._sends("invitation-refused", {"#new-password": WEAK, "#new-again": WEAK + "!"})
        yield self._sends("second-step-chosen", {"#new-password": PASSWORD, "#new-again": PASSWORD})
        secret = re.sub(r"\s", "", self.page.locator(".secret").text_content() or "")
        self._sends("", {"#enrol-code": pyotp.TOTP(secret).at(self._office.clock.now())})
        yield "recovery-codes-first"
        yield self._presses("Show my codes", name="recovery-codes")
        self._opens("", "/account")
        self._presses("Sign out")
        yield self._opens("invitation-gone", link)

    def _a_call(self) -> Iterator[str]:
        self._signs_in("alma")
        yield "waiting"
        self._telephones.has_a_telephone("alma")
        yield self._presses("I am available", name="waiting-available")
        yield self._takes_a_call("call", role="child")
        yield self._sends("call-refused", {"#letter_code-code": "4831-0927"})
        yield self._asks("call-no-match", NORA)
        yield self._asks("call-match", ANA)
        yield self._asks("call-two-people", DREW)
        self._unfolds("Callback")
        yield self._sends("call-callback", {"#callback-number": "573 555 0142"})
        self._unfolds("Letter or address")
        self.page.locator("#letter-name").focus()
        yield "call-letter"
        self._presses("End call")
        self._passes(timedelta(seconds=40))
        yield "wrap-up"
        self.page.get_by_label("Callback arranged").check()
        yield self._presses("Finish", name="waiting-after")
        yield self._opens("account", "/account")
        self.page.keyboard.press("?")
        yield "keys"
        yield self._opens("nothing-here", "/desk/nowhere")
        self._opens("", "/desk")

    def _other_answers(self) -> Iterator[str]:
        self._takes_a_call("", role="self", language="es")
        yield self._asks("call-match-spanish", ANA)
        for _ in range(4):
            self._asks("", NORA)
        yield self._asks("call-may-not-tell", NORA)
        self._presses("Sign out")
        self._signs_in("zoe")  # whose incident has no list yet
        self._takes_a_call("", role="other")
        yield self._asks("call-cannot-tell", ANA)
        self._presses("Sign out")

    def _a_telephone(self) -> Iterator[str]:
        self._signs_in("alma")
        self._finishes()
        self._presses("Take a break")
        self._opens("", "/account")
        self._unfolds("Have it rung again")
        yield self._sends("account-telephone", {"#telephone-address": "573 555 0177"})
        code = self.page.locator(".telephone .phrase").inner_text()
        self._telephones.keys("alma", code)
        yield self._waits_for("Calls ring on", name="account-telephone-known")

    def _a_call_that_rings(self) -> Iterator[str]:
        """Nothing is pressed between two states that come by themselves."""
        self._opens("", "/desk")
        self._telephones.waits(language="es")
        self._passes(timedelta(minutes=2, seconds=5))
        self.page.get_by_role("button", name="I am available").click()
        yield self._waits_for("Has waited", name="ringing")
        self.page.keyboard.press("a")
        yield self._waits_for("Now pick up your telephone", name="ringing-accepted")
        self._telephones.picks_up("alma")
        self._waits_for("Your telephone is picked up")  # behind a number there may be a machine
        self.page.keyboard.press("a")
        self._waits_for("Heard on the telephone already")
        self._passes(timedelta(seconds=20))
        yield "call-by-telephone"
        yield self._presses("Hold", name="call-held")
        self._presses("Back to the caller")

    def _a_colleague(self) -> Iterator[str]:
        self._telephones.has_a_telephone("sam")
        self._telephones.is_available("sam")
        self.page.reload()
        self._unfolds("Colleague")
        yield self._presses("Sam Whitfield", name="call-colleague-rings")
        self._telephones.accepts("sam")
        yield self._waits_for("You talk with Sam Whitfield", name="call-colleague")
        self._presses("Sign out")
        self._signs_in("sam")
        yield self._opens("colleague", "/desk")
        self._presses("Leave it to Alma Reyes")
        self._presses("Sign out")
        self._signs_in("alma")
        self._finishes()

    def _a_callback(self) -> Iterator[str]:
        self._telephones.wants_to_be_called_back()
        yield self._waits_for("A callback", name="ringing-callback")
        self._telephones.accepts("alma")
        yield self._waits_for("They are being rung", name="call-back")
        self._telephones.is_not_reached()
        yield self._waits_for("They did not pick up", name="call-back-unreached")
        self._finishes()

    def _a_message(self) -> Iterator[str]:
        self._telephones.leaves_a_message()
        self.page.reload()
        yield self._presses("Hear the next message", name="message")
        self._presses("Leave it to somebody else")
        self._presses("Sign out")

    def _finishes(self) -> None:
        self._presses("End call")
        self.page.locator("[name=disposition]").first.check()
        self._presses("Finish")

    def _the_overview(self) -> Iterator[str]:
        self._telephones.waits()
        self._passes(timedelta(seconds=75))
        self._signs_in("sam")
        yield "overview"

    def _signs_in(self, login: str) -> None:
        self._opens("", "/sign-in")
        self._sends("", {"#sign-in-login": login, "#sign-in-password": PASSWORD})
        self._sends("", {"#totp-code": self._office.code_of(login)})
        self._passes(timedelta())

    def _takes_a_call(self, name: str, *, role: str, language: str = "en") -> str:
        self.page.locator(f"[name=language][value={language}]").check(force=True)
        self.page.locator(f"[name=role][value={role}]").check(force=True)
        self._sends("", {"#take-reference": "desk phone 4"})
        self._passes(timedelta(minutes=1, seconds=12))
        return name

    def _asks(self, name: str, child: Child) -> str:
        self._passes(timedelta(seconds=48))
        self.page.locator("#tab-way-student_number").click()
        year, month, day = child.born.split("-")
        born = f"{month}/{day}/{year}"
        return self._sends(name, {"#student_number-student_number": child.number, "#student_number-birth_date": born})

    def _opens(self, name: str, path: str) -> str:
        self.page.goto(self._address + path)
        return name

    def _sends(self, name: str, fields: Fields) -> str:
        for field, text in fields.items():
            self.page.locator(field).fill(text)
        with self.page.expect_navigation():
            self.page.locator(next(reversed(fields))).press("Enter")
        return name

    def _presses(self, button: str, *, name: str = "") -> str:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        return name

    def _unfolds(self, words: str) -> None:
        folded = self.page.locator("details:not([open]) > summary", has_text=words)
        if folded.count():
            folded.first.click()

    def _waits_for(self, words: str, *, name: str = "") -> str:
        """What comes by itself: nothing is pressed and no page is opened."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=10_000)
        return name

    def _passes(self, span: timedelta) -> None:
        """Time passes on both sides."""
        self._office.clock.advance(span)
        self.page.clock.set_fixed_time(self._office.clock.now())
        if self.page.url.startswith(self._address):
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
