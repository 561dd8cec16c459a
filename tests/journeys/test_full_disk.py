"""The disk is full in mid-call: what can't be written is not told, the caller reaches a person, and room heals it all.

A limit on the size of files stands for the disk: from some byte on, nothing more can be written.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.journeys.cast import ANA, NORA
from tests.journeys.lines import EXAMPLE, Caller, Line

PEOPLE = EXAMPLE.fallback
SORRY = "we can't answer that automatically"
TO_A_CHECK = ("1", "1", "2", "2", ANA.number + "#", "1", ANA.keyed_birth_date + "#")


@contextmanager
def room_for(kibibytes: int, line: Line) -> Iterator[None]:
    """So much can still be written to each file."""
    with line.house.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kibibytes * 1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def audited(line: Line) -> int:
    with line.house.database.read() as session:
        return int(session.scalar(text("SELECT count(*) FROM audit_entries WHERE tag = 'register.asked'")) or 0)


def heard_in_all(caller: Caller) -> str:
    return " ".join(spoken.text for spoken in caller.call.said)


def test_a_caller_hears_that_we_can_t_tell_and_reaches_a_person(line: Line) -> None:
    caller = line.dials().chooses_english()
    with room_for(16, line):
        for _ in range(10):
            if not caller.call.dialled:
                caller.presses("9")
        caller.hears(SORRY).does_not_hear("match")
    assert caller.call.dialled == [PEOPLE]
    line.dials().presses(*TO_A_CHECK).hears("we found a match")


@pytest.mark.parametrize("kibibytes", [8, 16, 24, 32, 48, 64, 96, 128])
def test_an_answer_that_can_t_be_audited_is_not_told(kibibytes: int, line: Line) -> None:
    caller, before = line.dials().presses(*TO_A_CHECK[:-1]), audited(line)
    with room_for(kibibytes, line):
        caller.presses(TO_A_CHECK[-1])
    told = heard_in_all(caller)
    assert ("we found a match" in told) is (audited(line) > before)
    assert ("we found a match" in told) is not (SORRY in told)
    assert "did not find" not in told


def test_once_there_is_room_again_everybody_is_answered(line: Line) -> None:
    waiting = line.caller("+15735550177").dials().presses(*TO_A_CHECK[:-1])
    with room_for(8, line):
        line.dials().hears(SORRY)
    waiting.presses(TO_A_CHECK[-1]).hears("we found a match")
    line.dials().chooses_english().wants_to_check().checks(NORA).hears("we did not find a match")
