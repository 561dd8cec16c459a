"""Lines with a desk, on SQLite, or on SQLite and then on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from tests.hotline.desks import ADA
from tests.ivr.reaching.stage import Reached, built


@pytest.fixture
def line(sqlite_url: str, ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> Iterator[Reached]:
    """Nobody is at the desk yet."""
    database = Database(sqlite_url, patience_ms=50)
    yield built(database, ring, clock, tmp_path)
    database.close()


@pytest.fixture
def either_line(database: Database, ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> Reached:
    """The same on both databases."""
    return built(database, ring, clock, tmp_path)


@pytest.fixture
def staffed(line: Reached) -> Reached:
    """Ada is at her desk, and talks with somebody else."""
    return with_ada(line)


@pytest.fixture
def either_staffed(either_line: Reached) -> Reached:
    """The same on both databases."""
    return with_ada(either_line)


def with_ada(line: Reached) -> Reached:
    line.exchange.talks("before", ADA)
    line.exchange.switchboard.rings.clear()
    return line
