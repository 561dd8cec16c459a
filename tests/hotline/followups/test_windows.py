"""Windows: between eight and nine by every clock that may be the caller's, and when people answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.followups import NotAWindow
from hotline.followups.windows import hours_ahead, may_ring, soonest
from hotline.incidents import Closure
from hotline.incidents.hours import WEEKDAYS, Span
from tests.hotline.followups.callbacks import CHICAGO
from tests.ivr.incidents import CONTENT

HERE, LOS_ANGELES, HONOLULU, GUAM = "+15735550100", "+12135550100", "+18085550100", "+16715550100"
ALWAYS = replace(CONTENT, hours=replace(CONTENT.hours, weekly=dict.fromkeys(WEEKDAYS, (Span.parse("00:00-24:00"),))))
NOW = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)


def there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(CHICAGO))


@pytest.mark.parametrize("zone", [CHICAGO, "Pacific/Honolulu", "America/St_Johns"])
def test_nobody_is_rung_in_the_night_or_in_the_past(zone: str) -> None:
    offered = hours_ahead(zone, now=NOW)
    assert len({one.id for one in offered}) == len(offered) >= 26
    for window in offered:
        assert window.begins > NOW
        assert 8 <= window.begins.hour < 21
        assert (window.begins.minute, window.ends - window.begins) == (0, timedelta(hours=1))
        assert window.begins.astimezone(ZoneInfo(zone)) == window.begins
    assert offered[0].begins - NOW < timedelta(hours=24)


def test_windows_go_by_the_callers_own_clock() -> None:
    assert hours_ahead(CHICAGO, now=NOW)[0].begins.hour == 11
    assert hours_ahead("Pacific/Honolulu", now=NOW)[0].begins.hour == 8
    first = hours_ahead(CHICAGO, now=NOW + timedelta(hours=10))[0].begins  # 20:00, whose last hour has begun
    assert (first.day, first.hour) == (4, 8)


def test_hours_are_whole_hours_when_clocks_change() -> None:
    offered = hours_ahead(CHICAGO, now=datetime(2019, 11, 2, 20, 0, tzinfo=UTC))
    hours = [one.begins.astimezone(UTC).hour for one in offered if one.begins.day == 3]
    assert hours[0] == 14, "eight in the morning of standard time"


@pytest.mark.parametrize(
    ("number", "at", "may"),
    [
        (HERE, "2019-06-03 07:59:59", False),
        (HERE, "2019-06-03 08:00", True),
        (HERE, "2019-06-03 20:59:59", True),
        (HERE, "2019-06-03 21:00", False),
        (LOS_ANGELES, "2019-06-03 09:59", False),  # it is two hours earlier there
        (LOS_ANGELES, "2019-06-03 10:00", True),
        (LOS_ANGELES, "2019-06-03 21:00", False),  # seven in the evening there, but the line is here
        (HONOLULU, "2019-06-03 12:59", False),
        (HONOLULU, "2019-06-03 13:00", True),
        (HONOLULU, "2019-12-03 11:59", False),  # no summer time there
        (HONOLULU, "2019-12-03 12:00", True),
        (GUAM, "2019-06-03 16:59", False),  # the next day's morning there
        (GUAM, "2019-06-03 17:00", True),
        ("+12085550100", "2019-06-03 09:59", False),  # the later of Idaho's two clocks
        ("+12085550100", "2019-06-03 10:00", True),
        ("+18885550100", "2019-06-03 08:00", True),  # a number without a place
        (HERE, "2019-03-10 08:00", True),  # on the days on which clocks change
        (HERE, "2019-03-10 07:59", False),
        (HERE, "2019-11-03 08:00", True),
        (HERE, "2019-11-03 07:59", False),
    ],
)
def test_a_number_is_rung_between_eight_and_nine_wherever_it_may_be(number: str, at: str, *, may: bool) -> None:
    assert may_ring(number, CHICAGO, at=there(at)) is may


@pytest.mark.parametrize(
    ("number", "after", "begins", "ends"),
    [
        (HERE, "2019-06-03 10:00:07", "2019-06-03 10:00:07", "2019-06-03 14:00:07"),
        (HERE, "2019-06-03 16:30", "2019-06-03 16:30", "2019-06-03 17:30"),  # not beyond the hours
        (HERE, "2019-06-03 18:00", "2019-06-04 08:00", "2019-06-04 12:00"),
        (HERE, "2019-06-08 12:00", "2019-06-10 08:00", "2019-06-10 12:00"),  # a Saturday
        (LOS_ANGELES, "2019-06-03 08:20", "2019-06-03 10:00", "2019-06-03 14:00"),
        (HONOLULU, "2019-06-03 18:00", "2019-06-04 13:00", "2019-06-04 17:00"),
        (GUAM, "2019-06-03 10:00", "2019-06-03 17:00", "2019-06-03 17:30"),  # half an hour a day for both
    ],
)
def test_the_soonest_window_has_people_and_no_night(number: str, after: str, begins: str, ends: str) -> None:
    window = soonest(CONTENT, number, after=there(after))
    assert (window.begins, window.ends) == (there(begins), there(ends))
    assert window.begins.tzinfo == ZoneInfo(CHICAGO)


def test_nobody_is_rung_at_night_by_a_line_that_is_always_open() -> None:
    window = soonest(ALWAYS, HERE, after=there("2019-06-03 23:10"))
    assert (window.begins, window.ends) == (there("2019-06-04 08:00"), there("2019-06-04 12:00"))
    late = soonest(ALWAYS, HERE, after=there("2019-06-03 19:20"))
    assert (late.begins, late.ends) == (there("2019-06-03 19:20"), there("2019-06-03 21:00"))


def test_a_closure_ends_a_window_and_puts_one_off() -> None:
    shut = replace(CONTENT, closures=(Closure(there("2019-06-03 12:00"), there("2019-06-04 09:30"), {}),))
    early = soonest(shut, HERE, after=there("2019-06-03 11:00"))
    assert (early.begins, early.ends) == (there("2019-06-03 11:00"), there("2019-06-03 12:00"))
    later = soonest(shut, HERE, after=there("2019-06-03 12:00"))
    assert (later.begins, later.ends) == (there("2019-06-04 09:30"), there("2019-06-04 13:30"))


def test_where_no_hour_fits_none_is_promised() -> None:
    mornings = replace(CONTENT, hours=replace(CONTENT.hours, weekly={"monday": (Span.parse("08:00-09:00"),)}))
    with pytest.raises(NotAWindow):
        soonest(mornings, LOS_ANGELES, after=NOW)
    with pytest.raises(NotAWindow):
        soonest(replace(CONTENT, hours=replace(CONTENT.hours, weekly={})), HERE, after=NOW)
