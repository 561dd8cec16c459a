"""What becomes of a callback: put into the line in its hour, rung up to three times, erased and counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from hotline.followups import Callback, CallbackDay, Callbacks, CallbackState, MayNotRing, NoSuchCallback
from hotline.followups.callbacks import CallbackRow
from hotline.incidents import Closure
from tests.hotline.desks import Desk
from tests.hotline.followups.callbacks import SOON, arranges, as_it_is

MONDAY = datetime(2019, 6, 3).date()  # noqa: DTZ001  a day


@pytest.fixture
def callbacks(desk: Desk) -> Callbacks:
    return Callbacks(desk.ring, desk.clock)


def at(desk: Desk, utc: str) -> None:
    """The clock is moved."""
    desk.clock.advance(datetime.fromisoformat(utc).replace(tzinfo=UTC) - desk.clock.now())


def due(desk: Desk) -> list[bytes]:
    with desk.database.read() as session:
        return [one.id for one in Callbacks(desk.ring, desk.clock).due(session, desk.incident.id)]


def queues(desk: Desk, callback: Callback) -> bool:
    with desk.database.write() as session:
        return Callbacks(desk.ring, desk.clock).mark_queued(session, callback.id)


def rings(desk: Desk, callback: Callback) -> Callback:
    with desk.database.write() as session:
        return Callbacks(desk.ring, desk.clock).rung(session, callback.id)


def reaches(desk: Desk, callback: Callback) -> None:
    with desk.database.write() as session:
        Callbacks(desk.ring, desk.clock).kept(session, callback.id)


def in_vain(desk: Desk, callback: Callback) -> bool:
    with desk.database.write() as session:
        return Callbacks(desk.ring, desk.clock).tried(session, callback.id)


def counts(desk: Desk) -> list[CallbackDay]:
    with desk.database.read() as session:
        return list(Callbacks(desk.ring, desk.clock).counts(session, desk.incident.id))


def day(**counted: int) -> CallbackDay:
    return CallbackDay(MONDAY, **{"arranged": 1, "kept": 0, "late": 0, "unreached": 0, **counted})


def test_it_is_due_once_its_window_has_begun_and_goes_into_the_line_once(desk: Desk) -> None:
    noon, one = arranges(desk), arranges(desk, window="2019-06-03T18:00Z")
    assert due(desk) == []
    at(desk, "2019-06-03 16:59:59")
    assert due(desk) == []
    at(desk, "2019-06-03 18:30")
    assert due(desk) == [noon.id, one.id]
    assert queues(desk, noon)
    assert not queues(desk, noon)
    assert due(desk) == [one.id]
    with desk.database.write() as session:
        Callbacks(desk.ring, desk.clock).put_back(session, noon.id)
    assert due(desk) == [noon.id, one.id]


def test_what_keeps_its_place_in_the_line_is_never_put_there_again(desk: Desk) -> None:
    callback = arranges(desk, window=SOON, place_kept=True, agent=None)
    assert callback.state is CallbackState.QUEUED
    assert due(desk) == []
    assert arranges(desk, window=SOON, agent=None).id in due(desk)


def test_it_waits_for_people_who_answer(desk: Desk) -> None:
    soon = arranges(desk, window=SOON)
    at(desk, "2019-06-03 22:30")  # the line has closed
    assert due(desk) == []
    at(desk, "2019-06-04 13:00")
    assert due(desk) == [soon.id]
    shut = Closure(datetime(2019, 6, 4, 12, tzinfo=UTC), datetime(2019, 6, 4, 14, tzinfo=UTC), {})
    desk.applies(replace(desk.incident.content, closures=(shut,)))
    assert due(desk) == []
    at(desk, "2019-06-04 14:00")
    assert due(desk) == [soon.id]


def test_an_hour_that_an_agent_chose_holds_while_the_line_is_closed(desk: Desk) -> None:
    seven = arranges(desk, window="2019-06-04T00:00Z")
    at(desk, "2019-06-04 00:10")
    assert due(desk) == [seven.id]
    at(desk, "2019-06-04 01:00")  # it is over, and nobody has rung: in the morning then
    assert due(desk) == []
    at(desk, "2019-06-04 13:00")
    assert due(desk) == [seven.id]


def test_nobody_is_rung_after_nine_where_they_may_be(desk: Desk, callbacks: Callbacks) -> None:
    far = arranges(desk, number="671 555 0100", window="2019-06-03T22:00Z")
    at(desk, "2019-06-03 22:00")
    assert due(desk) == [far.id]
    with desk.database.read() as session:
        assert callbacks.may_ring(session, far)
    at(desk, "2019-06-04 13:00")  # eleven at night on Guam
    assert due(desk) == []
    with desk.database.read() as session:
        assert not callbacks.may_ring(session, far)
    with pytest.raises(MayNotRing):
        rings(desk, far)
    assert as_it_is(desk, far) == far, "and it was no try"


def test_whoever_is_reached_in_their_window_was_kept_and_nothing_of_them_stays(desk: Desk) -> None:
    callback = arranges(desk)
    assert counts(desk) == [day()]
    at(desk, "2019-06-03 17:59:59")
    assert rings(desk, callback).in_time
    desk.clock.advance(timedelta(minutes=10))  # they talk
    reaches(desk, callback)
    assert as_it_is(desk, callback) is None
    assert counts(desk) == [day(kept=1)]
    with desk.database.read() as session:
        assert list(session.scalars(select(CallbackRow))) == []
    with pytest.raises(NoSuchCallback):
        reaches(desk, callback)
    assert counts(desk) == [day(kept=1)]


def test_whoever_is_first_rung_after_their_window_was_rung_late(desk: Desk) -> None:
    callback = arranges(desk)
    at(desk, "2019-06-03 18:00:01")
    assert rings(desk, callback).in_time is False
    reaches(desk, callback)
    assert counts(desk) == [day(late=1)]


def test_a_second_try_does_not_make_it_late_nor_on_time(desk: Desk) -> None:
    in_time, late = arranges(desk), arranges(desk, window="2019-06-03T16:00Z")
    at(desk, "2019-06-03 17:30")
    for callback in (in_time, late):
        rings(desk, callback)
        assert in_vain(desk, callback)
    at(desk, "2019-06-03 19:30")
    for callback in (in_time, late):
        rings(desk, callback)
        reaches(desk, callback)
    assert counts(desk) == [day(arranged=2, kept=1, late=1)]


def test_it_is_tried_three_times_two_hours_apart_and_then_given_up(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)
    for tries, moment in ((1, "2019-06-03 15:00"), (2, "2019-06-03 17:00"), (3, "2019-06-03 19:00")):
        at(desk, moment)
        assert due(desk) == [callback.id]
        assert queues(desk, callback)
        assert rings(desk, callback).tries == tries
        assert in_vain(desk, callback) is (tries < 3)
        assert due(desk) == []
        desk.clock.advance(timedelta(hours=2, seconds=-1))
        assert due(desk) == []
    assert as_it_is(desk, callback) is None
    assert counts(desk) == [day(unreached=1)]


def test_the_next_try_is_in_opening_hours_and_by_day(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)
    at(desk, "2019-06-03 21:00")  # 16:00 in Chicago: in two hours the line is closed
    assert in_vain(desk, callback)
    kept = as_it_is(desk, callback)
    assert kept is not None
    assert (kept.state, kept.tries) == (CallbackState.WAITING, 1)
    assert kept.not_before == datetime(2019, 6, 4, 13, tzinfo=UTC)


def test_a_line_that_opens_no_more_gives_up(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)
    desk.applies(replace(desk.incident.content, hours=replace(desk.incident.content.hours, weekly={})))
    assert not in_vain(desk, callback)
    assert counts(desk) == [day(unreached=1)]


def test_no_fourth_time(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)
    for _ in range(3):
        rings(desk, callback)  # an agent may ring again at once
    with pytest.raises(MayNotRing):
        rings(desk, callback)
    assert not in_vain(desk, callback)


def test_what_was_not_told_is_counted_when_it_is_over(desk: Desk) -> None:
    """An agent who rang from another telephone says only how it went."""
    callback = arranges(desk)
    at(desk, "2019-06-03 17:10")
    reaches(desk, callback)
    other = arranges(desk, window=SOON)
    assert in_vain(desk, other)
    kept = as_it_is(desk, other)
    assert kept is not None
    assert kept.tries == 1
    assert counts(desk) == [day(arranged=2, kept=1)]


def test_what_nobody_rang_for_a_fortnight_is_given_up(desk: Desk) -> None:
    old, young = arranges(desk), arranges(desk, window="2019-06-05T17:00Z")
    at(desk, "2019-06-17 18:00:01")
    with desk.database.write() as session:
        assert Callbacks(desk.ring, desk.clock).give_up_old(session) == 1
    assert as_it_is(desk, old) is None
    assert as_it_is(desk, young) == young
    assert counts(desk) == [day(arranged=2, unreached=1)]


def test_counts_are_by_the_day_on_which_it_was_arranged(desk: Desk) -> None:
    callback = arranges(desk, window="2019-06-04T17:00Z")
    at(desk, "2019-06-04 17:00")
    reaches(desk, callback)
    arranges(desk, window=SOON)
    assert counts(desk) == [day(kept=1), replace(day(), day=MONDAY + timedelta(days=1))]


def test_a_damaged_row_keeps_the_line_from_nobody_else(desk: Desk, callbacks: Callbacks) -> None:
    one, other = arranges(desk, window=SOON), arranges(desk, window=SOON)
    with desk.database.write() as session:
        sealed = session.scalars(select(CallbackRow.sealed).where(CallbackRow.id == one.id)).one()
        session.execute(update(CallbackRow).where(CallbackRow.id == other.id).values(sealed=sealed))
        assert [found.id for found in callbacks.all_of(session, desk.incident.id)] == [one.id]
    assert due(desk) == [one.id]


def test_of_two_who_put_it_into_the_line_at_once_one_does(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(queues, (desk, desk), (callback, callback))) == [False, True]


def test_what_two_end_at_once_is_counted_once(desk: Desk) -> None:
    callback = arranges(desk, window=SOON)

    def ends(_window: int) -> bool:
        try:
            reaches(desk, callback)
        except NoSuchCallback:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(ends, (1, 2))) == [False, True]
    assert counts(desk) == [day(kept=1)]
