"""The pages of the reports: what they show is what the reports say, of one's own incidents only, and explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from agents_ui.house import Desk
from agents_ui.reports import reading
from agents_ui.reports.asked import By, Wish
from agents_ui.reports.topics import TOPICS, sheets
from hotline.calls import EndedToday
from hotline.calls.counts import count_calls
from hotline.reports import BY_ID, FEWEST, MEASURES, Figures, value, values
from tests.agents_ui.desks import Browser, Office
from tests.agents_ui.reports.weeks import BUSY, ZONE, weeks

CELL = re.compile(r'<(?:td|div)[^>]*data-column="([^"]+)"((?: data-[a-z]+(?:="\d*")?)+)')
MARK = re.compile(r'data-(\w+)="(\d+)"')
PRESSED = re.compile(r'popovertarget="says-(\w+)" aria-label')
TABLES = frozenset(
    {
        "calls",
        "outcomes",
        "drop_off",
        "languages",
        "roles",
        "channels",
        "schemes",
        "answers",
        "dispositions",
        "occupancy",
    }
)
SAID = re.compile(r'id="says-(\w+)" popover')


@pytest.fixture(scope="module")
def first(desk: Office) -> date:
    """The first of 26 days that are over."""
    return weeks(desk)


@pytest.fixture
def sam(desk: Office, first: date) -> Browser:
    return desk.signs_in("sam")


def asks(browser: Browser, first: date, begins: int, ends: int, *, topic: str = "summary", by: str = "") -> Browser:
    days = [(first + timedelta(days=number - 1)).isoformat() for number in (begins, ends)]
    return browser.opens(f"/supervision/reports/{topic}?first={days[0]}&last={days[1]}{by and '&by='}{by}")


def cells(browser: Browser) -> Iterator[tuple[str, dict[str, int]]]:
    """Every value of a page, by its column; a hidden one has no `above`."""
    assert browser.page is not None
    for column, told in CELL.findall(browser.page.get_data(as_text=True)):
        yield column, {name: int(number) for name, number in MARK.findall(told)}


def figures(desk: Office, first: date, last: date) -> list[Figures]:
    parts: Desk = desk.app.extensions["desk"]
    told = reading.read(parts, Wish(desk.incident.id, first, last, By.DAY), desk.incident.id)
    assert told is not None
    return list(told.figures)


def test_a_page_shows_every_measure_as_the_reports_say_it(desk: Office, sam: Browser, first: date) -> None:
    last = first + timedelta(days=25)
    every = figures(desk, first, last)
    assert next(cells(asks(sam, first, 1, 26)))[1]["above"] == value(BY_ID["calls"], every).numerator
    for topic in ("summary", "waiting", "menu", "desk"):
        asks(sam, first, 1, 26, topic=topic, by="whole")
        for column, told in cells(sam):
            if column not in BY_ID or column in TABLES:
                continue
            expected = value(BY_ID[column], every)
            assert told["of"] == expected.stretches
            assert told["without"] == expected.hidden
            assert told.get("above", 0) == expected.numerator
            assert told.get("below") == (expected.denominator if expected.told else None)


def test_a_page_shows_every_part_as_the_reports_say_it(desk: Office, sam: Browser, first: date) -> None:
    every = figures(desk, first, first + timedelta(days=25))
    parts: Desk = desk.app.extensions["desk"]
    for topic, ids in {
        "menu": ("outcomes", "schemes"),
        "callers": ("languages", "roles"),
        "answers": ("answers",),
    }.items():
        told = reading.read(parts, Wish(first=first, last=first + timedelta(days=25)), desk.incident.id)
        assert told is not None
        with desk.app.test_request_context():
            found = {sheet.id: sheet for sheet in sheets(topic, told)}
        for id_ in ids:
            expected = {part: one.numerator for part, one in values(BY_ID[id_], every).items()}
            shown = {row.key: row.values[0].numerator for row in found[id_].rows if row.kind == "part"}
            assert shown.items() <= expected.items(), id_
            assert len(shown) > 1, id_


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("by", By)
def test_no_page_shows_a_number_under_eleven(sam: Browser, first: date, topic: str, by: str) -> None:
    for begins, ends in ((1, 26), (3, 3), (5, 9), (19, 22)):
        asks(sam, first, begins, ends, topic=topic, by=by)
        assert sam.status == 200
        small = [told for _, told in cells(sam) if not column_is_about_hours(_) and 0 <= told.get("above", 99) < FEWEST]
        assert small == []


def column_is_about_hours(column: str) -> bool:
    """The heat map spreads what is shown evenly over its time: it is no count."""
    return column.startswith("hour.")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_measure_of_a_page_has_its_definition_one_press_away(sam: Browser, first: date, topic: str) -> None:
    asks(sam, first, 1, 26, topic=topic)
    assert sam.page is not None
    raw = sam.page.get_data(as_text=True)
    shown = {column.partition(".")[0] for column, _ in cells(sam)} & BY_ID.keys()
    pressed, said = set(PRESSED.findall(raw)), SAID.findall(raw)
    assert shown <= pressed == set(said)
    assert len(said) == len(set(said))
    for one in said:
        sam.sees(BY_ID[one].says, BY_ID[one].above, BY_ID[one].below)


def test_all_definitions_stand_on_a_page_of_their_own(sam: Browser) -> None:
    sam.opens("/supervision/reports/definitions")
    sam.sees(*(one.says for one in MEASURES), *(one.below for one in MEASURES))


def test_days_are_told_until_the_last_that_is_settled(sam: Browser, first: date) -> None:
    sam.opens("/supervision/reports")
    last = first + timedelta(days=25)
    assert sam.page is not None
    raw = unescape(sam.page.get_data(as_text=True))
    assert f'name="last" type="date" required value="{last}"' in raw
    assert f'name="first" type="date" required value="{last - timedelta(days=13)}"' in raw


def test_days_with_few_calls_are_told_together(sam: Browser, first: date) -> None:
    asks(sam, first, 1, 14, topic="calls", by="day")
    told = [told["above"] for column, told in cells(sam) if column == "calls"]
    *days, in_all = told
    assert in_all == sum(days)
    assert days == [12, 40, 420, 390, 300, 22, 264, 240, 210, 190, 150, 18]
    sam.sees("Mon, Jun 10 to Tue, Jun 11")


def test_a_day_is_told_in_parts_of_the_day(sam: Browser, first: date) -> None:
    asks(sam, first, 3, 3, topic="calls")
    told = [told["above"] for column, told in cells(sam) if column == "calls"]
    assert sum(told[:-1]) == told[-1] == BUSY[2]
    assert len(told) > 20
    sam.sees("Thu, Jun 6, 12:00 AM to 8:00 AM", "Calls an hour")
    asks(sam, first, 3, 3, topic="desk").sees("Counted by the day, so no part of a day is told.")


def test_weeks_begin_on_monday_and_are_the_days_that_end_in_them(sam: Browser, first: date) -> None:
    asks(sam, first, 1, 26, topic="calls", by="week")
    told = [told["above"] for column, told in cells(sam) if column == "calls"]
    sunday = 6 - first.weekday()
    assert told[0] == sum(BUSY[: sunday + 1])
    assert told[-1] == sum(BUSY) == sum(told[:-1])


def test_a_range_that_is_too_long_is_told_in_larger_pieces(sam: Browser, first: date) -> None:
    asks(sam, first, 1, 26, topic="calls", by="interval").sees("Calls a day")
    sam.sees_nothing_of('value="interval"')


def test_too_few_calls_are_said_to_be_too_few(sam: Browser, first: date) -> None:
    asks(sam, first, 20, 21).sees("There are too few calls in these days", "told together with the days after these")


def test_nothing_is_told_before_a_day_is_over(at_the_desk: Office) -> None:
    at_the_desk.signs_in("sam").opens("/supervision/reports").sees("No day of this line is over yet")


def test_one_sees_ones_own_incidents_only(desk: Office, sam: Browser) -> None:
    other = desk.incident.id + 1
    assert sam.opens(f"/supervision/reports?incident={other}").status == 404
    assert sam.opens(f"/supervision/reports?incident={desk.incident.id}").status == 200
    assert sam.opens("/supervision/reports/nothing").status == 404


def test_another_incidents_calls_are_in_no_page(desk: Office, sam: Browser, first: date) -> None:
    at = desk.clock.now() - timedelta(days=3)
    with desk.house.database.write() as session:
        count_calls(session, desk.incident.id + 1, [EndedToday("en", "self", at, "person")] * 50)
    asks(sam, first, 1, 26, topic="calls")
    assert [told["above"] for column, told in cells(sam) if column == "calls"][-1] == sum(BUSY)


@pytest.mark.parametrize("query", ["first=yesterday", "last=2019-02-30", "by=month", "incident=one"])
def test_an_address_that_says_nothing_is_refused(sam: Browser, query: str) -> None:
    assert sam.opens(f"/supervision/reports?{query}").status == 400


def test_days_the_wrong_way_round_are_turned(sam: Browser, first: date) -> None:
    asks(sam, first, 14, 1, topic="calls").sees("Thu, Jun 6")


def test_days_that_never_were_are_not_asked_of_the_database(sam: Browser) -> None:
    assert sam.opens("/supervision/reports?first=0001-01-01&last=9999-12-31").status == 200


def test_the_pages_speak_spanish(desk: Office, first: date) -> None:
    browser = desk.signs_in("sam")
    browser.sends("/account/language", language="es")
    asks(browser, first, 1, 14).sees("Nivel de servicio", "De un vistazo", "jue 6 jun")
    asks(browser, first, 1, 14, topic="waiting").sees("En espera de una persona", "oculto")
    browser.opens("/supervision/reports/definitions").sees("Llamadas ofrecidas que tomó un agente.")
    browser.opens("/account").sends("/account/language", language="en")


def test_a_report_is_read_in_the_zone_of_the_line(sam: Browser, first: date) -> None:
    assert ZONE.key == "America/Chicago"
    asks(sam, first, 1, 14).sees("read on June 30, 2019 at 2:")


def test_a_part_of_a_day_that_runs_over_midnight_says_both_days(sam: Browser, first: date) -> None:
    asks(sam, first, 3, 3, topic="waiting").sees("Mon, Jun 3, 12:00 AM to Thu, Jun 6, 9:")


def test_the_sum_of_a_day_shows_what_its_parts_may_not(sam: Browser, first: date) -> None:
    asks(sam, first, 3, 3, topic="waiting")
    *pieces, in_all = [told for column, told in cells(sam) if column == "answered"]
    assert all("above" not in one for one in pieces)
    assert in_all["above"] == 153
