"""Callbacks by what the network has seen: who was promised one and when, and who was rung back, how often, how soon.

The hours in which people answer are written down here once more, so that a promise is not judged by whoever gave it.
Must not know: the line's own records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from carrier import Call, Carrier
from rehearsal.fortnight.days import CLOSED, ZONE
from rehearsal.fortnight.documents import Said, offer_in, phrase_in, said_in
from rehearsal.fortnight.people.diary import Diary
from rehearsal.fortnight.witness import agents_telephones, came_in, login_of, rung_back, seen

OPENS, CLOSES = time(8), time(17, 30)  # Monday to Friday
HOLIDAYS = {date(2019, 11, 11)}
WITHIN = timedelta(hours=4)  # so soon somebody is rung back, in hours in which people answer
MOST_RINGS = 3
# An agent may look at the page only after the call was over, as when the caller's line was busy.
A_LOOK = timedelta(seconds=30)


@dataclass
class Promised:
    """A callback that somebody was promised with these four digits, and the calls with which it was tried."""

    number: str
    phrase: str
    at: datetime
    said: Said
    rings: list[Call] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether somebody picked up."""
        return any(ring.leg.times.answered for ring in self.rings)

    @property
    def end(self) -> str:
        """What became of it, in the words of the report: kept, late, unreached, or open."""
        if not self.rings:
            return "open"
        in_time = self.rings[0].leg.times.created <= latest(self.at)
        if self.reached:
            return "kept" if in_time else "late"
        return "unreached" if len(self.rings) >= MOST_RINGS else "open"


def promises(carrier: Carrier, diary: Diary) -> list[Promised]:
    """Every callback; each ring belongs to the one whose phrase the agent had before them who took it.

    Where they did not look at the page meanwhile, it is the earliest one of its number that was not done by then.
    """
    calls, rings = came_in(carrier), rung_back(carrier)
    made = sorted((one for call in (*calls, *rings) for one in _promised(call)), key=lambda one: one.at)
    telephones = {offer_in(one.transcript): one for one in agents_telephones(carrier)}
    for ring in sorted(rings, key=lambda call: call.leg.times.created):
        taken_on = telephones.get(offer_in(ring.transcript))
        phrase = _phrase_read(taken_on, diary) if taken_on else ""
        _rung_for(made, ring, phrase).rings.append(ring)
    return made


def spoke(made: Sequence[Promised]) -> dict[str, Said]:
    """What the callers of each call back had said when they asked for it, by the network's id of the call."""
    return {ring.sid: one.said for one in made for ring in one.rings}


def latest(promised: datetime) -> datetime:
    """Until when somebody to whom this was said then must have been rung first."""
    opens, closes = next((opens, closes) for opens, closes in _hours(promised) if closes > promised)
    return min(max(opens, promised.replace(microsecond=0)) + WITHIN, closes)


def _promised(call: Call) -> Iterator[Promised]:
    inbound = call.leg.parties.direction == "inbound"
    number = call.leg.parties.caller if inbound else call.leg.parties.line
    for at in seen(call).promised:
        yield Promised(number, phrase_in(call.transcript, at), at, said_in(call.transcript, until=at))


def _phrase_read(telephone: Call, diary: Diary) -> str:
    """The phrase that an agent had before them while this telephone was theirs; empty where they did not look."""
    times, login = telephone.leg.times, login_of(telephone)
    until = (times.ended or times.created) + A_LOOK
    read = (entry.word for entry in diary.of("had the phrase", login) if times.created <= entry.at <= until)
    return next(read, "")


def _rung_for(made: Sequence[Promised], ring: Call, phrase: str) -> Promised:
    number, at = ring.leg.parties.line, ring.leg.times.created
    waiting = [one for one in made if one.number == number and one.at <= at and not one.reached]
    named = [one for one in waiting if one.phrase == phrase]
    return next(one for one in (*named, *waiting) if len(one.rings) < MOST_RINGS)


def _hours(since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The hours in which people answer, from the day of `since` on, in UTC."""
    day = since.astimezone(ZONE).date()
    for number in range(30):
        local = day + timedelta(days=number)
        if local.weekday() < 5 and local not in HOLIDAYS:
            opens, closes = (datetime.combine(local, at, ZONE) for at in (OPENS, CLOSES))
            if opens <= CLOSED[0] < closes:
                closes = CLOSED[0]
            if opens < CLOSED[1] <= closes:
                opens = CLOSED[1]
            yield opens.astimezone(UTC), closes.astimezone(UTC)
