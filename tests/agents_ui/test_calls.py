"""An agent asks only in a live call of their own, only so often, and hears only what that very check found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from agents_ui.house import Desk
from hotline.audit import AuditLog
from hotline.calls import AgentCall
from hotline.followups import EscalationKind
from tests.agents_ui.asking import (
    CANNOT_TELL,
    MATCH,
    MAY_NOT_TELL,
    NO_MATCH,
    asks,
    between,
    ends,
    limits,
    nothing,
    takes_another,
    told,
)
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied
from tests.journeys.cast import ANA, BEN, CARLA, NORA

EVERY_FORM = {
    "/desk/role": {"role": "self"},
    "/desk/check": {"way": "student_number", "student_number": ANA.number, "birth_date": ANA.born},
    "/desk/letter": {"what": "new_letter", "name": "Jo Doe", "address_1": "1 Example St", "city": "Here"},
    "/desk/callback": {"number": "573 555 0100", "window": "2019-06-03T17:00Z"},
    "/desk/escalate": {"kind": "tier_2", "note": "please look"},
    "/desk/gap": {"asked": "is there a deadline"},
    "/desk/end": {},
}
KINDS = "This information was involved: "
TRACES = (
    *("agent_calls", "agent_days", "sealed_requests", "callbacks", "escalations", "question_gaps"),
    *("limit_counters", "disposition_counts", "call_days"),
)


def rows(office: Office) -> dict[str, int]:
    """How many rows each table of the desk has."""
    with office.house.database.read() as session:
        return {table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TRACES}


def parts_of(office: Office) -> Desk:
    parts: Desk = office.app.extensions["desk"]
    return parts


def call_of(office: Office, login: str = "alma") -> AgentCall | None:
    parts = parts_of(office)
    with office.house.database.write() as session:
        return parts.calls.current(session, office.people[login].id)


def state_of(office: Office, login: str) -> str:
    """What the overview says that somebody is doing."""
    with office.house.database.read() as session:
        return parts_of(office).presence.state_of(session, office.people[login].id).state


def beside_of(browser: Browser, office: Office) -> Browser:
    """Another window of the same browser."""
    beside = office.browser()
    beside.client.set_cookie("desk", browser.cookie(), path="/")
    return beside.opens("/desk")


def checks_audited(office: Office) -> list[str]:
    """Who is on record for each check at the desk."""
    log = AuditLog(office.house.keyring, office.clock)
    with office.house.database.read() as session:
        return [entry.actor for entry in log.entries(session) if entry.tag == "register.asked"]


def is_refused_everywhere(browser: Browser, office: Office, *, status: int, but: str = "") -> None:
    before = rows(office)
    for path, fields in EVERY_FORM.items():
        if path == but:
            continue
        browser.opens("/account").sends(path, **fields)
        assert browser.status == status, f"{path}: {browser.status}"
        browser.sees_nothing_of(KINDS, ANA.number)
        assert told(browser) == ""
    assert rows(office) == before


# Only in a live call of one's own


def test_nothing_is_done_before_a_call_in_wrap_up_and_after_it(either_office: Office) -> None:
    browser = either_office.signs_in("alma")
    is_refused_everywhere(browser, either_office, status=409)
    takes_another(browser, either_office)
    asks(browser, ANA).sees(MATCH, KINDS)
    browser.sends("/desk/end").sees_nothing_of(KINDS).sees_nothing_of(MATCH)
    is_refused_everywhere(browser, either_office, status=409, but="/desk/end")  # whose caller has just hung up, say
    browser.sends("/desk/end").is_at("/desk").sees("How did it end?")
    browser.opens("/desk").sends("/desk/finish", disposition="checked")
    is_refused_everywhere(browser, either_office, status=409)
    assert checks_audited(either_office) == [f"agent {either_office.people['alma'].id}"]


def test_nobody_takes_a_call_of_another_incident_or_by_hand_where_that_is_switched_off(at_the_desk: Office) -> None:
    zoe = at_the_desk.signs_in("zoe")
    takes_another(zoe, at_the_desk)
    assert zoe.status == 403
    assert call_of(at_the_desk, "zoe") is None
    alma = at_the_desk.signs_in("alma")
    for incident in ("", "0", "-1", "99999999999999999999", "1.0", "jcps-2019", "' OR 1=1 --"):
        alma.opens("/desk").sends("/desk/take", incident=incident, language="en", role="child", reference="phone")
        assert alma.status == 403, incident
    applied(at_the_desk.house, replace(WITH_KEY, calls_by_hand=False))
    takes_another(alma.opens("/desk"), at_the_desk)
    assert alma.status == 403
    assert call_of(at_the_desk) is None


def test_what_a_form_does_not_ask_for_has_no_effect(at_the_desk: Office) -> None:
    """Mass assignment: whose call it is, of which incident and how many checks are left is not the browser's to say."""
    zoe = at_the_desk.signs_in("zoe")
    other = at_the_desk.people["zoe"].id
    said = {"incident": at_the_desk.incident.id, "language": "en", "role": "child", "reference": "desk phone 4"}
    made_up = {"agent_id": other, "agent": other, "channel": "telephone", "by_hand": "", "checks": -5, "version": 99}
    alma = at_the_desk.signs_in("alma").sends("/desk/take", **said, **made_up)
    for _ in range(2):
        alma.sends("/desk/check", way="student_number", student_number=ANA.number, birth_date=ANA.born, **made_up)
    alma.sends("/desk/role", role="self", told="MATCH", done="letter", incident=99)
    call = call_of(at_the_desk)
    assert call is not None
    assert (call.agent, call.incident, call.checks) == (at_the_desk.people["alma"].id, at_the_desk.incident.id, 2)
    assert (call.by_hand, call.role, call.done, call.version) == (True, "self", (), at_the_desk.incident.version)
    zoe.sends("/desk/finish", disposition="checked", agent=call.agent, account_id=call.agent)
    assert call_of(at_the_desk) == call, "finished by somebody else"
    assert call_of(at_the_desk, "zoe") is None


@pytest.mark.parametrize("way", ["name", "custodian", "canary", "", "letter_code,student_number", "NAME_DESK"])
def test_only_the_ways_of_the_desk_are_ways(at_the_desk: Office, way: str) -> None:
    browser = at_the_desk.takes_a_call()
    details = {"last_name": "Doe", "first_name": "Jo", "zip": "65101", "code": "483109275510"}
    browser.sends("/desk/check", way=way, student_number=ANA.number, birth_date=ANA.born, **details)
    assert told(browser) == ""
    assert checks_audited(at_the_desk) == []


@pytest.mark.parametrize("goes", [Office.disables, Office.lets_begin_anew])
def test_whoever_is_sent_away_in_a_call_has_no_call_when_they_come_back(
    either_office: Office, goes: Callable[[Office, str], object]
) -> None:
    browser = either_office.takes_a_call()
    asks(browser, ANA).sees(MATCH)
    goes(either_office, "alma")
    asks(browser, ANA).is_at("/sign-in").sees_nothing_of(KINDS)
    assert call_of(either_office) is None
    assert state_of(either_office, "alma") == "offline"


def test_whoever_signs_out_is_no_longer_available_but_for_a_call_that_goes_on(at_the_desk: Office) -> None:
    alma = at_the_desk.signs_in("alma").sends("/desk/presence", state="available")
    at_the_desk.takes_a_call("ben").sends("/sign-out").is_at("/sign-in")
    assert state_of(at_the_desk, "alma") == "available"
    alma.opens("/account").sends("/sign-out").is_at("/sign-in")
    assert [state_of(at_the_desk, login) for login in ("alma", "ben")] == ["offline", "on_call"]
    at_the_desk.signs_in("ben").is_at("/desk").sees("Call in English")


# Only so often


def test_the_seventh_check_of_a_call_finds_nothing_out_and_a_new_call_has_its_own(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    for child in (ANA, NORA, BEN, NORA, CARLA, BEN):
        asks(browser, child)
        assert told(browser) == (NO_MATCH if child is NORA else MATCH)
    browser.sees("No check is left in this call").sees_nothing_of('id="way-')
    asks(browser, ANA)
    assert told(browser) == MAY_NOT_TELL
    browser.sees_nothing_of(KINDS)
    takes_another(ends(browser), either_office)
    assert told(asks(browser, ANA)) == MATCH


def test_an_agent_s_hour_by_hand_is_theirs_and_lasts_an_hour(either_office: Office) -> None:
    limits(either_office, checks_by_hand_per_hour=3)
    alma, ben = either_office.takes_a_call("alma"), either_office.takes_a_call("ben")
    for _ in range(3):
        assert told(asks(alma, ANA)) == MATCH
    assert told(asks(alma, ANA)) == MAY_NOT_TELL
    alma.sees_nothing_of(KINDS)
    takes_another(ends(alma), either_office)
    assert told(asks(alma, ANA)) == MAY_NOT_TELL, "another call is no other hour"
    assert told(asks(ben, ANA)) == MATCH
    either_office.clock.advance(timedelta(hours=1))
    assert told(asks(alma, ANA)) == MATCH


def test_an_agent_s_day_counts_over_all_calls(either_office: Office) -> None:
    limits(either_office, checks_per_agent_per_day=4, checks_by_hand_per_hour=100)
    browser = either_office.takes_a_call()
    for _ in range(2):
        for _ in range(2):
            assert told(asks(browser, ANA)) == MATCH
        takes_another(ends(browser), either_office)
    assert told(asks(browser, ANA)) == MAY_NOT_TELL
    either_office.clock.advance(timedelta(hours=3))
    either_office.signs_in("alma", browser).is_at("/desk")
    assert told(asks(browser, ANA)) == MAY_NOT_TELL, "three hours are no day"


# Only what this check found


def test_of_two_checks_at_once_at_most_one_is_answered_and_both_are_spent(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    one, other = beside_of(browser, either_office), beside_of(browser, either_office)
    vault, both = between(either_office), threading.Barrier(2, timeout=10)
    vault.before = both.wait
    with ThreadPoolExecutor(2) as threads:
        threads.submit(asks, one, ANA)
        threads.submit(asks, other, NORA)
    vault.before = nothing
    call = call_of(either_office)
    assert call is not None
    assert call.checks == 2
    assert call.told is not None
    assert told(browser.opens("/desk")) in (MATCH, NO_MATCH), "that of the one which was begun last"
    assert [told(asks(browser, ANA)) for _ in range(5)] == [MATCH] * 4 + [MAY_NOT_TELL]


MEANWHILE: Mapping[str, Callable[[Browser, Office], object]] = {
    "asked": lambda beside, _: asks(beside, NORA),
    "ended": lambda beside, _: beside.sends("/desk/end"),
    "finished": lambda beside, _: ends(beside),
    "another call": lambda beside, office: takes_another(ends(beside), office),
    "disabled": lambda _, office: office.disables("alma"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_late_answer_is_never_told_for_somebody_else(at_the_desk: Office, meanwhile: str) -> None:
    """The check finds something; before it is recorded the agent has gone on."""
    browser = at_the_desk.takes_a_call()
    beside = beside_of(browser, at_the_desk)
    vault = between(at_the_desk)

    def goes_on() -> None:
        vault.before = nothing
        MEANWHILE[meanwhile](beside, at_the_desk)

    vault.before = goes_on
    asks(browser, ANA)
    expected = NO_MATCH if meanwhile == "asked" else ""
    for page in (browser, browser.opens("/desk")):
        assert told(page) == expected
        page.sees_nothing_of(KINDS)
    call = call_of(at_the_desk)
    assert call is None or call.told is None or call.told.name == "NO_MATCH"


def test_an_escalation_beside_a_check_takes_neither_away(either_office: Office) -> None:
    """They lock the call and the audit log in one order: in two, PostgreSQL ends one of them after a second."""
    browser = either_office.takes_a_call()
    vault, parts = between(either_office), parts_of(either_office)
    locked, read = threading.Event(), threading.Event()

    def escalates() -> None:
        with either_office.house.database.write() as session:
            call = parts.calls.current(session, either_office.people["alma"].id)
            assert call is not None
            locked.set()
            read.wait(0.3)  # in this time the check reads its page, and would lock the audit log
            to = EscalationKind.PRESS
            parts.escalations.open(
                session, incident_id=call.incident, kind=to, note="please look", by=call.agent, call=call.reference
            )
            parts.calls.save(session, call.did("escalation"))

    with ThreadPoolExecutor(1) as threads:
        if either_office.house.database.engine.dialect.name == "postgresql":
            vault.before = lambda: (threads.submit(escalates), locked.wait(5))
        else:
            escalates()  # SQLite has one lock for all
        assert told(asks(browser, ANA)) == MATCH
    call = call_of(either_office)
    assert call is not None
    assert call.done == ("escalation",)


def test_while_a_check_is_being_made_the_answer_before_does_not_stand_there(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    asks(browser, ANA).sees(MATCH, KINDS)
    beside = beside_of(browser, at_the_desk)
    seen: list[str] = []
    between(at_the_desk).before = lambda: seen.append(beside.opens("/desk").text)
    asks(browser, NORA).sees(NO_MATCH)
    assert len(seen) == 1
    assert not any(words in seen[0] for words in (MATCH, NO_MATCH, CANNOT_TELL, KINDS))


def test_looking_at_a_call_waits_for_nobody_who_writes(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    with either_office.house.database.write() as session:
        session.execute(text("UPDATE agent_calls SET touched = touched"))
        browser.opens("/desk").is_at("/desk").sees("End call")


def test_a_page_that_finds_a_call_left_behind_closes_it(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    at_the_desk.clock.advance(timedelta(hours=4))
    at_the_desk.signs_in("alma", browser).sees("Take a call by hand", "You are offline")
    assert rows(at_the_desk)["agent_calls"] == 0
