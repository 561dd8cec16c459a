"""An agent's call that the telephone has brought: taken with what the caller brings, and passed on whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.calls import TELEPHONE, AgentCall, AgentState, AlreadyOnACall, CallLog, NoLiveCall
from hotline.calls.agent_days import AgentDay, AgentTime
from tests.hotline.desks import ADA, BO, MATCH, NO_MATCH, Desk


def brought(desk: Desk) -> AgentCall:
    """A call as the queue hands it over."""
    return AgentCall(
        b"",
        agent=ADA,
        incident=desk.incident.id,
        version=desk.incident.version,
        channel=TELEPHONE,
        language="es",
        role="child",
        began=desk.clock.now(),
        number="+15735550100",
        step="answer",
        heard=("answer.MATCH",),
        calls_back="c" * 32,
        slow=True,
        waited=42,
    )


def takes(desk: Desk) -> AgentCall:
    with desk.database.write() as session:
        return desk.calls.take_from_telephone(session, brought(desk))


def passes_on(desk: Desk, agent: int = ADA, to: int = BO) -> AgentCall:
    with desk.database.write() as session:
        return desk.calls.pass_on(session, agent, to=to)


def state_of(desk: Desk, agent: int) -> AgentState:
    with desk.database.read() as session:
        return desk.presence.state_of(session, agent).state


def test_a_call_from_the_telephone_is_found_as_it_was_taken(desk: Desk) -> None:
    call = takes(desk)
    assert desk.has() == call == replace(brought(desk), reference=call.reference)
    assert len(call.reference) == 32
    assert (call.by_hand, call.live, call.masked) == (False, True, "••• 0100")
    assert state_of(desk, ADA) is AgentState.ON_CALL
    with pytest.raises(AlreadyOnACall):
        takes(desk)


def test_it_leaves_no_row_in_the_log_which_is_the_telephones(desk: Desk) -> None:
    call = desk.wraps_up(takes(desk))
    assert (call.calls_back, call.number, call.heard) == ("", "", ())
    desk.finishes(call)
    with desk.database.read() as session:
        assert CallLog(desk.ring, desk.clock).today(session, desk.incident.id) == []
        assert session.execute(select(AgentDay.calls, AgentDay.by_hand)).one() == (1, 0)


def test_a_call_is_passed_on_with_all_that_was_heard_and_told(desk: Desk) -> None:
    told = desk.is_told(takes(desk), MATCH)
    desk.saves(told.hears("kinds"))
    desk.clock.advance(timedelta(seconds=90))
    passed = passes_on(desk)
    assert desk.has(BO) == passed
    assert passed == replace(told.hears("kinds"), agent=BO, began=desk.clock.now())
    assert desk.has(ADA) is None
    assert (state_of(desk, ADA), state_of(desk, BO)) == (AgentState.AVAILABLE, AgentState.ON_CALL)
    with pytest.raises(NoLiveCall):
        desk.saves(told)
    with desk.database.read() as session:
        calls = session.execute(select(AgentDay.account_id, AgentDay.calls).order_by(AgentDay.account_id)).all()
        assert calls == [(ADA, 1), (BO, 1)]
        assert session.scalars(select(AgentTime.account_id)).all() == [ADA], "whose talk has ended"


def test_an_answer_to_the_agent_who_has_passed_it_on_is_not_told(desk: Desk) -> None:
    asking = desk.asks(takes(desk))
    passed = passes_on(desk)
    with pytest.raises(NoLiveCall):
        desk.answers(asking, NO_MATCH)
    assert desk.has(BO) == passed
    again = desk.asks(passed)
    assert again.checks == 2, "the limits of a call are not begun anew"


def test_only_a_live_call_is_passed_on_and_only_to_who_has_none(desk: Desk) -> None:
    with pytest.raises(NoLiveCall):
        passes_on(desk)
    call = takes(desk)
    other = desk.takes(BO)
    with pytest.raises(AlreadyOnACall):
        passes_on(desk)
    assert desk.has(ADA) == call
    desk.finishes(other)
    desk.wraps_up(call)
    with pytest.raises(NoLiveCall):
        passes_on(desk)


def test_a_call_that_a_colleague_left_behind_is_let_go(desk: Desk) -> None:
    desk.takes(BO)
    desk.clock.advance(timedelta(hours=4))
    takes(desk)
    assert passes_on(desk).began == datetime(2019, 6, 3, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", [AgentState.RINGING, AgentState.ON_CALL])
def test_no_call_is_taken_by_hand_while_the_telephone_brings_one(desk: Desk, state: AgentState) -> None:
    with desk.database.write() as session:
        desk.presence.enter(session, ADA, state)
    with pytest.raises(AlreadyOnACall):
        desk.takes()
    assert (desk.has(), state_of(desk, ADA)) == (None, state)
