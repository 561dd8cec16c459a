"""Migrated databases for the tests: SQLite as a file copied for each test, PostgreSQL as a clone of a template.

A test that asks for `database_url` runs once on each. Must not know: any table.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import migrations
from hotline.database import Database
from tests import postgresql

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
TEMPLATE = f"noticeline_template_{os.getpid()}"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """One real PostgreSQL for this test process."""
    try:
        server = postgresql.start()
    except postgresql.NoPostgreSQL as reason:
        pytest.skip(f"no PostgreSQL: {reason}")
    yield server
    server.stop()


@pytest.fixture
def new_postgresql_url(postgresql_server: postgresql.Server) -> Iterator[Callable[..., str]]:
    """Makes another PostgreSQL database, empty or a clone of `template`, dropped after the test."""
    names: list[str] = []

    def make(template: str = "template0") -> str:
        names.append(f"noticeline_test_{os.getpid()}_{next(NUMBERS)}")
        return postgresql_server.create(names[-1], template=template)

    yield make
    for name in names:
        postgresql_server.drop(name)


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to clone."""
    migrate(postgresql_server.create(TEMPLATE))
    yield TEMPLATE
    postgresql_server.drop(TEMPLATE)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    path = tmp_path / "noticeline.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(new_postgresql_url: Callable[..., str], migrated_template: str) -> str:
    """A migrated PostgreSQL database of the test's own."""
    return new_postgresql_url(migrated_template)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own, on SQLite and then on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, on SQLite and then on PostgreSQL: for the migrations' own tests."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("new_postgresql_url")()
    return url


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision, and let go of it."""
    database = Database(url, patience_ms=60_000)
    migrations.upgrade(database)
    database.close()
