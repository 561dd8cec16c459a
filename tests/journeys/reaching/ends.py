"""What is left of calls on the way to a person: their outcomes, the queue's totals, and nobody else.

Must not know: what happened in them.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import text

from hotline.calls import CallLog
from tests.journeys.lines import MOTHER, Caller
from tests.journeys.reaching.desks import Hotline

TABLES = ("live_calls", "queued_calls", "agent_legs")


def outcomes(hotline: Hotline) -> Counter[str]:
    """How the calls that are over have ended, by the log."""
    house = hotline.line.house
    with house.database.read() as session:
        rows = session.execute(text("SELECT outcome FROM call_log")).scalars().all()
        today = CallLog(house.keyring, house.clock).today(session, hotline.office.incident.id)
    return Counter([*rows, *(call.outcome for call in today)])


def count(hotline: Hotline, what: str) -> int:
    """One total of the queue over all its intervals."""
    with hotline.line.house.database.read() as session:
        return session.scalar(text(f"SELECT sum({what}) FROM queue_counts")) or 0


def nobody_is_left(hotline: Hotline) -> None:
    """No caller, no offer and no queue of the network is left behind."""
    with hotline.line.house.database.read() as session:
        left = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES}
    assert left == dict.fromkeys(TABLES, 0)
    assert [queue.name for queue in hotline.line.carrier.queues.everyone() if queue.members] == []
    assert [call.failure for call in hotline.line.carrier.calls if call.failure] == []


def in_line(hotline: Hotline, number: str = MOTHER, *, listens: bool = False) -> Caller:
    """A caller who has asked for a person; one who `listens` hears all that is said after each act."""
    caller = hotline.caller(number).dials().chooses_english()
    hotline.pages_renew_themselves()
    return caller.presses("0") if listens else caller.asks_for_a_person()
