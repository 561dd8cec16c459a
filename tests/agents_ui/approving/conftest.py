"""An office with lists and a second supervisor. Must not know: what is tested."""

import pytest

from tests.agents_ui.approving.lists import Lists
from tests.agents_ui.desks import Office


@pytest.fixture
def lists(at_the_desk: Office) -> Lists:
    return Lists(at_the_desk)


@pytest.fixture
def either_lists(either_office: Office) -> Lists:
    """The same, on SQLite and then on PostgreSQL."""
    return Lists(either_office)
