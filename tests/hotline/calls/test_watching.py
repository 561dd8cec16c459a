"""An agent who looks up too much, or takes too many calls by hand, is seen."""

from dataclasses import replace
from datetime import timedelta

from hotline.alarms import Alarm
from hotline.calls.watching import MOST_CALLS_BY_HAND, AgentWatch
from tests.hotline.desks import ADA, BO, Desk


def seen(desk: Desk) -> tuple[Alarm, ...]:
    return AgentWatch(desk.database, desk.ring, desk.clock).lookout().look()


def limited_to(desk: Desk, checks: int) -> None:
    content = desk.incident.content
    desk.applies(replace(content, limits=replace(content.limits, checks_per_agent_per_day=checks)))


def test_half_of_a_days_checks_is_an_alarm_until_the_day_is_over(desk: Desk) -> None:
    limited_to(desk, 5)
    call = desk.takes()
    for _ in range(2):
        desk.is_told(call)
    assert seen(desk) == ()
    desk.is_told(call)
    desk.has_a_call(BO)
    assert seen(desk) == (Alarm(f"checks of agent {ADA}", f"Agent {ADA} has made 3 checks today; 5 are the limit."),)
    desk.clock.advance(timedelta(days=1))
    assert seen(desk) == ()


def test_more_than_twenty_calls_by_hand_are_an_alarm(desk: Desk) -> None:
    for _ in range(MOST_CALLS_BY_HAND):
        desk.finishes(desk.takes())
    assert seen(desk) == ()
    desk.takes()
    assert seen(desk) == (Alarm(f"calls by hand of agent {ADA}", f"Agent {ADA} has taken 21 calls by hand today."),)


def test_whoever_works_for_two_incidents_is_held_to_the_stricter_of_them(desk: Desk) -> None:
    limited_to(desk, 2)
    desk.applies(replace(desk.incident.content, slug="other", line="+18005550199"))
    limited_to(desk, 100)
    desk.is_told(desk.takes())
    assert [alarm.key for alarm in seen(desk)] == [f"checks of agent {ADA}"]
