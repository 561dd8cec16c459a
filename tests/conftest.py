"""What every test may ask for.

Must not know: what a single test is about.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing

pytest_plugins = ["tests.databases", "tests.no_skips", "tests.patience", "tests.thrift"]


@pytest.fixture
def clock() -> StoppedClock:
    """A Monday in opening hours."""
    return StoppedClock(datetime(2019, 6, 3, 15, 0, tzinfo=UTC))


@pytest.fixture
def ring(tmp_path: Path, clock: StoppedClock) -> KeyRing:
    """An empty key ring."""
    return KeyRing(tmp_path / "keyring", clock)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """On SQLite, and then on PostgreSQL."""
    database = Database(database_url)
    yield database
    database.close()
