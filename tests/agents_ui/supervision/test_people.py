"""The room of people: what one supervisor can do, what takes two, and where a link is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.audit import AuditEntry
from hotline.queue import Endpoints
from hotline.staff import Account, Accounts, Role
from tests.agents_ui.asking import asks, limits
from tests.agents_ui.desks import PASSWORD, Browser, Colleague, Office, enrols
from tests.journeys.cast import ANA, NORA

LINK = re.compile(r'<ul class="link"[^>]*><li>[^<]*(/invitation/[\w-]+)</li>')
MAYA = {"name": "Maya Long", "login": "maya", "role": "agent", "language": "en"}


@pytest.fixture
def two(at_the_desk: Office) -> Office:
    """An office with a second supervisor, Pat."""
    pat = Colleague("pat", "Pat Grey", Role.SUPERVISOR, "jcps-2019")
    enrols(at_the_desk, pat)
    at_the_desk.people["pat"] = pat
    return at_the_desk


def account(office: Office, login: str) -> Account:
    with office.house.database.read() as session:
        found = Accounts(office.house.keyring, office.clock).by_login(session, login)
    assert found
    return found


def link_on(browser: Browser) -> str:
    assert browser.page is not None
    found = LINK.search(browser.page.get_data(as_text=True))
    assert found, browser.text
    return found[1]


def page_of(office: Office, login: str) -> str:
    return f"/supervision/people/{account(office, login).id}"


def audited(office: Office, tag: str) -> list[tuple[str, str]]:
    with office.house.database.read() as session:
        rows = session.execute(select(AuditEntry.actor, AuditEntry.detail).where(AuditEntry.tag == tag))
        return [(row.actor, row.detail) for row in rows]


def test_an_agent_is_invited_by_a_link_that_is_shown_once(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens("/supervision/people")
    sam.sends("/supervision/people/invite", **MAYA).sees("A link for Maya Long", "never again")
    link = link_on(sam)
    sam.opens("/supervision/people").sees("Maya Long", "Has a link").sees_nothing_of(link)
    at_the_desk.browser().opens(link).sends(link, password=PASSWORD, again=PASSWORD).is_at("/enrolment")
    assert (
        f"supervisor {at_the_desk.people['sam'].id}",
        f'{{"account": "agent {account(at_the_desk, "maya").id}"}}',
    ) in (audited(at_the_desk, "staff.invited"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"login": "alma"}, "Somebody has this name"),
        ({"login": "M"}, "Use 2 to 60"),
        ({"name": " "}, "at most 80 characters"),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"role": "custodian"}, "Choose one of the two"),
        ({"language": "fr"}, "Choose one of the languages"),
        ({"incident": "2"}, "one of your incidents"),
    ],
)
def test_what_can_not_be_used_is_named_and_invites_nobody(
    at_the_desk: Office, changed: dict[str, str], sentence: str
) -> None:
    sam = at_the_desk.signs_in("sam").opens("/supervision/people")
    before = len(audited(at_the_desk, "staff.invited"))
    sam.sends("/supervision/people/invite", **{**MAYA, **changed}).is_at("/supervision/people").sees(sentence)
    assert len(audited(at_the_desk, "staff.invited")) == before


def test_who_is_disabled_is_out_at_once_and_their_call_is_gone(at_the_desk: Office) -> None:
    ben = at_the_desk.takes_a_call("ben").is_at("/desk")
    page = page_of(at_the_desk, "ben")
    sam = at_the_desk.signs_in("sam").opens(page).sees("Can sign in")
    sam.sends(f"{page}/disable").is_at(page).sees("They are signed out", "Disabled").sees_nothing_of("Disable now")
    ben.opens("/desk").is_at("/sign-in")
    assert account(at_the_desk, "ben").disabled
    sam.opens("/supervision/people").sees("1 who is disabled")


def test_nobody_disables_themselves_or_somebody_of_elsewhere(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens("/supervision/people")
    sam.sees_nothing_of("Zoe Ng")
    sam.opens(page_of(at_the_desk, "sam")).sees_nothing_of("Disable now")
    sam.sends(f"{page_of(at_the_desk, 'sam')}/disable")
    assert sam.status == 403
    zoe = page_of(at_the_desk, "zoe")
    for verb in ("disable", "begin-anew"):
        sam.opens("/supervision/people").sends(f"{zoe}/{verb}")
        assert sam.status == 404
    assert sam.opens(zoe).status == sam.opens("/supervision/people/999").status == 404
    assert not account(at_the_desk, "sam").disabled
    assert not account(at_the_desk, "zoe").disabled


def test_one_supervisor_alone_lets_nobody_begin_anew_and_two_do(two: Office) -> None:
    page = page_of(two, "alma")
    sam = two.signs_in("sam").opens(page)
    sam.sends(f"{page}/begin-anew", note="Lost the telephone").is_at(page).sees("It is proposed", "Lost the telephone")
    sam.sees("You can’t approve it").sees_nothing_of("Approve, and show")
    pat = two.signs_in("pat").opens(page).sees("Proposed by Sam Whitfield")
    proposal = pat.hidden("id")
    sam.sends("/supervision/people/approve", id=proposal).sees("You can't approve this")
    assert account(two, "alma").enrolled
    pat.opens(page).sends("/supervision/people/approve", id=proposal).sees("A link for Alma Reyes")
    link = link_on(pat)
    assert not account(two, "alma").has_password
    assert "password" in two.browser().opens(link).text
    pat.opens(page).sends("/supervision/people/approve", id=proposal).sees("This is over")
    sam.opens(page).sees_nothing_of(link)


def test_a_second_supervisor_has_no_link_until_another_approves(two: Office) -> None:
    sam = two.signs_in("sam").opens("/supervision/people")
    sam.sends("/supervision/people/invite", **{**MAYA, "role": "supervisor"}).is_at("/supervision/people")
    sam.sees("The account is made", "Waits for somebody to approve the link")
    page = page_of(two, "maya")
    sam.opens(page).sees("gets their first link").sees_nothing_of("Approve, and show")
    pat = two.signs_in("pat").opens(page)
    pat.sends("/supervision/people/approve", id=pat.hidden("id")).sees("A link for Maya Long")


def test_a_note_that_names_somebody_is_refused(two: Office) -> None:
    page = page_of(two, "alma")
    sam = two.signs_in("sam").opens(page)
    sam.sends(f"{page}/begin-anew", note="her number is 573 555 0142").is_at(page).sees("looks like a number")
    assert not [detail for _, detail in audited(two, "proposal.made") if '"reset"' in detail]


def test_how_much_somebody_does_is_shown_and_what_is_unusual(at_the_desk: Office) -> None:
    limits(at_the_desk, checks_per_agent_per_day=4)
    alma = at_the_desk.takes_a_call()
    for child in (ANA, NORA):
        asks(alma, child)
    sam = at_the_desk.signs_in("sam").opens("/supervision/people").sees("Half of today's checks are made")
    sam.opens(page_of(at_the_desk, "alma")).sees("2 of 4", "2 checks", "Half of today's checks")
    at_the_desk.clock.advance(timedelta(days=1))
    sam = at_the_desk.signs_in("sam").opens(page_of(at_the_desk, "alma")).sees("0 of 4", "2 checks")
    sam.sees_nothing_of("Half of today")


def test_a_telephone_is_told_without_its_number(at_the_desk: Office) -> None:
    endpoints = Endpoints(at_the_desk.house.keyring, at_the_desk.clock)
    alma = at_the_desk.people["alma"].id
    sam = at_the_desk.signs_in("sam").opens(page_of(at_the_desk, "alma")).sees("None: they name it")
    with at_the_desk.house.database.write() as session:
        begun = endpoints.begin(session, alma, address="573 555 0177")
    sam.opens(page_of(at_the_desk, "alma")).sees("Not confirmed").sees_nothing_of(begun.code, "0177")
    with at_the_desk.house.database.write() as session:
        assert endpoints.keyed(session, alma, digits=begun.code)
    sam.opens(page_of(at_the_desk, "alma")).sees("Confirmed by a call").sees_nothing_of("0177")
    sam.opens("/supervision/people").sees_nothing_of("0177")
