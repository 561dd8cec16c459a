"""Every half hour of two years in four zones: the hours, holidays and closures of a file against a table made by hand.

The table knows no zone database and no holiday calendar: its days stand here, and its clocks change where a law of 2005
says so. In 2021 and 2022 each holiday of a fixed date falls once on a weekend. Must not know: how is_open works.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from hotline import incidents
from hotline.incidents import Content, tree
from hotline.settings import PROJECT

BEGIN, END = datetime(2021, 1, 1), datetime(2023, 1, 1)  # noqa: DTZ001  in UTC, as all of the table
HALF_HOUR = timedelta(minutes=30)
LAST_MOMENT = HALF_HOUR - timedelta(microseconds=1)

# A week with a break, a day that ends at midnight, nights over midnight, and an open hour in which clocks change.
WEEK = {
    "monday": ["08:00-17:30"],
    "tuesday": ["08:00-17:30"],
    "wednesday": ["08:00-12:00", "13:00-17:30"],
    "thursday": ["08:00-17:30", "22:00-24:00"],
    "friday": ["00:00-02:30", "08:00-12:30"],
    "saturday": ["20:00-24:00"],
    "sunday": ["00:00-04:00"],
}
FEDERAL = {
    "2021-01-01", "2021-01-18", "2021-02-15", "2021-05-31", "2021-06-18", "2021-06-19", "2021-07-04", "2021-07-05",
    "2021-09-06", "2021-10-11", "2021-11-11", "2021-11-25", "2021-12-24", "2021-12-25", "2021-12-31",
    "2022-01-01", "2022-01-17", "2022-02-21", "2022-05-30", "2022-06-19", "2022-06-20", "2022-07-04", "2022-09-05",
    "2022-10-10", "2022-11-11", "2022-11-24", "2022-12-25", "2022-12-26",
}  # fmt: skip
TRUMAN = {"2021-05-07", "2021-05-08", "2022-05-08", "2022-05-09"}
CALIFORNIA = {"2021-03-31", "2022-03-31", "2021-11-26", "2022-11-25"}
COLUMBUS = {"2021-10-11", "2022-10-10"}
# The file's own days: closed on one, open on a holiday, and on a day that a calendar of California counts as one.
CLOSED_ON, OPEN_ON = {"2021-08-10", "2022-06-02"}, {"2021-11-11", "2022-02-15"}
# Whose clock: from when to when it is summer, by the clock before the change.
SUMMERS = (("2021-03-14", "2021-11-07"), ("2022-03-13", "2022-11-06"))
CLOSURES = (
    ("2021-03-12T12:00", "2021-03-15T10:00"),  # over the change to summer time
    ("2021-11-06T21:30", "2021-11-07T03:30"),  # over the change back
    ("2021-12-28T12:00", "2022-01-03T09:00"),  # over the turn of the year
    ("2022-03-13T01:00", "2022-03-13T02:30"),  # its end is on no clock that changes: what was meant is an hour later
    ("2022-11-06T00:30", "2022-11-06T01:30"),  # its end is twice on a clock that changes: the first is meant
    ("2022-08-31T09:30", "2022-09-01T08:30"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A zone: hours behind UTC in winter, whether its clocks change, and the holidays of its state."""

    zone: str
    behind: int
    changes: bool
    state: str
    holidays: frozenset[str]

    def utc(self, local: datetime) -> datetime:
        """The moment of a local time; where a clock shows it never or twice, the clock before the change counts."""
        summer = self.changes and any(at(f"{a}T03:00") <= local < at(f"{b}T02:00") for a, b in SUMMERS)
        return local + timedelta(hours=self.behind - summer)


PLACES = {
    place.zone: place
    for place in (
        Place("America/New_York", 5, changes=True, state="", holidays=frozenset(FEDERAL)),
        Place("America/Chicago", 6, changes=True, state="MO", holidays=frozenset(FEDERAL | TRUMAN)),
        Place("America/Phoenix", 7, changes=False, state="AZ", holidays=frozenset(FEDERAL)),
        Place("America/Los_Angeles", 8, changes=True, state="CA", holidays=frozenset(FEDERAL - COLUMBUS | CALIFORNIA)),
    )
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@cache
def content(place: Place) -> Content:
    """The example's file with these hours, as it is read."""
    example = tree.plain(incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml"))
    say = {"en": "Closed.", "es": "Cerrado."}
    hours = {**WEEK, "spoken": {"en": "in the week", "es": "en la semana"}, "holidays": holidays_of(place)}
    closures = [{"begins": f"{begins}:00", "ends": f"{ends}:00", "say": say} for begins, ends in CLOSURES]
    return tree.content({**example, "zone": place.zone, "hours": hours, "closures": closures})


def holidays_of(place: Place) -> dict[str, object]:
    days = {"closed_on": sorted(CLOSED_ON), "open_on": sorted(OPEN_ON)}
    return {"country": "US", **({"subdivision": place.state} if place.state else {}), **days}


@cache
def table(place: Place) -> frozenset[datetime]:
    """The half hours of UTC in which people answer."""
    closed = (place.holidays | CLOSED_ON) - OPEN_ON
    answered: set[datetime] = set()
    for day in days():
        if day.isoformat() not in closed:
            for span in WEEK[f"{day:%A}".lower()]:
                answered |= between(*(place.utc(clock(day, bound)) for bound in span.split("-")))
    for begins, ends in CLOSURES:
        answered -= between(place.utc(at(begins)), place.utc(at(ends)))
    return frozenset(answered)


def days() -> Iterator[date]:
    """Every local day that has an hour in these two years."""
    day = BEGIN.date() - timedelta(days=1)
    while day <= END.date():
        yield day
        day += timedelta(days=1)


def clock(day: date, bound: str) -> datetime:
    hour, minute = map(int, bound.split(":"))
    return at(f"{day}T00:00") + timedelta(hours=hour, minutes=minute)


def between(begins: datetime, ends: datetime) -> set[datetime]:
    halves = int((ends - begins) / HALF_HOUR)
    return {begins + number * HALF_HOUR for number in range(halves)}


def differences(is_open: Callable[[datetime], bool], place: Place) -> list[str]:
    """Where the first or the last moment of a half hour is told otherwise than in the table."""
    answered, differ = table(place), []
    moment = BEGIN
    while moment < END:
        told = {is_open(edge.replace(tzinfo=UTC)) for edge in (moment, moment + LAST_MOMENT)}
        if told != {moment in answered}:
            differ.append(f"{moment} UTC: {'open' if moment in answered else 'closed'} by the table, {told}")
        moment += HALF_HOUR
    return differ


@pytest.mark.parametrize("zone", PLACES)
def test_every_half_hour_of_two_years_is_as_the_table_says(zone: str) -> None:
    place = PLACES[zone]
    differ = differences(content(place).is_open, place)
    assert not differ, "\n".join([f"{len(differ)} differ", *differ[:10]])


@pytest.mark.parametrize("zone", PLACES)
def test_the_next_opening_is_the_next_one_of_the_table(zone: str) -> None:
    place, differ = PLACES[zone], []
    openings = sorted(table(place))
    moment = BEGIN + timedelta(minutes=7)
    while moment < END - timedelta(days=14):  # the next one after that may lie beyond the table
        half = moment - timedelta(minutes=moment.minute % 30)
        expected = moment if half in table(place) else openings[bisect_left(openings, half)]
        told = content(place).next_opening(moment.replace(tzinfo=UTC))
        if told != expected.replace(tzinfo=UTC):
            differ.append(f"after {moment} UTC: {expected} by the table, {told}")
        moment += timedelta(minutes=90)
    assert not differ, "\n".join([f"{len(differ)} differ", *differ[:10]])


def known(place: str, utc: str, *, open_then: bool) -> tuple[str, str, bool]:
    return f"America/{place}", utc, open_then


# Read off a calendar and a clock by hand: they judge the table as well as the program.
BY_HAND = [
    # Sunday of the change to summer time (closed in 2021; in 2022 closed from 01:00 on, for an hour and a half).
    known("New_York", "2022-03-13 05:30", open_then=True),  # 00:30 EST
    known("New_York", "2022-03-13 06:00", open_then=False),  # 01:00 EST: the closure begins
    known("New_York", "2022-03-13 07:00", open_then=False),  # 03:00 EDT: it ends at what would be 02:30 EST
    known("New_York", "2022-03-13 07:30", open_then=True),  # 03:30 EDT
    known("New_York", "2022-03-13 08:00", open_then=False),  # 04:00 EDT: an hour earlier than a week before
    known("New_York", "2022-03-06 08:30", open_then=True),  # 03:30 EST
    known("Phoenix", "2022-03-13 09:00", open_then=False),  # 02:00 MST
    known("Phoenix", "2022-03-13 09:30", open_then=True),  # 02:30 MST, which exists here
    known("Phoenix", "2022-03-13 10:30", open_then=True),  # 03:30 MST
    known("Phoenix", "2022-03-13 11:00", open_then=False),  # 04:00 MST
    # The closure over the change to summer time of 2021 ends at ten by the clock of that Monday.
    known("Chicago", "2021-03-12 17:30", open_then=True),  # Friday 11:30 CST
    known("Chicago", "2021-03-12 18:00", open_then=False),  # Friday 12:00 CST
    known("Chicago", "2021-03-15 14:30", open_then=False),  # Monday 09:30 CDT
    known("Chicago", "2021-03-15 15:00", open_then=True),  # Monday 10:00 CDT
    known("Phoenix", "2021-03-15 16:30", open_then=False),  # Monday 09:30 MST
    known("Phoenix", "2021-03-15 17:00", open_then=True),  # Monday 10:00 MST
    known("Los_Angeles", "2021-03-15 16:30", open_then=False),  # Monday 09:30 PDT
    known("Los_Angeles", "2021-03-15 17:00", open_then=True),  # Monday 10:00 PDT
    # The closure over the change back of 2021 ends at 03:30, half an hour before the line closes.
    known("Los_Angeles", "2021-11-07 04:00", open_then=True),  # Saturday 21:00 PDT
    known("Los_Angeles", "2021-11-07 04:30", open_then=False),  # Saturday 21:30 PDT
    known("Los_Angeles", "2021-11-07 11:00", open_then=False),  # Sunday 03:00 PST
    known("Los_Angeles", "2021-11-07 11:30", open_then=True),  # Sunday 03:30 PST
    known("Los_Angeles", "2021-11-07 12:00", open_then=False),  # Sunday 04:00 PST
    known("Phoenix", "2021-11-07 10:00", open_then=False),  # Sunday 03:00 MST
    known("Phoenix", "2021-11-07 10:30", open_then=True),  # Sunday 03:30 MST
    # One o'clock comes twice on 2022-11-06; the closure ends at the first half past one.
    known("Chicago", "2022-11-06 05:00", open_then=True),  # 00:00 CDT
    known("Chicago", "2022-11-06 05:30", open_then=False),  # 00:30 CDT
    known("Chicago", "2022-11-06 06:00", open_then=False),  # 01:00 CDT
    known("Chicago", "2022-11-06 06:30", open_then=True),  # 01:30 CDT
    known("Chicago", "2022-11-06 07:00", open_then=True),  # 01:00 CST
    known("Chicago", "2022-11-06 07:30", open_then=True),  # 01:30 CST
    known("Chicago", "2022-11-06 09:30", open_then=True),  # 03:30 CST
    known("Chicago", "2022-11-06 10:00", open_then=False),  # 04:00 CST
    # The working day keeps to the clock on the wall.
    known("New_York", "2021-11-05 12:00", open_then=True),  # Friday 08:00 EDT
    known("New_York", "2021-11-08 12:30", open_then=False),  # Monday 07:30 EST
    known("New_York", "2021-11-08 13:00", open_then=True),  # Monday 08:00 EST
    known("Phoenix", "2021-07-06 15:00", open_then=True),  # Tuesday 08:00 MST, in summer as in winter
    known("Phoenix", "2021-02-02 15:00", open_then=True),
    known("Phoenix", "2021-07-06 14:30", open_then=False),
    # Observed on the Friday before and the Monday after; a Saturday's own evening is closed too.
    known("New_York", "2021-06-18 14:00", open_then=False),  # Friday before Juneteenth
    known("New_York", "2021-06-20 00:30", open_then=False),  # Saturday 20:30 EDT, Juneteenth itself
    known("New_York", "2021-06-20 04:30", open_then=True),  # Sunday 00:30 EDT
    known("Chicago", "2021-07-05 15:00", open_then=False),  # Monday after Independence Day
    known("Chicago", "2021-07-06 15:00", open_then=True),
    known("Los_Angeles", "2021-12-24 18:00", open_then=False),  # Friday before Christmas
    known("Los_Angeles", "2022-12-26 18:00", open_then=False),  # Monday after Christmas
    known("Los_Angeles", "2022-12-27 18:00", open_then=True),
    # The holidays of a state, and the file's own days.
    known("Chicago", "2021-05-07 15:00", open_then=False),  # Truman Day, observed
    known("New_York", "2021-05-07 15:00", open_then=True),
    known("Phoenix", "2022-10-10 17:00", open_then=False),  # Columbus Day
    known("Los_Angeles", "2022-10-10 17:00", open_then=True),  # is none in California
    known("Los_Angeles", "2022-03-31 17:00", open_then=False),  # Cesar Chavez Day
    known("Los_Angeles", "2022-02-15 17:00", open_then=True),  # open_on
    known("New_York", "2021-11-11 17:00", open_then=True),  # Veterans Day, but open_on
    known("New_York", "2022-11-11 17:00", open_then=False),  # Veterans Day
    known("Chicago", "2021-08-10 15:00", open_then=False),  # closed_on
    # Over midnight: Thursday's night goes on on Friday; a break is a break.
    known("Chicago", "2021-06-04 04:30", open_then=True),  # Thursday 23:30 CDT
    known("Chicago", "2021-06-04 05:00", open_then=True),  # Friday 00:00 CDT
    known("Chicago", "2021-06-04 07:00", open_then=True),  # Friday 02:00 CDT
    known("Chicago", "2021-06-04 07:30", open_then=False),  # Friday 02:30 CDT
    known("Chicago", "2021-06-02 17:30", open_then=False),  # Wednesday 12:30 CDT
    known("Chicago", "2021-06-02 18:00", open_then=True),  # Wednesday 13:00 CDT
    # Thanksgiving closes the Thursday up to its midnight, and not the Friday after it (but in California).
    known("Chicago", "2021-11-26 05:30", open_then=False),  # Thursday 23:30 CST
    known("Chicago", "2021-11-26 06:00", open_then=True),  # Friday 00:00 CST
    known("Los_Angeles", "2021-11-26 08:00", open_then=False),  # Friday 00:00 PST
    # The closure over the turn of the year ends at nine on Monday.
    known("New_York", "2021-12-28 16:30", open_then=True),  # Tuesday 11:30 EST
    known("New_York", "2021-12-28 17:00", open_then=False),
    known("New_York", "2022-01-03 13:30", open_then=False),  # Monday 08:30 EST
    known("New_York", "2022-01-03 14:00", open_then=True),  # Monday 09:00 EST
]


@pytest.mark.parametrize(("zone", "utc", "open_then"), BY_HAND)
def test_known_moments_are_as_a_calendar_says(zone: str, utc: str, *, open_then: bool) -> None:
    place = PLACES[zone]
    assert (at(utc) in table(place)) is open_then, "the table is wrong"
    assert content(place).is_open(at(utc).replace(tzinfo=UTC)) is open_then


@pytest.mark.parametrize(
    "mistaken",
    [
        lambda there, moment: there.hours.is_open(moment),  # closures are forgotten
        lambda there, moment: there.is_open(moment + timedelta(hours=1)),  # summer time the wrong way round
        lambda there, moment: there.is_open(moment) or (moment.month, moment.day) == (7, 5),  # nothing is observed
    ],
)
def test_the_table_finds_a_mistake(mistaken: Callable[[Content, datetime], bool]) -> None:
    place = PLACES["America/Chicago"]
    assert differences(lambda moment: mistaken(content(place), moment), place)
