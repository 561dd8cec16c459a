"""A closure and an announcement hold up to, not including, their end, in the incident's zone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hotline.incidents import Closure, Content, Emergency, load, tree
from hotline.settings import PROJECT


@pytest.fixture(scope="module")
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def at(utc: str) -> datetime:
    return datetime.fromisoformat(utc).replace(tzinfo=UTC)


# Noon in Chicago in December is 18:00 UTC, eight in the morning is 14:00 UTC.
@pytest.mark.parametrize(
    ("utc", "closed", "answered"),
    [
        ("2019-12-23 17:59:59", False, True),
        ("2019-12-23 18:00:00", True, False),
        ("2019-12-27 16:00:00", True, False),
        ("2020-01-02 13:59:59", True, False),
        ("2020-01-02 14:00:00", False, True),
        ("2020-01-03 03:00:00", False, False),
    ],
)
def test_nobody_answers_in_a_closure(content: Content, utc: str, *, closed: bool, answered: bool) -> None:
    closure = content.closure_at(at(utc))
    assert (closure is not None) is closed
    assert content.is_open(at(utc)) is answered
    if closure:
        assert "winter break" in closure.say["en"]


def test_without_closures_the_hours_decide(content: Content) -> None:
    without = replace(content, closures=())
    assert without.is_open(at("2019-12-27 16:00"))
    assert without.closure_at(at("2019-12-27 16:00")) is None


def test_an_announcement_ends_by_itself(content: Content) -> None:
    assert content.emergency_at(at("2019-06-14 12:00")) is None
    news = Emergency(at("2019-06-14 23:00"), {"en": "News.", "es": "Noticias."})
    told = replace(content, emergency=news)
    assert told.emergency_at(at("2019-06-14 22:59:59")) is news
    assert told.emergency_at(at("2019-06-14 23:00")) is None
    assert told.is_open(at("2019-06-14 15:00")), "news close nothing"


def test_an_end_in_the_hour_that_summer_time_skips_is_the_same_moment_after_storage(content: Content) -> None:
    """At 02:30 on 2020-03-08 no clock in Chicago showed that time; what was written comes back as it was."""
    row = {"begins": "2020-03-07T08:00:00", "ends": "2020-03-08T02:30:00", "say": {"en": "Closed.", "es": "Cerrado."}}
    read = tree.content({**tree.plain(content), "closures": [row]})
    assert tree.content(tree.plain(read)).closures == read.closures
    assert read.closures[0].ends.astimezone(UTC) == at("2020-03-08 08:30")


def test_a_time_of_another_zone_is_the_same_moment_after_storage(content: Content) -> None:
    news = Emergency(at("2019-06-14 23:00"), {"en": "News.", "es": "Noticias."})
    assert tree.content(tree.plain(replace(content, emergency=news))).emergency == news


def test_a_time_without_a_zone_is_refused(content: Content) -> None:
    nowhere = at("2019-12-27 16:00").replace(tzinfo=None)
    with pytest.raises(TypeError):
        content.closure_at(nowhere)
    with pytest.raises(ValueError, match="zone"):
        content.is_open(nowhere)


def test_a_closure_holds_its_first_moment_and_not_its_last() -> None:
    closure = Closure(at("2020-03-01 08:00"), at("2020-03-02 08:00"), {})
    assert closure.holds(at("2020-03-01 08:00"))
    assert not closure.holds(at("2020-03-02 08:00"))
