"""An agent's call: one at a time, only while it is live, and what is left of it tells nothing of its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from hotline.audit import AuditEntry
from hotline.calls import (
    AgentState,
    AlreadyOnACall,
    BadReference,
    CallLog,
    EndedToday,
    LeftBehind,
    NoLiveCall,
    NotByHand,
    NotOffered,
    Told,
)
from hotline.calls.agent_call import AgentCall
from hotline.calls.agent_call_rows import AgentCallRow
from hotline.calls.agent_days import AgentDay
from hotline.calls.dispositions import DispositionCount
from hotline.incidents import Category
from hotline.sealing import SealBroken
from tests.hotline.desks import ADA, BO, MATCH, NO_MATCH, Desk
from tests.ivr.incidents import CONTENT

KINDS = tuple(one.id for one in CONTENT.categories)
YES = replace(MATCH, categories=KINDS[:2])


def state_of(desk: Desk, agent: int = ADA) -> AgentState:
    with desk.database.read() as session:
        return desk.presence.state_of(session, agent).state


def logged(desk: Desk) -> list[EndedToday]:
    with desk.database.read() as session:
        return CallLog(desk.ring, desk.clock).today(session, desk.incident.id)


def rows_of(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(AgentCallRow)) or 0


def test_a_call_taken_by_hand_is_found_as_it_was_left(desk: Desk) -> None:
    assert desk.has() is None
    taken = desk.takes()
    assert desk.has() == taken
    assert (taken.agent, taken.incident, taken.version) == (ADA, desk.incident.id, desk.incident.version)
    assert (taken.channel, taken.language, taken.role, taken.began) == ("by_hand", "es", "child", desk.clock.now())
    assert (taken.live, taken.by_hand, taken.masked) == (True, True, "")
    assert state_of(desk) is AgentState.ON_CALL
    assert desk.has(BO) is None


def test_an_agent_has_one_call_at_a_time(desk: Desk) -> None:
    call = desk.takes()
    with pytest.raises(AlreadyOnACall):
        desk.takes()
    assert desk.has() == call
    other = desk.takes(BO)
    assert other.reference != call.reference
    desk.wraps_up(call)
    with pytest.raises(AlreadyOnACall):
        desk.takes()


def test_calls_are_not_taken_by_hand_where_the_incident_file_does_not_say_so(desk: Desk) -> None:
    desk.applies(replace(desk.incident.content, calls_by_hand=False))
    with pytest.raises(NotByHand):
        desk.takes()
    assert (rows_of(desk), state_of(desk)) == (0, AgentState.OFFLINE)


@pytest.mark.parametrize(
    "reference",
    [
        *("", "   ", "x" * 41, "née", "a\nb", "a@b.example", "+1 573 555 0100", "5735550100", "(573) 555-0100"),
        *("2009-05-17", "05/17/2009", "05172009", "1 573.555.0100"),
    ],
)
def test_a_reference_is_needed_that_tells_nobody(desk: Desk, reference: str) -> None:
    with pytest.raises(BadReference):
        desk.takes(reference=reference)
    assert rows_of(desk) == 0


@pytest.mark.parametrize("reference", ["118", "1559574892.118", " PBX-20190603.118 ", "Line 4 / 09:15", "c0ffee01"])
def test_references_of_telephone_systems_are_taken(desk: Desk, reference: str) -> None:
    desk.takes(reference=reference)
    with desk.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "call.taken_by_hand")).one()
    assert entry.detail == f'{{"reference": "{reference.strip()}"}}'
    assert (entry.actor, entry.incident_id) == (f"agent {ADA}", desk.incident.id)


@pytest.mark.parametrize(("language", "role"), [("fr", "child"), ("", "child"), ("es", "mother")])
def test_only_what_the_incident_has_is_taken(desk: Desk, language: str, role: str) -> None:
    with pytest.raises(NotOffered):
        desk.takes(language=language, role=role)
    assert desk.takes(role="").role == ""


def test_an_audited_call_keeps_its_hour_and_not_its_minute(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=17))
    desk.takes()
    with desk.database.read() as session:
        at = session.scalars(select(AuditEntry.at).where(AuditEntry.tag == "call.taken_by_hand")).one()
    assert at == desk.clock.now().replace(minute=0)


def test_an_answer_is_kept_for_the_live_call_it_was_asked_for_and_for_no_other(desk: Desk) -> None:
    call = desk.takes()
    told = desk.is_told(call, YES)
    assert desk.has() == told
    assert (told.checks, told.told) == (1, replace(YES, at=desk.clock.now()))
    asking = desk.asks(told)
    assert asking.told is None, "what was told before is not the answer for this check"
    for other in (replace(asking, reference=b"another".ljust(32)), replace(asking, agent=BO), told, call):
        with pytest.raises(NoLiveCall):
            desk.answers(other)
    assert desk.has() == asking
    desk.wraps_up(asking)
    with pytest.raises(NoLiveCall):
        desk.answers(asking)
    desk.finishes(asking)
    with pytest.raises(NoLiveCall):
        desk.answers(asking)


def test_nothing_is_asked_once_the_caller_is_gone(desk: Desk) -> None:
    wrapped = desk.wraps_up(desk.takes())
    with pytest.raises(NoLiveCall):
        desk.asks(wrapped)
    assert desk.has() == wrapped


def test_a_check_without_an_answer_is_settled_and_one_with_an_answer_keeps_it(desk: Desk) -> None:
    asking = desk.asks(desk.takes())
    desk.settles(asking)
    assert told_to(desk) == "CANNOT_TELL"
    again = desk.asks(asking)
    desk.settles(asking)  # late, and for the check before
    assert told_to(desk) == ""
    desk.answers(again, YES)
    desk.settles(again)
    assert told_to(desk) == "MATCH"
    last = desk.asks(again)
    desk.wraps_up(last)
    desk.settles(last)
    assert told_to(desk) == ""


def told_to(desk: Desk) -> str:
    call = desk.has()
    return call.told.name if call and call.told else ""


def test_a_kind_that_the_calls_version_can_not_name_is_not_told(desk: Desk) -> None:
    asking = desk.asks(desk.takes())
    with pytest.raises(ValueError, match="tuple"):
        desk.answers(asking, replace(MATCH, categories=("no_such_kind",)))
    assert desk.has() == asking


def test_a_call_is_of_the_version_with_which_it_began(desk: Desk) -> None:
    call = desk.is_told(desk.takes(), YES)
    desk.applies(replace(desk.incident.content, categories=tuple(reversed(desk.incident.content.categories))))
    assert desk.has() == call
    desk.calls = type(desk.calls)(desk.ring, desk.clock)  # another process, which remembers nothing
    assert desk.has() == call


def test_wrap_up_forgets_what_was_heard_and_by_whom(desk: Desk) -> None:
    call = (
        replace(desk.is_told(desk.takes(), YES), number="+15735550100", step="menu")
        .hears("kinds")
        .did("letter")
        .to_be_called(b"c" * 16)
    )
    desk.saves(call)
    assert call.masked == "••• 0100"
    wrapped = desk.wraps_up(call)
    assert desk.has() == wrapped
    assert (wrapped.told, wrapped.heard, wrapped.number, wrapped.step, wrapped.callback) == (None, (), "", "", "")
    assert (wrapped.live, wrapped.done, wrapped.checks) == (False, ("letter", "callback"), 1)
    assert state_of(desk) is AgentState.WRAP_UP
    desk.clock.advance(timedelta(minutes=1))
    assert desk.wraps_up(wrapped) == wrapped, "it has not begun again"


def test_a_finished_call_leaves_a_log_row_counts_and_no_row_of_its_own(desk: Desk) -> None:
    desk.has_a_call()
    assert (rows_of(desk), state_of(desk)) == (0, AgentState.AVAILABLE)
    (row,) = logged(desk)
    assert row == EndedToday("es", "child", datetime(2019, 6, 3, 15, 0, tzinfo=UTC), "person", "desk")
    with desk.database.read() as session:
        counted = session.execute(select(DispositionCount.day, DispositionCount.disposition, DispositionCount.count))
        assert counted.all() == [(date(2019, 6, 3), "checked", 1)]
        day = session.execute(select(AgentDay.calls, AgentDay.by_hand, AgentDay.checks, AgentDay.talk_seconds)).one()
        assert day == (1, 1, 1, 0), "how long one call was is kept nowhere in clear"


def test_a_call_is_finished_once(desk: Desk) -> None:
    call = desk.takes()
    desk.finishes(call)
    with pytest.raises(NoLiveCall):
        desk.finishes(call)
    with pytest.raises(NoLiveCall):
        desk.saves(call)
    assert len(logged(desk)) == 1


def test_a_call_of_before_can_not_be_saved_over_the_present_one(desk: Desk) -> None:
    before = desk.takes()
    desk.finishes(before)
    now = desk.takes()
    with pytest.raises(NoLiveCall):
        desk.saves(before)
    assert desk.has() == now


def test_the_calls_of_a_disabled_agent_end_at_once(desk: Desk) -> None:
    call = desk.takes()
    with desk.database.write() as session:
        desk.calls.end_all_of(session, ADA)
        desk.calls.end_all_of(session, BO)
    assert (desk.has(), state_of(desk), len(logged(desk))) == (None, AgentState.OFFLINE, 1)
    with pytest.raises(NoLiveCall):
        desk.answers(call)


@pytest.mark.parametrize("hours", [4, 30])
def test_a_call_that_nobody_closed_is_over_after_four_hours(desk: Desk, hours: int) -> None:
    desk.takes()
    desk.clock.advance(timedelta(hours=hours))
    with desk.database.read() as session:
        assert not desk.calls.is_busy(session, ADA)
        with pytest.raises(LeftBehind):
            desk.calls.seen(session, ADA)
    assert desk.has() is None
    assert (rows_of(desk), state_of(desk)) == (0, AgentState.OFFLINE)
    assert desk.takes().began == desk.clock.now()


def test_whoever_takes_a_call_sweeps_those_that_were_left(desk: Desk) -> None:
    desk.takes()
    desk.clock.advance(timedelta(hours=4))
    desk.takes(BO)
    assert (rows_of(desk), state_of(desk), len(logged(desk))) == (1, AgentState.OFFLINE, 1)


def test_a_call_that_is_used_lives_on(desk: Desk) -> None:
    call = desk.takes()
    for _ in range(3):
        desk.clock.advance(timedelta(hours=3))
        desk.saves(call)
    with desk.database.read() as session:
        assert desk.calls.is_busy(session, ADA)
        assert not desk.calls.is_busy(session, BO)
        assert (desk.calls.seen(session, ADA), desk.calls.seen(session, BO)) == (call, None)
    assert desk.has() == call


def test_a_call_moved_to_another_agent_does_not_open(desk: Desk) -> None:
    one, other = desk.takes(), desk.takes(BO)
    with desk.database.write() as session:
        sealed = session.scalars(select(AgentCallRow.sealed).where(AgentCallRow.account_id == BO)).one()
        session.execute(update(AgentCallRow).where(AgentCallRow.account_id == ADA).values(sealed=sealed))
    with pytest.raises(SealBroken):
        desk.has()
    assert one.reference != other.reference
    with desk.database.write() as session:
        desk.calls.end_all_of(session, ADA)  # and is let go all the same
    assert rows_of(desk) == 1


SHORT = AgentCall(b"", 1, 1, version=1, channel="by_hand", language="", role="", began=datetime(2019, 6, 3, tzinfo=UTC))
LONG = AgentCall(
    b"",
    agent=2**31,
    incident=2**31,
    version=2**31,
    channel="telephone",
    language="fil",
    role="other",
    began=datetime(2099, 6, 3, tzinfo=UTC),
    number="+123456789012345",
    wrap_up_since=datetime(2099, 6, 3, tzinfo=UTC),
    step="student-number",
    heard=tuple(f"question.{number:02}.{'x' * 32}" for number in range(40)),
    told=Told(
        "MAY_NOT_TELL",
        "student_number",
        *(tuple(f"kind_{number:02}" for number in range(64)), True, True, True, True, True),
        at=datetime(2099, 6, 3, tzinfo=UTC),
    ),
    checks=999,
    unmade=999,
    done=("letter", "callback", "escalation"),
    callback="f" * 32,
    calls_back="e" * 32,
    slow=True,
    waited=86_400,
)


@pytest.mark.parametrize(("call", "remembered"), [(SHORT, 0), (LONG, 4)])
def test_every_call_fits_and_of_what_was_heard_the_newest_is_kept(call: AgentCall, remembered: int) -> None:
    kinds = [f"kind_{number:02}" for number in range(64)]
    written = call.to_json(kinds)
    assert len(written) <= 990
    read = AgentCall.from_json(written, b"", kinds=kinds)
    assert replace(read, heard=()) == replace(call, heard=())
    assert len(read.heard) >= remembered
    assert read.heard == call.heard[len(call.heard) - len(read.heard) :]


def test_every_row_has_the_same_size_and_shows_nothing(desk: Desk) -> None:
    desk.applies(replace(desk.incident.content, categories=many_kinds()))
    call = desk.takes()
    for told in (NO_MATCH, replace(MATCH, categories=tuple(f"kind_{n:02}" for n in range(64)), gaps=True, shared=True)):
        call = desk.is_told(call, told)
        desk.saves(call.hears("kinds", "what_happened", "x" * 500))
        with desk.database.read() as session:
            row = session.scalars(select(AgentCallRow)).one()
        assert (len(row.sealed), len(row.reference)) == (1024, 32)
        assert b"MATCH" not in row.sealed


def many_kinds() -> tuple[Category, ...]:
    return tuple(replace(CONTENT.categories[0], id=f"kind_{number:02}") for number in range(64))


def test_of_two_who_take_a_call_for_one_agent_at_once_one_is_refused(desk: Desk) -> None:
    def take() -> bool:
        try:
            desk.takes()
        except AlreadyOnACall:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        taken = [one.result() for one in [both.submit(take) for _ in range(2)]]
    assert sorted(taken) == [False, True]
    assert rows_of(desk) == 1
