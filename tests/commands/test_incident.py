"""`flask incident`, as a custodian types it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from hotline import incidents, settings
from hotline.clock import SystemClock
from hotline.database import Database
from hotline.incidents import NoSuchIncident
from hotline.line import Close, LineOrders
from hotline.sealing import KeyRing
from hotline.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
Flask = Callable[..., Result]


@pytest.fixture
def flask(sqlite_url: str, tmp_path: Path) -> Flask:
    """`flask("incident", "show")` is what stands behind `$ flask incident show`."""
    environ = {"NOTICELINE_DATABASE_URL": sqlite_url, "NOTICELINE_KEYRING": str(tmp_path / "keyring")}
    runner = create_app(settings.load(environ)).test_cli_runner()

    def run(*words: str) -> Result:
        return runner.invoke(args=words)

    return run


def bad_file(folder: Path) -> Path:
    path = folder / "bad.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    path.write_text(text.replace('monday = ["08:00-17:30"]', 'monday = ["8-5"]'), encoding="utf-8")
    return path


def test_a_first_file_is_put_in_force(flask: Flask) -> None:
    done = flask("incident", "apply", str(EXAMPLE))
    assert done.exit_code == 0
    assert done.stdout.startswith("jcps-2019: version 1 now in force on +18667754209.\n")


def test_a_second_file_tells_what_it_changes(flask: Flask, tmp_path: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    later = tmp_path / "later.toml"
    later.write_text(EXAMPLE.read_text(encoding="utf-8").replace("17:30", "18:00"), encoding="utf-8")
    done = flask("incident", "apply", str(later))
    assert done.stdout.splitlines() == [
        "jcps-2019: version 2 now in force on +18667754209.",
        "  changed: hours.friday, hours.monday, hours.thursday, hours.tuesday, hours.wednesday",
    ]


def test_a_bad_file_changes_nothing_and_tells_its_faults(flask: Flask, tmp_path: Path, sqlite_url: str) -> None:
    done = flask("incident", "apply", str(bad_file(tmp_path)))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("bad.toml, line ")
    assert ", hours.monday: not a span of hours" in done.stderr
    database = Database(sqlite_url)
    with database.read() as session, pytest.raises(NoSuchIncident):
        incidents.current(session, "jcps-2019")
    database.close()


def test_a_language_without_prompts_is_refused(flask: Flask, tmp_path: Path) -> None:
    path = tmp_path / "dumb.toml"
    path.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace('languages = ["en", "es"]', 'languages = ["en", "tlh"]')
    )
    assert 'the line has no prompts in "tlh"' in flask("incident", "apply", str(path)).stderr


def closes(flask: Flask, sqlite_url: str, tmp_path: Path) -> None:
    """A supervisor closes the line at the desk for an hour."""
    database, clock = Database(sqlite_url), SystemClock()
    words = {"en": "There is smoke.", "es": "Hay humo."}
    order = Close(clock.now() + timedelta(hours=1), words)
    with database.write() as session:
        LineOrders(KeyRing(tmp_path / "keyring", clock), clock).give(session, 1, order, by="supervisor 1")
    database.close()


def test_a_file_that_would_open_a_closed_line_is_refused(flask: Flask, sqlite_url: str, tmp_path: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    closes(flask, sqlite_url, tmp_path)
    done = flask("incident", "apply", str(EXAMPLE))
    assert done.exit_code == 1
    assert "your file would undo it: closures." in done.stderr
    assert flask("incident", "apply", str(EXAMPLE), "--over-the-desk").exit_code == 0
    assert flask("incident", "apply", str(EXAMPLE)).exit_code == 0, "it is the operator's again"


def test_what_is_in_force_is_written_as_a_file_that_may_be_applied(
    flask: Flask, sqlite_url: str, tmp_path: Path
) -> None:
    flask("incident", "apply", str(EXAMPLE))
    closes(flask, sqlite_url, tmp_path)
    path = tmp_path / "written.toml"
    path.write_text(flask("incident", "file", "--incident", "jcps-2019").stdout, encoding="utf-8")
    done = flask("incident", "apply", str(path))
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "  nothing changed")
    assert flask("incident", "file", "--incident", "nowhere").exit_code == 1


def test_a_line_of_another_incident_is_refused(flask: Flask, tmp_path: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    other = tmp_path / "other.toml"
    other.write_text(EXAMPLE.read_text(encoding="utf-8").replace('slug = "jcps-2019"', 'slug = "other"'))
    done = flask("incident", "apply", str(other))
    assert done.exit_code == 1
    assert "+18667754209 already belongs to the incident jcps-2019" in done.stderr


def test_what_is_in_force_is_shown(flask: Flask) -> None:
    flask("incident", "apply", str(EXAMPLE))
    done = flask("incident", "show", "--incident", "jcps-2019")
    assert done.exit_code == 0
    assert done.stdout.startswith("jcps-2019, version 1\n")
    assert "student_number of 10 digits: telephone and desk, discloses full" in done.stdout


def test_an_incident_that_does_not_exist_is_told(flask: Flask) -> None:
    done = flask("incident", "show", "--incident", "nothing")
    assert done.exit_code == 1
    assert "flask incident apply FILE" in done.stderr


@pytest.mark.parametrize("verb", ["apply", "show"])
def test_help_has_an_example(flask: Flask, verb: str) -> None:
    assert f"Example: flask incident {verb}" in flask("incident", verb, "--help").stdout
