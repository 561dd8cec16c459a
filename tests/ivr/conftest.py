"""A house with an open telephone door, and a phone to call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.ivr.fakes import FakeHouse, Phone, build, open_door, settings


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str) -> Iterator[FakeHouse]:
    """On SQLite."""
    house = build(settings(tmp_path, sqlite_url))
    yield house
    house.database.close()


@pytest.fixture
def either_house(tmp_path: Path, database_url: str) -> Iterator[FakeHouse]:
    """On SQLite and then on PostgreSQL."""
    house = build(settings(tmp_path, database_url))
    yield house
    house.database.close()


@pytest.fixture
def client(house: FakeHouse) -> FlaskClient:
    return open_door(house).test_client()


@pytest.fixture
def phone(client: FlaskClient) -> Phone:
    return Phone(client)
