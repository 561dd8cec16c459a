"""What stands on the wallboard, and what is wrong there; who sees it is `test_screens`."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from hotline.calls import LiveCalls
from hotline.followups import EscalationKind
from hotline.incidents import Emergency
from hotline.queue import HandOver
from tests.agents_ui.asking import asks
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied
from tests.agents_ui.reaching.telephones import Reaching, reached
from tests.journeys.cast import NORA

BOARD = "/supervision/wallboard/now"
TILE = re.compile(r'<li class="tile tile-([\w-]+)[^"]*">(.*?)</li>', re.DOTALL)
ALARM = re.compile(r'<li class="(is-severe|is-late)">.*?<span>([^<]+)</span>', re.DOTALL)


class Board:
    """A wallboard that somebody has in sight."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def says(self) -> dict[str, str]:
        """What stands under each name, in the order of the page."""
        return {name: " ".join(unescape(re.sub(r"<[^>]+>", " ", said)).split()) for name, said in self._tiles()}

    def figure(self, name: str) -> str:
        (found,) = [re.search(r"<b[^>]*>(.*?)</b>", said, re.DOTALL) for tile, said in self._tiles() if tile == name]
        assert found
        return re.sub(r"<[^>]+>", "", found[1])

    def alarms(self) -> list[tuple[str, str]]:
        """How bad, and what."""
        return [(how.removeprefix("is-"), unescape(words)) for how, words in ALARM.findall(self.html())]

    def keys(self) -> list[str]:
        """By what a page knows the alarms again."""
        found = re.search(r'data-alarms="([^"]*)"', self.html())
        assert found
        return found[1].split()

    def _tiles(self) -> list[tuple[str, str]]:
        return TILE.findall(self.html())

    def html(self) -> str:
        page = self._browser.opens(BOARD).page
        assert page is not None
        assert page.status_code == 200, self._browser.text
        return page.get_data(as_text=True)


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


@pytest.fixture
def either(either_office: Office) -> Reaching:
    return reached(either_office)


def board(desk: Reaching) -> Board:
    return Board(desk.office.signs_in("sam"))


def test_a_quiet_line_says_so(desk: Reaching) -> None:
    assert board(desk).says() == {
        "waiting": "Waiting now 0",
        "longest": "Longest wait –",
        "level": "Service level today – 0 of 0 in 60 seconds",
        "abandoned": "Abandoned today 0 of 0",
        "menu": "In the menu 0",
        "talking": "With agents 0",
        "agents": "Agents 0 of 2 here 0 Available",
        "callbacks": "Callbacks due 0",
        "messages": "Messages 0",
        "overdue": "Escalations overdue 0 0 open",
        "by-hand": "By hand now 0 0 today",
    }


def test_a_caller_comes_waits_and_is_answered(either: Reaching) -> None:
    desk, office = either, either.office
    shown = board(desk)
    desk.has_a_telephone("alma")
    alma = desk.is_available("alma")
    desk.waits()
    office.clock.advance(timedelta(seconds=42))
    assert (shown.figure("waiting"), shown.figure("longest"), shown.figure("talking")) == ("1", "0:42", "0")
    desk.accepts("alma")
    assert (shown.figure("waiting"), shown.figure("longest"), shown.figure("talking")) == ("0", "–", "1")
    assert shown.says()["level"] == "Service level today 100% 1 of 1 in 60 seconds"
    alma.opens("/desk").sends("/desk/end")
    assert shown.figure("talking") == "0"


def test_the_service_level_counts_those_who_gave_up_and_is_rounded_down(either: Reaching) -> None:
    desk, office = either, either.office
    shown = board(desk)
    for seconds, answered in ((60, True), (61, True), (5, False)):
        desk.has_a_telephone("alma")
        alma = desk.is_available("alma")
        queued = desk.waits()
        office.clock.advance(timedelta(seconds=seconds))
        if answered:
            desk.accepts("alma")
            alma.opens("/desk").sends("/desk/end").sends("/desk/finish", disposition="checked")
        else:
            desk.hangs_up(queued)
    assert shown.says()["level"] == "Service level today 33% 1 of 3 in 60 seconds"
    assert shown.says()["abandoned"] == "Abandoned today 1 of 3"


def test_today_begins_at_midnight_where_the_line_is(desk: Reaching) -> None:
    shown, office = board(desk), desk.office
    desk.hangs_up(desk.waits())
    assert shown.figure("abandoned") == "1"
    now = office.clock.now()
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1, hours=5)  # in Missouri, in June
    office.clock.advance(midnight - timedelta(minutes=1) - now)
    assert board(desk).figure("abandoned") == "1"
    office.clock.advance(timedelta(minutes=1))
    assert board(desk).figure("abandoned") == "0"


def test_whoever_is_in_the_menu_is_counted_until_they_wait_or_are_gone(either: Reaching) -> None:
    desk, office = either, either.office
    live, shown = LiveCalls(office.house.keyring, office.clock), board(desk)
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    with office.house.database.write() as session:
        for reference in (first, second):
            live.begin(session, reference, b"{}", incident=office.incident.id)
        live.begin(session, secrets.token_bytes(32), b"{}", incident=None)
    assert (shown.figure("menu"), shown.figure("waiting")) == ("2", "0")
    handed = HandOver("en", "child", "menu", office.incident.version)
    with office.house.database.write() as session:
        desk.parts.line.join(session, first, incident=office.incident.id, call="CA1", handed=handed)
    assert (shown.figure("menu"), shown.figure("waiting")) == ("1", "1")
    with office.house.database.write() as session:
        live.forget(session, second)
        live.begin(session, secrets.token_bytes(32), b"{}", incident=office.incident.id)
    assert shown.figure("menu") == "1"
    office.clock.advance(timedelta(hours=2))
    assert board(desk).figure("menu") == "0", "nobody in a menu is silent for an hour"


def test_agents_are_counted_by_what_they_do_and_a_closed_page_is_nobody(desk: Reaching) -> None:
    shown = board(desk)
    desk.has_a_telephone("alma")
    desk.is_available("alma")
    ben = desk.office.signs_in("ben")
    ben.opens("/desk").sends("/desk/presence", state="break", reason="meal")
    ben.client.get("/desk/now")
    said = shown.html()
    assert "2 of 2 here" in said
    counted = {
        state: count for count, state in re.findall(r'<b[^>]*>(\d)</b><span><span class="lamp lamp-(\w+)">', said)
    }
    assert counted == {"available": "1", "ringing": "0", "on_call": "0", "wrap_up": "0", "break": "1"}
    assert [name for name in ("Alma", "Ben", "Reyes", "Whitfield") if name in said] == []
    desk.office.clock.advance(timedelta(seconds=61))
    assert "0 of 2 here" in shown.html()


def test_calls_by_hand_stand_there_while_they_last_and_for_the_day(desk: Reaching) -> None:
    shown = board(desk)
    alma = desk.office.takes_a_call("alma")
    assert shown.says()["by-hand"] == "By hand now 1 1 today"
    alma.sends("/desk/end").sends("/desk/finish", disposition="checked")
    assert shown.says()["by-hand"] == "By hand now 0 1 today"
    desk.office.clock.advance(timedelta(days=1))
    desk.office.takes_a_call("alma")
    assert board(desk).says()["by-hand"] == "By hand now 1 1 today"


def test_messages_and_callbacks_are_counted_and_a_late_one_is_an_alarm(desk: Reaching) -> None:
    shown = board(desk)
    desk.leaves_a_message()
    desk.wants_to_be_called_back()
    assert shown.figure("messages") == "1"
    assert shown.figure("callbacks") == "1"
    assert shown.alarms() == []
    desk.office.clock.advance(timedelta(hours=4, minutes=1))
    late = board(desk)
    assert late.says()["callbacks"] == "Callbacks due 1 1 late"
    assert late.alarms() == [("late", "1 callback is late: its hour is over.")]


def test_who_waits_in_vain_is_an_alarm(desk: Reaching) -> None:
    shown = board(desk)
    desk.waits()
    assert shown.alarms() == [("severe", "1 caller waits, and no agent is here.")]
    desk.office.clock.advance(timedelta(minutes=5))
    assert shown.keys() == ["nobody_here"]
    desk.office.clock.advance(timedelta(seconds=1))
    assert shown.keys() == ["nobody_here", "long_wait"]
    assert shown.alarms()[1] == ("severe", "Somebody has waited for 5 minutes.")
    desk.office.clock.advance(timedelta(minutes=5))
    assert shown.keys() == ["nobody_here", "long_wait"], "the same alarm, whatever it says"


def test_an_escalation_is_an_alarm_once_its_time_is_over(desk: Reaching) -> None:
    alma = desk.office.takes_a_call("alma")
    alma.sends("/desk/escalate", kind=EscalationKind.SAFETY.value, note="Somebody is afraid.")
    shown = board(desk)
    assert shown.says()["overdue"] == "Escalations overdue 0 1 open"
    desk.office.clock.advance(timedelta(minutes=32))
    late = board(desk)
    assert late.says()["overdue"] == "Escalations overdue 1 1 open"
    assert late.alarms() == [("severe", "1 escalation is overdue.")]


def test_a_tripped_breaker_and_a_spent_budget_are_alarms(desk: Reaching) -> None:
    content = desk.office.incident.content
    few = replace(content.limits, breaker_failures_per_hour=1, checks_per_agent_per_day=2)
    applied(desk.office.house, replace(content, limits=few))
    alma = desk.office.takes_a_call("alma")
    asks(alma, NORA)
    found = board(desk)
    assert ("severe", "Too many failed checks at the desk: only letter codes are answered.") in found.alarms()
    assert ("late", "1 agent has made unusually many checks or calls by hand today.") in found.alarms()
    assert found.keys() == ["breaker.jcps-2019.desk", "unusual"]
    with desk.office.house.database.write() as session:
        desk.parts.oversight.release_breakers(session, desk.office.incident, operator="ada")
    assert board(desk).keys() == ["unusual"]


def test_a_line_whose_register_does_not_answer_is_an_alarm(desk: Reaching) -> None:
    shown = board(desk)
    assert shown.alarms() == []
    (desk.office.house.keyring.path / "incident-1-generation-1-pepper.key").unlink()
    desk.office.clock.advance(timedelta(minutes=5))
    assert ("severe", "Nobody can be checked now: the register does not answer.") in shown.alarms()


def test_it_says_whether_the_line_is_open_and_what_every_caller_hears(desk: Reaching) -> None:
    office = desk.office
    sam = office.signs_in("sam")
    sam.opens(BOARD).sees("Line open").sees_nothing_of("Emergency message on")
    message = Emergency(office.clock.now() + timedelta(hours=1), {"en": "The schools are closed today."})
    applied(office.house, replace(office.incident.content, emergency=message))
    sam.opens(BOARD).sees("Emergency message on")
    office.clock.advance(timedelta(hours=14))
    office.signs_in("sam").opens(BOARD).sees("Line closed").sees_nothing_of("Emergency message on")


def test_only_ones_own_incidents_are_on_it(desk: Reaching) -> None:
    office = desk.office
    other = applied(office.house, replace(WITH_KEY, slug="third", line="+18665550122", takes_calls=True))
    with office.house.database.write() as session:
        handed = HandOver("en", "child", "menu", 1)
        desk.parts.line.join(session, secrets.token_bytes(32), incident=other.id, call="CA9", handed=handed)
    zoe = office.takes_a_call("zoe")
    zoe.sends("/desk/escalate", kind="press", note="")
    assert board(desk).says()["waiting"] == "Waiting now 0"
    assert board(desk).says()["overdue"] == "Escalations overdue 0 0 open"
    sam = office.signs_in("sam")
    assert sam.opens(f"/supervision/wallboard?line={other.id}").status == 404
    assert sam.opens(f"/supervision/wallboard?line={office.incident.id}").status == 200
    assert sam.opens("/supervision/wallboard?line=x").status == 404


def test_a_line_that_takes_no_calls_shows_the_rest(at_the_desk: Office) -> None:
    applied(at_the_desk.house, replace(WITH_KEY, takes_calls=False))
    sam = at_the_desk.signs_in("sam")
    assert set(Board(sam).says()) == {"agents", "callbacks", "overdue", "by-hand"}
