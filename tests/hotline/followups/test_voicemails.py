"""Messages: heard by one agent at a time, oldest first, and nothing of them stays once they are done."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from hotline.audit import AuditEntry
from hotline.clock import StoppedClock
from hotline.followups import Message, NoVoicemail, Voicemail, Voicemails
from hotline.followups.voicemails import VoicemailRow
from hotline.sealing import SealBroken
from tests.hotline.desks import ADA, BO, SUE, Desk

NUMBER = "+15735550123"


@pytest.fixture
def voicemails(desk: Desk) -> Voicemails:
    return Voicemails(desk.ring, desk.clock)


def leaves(desk: Desk, recording: str = "RE1", *, number: str = NUMBER, incident: int | None = None) -> None:
    """A caller leaves a message, and a minute goes by."""
    message = Message(incident or desk.incident.id, recording, number, "es", 42)
    with desk.database.write() as session:
        Voicemails(desk.ring, desk.clock).leave(session, message)
    desk.clock.advance(timedelta(minutes=1))


def takes(desk: Desk, agent: int = ADA, *incidents: int) -> Voicemail | None:
    with desk.database.write() as session:
        found = incidents or (desk.incident.id,)
        return Voicemails(desk.ring, desk.clock).take(session, agent, incidents=found)


def recording_of(voicemail: Voicemail | None) -> str:
    return "" if voicemail is None else voicemail.recording


def is_done(desk: Desk, agent: int = ADA) -> None:
    with desk.database.write() as session:
        Voicemails(desk.ring, desk.clock).done(session, agent)


def puts_back(desk: Desk, agent: int = ADA) -> None:
    with desk.database.write() as session:
        Voicemails(desk.ring, desk.clock).put_back(session, agent)


def rows(desk: Desk) -> list[VoicemailRow]:
    with desk.database.read() as session:
        return list(session.scalars(select(VoicemailRow)))


def waiting(desk: Desk) -> int:
    with desk.database.read() as session:
        return Voicemails(desk.ring, desk.clock).waiting(session, [desk.incident.id])


def test_a_message_is_taken_as_it_was_left(desk: Desk, voicemails: Voicemails) -> None:
    left_at = desk.clock.now()
    leaves(desk)
    assert waiting(desk) == 1
    taken = takes(desk)
    assert taken is not None
    assert (taken.recording, taken.number, taken.language, taken.seconds) == ("RE1", NUMBER, "es", 42)
    assert (taken.left_at, taken.taken_at, taken.incident_id) == (left_at, desk.clock.now(), desk.incident.id)
    assert waiting(desk) == 0
    with desk.database.read() as session:
        assert voicemails.of_agent(session, ADA) == taken
        assert voicemails.of_agent(session, BO) is None


def test_the_oldest_is_taken_first_and_each_agent_has_one(desk: Desk) -> None:
    for number in range(6):
        leaves(desk, f"RE{number}", number=f"+1573555013{number}")
    assert recording_of(takes(desk, ADA)) == "RE0"
    assert recording_of(takes(desk, BO)) == "RE1"
    assert recording_of(takes(desk, ADA)) == "RE0", "the one that she has"
    is_done(desk, ADA)
    assert recording_of(takes(desk, ADA)) == "RE2"
    assert waiting(desk) == 3


def test_only_of_the_incidents_that_the_agent_answers_for(desk: Desk) -> None:
    leaves(desk)
    assert takes(desk, ADA, 99) is None
    assert waiting(desk) == 1


def test_what_is_put_back_waits_at_its_place(desk: Desk) -> None:
    leaves(desk, "RE1")
    leaves(desk, "RE2")
    takes(desk, ADA)
    puts_back(desk, ADA)
    assert waiting(desk) == 2
    assert recording_of(takes(desk, BO)) == "RE1"
    puts_back(desk, ADA)
    assert waiting(desk) == 1, "who has none puts nothing back"


def test_the_same_recording_is_one_message_however_often_it_is_told(desk: Desk) -> None:
    leaves(desk)
    takes(desk)
    leaves(desk)
    leaves(desk, number="")
    (row,) = rows(desk)
    assert (row.state, row.taken_by) == ("taken", ADA)


def test_rows_show_neither_number_nor_recording_and_have_one_length(desk: Desk) -> None:
    leaves(desk, "RE" + "f" * 32)
    leaves(desk, "RE000000", number="")
    takes(desk)
    is_done(desk)
    kept = rows(desk)
    shown = b"".join(row.id + row.sealed for row in kept)
    assert {(len(row.sealed), len(row.id)) for row in kept} == {(512, 16)}
    assert not [part for part in (b"REffffff", b"RE000000", NUMBER[-7:].encode()) if part in shown]
    assert "555" not in repr(takes(desk)) + repr(Message(1, "RE1", NUMBER, "es", 42))


def test_who_hears_and_who_erases_a_message_is_audited_and_not_which(desk: Desk) -> None:
    leaves(desk)
    takes(desk)
    takes(desk)
    is_done(desk)
    with desk.database.read() as session:
        entries = list(session.scalars(select(AuditEntry).where(AuditEntry.tag.startswith("message."))))
    assert [(one.tag, one.actor) for one in entries] == [
        ("message.taken", f"account {ADA}"),
        ("message.done", f"account {ADA}"),
    ]
    assert not any("RE1" in str(one.detail) or NUMBER in str(one.detail) for one in entries)


def test_what_is_done_keeps_only_the_name_of_its_recording(desk: Desk, voicemails: Voicemails) -> None:
    leaves(desk)
    takes(desk)
    is_done(desk)
    with desk.database.read() as session:
        (bare,) = voicemails.to_erase(session)
    assert (bare.recording, bare.number, bare.language, bare.seconds) == ("RE1", "", "", 0)
    (row,) = rows(desk)
    assert (row.state, row.taken_by) == ("erasing", None)
    assert takes(desk) is None
    with pytest.raises(NoVoicemail):
        is_done(desk)
    with desk.database.write() as session:
        voicemails.erased(session, bare.id)
    assert rows(desk) == []


def test_what_is_not_done_is_not_erased(desk: Desk, voicemails: Voicemails) -> None:
    leaves(desk)
    taken = takes(desk)
    assert taken is not None
    with desk.database.write() as session:
        voicemails.erased(session, taken.id)
    assert len(rows(desk)) == 1


def test_a_fortnight_is_all(desk: Desk, voicemails: Voicemails) -> None:
    leaves(desk, "RE1")
    leaves(desk, "RE2")
    takes(desk)
    desk.clock.advance(timedelta(days=13))
    leaves(desk, "RE3")
    with desk.database.write() as session:
        assert voicemails.expire(session) == 0
    desk.clock.advance(timedelta(days=1))
    with desk.database.write() as session:
        assert voicemails.expire(session) == 2
        assert voicemails.expire(session) == 0
        assert sorted(one.recording for one in voicemails.to_erase(session)) == ["RE1", "RE2"]
    assert recording_of(takes(desk)) == "RE3"


def test_what_an_agent_forgets_waits_for_others_after_an_hour(desk: Desk) -> None:
    leaves(desk)
    takes(desk, ADA)
    desk.clock.advance(timedelta(minutes=60))
    assert takes(desk, BO) is None
    desk.clock.advance(timedelta(seconds=1))
    assert recording_of(takes(desk, BO)) == "RE1"
    with pytest.raises(NoVoicemail):
        is_done(desk, ADA)


def test_a_damaged_row_opens_no_more_and_keeps_nobody_from_the_others(desk: Desk, voicemails: Voicemails) -> None:
    leaves(desk, "RE1")
    taken = takes(desk)
    assert taken is not None
    leaves(desk, "RE2")
    leaves(desk, "RE3")
    puts_back(desk)
    with desk.database.write() as session:
        other = session.scalars(select(VoicemailRow.sealed).where(VoicemailRow.id != taken.id)).first()
        session.execute(update(VoicemailRow).where(VoicemailRow.id == taken.id).values(sealed=other))
    assert recording_of(takes(desk)) == "RE2"
    desk.clock.advance(timedelta(days=15))
    with desk.database.write() as session:
        assert voicemails.expire(session) == 2
        session.execute(update(VoicemailRow).where(VoicemailRow.id == taken.id).values(taken_by=BO))
        with pytest.raises(SealBroken):
            voicemails.of_agent(session, BO)


def test_two_who_take_at_once_have_two(desk: Desk) -> None:
    for number in range(3):
        leaves(desk, f"RE{number}")
    begin = threading.Barrier(3)

    def at_once(agent: int) -> str:
        begin.wait(5)
        return recording_of(takes(desk, agent))

    with ThreadPoolExecutor(3) as threads:
        taken = list(threads.map(at_once, (ADA, BO, SUE)))
    assert sorted(taken) == ["RE0", "RE1", "RE2"]


class Watched:
    """A clock that says when it is asked for the second time: then `take` has read what waits, and taken nothing."""

    def __init__(self, clock: StoppedClock) -> None:
        self._clock, self._asked, self.has_read = clock, 0, threading.Event()

    def now(self) -> datetime:
        self._asked += 1
        if self._asked == 2:
            self.has_read.set()
        return self._clock.now()


@pytest.mark.parametrize(("agent", "then"), [(BO, "RE1"), (ADA, "RE0")])
def test_what_is_taken_while_another_looks_is_not_theirs(desk: Desk, agent: int, then: str) -> None:
    """`agent` has read that both wait when Ada's transaction commits. In a second window of hers she has the same."""
    leaves(desk, "RE0")
    leaves(desk, "RE1")
    clock = Watched(desk.clock)

    def looks() -> str:
        with desk.database.write() as session:
            beside = Voicemails(desk.ring, clock)
            return recording_of(beside.take(session, agent, incidents=[desk.incident.id]))

    with ThreadPoolExecutor(1) as threads:
        with desk.database.write() as session:
            mine = Voicemails(desk.ring, desk.clock).take(session, ADA, incidents=[desk.incident.id])
            looking = threads.submit(looks)
            if session.get_bind().dialect.name == "postgresql":  # SQLite has one lock for all
                assert clock.has_read.wait(5)
        assert (recording_of(mine), looking.result(5)) == ("RE0", then)
