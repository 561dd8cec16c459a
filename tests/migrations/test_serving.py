"""On which database calls may be served, and that asking makes none."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

import migrations
from app import create_app
from hotline import settings
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import PROJECT


def at(url: str, revision: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    database.close()


def test_a_database_of_this_version_is_served(database_url: str) -> None:
    assert migrations.why_not_served(database_url) == ()


def test_an_older_one_is_not(database_url: str) -> None:
    at(database_url, "0001")
    assert "flask database upgrade" in migrations.why_not_served(database_url)[0]


def test_a_newer_one_is_because_an_older_program_can_answer_on_it(database_url: str) -> None:
    at(database_url, "9999")
    assert migrations.why_not_served(database_url) == ()


def test_one_without_tables_is_not(empty_database_url: str) -> None:
    Database(empty_database_url).close()
    assert "no tables" in migrations.why_not_served(empty_database_url)[0]


def test_one_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "noticeline.db"
    assert str(file) in migrations.why_not_served(f"sqlite:///{file}")[0]
    assert not file.parent.exists()


def test_a_process_that_serves_makes_no_database_in_place_of_one_that_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "noticeline.db"
    places = {"NOTICELINE_DATABASE_URL": f"sqlite:///{file}", "NOTICELINE_KEYRING": str(tmp_path / "keyring")}
    visitor = create_app(settings.load(places), serving=True).test_client()
    assert visitor.get("/health/live").status_code == 200
    assert visitor.get("/health/ready").status_code == 503
    assert not file.exists()


def test_a_server_that_does_not_reply_stops_no_line() -> None:
    # The line then says that it can't answer, and rings a person.
    assert migrations.why_not_served("postgresql+psycopg://nobody:secret@127.0.0.1:1/none") == ()


def test_gunicorn_says_in_sentences_why_it_does_not_serve(tmp_path: Path, ring: KeyRing) -> None:
    ring.create("ledger")
    ring.path.chmod(0o755)
    file = tmp_path / "noticeline.db"
    places = {"NOTICELINE_DATABASE_URL": f"sqlite:///{file}", "NOTICELINE_KEYRING": str(ring.path), "PORT": "65321"}
    environ = {**os.environ, **places}
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn"], cwd=PROJECT, env=environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.splitlines()[-2:] == [
        f"{ring.path} is open to others on this machine: chmod go= {ring.path}",
        f"There is no database at sqlite:///{file}. Is NOTICELINE_DATABASE_URL right?",
    ]
    assert not file.exists()
