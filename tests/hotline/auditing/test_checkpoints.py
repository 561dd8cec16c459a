"""Checkpoints: what is signed, who can check it, and what is found with one that was kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, text, update

from hotline.audit import AuditBroken, AuditEntry, AuditHead, AuditLog, Tag
from hotline.auditing import Checkpoint, CheckpointFault, Checkpoints
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing

DESK = "https://desk.example.org"


@pytest.fixture
def log(ring: KeyRing, clock: StoppedClock) -> AuditLog:
    return AuditLog(ring, clock)


@pytest.fixture
def checkpoints(ring: KeyRing, clock: StoppedClock) -> Checkpoints:
    return Checkpoints(ring, clock)


def writes(database: Database, log: AuditLog, entries: int = 5, *, actor: str = "ada") -> None:
    for _ in range(entries):
        with database.write() as session:
            log.record(session, Tag.INCIDENT_APPLIED, actor=actor, incident_id=None)


def made(database: Database, checkpoints: Checkpoints) -> Checkpoint:
    with database.read() as session:
        return checkpoints.make(session, desk=DESK)


def holds(database: Database, checkpoints: Checkpoints, checkpoint: Checkpoint) -> None:
    with database.read() as session:
        checkpoints.hold_against(session, checkpoint)


def cut_off(database: Database, log: AuditLog, *, entries: int) -> None:
    """Somebody with the rights of the database's owner drops the newest entries and sets the head back."""
    unlock(database)
    with database.write() as session:
        kept = next(entry for entry in log.entries(session) if entry.seq == entries)
        session.execute(delete(AuditEntry).where(AuditEntry.seq > entries))
        session.execute(update(AuditHead).values(seq=entries, chain=kept.chain))


def unlock(database: Database) -> None:
    with database.write() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            for verb in ("UPDATE", "DELETE"):
                session.execute(text(f"DROP TRIGGER audit_entries_{verb}"))


def test_a_checkpoint_says_how_long_the_log_was_and_can_be_read_again(
    keyed: Database, log: AuditLog, checkpoints: Checkpoints
) -> None:
    writes(keyed, log)
    checkpoint = made(keyed, checkpoints)
    assert (checkpoint.entries, checkpoint.desk) == (5, DESK)
    assert Checkpoint.of(checkpoint.text) == checkpoint
    assert Checkpoint.of(checkpoint.text.replace("\n", "\r\n")) == checkpoint
    checkpoint.must_be_of(checkpoints.key)


def test_whoever_has_the_public_key_needs_nothing_of_ours(
    keyed: Database, log: AuditLog, checkpoints: Checkpoints
) -> None:
    writes(keyed, log)
    *lines, signature = made(keyed, checkpoints).text.splitlines()
    said = "".join(f"{line}\n" for line in lines).encode()
    Ed25519PublicKey.from_public_bytes(checkpoints.key).verify(bytes.fromhex(signature.split()[1]), said)


def test_the_log_goes_on_from_its_checkpoints(keyed: Database, log: AuditLog, checkpoints: Checkpoints) -> None:
    empty = made(keyed, checkpoints)
    writes(keyed, log)
    first = made(keyed, checkpoints)
    writes(keyed, log, 3)
    for checkpoint in (empty, first, made(keyed, checkpoints)):
        holds(keyed, checkpoints, checkpoint)


def test_an_end_that_was_cut_off_is_found_only_with_a_checkpoint(
    keyed: Database, log: AuditLog, checkpoints: Checkpoints
) -> None:
    writes(keyed, log)
    checkpoint = made(keyed, checkpoints)
    cut_off(keyed, log, entries=3)
    with keyed.read() as session:
        assert log.verify(session) == 3  # the chain alone does not see it
    with pytest.raises(CheckpointFault, match="holds fewer"):
        holds(keyed, checkpoints, checkpoint)
    writes(keyed, log, actor="eve")
    with pytest.raises(CheckpointFault, match="Entry 5 is another one"):
        holds(keyed, checkpoints, checkpoint)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("entries: 5", "entries: 4"),
        lambda text: text.replace(DESK, "https://desk.example.com"),
        lambda text: text.replace("made: 2019", "made: 2018"),
        lambda text: text.replace("made: 2019-06", "made: 2019-99"),
        lambda text: text.replace("signature: ", "signature: 00"),
        lambda text: text[:-2] + "\n",
        lambda text: text + "entries: 9\n",
        lambda text: "and so on\n" + text,
        lambda text: text * 50,
        lambda text: text[:0],
    ],
)
def test_a_file_that_was_changed_is_none(
    keyed: Database, log: AuditLog, checkpoints: Checkpoints, change: Callable[[str], str]
) -> None:
    writes(keyed, log)
    with pytest.raises(CheckpointFault):
        Checkpoint.of(change(made(keyed, checkpoints).text))


def test_a_checkpoint_of_another_installation_is_told_apart(
    keyed: Database, log: AuditLog, checkpoints: Checkpoints, ring: KeyRing, clock: StoppedClock
) -> None:
    other = KeyRing(ring.path.parent / "other", clock)
    other.create("ledger")
    writes(keyed, log)
    with pytest.raises(AuditBroken):
        made(keyed, Checkpoints(other, clock))
    theirs = made(keyed, checkpoints)
    with pytest.raises(CheckpointFault, match="another installation"):
        theirs.must_be_of(Checkpoints(other, clock).key)


def test_no_checkpoint_is_made_of_a_broken_log(keyed: Database, log: AuditLog, checkpoints: Checkpoints) -> None:
    writes(keyed, log)
    unlock(keyed)
    with keyed.write() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(actor="eve"))
    with pytest.raises(AuditBroken):
        made(keyed, checkpoints)


def test_who_takes_one_is_in_the_log_itself(keyed: Database, log: AuditLog, checkpoints: Checkpoints) -> None:
    writes(keyed, log)
    checkpoint = made(keyed, checkpoints)
    with keyed.write() as session:
        checkpoints.record(session, checkpoint, by="supervisor 4")
    with keyed.read() as session:
        *_, last = log.entries(session)
    assert (last.tag, last.actor, last.detail) == ("audit.checkpoint", "supervisor 4", '{"entries": "5"}')
