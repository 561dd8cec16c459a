"""Callbacks: hours in which somebody may be rung, numbers that may be rung, rows that show neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from hotline.followups import Callback, Callbacks, NoSuchCallback, NotANumber, NotAWindow, Wanted
from hotline.followups.callbacks import CallbackRow, canonical_number
from hotline.sealing import SealBroken
from tests.hotline.desks import Desk

CHICAGO = "America/Chicago"
NOON = "2019-06-03T17:00Z"  # noon in Chicago; it is ten there


@pytest.fixture
def callbacks(desk: Desk) -> Callbacks:
    return Callbacks(desk.ring, desk.clock)


def wanted(desk: Desk, number: str = "573 555 0100", window: str = NOON, zone: str = CHICAGO) -> Wanted:
    return Wanted(desk.incident.id, number, language="es", role="child", window=window, zone=zone)


def arranges(desk: Desk, **wishes: str) -> Callback:
    with desk.database.write() as session:
        return Callbacks(desk.ring, desk.clock).arrange(session, wanted(desk, **wishes))


def rows(desk: Desk) -> list[CallbackRow]:
    with desk.database.read() as session:
        return list(session.scalars(select(CallbackRow)))


def test_a_callback_is_read_back_as_it_was_arranged(desk: Desk, callbacks: Callbacks) -> None:
    callback = arranges(desk)
    assert (callback.number, callback.language, callback.role) == ("+15735550100", "es", "child")
    assert callback.window.begins == datetime(2019, 6, 3, 12, 0, tzinfo=ZoneInfo(CHICAGO))
    assert callback.phrase.isdecimal()
    assert len(callback.phrase) == 4
    with desk.database.read() as session:
        assert callbacks.read(session, callback.id) == callback
        assert callbacks.waiting(session, [desk.incident.id]) == 1
        assert callbacks.waiting(session, [99]) == 0
        with pytest.raises(NoSuchCallback):
            callbacks.read(session, bytes(16))


def test_phrases_are_drawn(desk: Desk) -> None:
    assert len({arranges(desk).phrase for _ in range(12)}) > 8


def test_rows_show_neither_number_nor_hour_and_have_one_length(desk: Desk) -> None:
    arranges(desk)
    arranges(desk, number="+1 (916) 555-0101", window="2019-06-05T23:00Z", zone="America/North_Dakota/New_Salem")
    kept = rows(desk)
    assert {(row.state, len(row.sealed), len(row.id)) for row in kept} == {("waiting", 512, 16)}
    assert not [row for row in kept if b"555" in row.sealed]
    shown = repr(wanted(desk)) + repr(arranges(desk))
    assert "555" not in shown


def test_a_row_moved_to_another_name_does_not_open(desk: Desk, callbacks: Callbacks) -> None:
    one, other = arranges(desk), arranges(desk, number="916 555 0101")
    with desk.database.write() as session:
        sealed = session.scalars(select(CallbackRow.sealed).where(CallbackRow.id == other.id)).one()
        session.execute(update(CallbackRow).where(CallbackRow.id == one.id).values(sealed=sealed))
        with pytest.raises(SealBroken):
            callbacks.read(session, one.id)


@pytest.mark.parametrize("zone", [CHICAGO, "Pacific/Honolulu", "America/St_Johns"])
def test_nobody_is_rung_in_the_night_or_in_the_past(desk: Desk, callbacks: Callbacks, zone: str) -> None:
    offered = callbacks.windows(zone)
    assert len({one.id for one in offered}) == len(offered) >= 26
    for window in offered:
        assert window.begins > desk.clock.now()
        assert 8 <= window.begins.hour < 21
        assert (window.begins.minute, window.ends - window.begins) == (0, timedelta(hours=1))
        assert window.begins.astimezone(ZoneInfo(zone)) == window.begins
    assert offered[0].begins - desk.clock.now() < timedelta(hours=24)


def test_windows_go_by_the_callers_own_clock(desk: Desk, callbacks: Callbacks) -> None:
    assert callbacks.windows(CHICAGO)[0].begins.hour == 11
    assert callbacks.windows("Pacific/Honolulu")[0].begins.hour == 8
    desk.clock.advance(timedelta(hours=10))  # 20:00 in Chicago, whose last hour has begun
    first = callbacks.windows(CHICAGO)[0].begins
    assert (first.day, first.hour) == (4, 8)


def test_hours_are_whole_hours_when_clocks_change(desk: Desk, callbacks: Callbacks) -> None:
    desk.clock.advance(datetime(2019, 11, 2, 20, 0, tzinfo=UTC) - desk.clock.now())
    hours = [one.begins.astimezone(UTC).hour for one in callbacks.windows(CHICAGO) if one.begins.day == 3]
    assert hours[0] == 14, "eight in the morning of standard time"


@pytest.mark.parametrize(
    "window", ["", "2019-06-03T15:00Z", "2019-06-03T17:30Z", "2019-06-04T03:00Z", "2019-07-03T17:00Z"]
)
def test_an_hour_that_is_not_offered_is_refused(desk: Desk, window: str) -> None:
    with pytest.raises(NotAWindow):
        arranges(desk, window=window)
    assert rows(desk) == []


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime"])
def test_a_zone_that_is_none_is_refused(desk: Desk, zone: str) -> None:
    with pytest.raises(NotAWindow):
        arranges(desk, zone=zone)


@pytest.mark.parametrize("number", ["5735550100", "(573) 555-0100", "+1 573.555.0100", "1-573-555-0100"])
def test_numbers_are_taken_as_people_write_them(number: str) -> None:
    assert canonical_number(number) == "+15735550100"


@pytest.mark.parametrize(
    "number",
    [
        *("", "911", "555 0100", "1573555010", "0735550100", "5731550100", "+44 20 7946 0000", "57355501000"),
        *("900 555 0100", "573 976 0100", "573 911 0100", "573 555 0100 x2", "٥٧٣٥٥٥٠١٠٠", "5735550100\n9"),
        *("876 555 0100", "+1 809-555-0100", "1 (473) 555 0100", "700 555 0100", "521 555 0100"),
    ],
)
def test_what_can_not_be_rung_is_refused_and_not_repeated(desk: Desk, number: str) -> None:
    with pytest.raises(NotANumber) as refused:
        arranges(desk, number=number)
    assert not number or number not in str(refused.value)
    assert rows(desk) == []


def test_an_hour_keeps_its_words_when_it_is_read(desk: Desk, callbacks: Callbacks) -> None:
    callback = arranges(desk, zone="Pacific/Honolulu", window="2019-06-03T20:00Z")
    with desk.database.read() as session:
        read = callbacks.read(session, callback.id)
    assert (read.window.begins.hour, replace(read, window=callback.window)) == (10, callback)
