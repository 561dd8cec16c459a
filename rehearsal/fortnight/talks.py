"""What the network itself has seen of agents: when each took a call on their telephone, and when that talk was over.

A telephone that meets a caller is sent to a queue of its agent's. A caller who is sent on from one agent's queue to
another's was passed on. Must not know: the line's own records, and what an agent does at a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from carrier import Call, Carrier
from rehearsal.fortnight.witness import login_of

TO_AN_AGENT = re.compile(r">agent-(\d+)-\d+</(Queue|Enqueue)>")
TO_SOMEBODY = re.compile(r">(agent|colleague)-[0-9-]+</Queue>")
TO_NO_AGENT = re.compile(r"<(?:Enqueue|Gather|Record|Hangup|Leave)\b")


@dataclass(frozen=True, slots=True)
class Talk:
    """One agent's part in a call: who took it, when, and when they were out of it.

    `taken`: from the line, and not from a colleague; `passed_on`: to one, so that nothing is left to wrap up.
    """

    login: str
    began: datetime
    ended: datetime
    taken: bool
    passed_on: bool


def talks(carrier: Carrier) -> list[Talk]:
    """Every talk of an agent with a caller, in the order in which they began."""
    passed = [one for call in carrier.calls for one in _passed_on(call)]
    given = {(at, giver) for at, giver, _ in passed}
    agents = {login_of(call): agent for call in carrier.calls for _, agent in _meetings(call, "Queue")}
    found = []
    for call in carrier.calls:
        times, agent = call.leg.times, agents.get(login_of(call), "")
        ended = times.ended or times.created
        took = next((at for at, _ in _meetings(call, "Queue")), None)
        # Whose telephone still waited for the colleague comes to the caller some seconds after the call was theirs, or
        # not at all, where the caller was gone by then.
        received = [then for then, _, to in passed if to == agent and times.created <= then <= (took or ended)]
        if took is not None or (received and is_met(call)):
            began = received[-1] if received else took or ended
            found.append(Talk(login_of(call), began, ended, not received, (ended, agent) in given))
    return sorted(found, key=lambda talk: talk.began)


def taken(carrier: Carrier) -> int:
    """How often an agent took a call, but for colleagues who were handed one."""
    return sum(talk.taken for talk in talks(carrier))


def is_met(call: Call) -> list[tuple[datetime, str]]:
    """When an agent's telephone was sent to whom: to a caller (`agent`), or to a colleague who asks for help."""
    found = ((sent.at, TO_SOMEBODY.search(sent.body)) for sent in call.transcript)
    return [(at, meets[1]) for at, meets in found if meets]


def _passed_on(call: Call) -> Iterator[tuple[datetime, str, str]]:
    """When a caller was sent on from which agent to which other."""
    for (_, giver), (at, receiver) in pairwise(_meetings(call, "Enqueue")):
        if "" not in (giver, receiver) and giver != receiver:
            yield at, giver, receiver


def _meetings(call: Call, verb: str) -> Iterator[tuple[datetime, str]]:
    """When a call was sent to which agent's queue, in order; to none, for a caller who was sent elsewhere."""
    for sent in call.transcript:
        found = TO_AN_AGENT.search(sent.body)
        if found and found[2] == verb:
            yield sent.at, found[1]
        elif verb == "Enqueue" and "waiting" not in sent.url and TO_NO_AGENT.search(sent.body):
            yield sent.at, ""
