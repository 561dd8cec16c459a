"""The forecast's page: what it says of days to come, letters that are told, and whose incident it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reports.weeks import ZONE, weeks

PAGE = "/supervision/forecast"


@pytest.fixture
def sam(at_the_desk: Office) -> Browser:
    return at_the_desk.signs_in("sam")


def rows(browser: Browser, table: str) -> list[list[str]]:
    """What a table of the page shows, row by row."""
    assert browser.page is not None
    found = re.search(rf'<table id="{table}">(.*?)</table>', browser.page.get_data(as_text=True), re.DOTALL)
    assert found, f"no {table}"
    body = found[1].split("<tbody>")[1]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def tells(sam: Browser, office: Office, day: object, letters: object) -> Browser:
    return sam.sends(f"{PAGE}/letters", incident=office.incident.id, day=str(day), letters=str(letters))


def test_without_letters_and_calls_nothing_is_forecast(sam: Browser) -> None:
    sam.opens(PAGE).sees("Nothing can be forecast yet")


def test_a_day_on_which_no_letter_has_come_yet_is_told_so(sam: Browser, at_the_desk: Office) -> None:
    today = at_the_desk.clock.now().astimezone(ZONE).date()
    tells(sam.opens(PAGE), at_the_desk, today, 12_000)
    sam.opens(f"{PAGE}?day={today}").sees("Nobody is expected to call.")


def test_letters_lead_to_calls_and_agents(sam: Browser, at_the_desk: Office) -> None:
    today = at_the_desk.clock.now().astimezone(ZONE).date()
    sam.opens(PAGE)
    tells(sam, at_the_desk, today, 12_000).is_at(PAGE).sees("The letters are written down", "12,000")
    tells(sam, at_the_desk, today + timedelta(days=7), 500).sees("planned")
    days = rows(sam, "sheet-days")
    assert len(days) == 14
    assert days[0][1] == "12,000"
    assert days[7][1] == "500"
    sam.sees(
        "Nobody has called yet, so one call for twenty letters is taken to be so.",
        "80 % of those who need a person within 60 seconds",
    )
    assert any(row[2].startswith(("6", "7", "8")) for row in days[2:5]), "a tenth of 600 calls a day, about"


def test_calls_so_far_correct_it(sam: Browser, at_the_desk: Office) -> None:
    first = weeks(at_the_desk)
    sam = at_the_desk.signs_in("sam")
    sam.opens(PAGE)
    tells(sam, at_the_desk, first, 30_000)
    sam.sees("Learnt from", "learnt from the calls so far")
    assert len(rows(sam, "sheet-hours")) == 48


@pytest.mark.parametrize(
    ("day", "letters", "why"),
    [
        ("today", "7", "Fewer than eleven letters"),
        ("today", "many", "can't be read"),
        ("1919-01-01", "500", "too long ago"),
        ("", "500", "can't be read"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    sam: Browser, at_the_desk: Office, day: str, letters: str, why: str
) -> None:
    sam.opens(PAGE)
    tells(sam, at_the_desk, at_the_desk.clock.now().date() if day == "today" else day, letters).sees(
        why, "None are known."
    )


def test_another_share_needs_other_agents(sam: Browser, at_the_desk: Office) -> None:
    tells(sam.opens(PAGE), at_the_desk, at_the_desk.clock.now().date(), 40_000)
    few = [row[-1] for row in rows(sam.opens(f"{PAGE}?target=50&within=300&handle=60&needs=10"), "sheet-days")]
    many = [row[-1] for row in rows(sam.opens(f"{PAGE}?target=99&within=5&handle=600&needs=90"), "sheet-days")]
    assert few != many
    sam.opens(f"{PAGE}?target=5000&within=-7").sees("99 % of those", "within 5 seconds")


def test_more_agents_than_there_can_be_are_told_in_a_sentence(sam: Browser, at_the_desk: Office) -> None:
    tells(sam.opens(PAGE), at_the_desk, at_the_desk.clock.now().date(), 900_000_000)
    sam.sees("More than a thousand agents would be needed")


@pytest.mark.parametrize("address", ["?incident=9", "?incident=2"])
def test_another_incident_is_nobodys_business(sam: Browser, address: str) -> None:
    assert sam.opens(PAGE + address).status == 404


@pytest.mark.parametrize("address", ["?incident=x", "?day=tomorrow", "?target=most"])
def test_an_address_that_says_nothing_is_refused(sam: Browser, address: str) -> None:
    assert sam.opens(PAGE + address).status == 400


def test_letters_of_another_incident_are_not_written(sam: Browser, at_the_desk: Office) -> None:
    sam.opens(PAGE)
    assert sam.sends(f"{PAGE}/letters", incident=99, day="2026-01-01", letters="500").status == 404
