"""An agent's own telephone: told on the account page, rung once, and confirmed only by whoever picks it up."""

from __future__ import annotations

import re

import pytest

from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reaching.telephones import Reaching, reached

CODE = re.compile(r'class="phrase digits">(\d{4})<')


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def code_on(browser: Browser) -> str:
    assert browser.page is not None
    found = CODE.search(browser.page.get_data(as_text=True))
    return found[1] if found else ""


def test_a_telephone_is_rung_once_and_its_owner_keys_what_the_page_shows(desk: Reaching) -> None:
    alma = desk.office.signs_in("alma").opens("/account").sees("Your telephone", "Use a telephone")
    alma.sends("/account/telephone", address="(573) 555-0177").sees("Your telephone is being rung", "••• 0177")
    alma.sees_nothing_of("5735550177", "555-0177")
    assert desk.was_asked("check_telephone") == ["+15735550177"]
    assert not desk.keys("alma", "12")
    assert desk.keys("alma", code_on(alma))
    alma.opens("/account").sees("Calls ring on ••• 0177")
    assert code_on(alma) == ""


@pytest.mark.parametrize("address", ["", "911", "+44 1632 960961", "900 555 0100", "sip:", "client:", "javascript:x"])
def test_what_can_t_be_a_telephone_is_refused_unrepeated(desk: Reaching, address: str) -> None:
    alma = desk.office.signs_in("alma").opens("/account")
    alma.sends("/account/telephone", address=address).sees("This can't be rung")
    assert desk.switchboard.asked == []


def test_nobody_s_telephone_is_rung_all_day(desk: Reaching) -> None:
    alma = desk.office.signs_in("alma").opens("/account")
    for _ in range(7):
        alma.sends("/account/telephone", address="573 555 0177")
    alma.sees("It was rung often enough for today")
    assert len(desk.was_asked("check_telephone")) <= 5


def test_a_telephone_is_forgotten(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    alma = desk.office.signs_in("alma").opens("/account").sees("Calls ring on client:alma")
    alma.sends("/account/forget-telephone").sees("Your telephone is rung no more").sees_nothing_of("client:alma")
    with desk.office.house.database.read() as session:
        assert desk.parts.endpoints.of(session, desk.id_of("alma")) is None


def test_an_address_that_is_not_confirmed_gets_no_call(desk: Reaching) -> None:
    alma = desk.is_available("alma")
    alma.opens("/account").sends("/account/telephone", address="client:alma")
    desk.waits()
    assert desk.was_asked("ring_agent") == []
    alma.opens("/desk").sees("No call can ring for you yet")
