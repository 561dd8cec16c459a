"""What a test of the vault may ask for.

Must not know: what a single test is about.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup import HashingPool
from lookup.hashing import Cost
from tests.lookup.vaults import FAST, Vault


@pytest.fixture
def fast_hashing() -> Cost:
    """Hashing that protects nothing and takes no time."""
    return FAST


@pytest.fixture
def pool() -> Iterator[HashingPool]:
    pool = HashingPool(memory_mib=256, workers=1)
    yield pool
    pool.close()


@pytest.fixture
def vault(
    database: Database, ring: KeyRing, clock: StoppedClock, pool: HashingPool, tmp_path: Path, fast_hashing: Cost
) -> Vault:
    """An empty vault, on SQLite and then on PostgreSQL."""
    return Vault(database, ring, clock, pool, tmp_path, fast_hashing)


@pytest.fixture
def sqlite_vault(
    sqlite_url: str, ring: KeyRing, clock: StoppedClock, pool: HashingPool, tmp_path: Path, fast_hashing: Cost
) -> Iterator[Vault]:
    """An empty vault, for what has nothing to do with the database."""
    database = Database(sqlite_url)
    yield Vault(database, ring, clock, pool, tmp_path, fast_hashing)
    database.close()
