"""Callbacks: hours in which somebody may be rung, numbers that may be rung, rows that show neither."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from hotline.audit import AuditEntry
from hotline.followups import (
    Callbacks,
    Consent,
    During,
    NoSuchCallback,
    NotANumber,
    NotAWindow,
    NotTheirDay,
    TooMany,
    wording,
)
from hotline.followups.callbacks import CallbackRow
from hotline.incidents import Limits
from hotline.sealing import SealBroken, seal
from tests.hotline.desks import BO, Desk
from tests.hotline.followups.callbacks import CHICAGO, NOON, SOON, arranges, as_it_is, wanted


@pytest.fixture
def callbacks(desk: Desk) -> Callbacks:
    return Callbacks(desk.ring, desk.clock)


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
    assert not [row for row in kept if b"5550" in row.sealed or b"New_Salem" in row.sealed]
    shown = repr(wanted(desk)) + repr(arranges(desk))
    assert "555" not in shown


def test_a_row_moved_to_another_name_does_not_open(desk: Desk, callbacks: Callbacks) -> None:
    one, other = arranges(desk), arranges(desk, number="916 555 0101")
    with desk.database.write() as session:
        sealed = session.scalars(select(CallbackRow.sealed).where(CallbackRow.id == other.id)).one()
        session.execute(update(CallbackRow).where(CallbackRow.id == one.id).values(sealed=sealed))
        with pytest.raises(SealBroken):
            callbacks.read(session, one.id)


@pytest.mark.parametrize(
    "window", ["soon", "2019-06-03T15:00Z", "2019-06-03T17:30Z", "2019-06-04T03:00Z", "2019-07-03T17:00Z"]
)
def test_an_hour_that_is_not_offered_is_refused(desk: Desk, window: str) -> None:
    with pytest.raises(NotAWindow):
        arranges(desk, window=window)
    assert rows(desk) == []


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime"])
def test_a_zone_that_is_none_is_refused(desk: Desk, zone: str) -> None:
    with pytest.raises(NotAWindow):
        arranges(desk, zone=zone)


def test_an_hour_keeps_its_words_when_it_is_read(desk: Desk, callbacks: Callbacks) -> None:
    callback = arranges(desk, zone="Pacific/Honolulu", window="2019-06-03T20:00Z")
    with desk.database.read() as session:
        read = callbacks.read(session, callback.id)
    assert (read.window.begins.hour, replace(read, window=callback.window)) == (10, callback)


@pytest.mark.parametrize("number", ["", "911", "876 555 0100"])
def test_a_number_that_may_not_be_rung_is_not_kept(desk: Desk, number: str) -> None:
    with pytest.raises(NotANumber):
        arranges(desk, number=number)
    assert rows(desk) == []


def test_an_hour_that_is_night_where_the_number_is_says_so(desk: Desk) -> None:
    with pytest.raises(NotTheirDay):
        arranges(desk, number="808 555 0100")  # noon in Chicago is seven in Honolulu
    assert rows(desk) == []
    arranges(desk, number="808 555 0100", window="2019-06-03T18:00Z")


def test_as_soon_as_can_be_is_now_or_the_next_opening(desk: Desk, callbacks: Callbacks) -> None:
    now = arranges(desk, window=SOON)
    assert (now.window.begins, now.window.ends) == (desk.clock.now(), desk.clock.now() + timedelta(hours=4))
    desk.clock.advance(timedelta(hours=9))  # Monday evening
    evening = arranges(desk, window=SOON, agent=None)
    assert evening.window == callbacks.soonest(desk.incident.content, "573 555 0100")
    assert evening.window.begins == datetime(2019, 6, 4, 8, tzinfo=ZoneInfo(CHICAGO))
    assert as_it_is(desk, evening) == evening


def test_an_hour_in_which_the_line_is_closed_is_for_an_agent_to_promise(desk: Desk) -> None:
    seven_in_the_evening = "2019-06-04T00:00Z"
    with pytest.raises(NotAWindow):
        arranges(desk, window=seven_in_the_evening, agent=None)
    arranges(desk, window=NOON, agent=None)
    arranges(desk, window=seven_in_the_evening)


def test_consent_is_kept_with_it_and_its_wording_beyond_it(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=12, seconds=5))
    callback = arranges(desk, agent=BO)
    assert callback.consent == Consent(desk.clock.now(), "said@1", "es", "desk")
    assert arranges(desk, agent=None).consent.channel == "telephone"
    with desk.database.read() as session:
        found = list(session.scalars(select(AuditEntry).where(AuditEntry.tag == "callback.arranged")))
    assert [entry.actor for entry in found] == ["agent 2", "telephone"]
    assert found[0].detail == '{"channel": "desk", "language": "es", "wording": "said@1"}'
    assert {(entry.at.hour, entry.at.minute, entry.incident_id) for entry in found} == {(15, 0, desk.incident.id)}


def test_a_wording_has_another_id_once_a_letter_of_it_changes() -> None:
    said = wording("callback.arranged", "We will call you.")
    assert said.startswith("callback.arranged@")
    assert said == wording("callback.arranged", "We will call you.")
    assert said != wording("callback.arranged", "We will call you!")
    with pytest.raises(ValueError, match="named"):
        wording("What was said", "We will call you.")


def test_the_fullest_callback_has_room(desk: Desk) -> None:
    wishes = replace(wanted(desk, zone="America/Argentina/ComodRivadavia", window=SOON), wording=wording("x" * 40, ""))
    with desk.database.write() as session:
        Callbacks(desk.ring, desk.clock).arrange(session, wishes, during=During(b"a call", BO))
    assert [len(row.sealed) for row in rows(desk)] == [512]


def test_whoever_left_a_message_knows_no_phrase(desk: Desk) -> None:
    with desk.database.write() as session:
        wishes = replace(wanted(desk), phrase=False)
        callback = Callbacks(desk.ring, desk.clock).arrange(session, wishes, during=During(b"a call", BO))
    assert callback.phrase == ""
    assert as_it_is(desk, callback) == callback


def test_a_callback_of_an_earlier_version_is_read_as_it_was_meant(desk: Desk, callbacks: Callbacks) -> None:
    begins, created = datetime(2019, 6, 3, 17, tzinfo=UTC), desk.clock.now()
    kept = {"number": "+15735550100", "phrase": "0417", "language": "en", "role": "self", "zone": CHICAGO}
    moments = {"begins": int(begins.timestamp()), "created": int(created.timestamp())}
    about = bytes(16) + str(desk.incident.id).encode()
    sealed = seal(desk.ring.ledger_key("callbacks"), json.dumps({**kept, **moments}).encode(), about, size=512)
    with desk.database.write() as session:
        session.add(CallbackRow(id=bytes(16), incident_id=desk.incident.id, state="waiting", sealed=sealed))
    with desk.database.read() as session:
        callback = callbacks.read(session, bytes(16))
    assert (callback.number, callback.phrase, callback.tries) == ("+15735550100", "0417", 0)
    assert (callback.window.begins, callback.window.ends) == (begins, begins + timedelta(hours=1))
    assert (callback.not_before, callback.consent) == (begins, Consent(created, "", "en", "desk"))


def test_a_call_is_rung_back_twice_at_most(desk: Desk) -> None:
    for _ in range(2):
        arranges(desk, call=b"a call")
    with pytest.raises(TooMany):
        arranges(desk, call=b"a call")
    assert len(rows(desk)) == 2


def test_an_agent_arranges_thirty_an_hour_at_most(desk: Desk) -> None:
    for _ in range(30):
        arranges(desk)
    with pytest.raises(TooMany):
        arranges(desk)
    arranges(desk, agent=BO)
    desk.clock.advance(timedelta(hours=1))
    arranges(desk)


def test_nobody_has_the_line_ring_a_stranger_all_day(desk: Desk) -> None:
    for _ in range(5):
        arranges(desk, agent=None)
    with pytest.raises(TooMany):
        arranges(desk, agent=None)
    arranges(desk, agent=None, number="573 555 0101")
    arranges(desk)  # an agent has heard who wants it
    desk.clock.advance(timedelta(days=1))
    arranges(desk, agent=None, window=SOON)


def test_a_relay_may_be_rung_for_many(desk: Desk) -> None:
    desk.applies(replace(desk.incident.content, limits=Limits(shared_numbers=("+15735550100",))))
    for _ in range(6):
        arranges(desk, agent=None)
