"""The regulator pack and the files of the reports: what they say is what the reports say, and nothing besides."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from itertools import product

import pytest

from hotline import availability
from hotline.mailings import Mailings
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reports.weeks import weeks

PAGE = "/supervision/pack"
TOPICS = ("summary", "calls", "waiting", "menu", "callers", "answers", "desk")
SHEET = re.compile(r'<table id="sheet-([a-z-]+)"')


@pytest.fixture
def first(at_the_desk: Office) -> date:
    """The first of the made-up days. Letters were mailed on it, and the line was looked at for its first two hours."""
    house = at_the_desk.house
    with house.database.write() as session:
        keeping = Mailings(house.keyring, house.clock)
        keeping.mailed(session, at_the_desk.incident.id, house.clock.now().date(), letters=12_000, by="ops")
        for _ in range(120):
            availability.mark(session, [at_the_desk.incident.id], clock=at_the_desk.clock)
            at_the_desk.clock.advance(timedelta(minutes=1))
    return weeks(at_the_desk)


@pytest.fixture
def sam(at_the_desk: Office, first: date) -> Browser:
    assert first < at_the_desk.clock.now().date()
    return at_the_desk.signs_in("sam")


def table(browser: Browser, path: str) -> list[dict[str, str]]:
    """A file, row by row."""
    browser.opens(path)
    assert browser.status == 200, path
    assert browser.page is not None
    assert browser.page.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(browser.page.get_data().decode("utf-8-sig"), newline="")))


def test_before_a_day_is_over_there_is_nothing_to_tell(at_the_desk: Office) -> None:
    at_the_desk.signs_in("sam").opens(PAGE).sees("No day of this line is over yet")


def test_the_page_tells_letters_calls_availability_and_languages(sam: Browser, first: date) -> None:
    until = first + timedelta(days=13)
    sam.opens(f"{PAGE}?first={first}&last={until}")
    sam.sees("Regulator pack", "Letters mailed", "12,000", "Line availability", "Languages", "English", "Spanish")
    sam.sees("told with a later day", "No figure under 11 is shown")
    days = table(sam, f"{PAGE}/days.csv?first={first}&last={until}")
    assert [row["key"] for row in days][:2] == [
        f"{first}/{first}",
        f"{first + timedelta(days=1)}/{first + timedelta(days=1)}",
    ]
    assert len(days) == 14
    assert [row["calls"] for row in days][:8] == ["12", "40", "420", "390", "300", "22", "", "264"]
    assert days[7]["When"].endswith(")"), "it says since when its calls are"
    wednesdays = {str(first + timedelta(days=number)) for number in range(14) if (first.weekday() + number) % 7 == 2}
    assert {row["key"][:10] for row in days if row["availability"] == "1380"} == wednesdays
    assert {row["availability"] for row in days} == {"1380", "1440"}
    assert {row["availability_of"] for row in days} == {"1440"}


def test_what_was_known_of_the_line_counts_from_its_first_minute(
    sam: Browser, at_the_desk: Office, first: date
) -> None:
    (summary,) = table(sam, f"{PAGE}/summary.csv?first={first - timedelta(days=1)}&last={first}")
    assert summary["availability"] == str(120 + 1440), "two hours of the day before, and the first of the weeks"
    assert 1560 < int(summary["availability_of"]) < 2 * 1_440
    assert summary["letters"] == "12000"


def test_weeks_and_the_whole_hold_the_same_letters_and_calls(sam: Browser, first: date) -> None:
    last = first + timedelta(days=25)
    sums = {
        by: [
            sum(int(row[column] or 0) for row in table(sam, f"{PAGE}/days.csv?first={first}&last={last}&by={by}"))
            for column in ("letters", "calls", "availability_of")
        ]
        for by in ("day", "week", "whole")
    }
    assert sums["day"] == sums["week"] == sums["whole"]


@pytest.mark.parametrize("address", ["?incident=77", "/languages.csv?incident=77", "/nothing.csv"])
def test_what_is_not_ones_own_is_not_there(sam: Browser, address: str) -> None:
    assert sam.opens(PAGE + address).status == 404


def shown(sam: Browser, topic: str, query: str) -> dict[str, dict[tuple[str, str], tuple[str, str]]]:
    """The sheets of a page: row and column → the numbers of the cell, empty where it is hidden."""
    sam.opens(f"/supervision/reports/{topic}?{query}")
    assert sam.page is not None
    told: dict[str, dict[tuple[str, str], tuple[str, str]]] = {}
    for part in sam.page.get_data(as_text=True).split("<table id=")[1:]:
        name = part.split('"')[1].removeprefix("sheet-")
        told[name] = {}
        for row in part.split("</table>")[0].split('data-key="')[1:]:
            for cell in re.findall(r'data-column="([^"]+)"([^>]*)>', row):
                above, below = re.search(r'data-above="([^"]*)"', cell[1]), re.search(r'data-below="([^"]*)"', cell[1])
                told[name][row.split('"')[0], cell[0]] = (above[1] if above else "", below[1] if below else "")
    return told


DIVIDED = (("interval", 7), ("day", 26), ("week", 26), ("whole", 26))


def test_a_file_has_the_numbers_of_its_page_and_no_other(sam: Browser, first: date) -> None:
    for topic, (by, days) in product(TOPICS, DIVIDED):
        query = f"first={first}&last={first + timedelta(days=days - 1)}&by={by}"
        sheets = shown(sam, topic, query)
        assert sheets
        for name, cells in sheets.items():
            rows = {row["key"]: row for row in table(sam, f"/supervision/reports/{topic}/{name}.csv?{query}")}
            assert {key for key, _ in cells} == set(rows), (by, name)
            for (key, column), numbers in cells.items():
                row = rows[key]
                assert (row[column], row.get(f"{column}_of", "")) == numbers, (by, name, key, column)
