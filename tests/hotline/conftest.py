"""What a test of the ledger may ask for.

Must not know: what a single test is about.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing


@pytest.fixture
def clock() -> StoppedClock:
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


@pytest.fixture
def keyed(database: Database, ring: KeyRing) -> Database:
    """The database once its installation has keys."""
    with database.write() as session:
        ensure_keys(session, ring)
    return database
