"""The tables change while people are on the telephone: whoever asks meanwhile reaches a person, and all others go on.

A migration that only adds is no concern of the program that was running before it: it answers on the new tables too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hotline.database import begin
from tests.journeys.cast import ANA, BEN, NORA
from tests.journeys.lines import EXAMPLE, Line

PEOPLE = EXAMPLE.fallback
SORRY = "we can't answer that automatically"
ADDED = ("live_calls", "limit_counters", "register_pages", "audit_entries", "call_days", "step_counts")


@contextmanager
def a_migration_adds_columns(line: Line) -> Iterator[None]:
    """Every table that a call needs is held until the block ends, and then has a column more."""
    with line.house.database.engine.connect() as connection:
        begin(connection, writing=True)
        for table in ADDED:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN added_later INTEGER")
        yield
        connection.commit()


def test_whoever_asks_meanwhile_reaches_a_person_and_whoever_waited_an_answer(either_line: Line) -> None:
    line = either_line
    asks = line.dials().chooses_english().wants_to_check()
    waits = line.caller("+15735550177").dials().chooses_english().wants_to_check()

    with a_migration_adds_columns(line):
        asks.presses("2").hears(SORRY).does_not_hear("match")
        assert asks.call.dialled == [PEOPLE]

    waits.checks(BEN).hears("we found a match", *line.says_of(BEN)).presses("1")
    line.dials().chooses_english().wants_to_check().checks(NORA).hears("we did not find a match")


def test_a_check_that_it_meets_is_no_no_and_costs_no_second_call(either_line: Line) -> None:
    line = either_line
    details = ("1", "1", "2", "2", ANA.number + "#", "1", ANA.keyed_birth_date + "#")
    caller = line.dials().presses(*details[:-1])
    with a_migration_adds_columns(line):
        caller.presses(details[-1]).hears(SORRY).does_not_hear("match")
    assert caller.call.dialled == [PEOPLE]
    line.dials().presses(*details).hears("we found a match", *line.says_of(ANA))
