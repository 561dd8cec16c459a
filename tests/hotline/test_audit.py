"""The audit log: append-only, chained, and every change of it is found."""

from contextlib import suppress

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from hotline.audit import AuditBroken, AuditEntry, AuditHead, AuditLog, Tag
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyMissing, KeyRing


@pytest.fixture
def log(ring: KeyRing, clock: StoppedClock) -> AuditLog:
    return AuditLog(ring, clock)


@pytest.fixture
def written(keyed: Database, log: AuditLog) -> Database:
    """A database with five entries."""
    for number in range(5):
        with keyed.write() as session:
            log.record(session, Tag.REGISTER_ASKED, actor="telephone", incident_id=None, detail={"n": str(number)})
    return keyed


def unlock(database: Database) -> None:
    """Somebody with the rights of the database's owner takes the triggers away."""
    with database.write() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            for verb in ("UPDATE", "DELETE"):
                session.execute(text(f"DROP TRIGGER audit_entries_{verb}"))


def test_an_unbroken_log_is_counted(written: Database, log: AuditLog) -> None:
    with written.read() as session:
        assert log.verify(session) == 5
        assert next(entry.detail for entry in log.entries(session)) == '{"n": "0"}'


def test_time_is_kept_to_the_minute_only(written: Database, log: AuditLog) -> None:
    with written.read() as session:
        assert {entry.at.second for entry in log.entries(session)} == {0}


@pytest.mark.parametrize("change", [update(AuditEntry).values(actor="ada"), delete(AuditEntry)])
def test_the_database_itself_refuses_to_change_an_entry(written: Database, change: object) -> None:
    with pytest.raises(DBAPIError, match="append-only"), written.write() as session:
        session.execute(change)  # type: ignore[call-overload]  # either statement


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("field", ["actor", "detail", "tag"])
def test_a_changed_entry_is_found(written: Database, log: AuditLog, seq: int, field: str) -> None:
    unlock(written)
    with written.write() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == seq).values({field: "other"}))
    with written.read() as session, pytest.raises(AuditBroken) as broken:
        log.verify(session)
    assert broken.value.seq == seq


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_deleted_entry_is_found(written: Database, log: AuditLog, seq: int) -> None:
    unlock(written)
    with written.write() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.seq == seq))
    with written.read() as session, pytest.raises(AuditBroken):
        log.verify(session)


def test_two_exchanged_entries_are_found(written: Database, log: AuditLog) -> None:
    unlock(written)
    with written.write() as session:
        for before, after in ((2, 99), (3, 2), (99, 3)):
            session.execute(update(AuditEntry).where(AuditEntry.seq == before).values(seq=after))
    with written.read() as session, pytest.raises(AuditBroken):
        log.verify(session)


def test_a_cut_off_end_is_found_by_its_head(written: Database, log: AuditLog) -> None:
    unlock(written)
    with written.write() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.seq > 3))
        session.execute(update(AuditHead).values(seq=3))
    with written.read() as session, pytest.raises(AuditBroken):
        log.verify(session)


def test_an_entry_that_is_rolled_back_leaves_no_gap(written: Database, log: AuditLog) -> None:
    with suppress(ZeroDivisionError), written.write() as session:
        log.record(session, Tag.REGISTER_ASKED, actor="telephone", incident_id=None)
        1 / 0  # noqa: B018  something goes wrong after it
    with written.read() as session:
        assert log.verify(session) == 5


def test_without_the_ledger_key_nothing_can_be_written(written: Database, log: AuditLog, ring: KeyRing) -> None:
    ring.destroy("ledger")
    with pytest.raises(KeyMissing), written.write() as session:
        log.record(session, Tag.REGISTER_ASKED, actor="telephone", incident_id=None)


def test_what_others_record_meanwhile_is_no_break(written: Database, log: AuditLog) -> None:
    with written.snapshot() as session:
        assert session.scalar(select(AuditHead.seq)) == 5
        with written.write() as other:
            log.record(other, Tag.REGISTER_ASKED, actor="telephone", incident_id=None)
        assert log.verify(session) == 5
    with written.read() as session:
        assert log.verify(session) == 6
