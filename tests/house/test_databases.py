"""The databases that every other test stands on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

import migrations
from hotline.database import Database
from hotline.settings import PROJECT


@pytest.mark.parametrize("_time", ["first", "second"])
def test_each_test_has_a_migrated_database_of_its_own(database_url: str, _time: str) -> None:
    database = Database(database_url)
    assert migrations.revision_of(database) == migrations.head()
    with database.write() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER)"))  # fails if another test's is there
    database.close()


def test_an_empty_database_is_empty(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert migrations.is_empty(database)
    database.close()


@pytest.mark.postgresql
def test_the_postgresql_is_a_real_one(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.read() as session:
        assert str(session.scalar(text("SELECT version()"))).startswith("PostgreSQL ")
    database.close()


SKIPPED_TEST = "import pytest\n\ndef test_one() -> None:\n    pytest.skip('none here')\n"
SKIPPED_MODULE = "import pytest\n\npytest.skip('none here', allow_module_level=True)\n"


@pytest.mark.parametrize("body", [SKIPPED_TEST, SKIPPED_MODULE])
def test_no_skips_turns_a_skip_into_a_failure(body: str, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_it.py").write_text(body)
    assert "1 skipped" in run_pytest(tmp_path)
    refused = run_pytest(tmp_path, "--no-skips")
    assert "which --no-skips forbids" in refused
    assert "none here" in refused
    assert "skipped in" not in refused


def run_pytest(folder: Path, *options: str) -> str:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.no_skips",
        "-c",
        f"{folder}/pytest.ini",
        str(folder),
        *options,
    ]
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=False).stdout
