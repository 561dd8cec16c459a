"""`flask audit`: whole or not, and checkpoints that are checked where nothing of the installation is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from app import create_app
from commands import audit
from hotline import settings
from hotline.clock import StoppedClock
from hotline.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
Flask = Callable[..., Result]


@pytest.fixture
def places(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return {"NOTICELINE_DATABASE_URL": sqlite_url, "NOTICELINE_KEYRING": str(tmp_path / "keyring")}


@pytest.fixture
def flask(places: dict[str, str], clock: StoppedClock) -> Iterator[Flask]:
    app = create_app(settings.load(places), clock=clock)
    runner = app.test_cli_runner()

    def run(*words: str) -> Result:
        return runner.invoke(args=words)

    assert run("incident", "apply", str(EXAMPLE)).exit_code == 0
    yield run
    app.extensions["noticeline"].database.close()


@pytest.fixture
def kept(flask: Flask, tmp_path: Path) -> Path:
    """A checkpoint that somebody took home, when there were two entries."""
    flask("audit", "checkpoint")
    file = tmp_path / "noticeline-audit.txt"
    file.write_text(flask("audit", "checkpoint").stdout, encoding="utf-8")
    return file


def checks(*words: str) -> Result:
    """On a machine where nothing of the installation is: no settings, no database, no keys."""
    return CliRunner().invoke(audit.group, ["check", *words])


def test_a_checkpoint_is_checked_with_the_key_that_was_noted(flask: Flask, kept: Path) -> None:
    key = flask("audit", "key").stdout.strip()
    told = checks(str(kept), "--key", key)
    assert told.exit_code == 0, told.output
    assert "entries at 2019-06-03 15:00 UTC" in told.output
    assert "The signature fits the key that was noted" in told.output
    assert key in checks(str(kept)).output


@pytest.mark.parametrize("key", ["00" * 32, "not a key"])
def test_another_key_is_refused(kept: Path, key: str) -> None:
    told = checks(str(kept), "--key", key)
    assert (told.exit_code, told.stdout) == (1, "")


def test_a_file_that_was_changed_is_refused(kept: Path) -> None:
    kept.write_text(kept.read_text("utf-8").replace("entries: ", "entries: 1"), encoding="utf-8")
    assert "The signature does not fit" in checks(str(kept)).stderr
    kept.write_bytes(b"\xff\xfe")
    assert "no checkpoint" in checks(str(kept)).stderr


def test_the_log_is_held_against_it(flask: Flask, kept: Path, places: dict[str, str]) -> None:
    assert "It goes on from where the checkpoint saw it" in flask("audit", "verify", "--checkpoint", str(kept)).output
    database = create_app(settings.load(places)).extensions["noticeline"].database
    with database.write() as session:
        session.execute(text("DROP TRIGGER audit_entries_DELETE"))
        session.execute(text("DELETE FROM audit_entries WHERE seq > 1"))
        session.execute(text("UPDATE audit_head SET seq = 1, chain = (SELECT chain FROM audit_entries WHERE seq = 1)"))
    database.close()
    assert "holds 1 entries and is unbroken" in flask("audit", "verify").stdout
    told = flask("audit", "verify", "--checkpoint", str(kept))
    assert (told.exit_code, "its end was cut off" in told.stderr) == (1, True)
