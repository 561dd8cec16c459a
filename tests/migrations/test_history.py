"""One history for both databases: it leads to the models, and back to nothing."""

from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

import migrations
from hotline.database import Base, Database
from hotline.settings import PROJECT

FILES = sorted((PROJECT / "migrations").glob("[0-9]*.py"))


@pytest.fixture
def empty(empty_database_url: str) -> Database:
    """A database without a table, on SQLite and then on PostgreSQL."""
    return Database(empty_database_url, patience_ms=60_000)


def test_the_head_is_what_the_models_say(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    empty.close()
    assert differences == []


def test_every_step_can_be_taken_back(empty: Database) -> None:
    for file in FILES:
        migrations.upgrade(empty, file.name[:4])
    assert migrations.revision_of(empty) == migrations.head() == FILES[-1].name[:4]
    for file in reversed(FILES[:-1]):
        migrations.downgrade(empty, file.name[:4])
    migrations.downgrade(empty, "base")
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(empty)
    empty.close()


def test_a_new_database_is_empty_and_a_migrated_one_is_not(empty: Database) -> None:
    assert migrations.is_empty(empty)
    assert migrations.revision_of(empty) is None
    migrations.upgrade(empty)
    assert not migrations.is_empty(empty)
    migrations.upgrade(empty)  # nothing is left to do
    empty.close()


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_files_are_numbered_sentences(file: Path) -> None:
    name = file.stem
    migration = import_module(f"migrations.{name}")
    before = FILES[FILES.index(file) - 1].stem[:4] if file != FILES[0] else None
    assert (migration.revision, migration.down_revision) == (name[:4], before)
    assert migration.__doc__
