"""A desk for every test here, on SQLite; `either_office` is on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents_ui.desks import Office, desk_served


@pytest.fixture
def at_the_desk(tmp_path: Path, sqlite_url: str) -> Iterator[Office]:
    with desk_served(tmp_path, sqlite_url) as (_, desk):
        yield desk


@pytest.fixture
def either_office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with desk_served(tmp_path, database_url) as (_, desk):
        yield desk
