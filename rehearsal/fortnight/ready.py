"""For how long each agent was ready for a call: available, or rung, by what the network saw and the agent did.

Ready begins when an agent says so, has finished a call, or has passed one on; it ends with a call, a break, or a ring
that they let pass. Of a ring that passed, only what comes next tells whether the agent let it pass, or its caller hung
up: who was put on a break says so again, or leaves from it. Must not know: the line's own records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from carrier import Call, Carrier
from rehearsal.fortnight.people.diary import Diary
from rehearsal.fortnight.talks import Talk, is_met
from rehearsal.fortnight.witness import login_of

BEGINS, ENDS, PASSES, SAYS_SO, LEAVES = "begins", "ends", "passes", "says so", "leaves from a break"


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody was ready from a moment until another."""

    begins: datetime
    ends: datetime


def spans(login: str, carrier: Carrier, diary: Diary, talks: Sequence[Talk]) -> Iterator[Span]:
    """When an agent was ready, in order."""
    since: datetime | None = None
    passed: datetime | None = None
    for at, what in sorted(_events(login, carrier, diary, talks), key=lambda event: event[0]):
        if what == PASSES:
            passed = at
        elif what in (SAYS_SO, LEAVES) and since is not None and passed is not None:
            yield Span(since, passed)  # a ring that passed had put them on a break
            since, passed = at if what == SAYS_SO else None, None
        elif what in (BEGINS, SAYS_SO):
            since, passed = since or at, None
        elif since is not None:
            yield Span(since, at)
            since, passed = None, None


# In the order in which they can come at one moment: who says that they are ready may take a call by hand at once.
def _events(login: str, carrier: Carrier, diary: Diary, talks: Sequence[Talk]) -> Iterator[tuple[datetime, str]]:
    yield from ((one.at, SAYS_SO) for one in diary.of("available", login))
    yield from ((one.at, BEGINS) for one in diary.of("finished", login))
    yield from ((one.at, LEAVES) for one in diary.of("went from a break", login))
    for deed in ("took by hand", "took a break", "went"):
        yield from ((one.at, ENDS) for one in diary.of(deed, login))
    for talk in talks:
        if talk.login == login:
            yield talk.began, ENDS
            yield from [(talk.ended, BEGINS)] if talk.passed_on else []
    took = {talk.ended for talk in talks if talk.login == login}
    for call in carrier.calls:
        if login_of(call) == login:
            yield from _rung(call, took)


def _rung(call: Call, took: Collection[datetime]) -> Iterator[tuple[datetime, str]]:
    """A telephone that only passed, or only heard what a colleague had to say; `took`: when the agent's talks ended."""
    met = is_met(call)
    ended = call.leg.times.ended or call.leg.times.created
    if not met:
        yield ended, PASSES
    elif met[0][1] == "colleague":
        yield met[0][0], ENDS
        yield from [] if ended in took else [(ended, BEGINS)]
