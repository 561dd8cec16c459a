"""When the vault fails the desk says that it can't tell, or shows a plain page: never a "no", nor an older answer."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from lookup import Busy
from tests.agents_ui.asking import ANSWERS, CANNOT_TELL, MATCH, MAY_NOT_TELL, NO_MATCH, asks, between, nothing, told
from tests.agents_ui.desks import Browser, Office
from tests.journeys.cast import ANA, BEN, NORA

KINDS = "This information was involved: "
PLAIN = ("The desk can't be used now", "It says nothing about any caller")


@contextmanager
def ring_away(office: Office) -> Iterator[None]:
    ring = office.house.settings.keyring
    away = shutil.move(ring, ring.with_name("moved away"))
    yield
    shutil.move(away, ring)


@contextmanager
def file_locked(office: Office) -> Iterator[None]:
    """Another program holds the lock for writing for longer than anybody waits."""
    other = sqlite3.connect(str(office.house.database.url.database), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


Fault = Callable[[Office], AbstractContextManager[None]]
BOTH = pytest.mark.parametrize("fault", [ring_away, file_locked], ids=["keys gone", "file locked"])


def verdict(browser: Browser) -> str:
    """The title of what is to be said."""
    assert browser.page is not None
    found = re.search(r'id="say-title"[^>]*>([^<]*)<', browser.page.get_data(as_text=True))
    return found[1] if found else ""


def tells_nothing(browser: Browser) -> None:
    assert [one for one in (MATCH, NO_MATCH, MAY_NOT_TELL, KINDS) if one in browser.text] == []
    browser.sees_nothing_of(ANA.number, BEN.number, "Traceback", "sqlalchemy", "KeyMissing", "keyring")


@BOTH
def test_a_desk_without_its_keys_or_its_file_shows_a_plain_page_and_goes_on_where_it_was(
    at_the_desk: Office, fault: Fault
) -> None:
    browser = at_the_desk.takes_a_call()
    asks(browser, ANA).sees(MATCH)
    token = browser.token()
    with fault(at_the_desk):
        fields = {"way": "student_number", "student_number": BEN.number, "birth_date": BEN.born, "csrf_token": token}
        assert browser.sends_raw("/desk/check", fields).status == 503
        browser.sees(*PLAIN)
        tells_nothing(browser)
        if fault is ring_away:  # a locked file can still be read
            assert [browser.opens(path).status for path in ("/desk", "/account", "/")] == [503] * 3
    assert told(browser.opens("/desk")) in ("", MATCH)
    assert told(asks(browser, NORA)) == NO_MATCH
    assert told(asks(browser, BEN)) == MATCH


@BOTH
def test_a_fault_within_a_check_leaves_no_answer_and_not_the_one_before(at_the_desk: Office, fault: Fault) -> None:
    browser = at_the_desk.takes_a_call()
    asks(browser, ANA).sees(MATCH)
    vault, lasting = between(at_the_desk), fault(at_the_desk)
    vault.before = lasting.__enter__
    asks(browser, BEN).sees(*PLAIN)
    tells_nothing(browser)
    lasting.__exit__(None, None, None)
    vault.before = nothing
    assert told(browser.opens("/desk")) == ""
    assert told(asks(browser, NORA)) == NO_MATCH


@pytest.mark.parametrize("fails", ["a locked file", "a mistyped date"])
def test_the_answer_for_the_one_before_is_called_that_once_another_check_has_come_to_nothing(
    at_the_desk: Office, fails: str
) -> None:
    browser = at_the_desk.takes_a_call()
    assert verdict(asks(browser, ANA)) == "We found a match"
    if fails == "a locked file":
        with file_locked(at_the_desk):
            asks(browser, BEN)
    else:
        browser.sends("/desk/check", way="student_number", student_number=BEN.number, birth_date="02/30/2008")
    for page in (browser.opens("/desk"), browser.opens("/desk")):
        assert verdict(page) == "How to begin"
        page.sees("The answer before")
    assert verdict(asks(browser, NORA)) == "No match for these details"
    browser.sees_nothing_of("The answer before")


def test_a_short_fault_of_the_vault_is_told_as_what_it_is(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    asks(browser, ANA).sees(MATCH)
    vault = between(either_office)
    for child in (BEN, NORA):
        away = ring_away(either_office)
        vault.before, vault.after = away.__enter__, partial(away.__exit__, None, None, None)
        assert told(asks(browser, child)) == CANNOT_TELL
        browser.sees("This says nothing about you").sees_nothing_of(KINDS)


def test_a_register_that_was_damaged_can_t_tell(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    assert told(asks(browser, ANA)) == MATCH
    with either_office.house.database.write() as session:
        session.execute(text("DELETE FROM register_pages"))
    for child in (ANA, NORA):
        assert told(asks(browser, child)) == CANNOT_TELL
        browser.sees_nothing_of(KINDS)


def test_an_answer_that_could_not_be_recorded_is_not_told(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    vault = between(at_the_desk)

    def breaks() -> None:
        raise OSError("the disk is full")

    vault.then = breaks
    assert told(asks(browser, ANA)) == CANNOT_TELL
    vault.then = nothing
    assert told(asks(browser, ANA)) == MATCH


def test_whoever_was_not_asked_about_because_many_ask_at_once_costs_no_check(at_the_desk: Office) -> None:
    """A full queue spends nothing, so it must not use up the call either."""
    browser = at_the_desk.takes_a_call()
    vault = between(at_the_desk)

    def is_full() -> None:
        raise Busy

    vault.before = is_full
    for _ in range(2):
        asks(browser, ANA).sees("so this one was not. Please try again.")
        assert told(browser) == ""
    vault.before = nothing
    browser.sees("6 checks left")
    assert told(asks(browser, ANA)) == MATCH


def test_a_state_that_was_damaged_is_a_plain_page(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    asks(browser, ANA).sees(MATCH)
    with at_the_desk.house.database.write() as session:
        session.execute(text("UPDATE agent_calls SET sealed = zeroblob(1024)"))
    for page in (browser.opens("/desk"), asks(browser, BEN)):
        assert page.status in (500, 503)
        assert not any(one in page.text for one in ANSWERS)


def test_a_database_that_is_gone_is_a_plain_page(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    file, token = Path(str(at_the_desk.house.database.url.database)), browser.token()
    at_the_desk.house.database.close()
    away = file.rename(file.with_suffix(".away"))
    for path in ("/desk", "/account", "/"):
        assert browser.opens(path).status == 503
        browser.sees(*PLAIN)
    browser.sends_raw("/desk/check", {"way": "letter_code", "code": "4831-0927-5510", "csrf_token": token})
    assert browser.status == 503
    away.rename(file)
    browser.opens("/desk").is_at("/desk")
