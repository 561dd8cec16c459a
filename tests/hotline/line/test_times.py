"""What an order makes of the times of a line: a pure function of the content and the moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.incidents import Closure, Content, Emergency, Opening, tree
from hotline.incidents.file import held_to_the_rules
from hotline.line import (
    Announce,
    ChangedMeanwhile,
    Close,
    DropClosure,
    EndOpening,
    Hush,
    NothingToEnd,
    Open,
    Order,
    PlanClosure,
    Reopen,
    SetHours,
    TooFar,
    WouldBeOver,
)
from hotline.line.times import carried_out
from tests.journeys.lines import EXAMPLE

WORDS = {"en": "We had to leave the building.", "es": "Tuvimos que salir del edificio."}
NEWS = {"en": "Letters are late this week.", "es": "Las cartas llegan tarde esta semana."}
BARE = replace(EXAMPLE, closures=(), openings=(), emergency=None)
CHICAGO = ZoneInfo("America/Chicago")


def at(local: str) -> datetime:
    """A moment by the clocks of Chicago, in UTC as the clock tells it."""
    return datetime.fromisoformat(local).replace(tzinfo=CHICAGO).astimezone(UTC)


MONDAY_TEN = at("2019-06-03 10:00")
SUNDAY = at("2019-06-02 10:00")


def after(order: Order, content: Content = BARE, now: datetime = MONDAY_TEN) -> Content:
    """The content as it is in force after an order: stored and read again, and kept by the rules of a file."""
    return held_to_the_rules(tree.content(tree.plain(carried_out(order, content, now))), before=BARE)


def test_closed_at_once_and_open_again_at_the_end() -> None:
    content = after(Close(at("2019-06-03 12:00"), WORDS), now=MONDAY_TEN + timedelta(seconds=40))
    assert not content.is_open(MONDAY_TEN + timedelta(seconds=40))
    assert content.closure_at(MONDAY_TEN).say == WORDS  # type: ignore[union-attr]
    assert not content.is_open(at("2019-06-03 11:59:59"))
    assert content.is_open(at("2019-06-03 12:00"))
    assert content.next_opening(MONDAY_TEN) == at("2019-06-03 12:00")


def test_open_at_once_on_a_day_without_hours() -> None:
    content = after(Open(at("2019-06-02 13:00")), now=SUNDAY)
    assert not BARE.is_open(SUNDAY)
    assert content.is_open(SUNDAY)
    assert content.next_opening(SUNDAY) == SUNDAY
    assert not content.is_open(at("2019-06-02 13:00"))
    assert content.next_opening(at("2019-06-02 13:00")) == at("2019-06-03 08:00")


def test_an_opening_that_is_still_to_come_is_the_next_one() -> None:
    content = replace(BARE, openings=(Opening(at("2019-06-02 12:00"), at("2019-06-02 13:00")),))
    assert content.next_opening(SUNDAY) == at("2019-06-02 12:00")


def test_a_closure_is_ended_and_only_what_is_left_of_it() -> None:
    closed = after(Close(at("2019-06-03 12:00"), WORDS))
    reopened = after(Reopen(), closed, now=at("2019-06-03 10:30"))
    assert reopened.is_open(at("2019-06-03 10:30"))
    at_once = after(Reopen(), closed, now=MONDAY_TEN)
    assert at_once.closures == ()


def test_open_now_leaves_the_rest_of_a_planned_closure() -> None:
    planned = Closure(at("2019-06-03 08:00"), at("2019-06-05 08:00"), WORDS)
    content = after(Open(at("2019-06-03 12:00")), replace(BARE, closures=(planned,)))
    assert content.is_open(MONDAY_TEN)
    assert not content.is_open(at("2019-06-03 12:00"))
    assert not content.is_open(at("2019-06-04 12:00"))
    assert content.next_opening(at("2019-06-03 12:00")) == at("2019-06-05 08:00")


def test_closing_wins_over_an_opening_and_over_another_closure() -> None:
    opened = after(Open(at("2019-06-02 15:00")), now=SUNDAY)
    content = after(Close(at("2019-06-02 12:00"), WORDS), opened, now=SUNDAY)
    assert not content.is_open(SUNDAY)
    assert content.is_open(at("2019-06-02 12:00"))
    again = after(Close(at("2019-06-02 14:00"), NEWS), content, now=at("2019-06-02 11:00"))
    assert [one.say for one in again.closures] == [WORDS, NEWS]
    assert again.closure_at(at("2019-06-02 11:30")).say == NEWS  # type: ignore[union-attr]


def test_an_opening_is_ended() -> None:
    opened = after(Open(at("2019-06-02 15:00")), now=SUNDAY)
    assert not after(EndOpening(), opened, now=at("2019-06-02 11:00")).is_open(at("2019-06-02 11:00"))


def test_news_take_the_place_of_news_and_are_taken_back() -> None:
    told = after(Announce(at("2019-06-03 18:00"), NEWS))
    assert told.emergency_at(MONDAY_TEN).say == NEWS  # type: ignore[union-attr]
    assert told.is_open(MONDAY_TEN), "news close nothing"
    assert after(Announce(at("2019-06-04 18:00"), WORDS), told).emergency.say == WORDS  # type: ignore[union-attr]
    assert after(Hush(), told).emergency is None


@pytest.mark.parametrize("order", [Reopen(), EndOpening(), Hush(), DropClosure(SUNDAY)])
def test_what_does_not_hold_can_t_be_ended(order: Order) -> None:
    with pytest.raises(NothingToEnd):
        after(order)


@pytest.mark.parametrize("kind", [Close, Open, Announce])
@pytest.mark.parametrize(
    ("until", "why"),
    [("2019-06-03 10:00", WouldBeOver), ("2019-06-02 12:00", WouldBeOver), ("2019-07-05 12:00", TooFar)],
)
def test_an_end_that_nobody_can_mean_is_refused(kind: type, until: str, why: type[Exception]) -> None:
    with pytest.raises(why):
        after(kind(at(until)) if kind is Open else kind(at(until), WORDS))


def test_hours_are_set_unless_somebody_else_has_set_them_meanwhile() -> None:
    shorter = replace(BARE.hours, weekly={"monday": BARE.hours.weekly["monday"]})
    content = after(SetHours(shorter, BARE.hours))
    assert content.hours == shorter
    with pytest.raises(ChangedMeanwhile):
        after(SetHours(BARE.hours, BARE.hours), content)


def test_a_closure_is_planned_and_dropped() -> None:
    planned = Closure(at("2019-07-04 08:00"), at("2019-07-06 08:00"), WORDS)
    content = after(PlanClosure(planned))
    assert not content.is_open(at("2019-07-05 12:00"))
    assert after(DropClosure(planned.begins), content).closures == ()
    with pytest.raises(WouldBeOver):
        after(PlanClosure(Closure(planned.ends, planned.begins, WORDS)))


def test_what_is_over_goes_with_the_next_order() -> None:
    past = replace(
        BARE,
        closures=(Closure(at("2019-06-01 08:00"), at("2019-06-02 08:00"), WORDS),),
        openings=(Opening(at("2019-06-01 08:00"), at("2019-06-02 08:00")),),
        emergency=Emergency(at("2019-06-02 08:00"), NEWS),
    )
    content = after(Open(at("2019-06-03 20:00")), past)
    assert (content.closures, content.emergency, len(content.openings)) == ((), None, 1)


def test_in_the_hour_that_comes_twice_nothing_holds_longer_than_was_meant() -> None:
    """On November 3, 2019, clocks in Chicago showed 1:30 twice; what is kept is what they showed."""
    second = at("2019-11-03 00:00") + timedelta(hours=2, minutes=30)
    assert second.astimezone(CHICAGO).strftime("%H:%M") == "01:30"
    content = after(Close(at("2019-11-03 04:00"), WORDS), now=second)
    assert not content.is_open(second)
    assert after(Reopen(), content, now=second).closure_at(second) is None
    opened = after(Open(at("2019-11-03 05:00")), now=second)
    assert opened.is_open(second)
    assert not opened.is_open(at("2019-11-03 05:00"))
