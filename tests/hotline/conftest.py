"""What a test of the ledger may ask for.

Must not know: what a single test is about.
"""

import pytest

from hotline.database import Database
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing


@pytest.fixture
def keyed(database: Database, ring: KeyRing) -> Database:
    """The database once its installation has keys."""
    with database.write() as session:
        ensure_keys(session, ring)
    return database
