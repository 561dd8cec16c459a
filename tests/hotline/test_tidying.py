"""The caretaker brings what was written into the file of the database, and goes on after a fault."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import text
from structlog.testing import capture_logs

from hotline.database import Caretaker, Database


def notes(url: str) -> list[str]:
    """What stands in a table of the test's own; nothing where there is none."""
    database = Database(url)
    with database.read() as session:
        known = session.scalars(text("SELECT name FROM sqlite_master WHERE name = 'notes'")).all()
        found = list(session.scalars(text("SELECT note FROM notes"))) if known else []
    database.close()
    return found


def test_what_is_tidied_is_in_the_file_itself(tmp_path: Path) -> None:
    file, copy = tmp_path / "noticeline.db", tmp_path / "copy.db"
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        session.execute(text("CREATE TABLE notes (note TEXT)"))
        session.execute(text("INSERT INTO notes VALUES ('kept')"))
    shutil.copyfile(file, copy)
    assert notes(f"sqlite:///{copy}") == [], "it lies beside the file"
    Caretaker(database).tidy()
    shutil.copyfile(file, copy)
    assert notes(f"sqlite:///{copy}") == ["kept"]
    database.close()


def test_nobody_is_held_up_by_it_nor_keeps_it_from_being_done(database: Database) -> None:
    with database.write() as session:
        Caretaker(database).tidy()
        assert session.scalar(text("SELECT 1")) == 1


def test_after_a_fault_there_is_a_next_time() -> None:
    class Broken:
        def tidy(self) -> None:
            raise OSError

    with capture_logs() as told:
        Caretaker(Broken()).tidy()
    assert [entry["event"] for entry in told] == ["caretaker.fault"]
