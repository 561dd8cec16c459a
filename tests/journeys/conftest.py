"""The line of the example, published and answering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.lines import EXAMPLE, Line, served


@pytest.fixture
def line(tmp_path: Path, sqlite_url: str) -> Iterator[Line]:
    """On SQLite."""
    with served(tmp_path, sqlite_url) as line:
        yield line


@pytest.fixture
def no_desk(line: Line) -> Line:
    """The same line, whose desk takes no calls."""
    line.opens_with(replace(EXAMPLE, takes_calls=False))
    return line


@pytest.fixture
def either_line(tmp_path: Path, database_url: str) -> Iterator[Line]:
    """On SQLite and then on PostgreSQL."""
    with served(tmp_path, database_url) as line:
        yield line
