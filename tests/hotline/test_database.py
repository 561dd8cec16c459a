"""The transaction rule, and what every table keeps to."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from hotline.audit import AuditEntry, AuditLog, Tag
from hotline.clock import StoppedClock
from hotline.database import Database, UtcDateTime
from hotline.key_checks import KeyCheck
from hotline.sealing import KeyRing


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(KeyCheck.name).order_by(KeyCheck.name)))


def test_what_returns_is_committed_and_what_raises_is_not(database: Database) -> None:
    with database.write() as session:
        session.add(KeyCheck(name="kept", check_value=b"12345678"))
    with suppress(ZeroDivisionError), database.write() as session:
        session.add(KeyCheck(name="lost", check_value=b"12345678"))
        session.flush()
        1 / 0  # noqa: B018  something goes wrong after it
    assert names(database) == ["kept"]


def test_writers_at_once_wait_for_each_other(database: Database) -> None:
    def write(number: int) -> None:
        for one in range(5):
            with database.write() as session:
                seen = session.execute(text("SELECT count(*) FROM key_checks")).scalar_one()
                session.add(KeyCheck(name=f"{number}-{one}-{seen}", check_value=b"12345678"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(database)) == 40


def test_a_wait_for_a_lock_is_bounded(database: Database) -> None:
    impatient = Database(database.url.render_as_string(hide_password=False), patience_ms=300)
    with database.write() as session:
        session.execute(text("UPDATE audit_head SET seq = 7"))
        began = monotonic()
        with pytest.raises(OperationalError), impatient.write() as other:
            other.execute(text("UPDATE audit_head SET seq = 8"))
        assert monotonic() - began < 10  # and not for ever
    impatient.close()


def test_an_error_never_shows_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as error, database.write() as session:
        session.execute(text("INSERT INTO key_checks (name, nothing) VALUES (:name, 1)"), {"name": "4831-0927-5510"})
    assert "4831" not in str(error.value)


def test_a_moment_keeps_its_zone(keyed: Database, ring: KeyRing, clock: StoppedClock) -> None:
    clock.advance(timedelta(seconds=40))
    with keyed.write() as session:
        AuditLog(ring, clock).record(session, Tag.REGISTER_ASKED, actor="ada", incident_id=None)
    with keyed.read() as session:
        assert session.scalars(select(AuditEntry.at)).one() == datetime(2019, 6, 3, 15, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with database.read() as session, pytest.raises(StatementError, match="without a zone"):
        session.execute(select(AuditEntry).where(AuditEntry.at == datetime(2019, 6, 3)))  # noqa: DTZ001  the case itself
    east = datetime(2019, 6, 3, 10, tzinfo=timezone(timedelta(hours=-5)))
    assert UtcDateTime().process_bind_param(east, database.engine.dialect) == datetime(2019, 6, 3, 15)  # noqa: DTZ001


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'noticeline.db'}")
    with database.write() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "new", *(tmp_path / "new").iterdir())} == {0}
    database.close()


def test_a_snapshot_sees_one_moment(database: Database) -> None:
    count = text("SELECT count(*) FROM incidents")
    insert = text("INSERT INTO incidents (id, slug, line, current_version) VALUES (1, 'a', '+15025550100', 1)")
    with database.snapshot() as session:
        assert session.scalar(count) == 0
        with database.write() as another:
            another.execute(insert)
        assert session.scalar(count) == 0
    with database.snapshot() as session:
        assert session.scalar(count) == 1
