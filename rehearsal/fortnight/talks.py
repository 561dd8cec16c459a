"""What the network itself has seen of agents: when each took a call on their telephone, and when that talk was over.

A telephone that meets a caller is sent to a queue of its own; one that is asked for help meets its colleague first, and
the caller only once the call was passed on. Must not know: the line's own records, and what an agent does at a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from carrier import Call, Carrier

MEETS = re.compile(r"<Queue[^>]*>(agent|colleague)-(\d+)[^<]*</Queue>")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A telephone is sent to a caller (`agent`), or to the colleague whose account has this number."""

    at: datetime
    whom: str
    account: int


@dataclass(frozen=True, slots=True)
class Talk:
    """One agent's part in a call: who took it, when, and when they were out of it."""

    login: str
    account: int
    began: datetime
    ended: datetime
    from_colleague: int | None = None


def talks(carrier: Carrier) -> list[Talk]:
    """Every talk of an agent with a caller, in the order in which they began."""
    found = (_talk(call) for call in _telephones(carrier))
    return sorted((talk for talk in found if talk is not None), key=lambda talk: talk.began)


def passed_on(talk: Talk, among: Sequence[Talk]) -> bool:
    """Whether the talk went on with a colleague, so that nothing is left to wrap up."""
    return any(other.from_colleague == talk.account and other.began == talk.ended for other in among)


def taken(carrier: Carrier) -> int:
    """How often an agent took a call, but for colleagues who were handed one."""
    return sum(talk.from_colleague is None for talk in talks(carrier))


def _telephones(carrier: Carrier) -> Iterator[Call]:
    return (call for call in carrier.calls if call.leg.parties.line.startswith("client:"))


def _talk(call: Call) -> Talk | None:
    meetings = list(_meetings(call))
    with_caller = [meeting for meeting in meetings if meeting.whom == "agent"]
    if not with_caller:
        return None
    first, took = meetings[0], with_caller[0]
    times = call.leg.times
    return Talk(
        call.leg.parties.line.removeprefix("client:"),
        took.account,
        began=took.at,
        ended=times.ended or times.created,
        from_colleague=first.account if first.whom == "colleague" else None,
    )


def _meetings(call: Call) -> Iterator[Meeting]:
    """Where the telephone was sent, in order."""
    for sent in call.transcript:
        if found := MEETS.search(sent.body):
            yield Meeting(sent.at, found[1], int(found[2]))
