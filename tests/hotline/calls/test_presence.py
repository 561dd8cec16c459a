"""Presence: what agents choose, what a call brings, and that a copy of the row tells no length of a call."""

import struct
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hotline.calls import MISSED, AgentPresence, AgentState, InACall, NeedsReason, NotChosenByAgents
from hotline.calls.presence import AgentStateRow
from hotline.sealing import seal
from tests.hotline.desks import ADA, BO, Desk

OFFLINE, AVAILABLE, BREAK = AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.BREAK


def chooses(desk: Desk, state: AgentState, reason: str = "", *, agent: int = ADA) -> AgentPresence:
    with desk.database.write() as session:
        return desk.presence.change(session, agent, state, reason=reason)


def sees(desk: Desk, agent: int = ADA) -> AgentPresence:
    with desk.database.read() as session:
        return desk.presence.state_of(session, agent)


def test_who_has_never_begun_is_offline(desk: Desk) -> None:
    assert sees(desk) == AgentPresence(ADA, OFFLINE, "", None)
    with desk.database.read() as session:
        assert desk.presence.all(session) == ()


def test_an_agent_comes_takes_a_break_and_goes(desk: Desk) -> None:
    for state, reason, ready in ((AVAILABLE, "", 0), (BREAK, "meal", 60), (AVAILABLE, "", 60), (OFFLINE, "", 120)):
        desk.clock.advance(timedelta(minutes=3))
        chosen = chooses(desk, state, reason)
        assert chosen == sees(desk) == AgentPresence(ADA, state, reason, desk.clock.now(), ready=ready)
    chooses(desk, AVAILABLE, agent=BO)
    with desk.database.read() as session:
        assert [(one.account_id, one.state) for one in desk.presence.all(session)] == [(ADA, OFFLINE), (BO, AVAILABLE)]


def test_choosing_the_same_again_begins_nothing(desk: Desk) -> None:
    before = chooses(desk, BREAK, "meal")
    desk.clock.advance(timedelta(minutes=3))
    assert chooses(desk, BREAK, "meal") == sees(desk) == before
    assert chooses(desk, BREAK, "short").since == desk.clock.now()


@pytest.mark.parametrize("reason", ["", "because", "Meal"])
def test_a_break_has_a_reason_of_the_list(desk: Desk, reason: str) -> None:
    with pytest.raises(NeedsReason):
        chooses(desk, BREAK, reason)


def test_a_reason_belongs_to_a_break_alone(desk: Desk) -> None:
    assert chooses(desk, AVAILABLE, "meal").reason == ""


@pytest.mark.parametrize("state", [AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP])
def test_what_a_call_brings_nobody_chooses(desk: Desk, state: AgentState) -> None:
    with pytest.raises(NotChosenByAgents):
        chooses(desk, state)


@pytest.mark.parametrize("state", [OFFLINE, AVAILABLE, BREAK])
def test_nobody_goes_away_in_a_call_or_its_wrap_up(desk: Desk, state: AgentState) -> None:
    call = desk.takes()
    for expected in (AgentState.ON_CALL, AgentState.WRAP_UP):
        with pytest.raises(InACall):
            chooses(desk, state, "meal")
        assert sees(desk).state is expected
        desk.wraps_up(call)
    desk.finishes(call)
    assert chooses(desk, state, "meal").state is state


def is_seen(desk: Desk, agent: int = ADA) -> AgentPresence:
    with desk.database.write() as session:
        return desk.presence.seen(session, agent)


def test_a_page_that_was_just_seen_is_not_written_down_again(desk: Desk) -> None:
    begun = chooses(desk, AVAILABLE)
    assert (begun.seen, begun.due(desk.clock.now()), begun.at_desk(desk.clock.now())) == (None, True, False)
    first = is_seen(desk)
    assert first == sees(desk) == replace(begun, seen=desk.clock.now())
    desk.clock.advance(timedelta(seconds=14))
    assert is_seen(desk) == sees(desk) == first
    desk.clock.advance(timedelta(seconds=1))
    assert first.due(desk.clock.now())
    assert is_seen(desk) == sees(desk) == replace(begun, seen=desk.clock.now(), ready=15)


def test_a_page_of_which_nothing_was_seen_for_a_minute_is_nobody_at_the_desk(desk: Desk) -> None:
    assert not is_seen(desk).at_desk(desk.clock.now()), "who is offline is not there"
    present = chooses(desk, BREAK, "meal")
    assert present.seen == desk.clock.now(), "what an agent chooses leaves that as it is"
    desk.clock.advance(timedelta(seconds=60))
    assert present.at_desk(desk.clock.now())
    desk.clock.advance(timedelta(seconds=1))
    assert not present.at_desk(desk.clock.now())


def test_nobody_chooses_to_have_missed_a_call(desk: Desk) -> None:
    with pytest.raises(NeedsReason):
        chooses(desk, BREAK, MISSED)
    with desk.database.write() as session:
        desk.presence.enter(session, ADA, BREAK, reason=MISSED)
    assert (sees(desk).state, sees(desk).reason) == (BREAK, MISSED)
    assert chooses(desk, AVAILABLE).reason == "", "and comes back whenever they like"


def at_the_desk(desk: Desk, seconds: int) -> None:
    """The page is open, and says so every fifteen seconds."""
    for _ in range(seconds // 15):
        desk.clock.advance(timedelta(seconds=15))
        is_seen(desk)
    desk.clock.advance(timedelta(seconds=seconds % 15))


def test_the_time_in_which_an_agent_is_ready_is_counted_up_to_the_end_of_a_call(desk: Desk) -> None:
    chooses(desk, AVAILABLE)
    at_the_desk(desk, 100)
    chooses(desk, BREAK, "meal")
    assert sees(desk).ready == 100
    at_the_desk(desk, 1_000)
    assert sees(desk).ready == 100, "a break is not at the desk"
    chooses(desk, AVAILABLE)
    at_the_desk(desk, 20)
    with desk.database.write() as session:
        desk.presence.enter(session, ADA, AgentState.RINGING)
    at_the_desk(desk, 9)
    with desk.database.write() as session:
        desk.presence.enter(session, ADA, AgentState.ON_CALL)
    assert sees(desk).ready == 129, "the ring too"
    at_the_desk(desk, 300)
    with desk.database.write() as session:
        assert desk.presence.leave_call(session, ADA, AVAILABLE) == 129
    assert (sees(desk).ready, sees(desk).state) == (0, AVAILABLE)


def test_of_a_page_that_went_away_a_minute_is_counted_as_ready(desk: Desk) -> None:
    chooses(desk, AVAILABLE)
    at_the_desk(desk, 30)
    desk.clock.advance(timedelta(hours=9))
    assert is_seen(desk).ready == 90
    desk.clock.advance(-timedelta(hours=1))
    assert chooses(desk, OFFLINE).ready == 90, "a clock set back takes nothing away"


@pytest.mark.parametrize(("form", "length"), [(">12s12sQ", 60), (">12s12sQQ", 68)])
def test_a_row_of_an_earlier_version_is_read(desk: Desk, form: str, length: int) -> None:
    chooses(desk, AVAILABLE)
    moments = (int(desk.clock.now().timestamp()), 0)[: form.count("Q")]
    before = struct.Struct(form).pack(b"break", b"meal", *moments)
    sealed = seal(desk.ring.ledger_key("agent states"), before, str(ADA).encode())
    assert len(sealed) == length
    with desk.database.write() as session:
        session.execute(update(AgentStateRow).values(sealed=sealed))
    assert sees(desk) == AgentPresence(ADA, BREAK, "meal", desk.clock.now(), None)
    assert is_seen(desk).seen == desk.clock.now()


def test_a_row_has_one_length_and_shows_neither_state_nor_time(desk: Desk) -> None:
    seen = set()
    for state, reason in ((AVAILABLE, ""), (BREAK, "training"), (OFFLINE, "")):
        chooses(desk, state, reason)
        with desk.database.read() as session:
            sealed = session.scalars(select(AgentStateRow.sealed)).one()
        assert len(sealed) == 72
        assert state.value.encode() not in sealed
        seen.add(sealed)
    assert len(seen) == 3
