"""The line with its desk, and everybody's telephones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.reaching.desks import Hotline, opened


@pytest.fixture
def hotline(tmp_path: Path, sqlite_url: str) -> Iterator[Hotline]:
    """The line with its desk, on SQLite."""
    with opened(tmp_path, sqlite_url) as hotline:
        yield hotline


@pytest.fixture
def either_hotline(tmp_path: Path, database_url: str) -> Iterator[Hotline]:
    """The line with its desk, on SQLite and then on PostgreSQL."""
    with opened(tmp_path, database_url) as hotline:
        yield hotline
