"""What a test of the queue may ask for.

Must not know: what a single test is about.
"""

import pytest

from tests.hotline.desks import Desk
from tests.hotline.queue.exchange import Exchange


@pytest.fixture
def exchange(desk: Desk) -> Exchange:
    """An exchange with two agents and their supervisor, on SQLite and then on PostgreSQL."""
    return Exchange(desk)
