"""What a test of the staff may ask for.

Must not know: what a single test is about.
"""

from collections.abc import Iterator

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.staff import HashedHere, PasswordHashing
from tests.hotline.staff.desks import EVERYBODY, FAST, Desk


@pytest.fixture
def fast_hashing(ring: KeyRing) -> Iterator[PasswordHashing]:
    """Hashes that cost nothing: never outside a test."""
    hashing = PasswordHashing(ring, by=HashedHere(FAST), strangers=EVERYBODY)
    yield hashing
    hashing.close()


@pytest.fixture
def desk(keyed: Database, ring: KeyRing, clock: StoppedClock, fast_hashing: PasswordHashing) -> Desk:
    """A desk without anybody, on SQLite and then on PostgreSQL."""
    return Desk(keyed, ring, clock, fast_hashing)
