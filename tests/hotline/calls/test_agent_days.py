"""What an agent's day came to: counts at once, and times only as totals of at least eleven calls."""

import struct
from datetime import date, timedelta

from sqlalchemy import func, select, update

from hotline.calls import AgentState, AgentToday
from hotline.calls.agent_days import AgentDay, AgentTime
from hotline.sealing import seal
from tests.hotline.desks import ADA, BO, Desk


def days(desk: Desk) -> list[tuple[object, ...]]:
    columns = (AgentDay.account_id, AgentDay.day, AgentDay.calls, AgentDay.timed_calls)
    with desk.database.read() as session:
        found = session.execute(select(*columns, AgentDay.talk_seconds, AgentDay.wrap_up_seconds).order_by(*columns))
        return [tuple(row) for row in found]


def today(desk: Desk) -> dict[int, AgentToday]:
    with desk.database.read() as session:
        return dict(desk.calls.today(session))


def test_calls_and_checks_are_counted_when_they_happen(desk: Desk) -> None:
    assert today(desk) == {}
    call = desk.takes()
    assert today(desk) == {ADA: AgentToday(calls=1, by_hand=1, checks=0)}
    desk.is_told(call)
    desk.is_told(call)
    desk.has_a_call(BO)
    assert today(desk) == {ADA: AgentToday(1, 1, 2), BO: AgentToday(1, 1, 1)}
    desk.clock.advance(timedelta(days=1))
    assert today(desk) == {}


def test_time_is_kept_in_clear_only_as_a_total_of_eleven_calls(desk: Desk) -> None:
    monday = date(2019, 6, 3)
    for talk in range(10):
        desk.has_a_call(talk=talk)
    assert days(desk) == [(ADA, monday, 10, 0, 0, 0)]
    desk.has_a_call(BO, talk=500)
    desk.has_a_call(talk=10)
    assert days(desk) == [(ADA, monday, 11, 11, 55, 110), (BO, monday, 1, 0, 0, 0)]
    desk.has_a_call(talk=900)
    assert days(desk)[0] == (ADA, monday, 12, 11, 55, 110)


def test_times_run_on_over_the_end_of_a_day(desk: Desk) -> None:
    for _ in range(6):
        desk.has_a_call(talk=10)
    desk.clock.advance(timedelta(days=1))
    for _ in range(5):
        desk.has_a_call(talk=20)
    assert days(desk) == [(ADA, date(2019, 6, 3), 6, 0, 0, 0), (ADA, date(2019, 6, 4), 5, 11, 160, 110)]


def test_what_is_in_no_total_yet_has_one_length(desk: Desk) -> None:
    for talk in (0, 100_000):
        desk.has_a_call(talk=talk)
        with desk.database.read() as session:
            assert session.scalars(select(func.length(AgentTime.sealed))).all() == [44]


def test_a_clock_set_back_takes_no_time_away(desk: Desk) -> None:
    call = desk.takes()
    desk.clock.advance(-timedelta(hours=1))
    desk.finishes(call)
    for _ in range(10):
        desk.has_a_call(talk=1, wrap_up=0)
    assert days(desk)[-1][3:] == (11, 10, 0)


def ready_of(desk: Desk) -> list[int | None]:
    with desk.database.read() as session:
        return list(session.scalars(select(AgentDay.ready_seconds).order_by(AgentDay.day, AgentDay.account_id)))


def waits(desk: Desk, seconds: int) -> None:
    """Ada is at her desk, and nobody calls."""
    with desk.database.write() as session:
        desk.presence.change(session, ADA, AgentState.AVAILABLE)
    for _ in range(seconds // 15):
        desk.clock.advance(timedelta(seconds=15))
        with desk.database.write() as session:
            desk.presence.seen(session, ADA)


def test_the_wait_before_a_call_is_counted_with_the_call(desk: Desk) -> None:
    waits(desk, 300)
    for _ in range(10):
        desk.has_a_call()
        waits(desk, 60)
    assert ready_of(desk) == [0], "ten calls are in no total yet"
    desk.has_a_call()
    waits(desk, 900)
    assert ready_of(desk) == [300 + 10 * 60]
    assert days(desk)[0][3:] == (11, 660, 110)


def test_what_an_earlier_version_has_counted_stays_unknown(desk: Desk) -> None:
    desk.has_a_call()
    with desk.database.write() as session:
        session.execute(update(AgentDay).values(ready_seconds=None))
    waits(desk, 30)
    for _ in range(10):
        desk.has_a_call()
    assert ready_of(desk) == [None]
    assert days(desk)[0][3] == 11


def test_times_that_an_earlier_version_has_sealed_are_let_go(desk: Desk) -> None:
    desk.has_a_call()
    sealed = seal(desk.ring.ledger_key("agent times"), struct.pack(">III", 10, 900, 90), f"{ADA}:1".encode())
    with desk.database.write() as session:
        session.execute(update(AgentTime).values(sealed=sealed))
    for _ in range(10):
        desk.has_a_call()
    assert days(desk)[0][3] == 0, "the ten are counted nowhere: how long Ada was ready before them is not known"
    desk.has_a_call()
    assert days(desk)[0][3:] == (11, 660, 110)
