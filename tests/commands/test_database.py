"""`flask database`, as an operator types it."""

from pathlib import Path

from click.testing import Result

from app import create_app
from hotline import settings


def flask(folder: Path, url: str, *words: str) -> Result:
    environ = {"NOTICELINE_DATABASE_URL": url, "NOTICELINE_KEYRING": str(folder / "keyring")}
    return create_app(settings.load(environ)).test_cli_runner().invoke(args=words)


def test_new_tables_are_made_and_then_calls_can_be_served(empty_database_url: str, tmp_path: Path) -> None:
    before = flask(tmp_path, empty_database_url, "database", "check")
    assert before.exit_code == 1
    assert "flask database upgrade" in before.stderr
    assert flask(tmp_path, empty_database_url, "database", "upgrade").exit_code == 0
    after = flask(tmp_path, empty_database_url, "database", "check")
    assert (after.exit_code, after.stdout) == (0, "The database is at this program's version.\n")


def test_what_is_up_to_date_stays_as_it_is(database_url: str, tmp_path: Path) -> None:
    assert flask(tmp_path, database_url, "database", "upgrade").stdout.startswith("The database is at ")
