"""What a test of the ledger may ask for.

Must not know: what a single test is about.
"""

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing
from tests.hotline.desks import Desk


@pytest.fixture
def keyed(database: Database, ring: KeyRing) -> Database:
    """The database once its installation has keys."""
    with database.write() as session:
        ensure_keys(session, ring)
    return database


@pytest.fixture
def desk(keyed: Database, ring: KeyRing, clock: StoppedClock) -> Desk:
    """A desk, on SQLite and then on PostgreSQL."""
    return Desk(keyed, ring, clock)
