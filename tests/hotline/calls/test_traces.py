"""What a call at the desk leaves behind is the same, whatever was told and however long it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import text

from hotline.calls import Told
from tests.hotline.desks import MATCH, NO_MATCH, Desk
from tests.ivr.incidents import CONTENT
from tests.journeys.traces import Statement, statements

KINDS = tuple(one.id for one in CONTENT.categories)
YES = replace(MATCH, categories=KINDS[:2])
TABLES = ("agent_calls", "agent_states", "agent_days", "agent_times", "disposition_counts", "call_days", "call_log")


def trace(desk: Desk, told: Told, *, talk: int) -> tuple[list[Statement], Counter[str]]:
    before = rows(desk)
    with statements(desk.database) as seen:
        desk.has_a_call(told=told, talk=talk)
    return seen, rows(desk) - before


def rows(desk: Desk) -> Counter[str]:
    with desk.database.read() as session:
        return Counter({table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES})


def test_a_call_leaves_the_same_trace_whatever_was_told_and_however_long_it_was(desk: Desk) -> None:
    trace(desk, NO_MATCH, talk=1)  # the first of the day makes the rows
    several = Told("MATCH", "student_number", KINDS, letter_tells=True, shared=True)
    refused = Told("MAY_NOT_TELL", "letter_code", sealed=True)
    traces = [trace(desk, told, talk=talk) for told, talk in ((NO_MATCH, 30), (several, 900), (refused, 7))]
    assert len(traces[0][0]) > 15
    assert traces[0] == traces[1] == traces[2]


def test_no_row_in_clear_tells_a_yes_from_a_no(desk: Desk) -> None:
    """What a copy of the database without its keys shows after one call, but for random bytes and the time."""
    shown = []
    for told, talk in ((NO_MATCH, 30), (YES, 600)):
        began = desk.clock.now()
        desk.has_a_call(told=told, talk=talk)
        shown.append(in_clear(desk))
        with desk.database.write() as session:
            for table in ("agent_days", "disposition_counts"):
                session.execute(text(f"DELETE FROM {table}"))
        desk.clock.advance(began - desk.clock.now())
    assert shown[0] == shown[1]


def in_clear(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    with desk.database.read() as session:
        found = {table: session.execute(text(f"SELECT * FROM {table}")).all() for table in TABLES}
    return {
        table: [tuple("sealed" if isinstance(value, bytes | memoryview) else value for value in row) for row in kept]
        for table, kept in found.items()
    }
