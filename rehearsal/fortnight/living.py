"""A world is lived through: callers dial when the calendar says so, agents work, and everybody comes to an end.

Must not know: what must be true afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import availability
from hotline.mailings import Mailings
from rehearsal.fortnight.days import Days, midnight
from rehearsal.fortnight.people.callers import Caller
from rehearsal.fortnight.people.clerks import Clerk, clerks
from rehearsal.fortnight.people.diary import Diary
from rehearsal.fortnight.world import Life, World

AFTERWARDS = timedelta(hours=5)  # so long at most after the last midnight, until nobody is on a telephone any more
# What becomes of a telephone that is called back, and how likely.
CALLED_BACK = {"completed": 70, "no-answer": 20, "busy": 10}
TALKS = (20.0, 300.0)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lived:
    """Everybody who was there, and what the agents did at their pages."""

    world: World
    callers: Sequence[Caller]
    clerks: Sequence[Clerk]
    diary: Diary


def live(world: World, days: Days, *, tell: Tell = lambda _progress: None) -> Lived:
    """Live through these days."""
    diary = Diary()
    staff = clerks(world, diary, seed=days.seed)
    for clerk in staff:
        world.joins(clerk.lives(), days.begins)
    arrivals = days.arrivals()
    world.expects(arrivals)
    callers = [_caller(world, days, number) for number in range(len(arrivals))]
    for caller, moment in zip(callers, arrivals, strict=True):
        world.joins(caller.lives(), moment)
    world.joins(_heart(world, diary, days), days.begins)
    for number in range(len(days.calls)):
        world.goes_on(midnight(days.first + timedelta(days=number + 1)))
        tell(f"{world.now:%A %d %B}: {sum(caller.call is not None for caller in callers):,} calls")
    _ends(world, world.now + AFTERWARDS)
    return Lived(world, callers, staff, diary)


def _caller(world: World, days: Days, number: int) -> Caller:
    chance = random.Random(f"number {days.seed} {number}")  # noqa: S311  made up
    dials_from = f"+1573555{chance.randrange(10_000):04}"
    outcome = chance.choices(list(CALLED_BACK), list(CALLED_BACK.values()))[0]
    world.carrier.answers(dials_from, outcome, talks_for=chance.uniform(*TALKS), rings_for=chance.uniform(2.0, 15.0))  # type: ignore[arg-type]  # one of its words
    return Caller(world, dials_from, f"caller {days.seed} {number}")


def _heart(world: World, diary: Diary, days: Days) -> Life:
    """The line's heart, and the post office: the one beats for an hour a day, the other posts letters each morning."""
    house, here = world.line.house, world.office.incident.id
    post = Mailings(house.keyring, house.clock)
    for number in range(len(days.calls)):
        letters = 1000 + number
        with house.database.write() as session:
            post.mailed(session, here, world.now.date(), letters=letters, by="rehearsal")
        diary.notes(world.now, "", "mailed", str(letters))
        for _ in range(60):
            with house.database.write() as session:
                availability.mark(session, [here], clock=house.clock)
            diary.notes(world.now, "", "beat")
            yield 60.0
        yield (midnight(days.first + timedelta(days=number + 1)) - world.now).total_seconds() + 1.0


def _ends(world: World, latest: datetime) -> None:
    while not world.is_quiet and world.now < latest:
        world.goes_on(world.now + timedelta(minutes=5))
