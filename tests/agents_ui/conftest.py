"""A desk for every test here, on SQLite; `either_office` is on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents_ui.desks import Office, office
from tests.journeys.lines import served


@pytest.fixture
def at_the_desk(tmp_path: Path, sqlite_url: str) -> Iterator[Office]:
    with served(tmp_path, sqlite_url) as line:
        yield office(line.app, line.clock)


@pytest.fixture
def either_office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with served(tmp_path, database_url) as line:
        yield office(line.app, line.clock)
