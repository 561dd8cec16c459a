"""Claim 13 of the vault, and going back: what the operator can undo, and what nobody can."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from hotline.audit import AuditLog
from hotline.database import Database
from hotline.sealing import KeyMissing, KeyRing
from lookup import AnswerName
from lookup.destroying import Destroyer
from lookup.imports.importing import ImportRunning, only_one
from lookup.registers import register
from lookup.registers.definition import RegisterFault
from lookup.registers.register import RegisterPage
from tests.lookup.vaults import ANA, BEN, CARA, COLE, FAST, NOBODY, Vault

EVERYBODY = (ANA, BEN, CARA, COLE, NOBODY)


def destroys(vault: Vault) -> list[str]:
    return Destroyer(vault.database, vault.ring, vault.clock, operator="ada").destroy(vault.incident.id)


def rolls_back(vault: Vault, generation: int | None = None) -> int:
    return vault.rolls_back(generation).definition.generation


def audited(vault: Vault) -> list[str]:
    log = AuditLog(vault.ring, vault.clock)
    with vault.database.read() as session:
        log.verify(session)
        return [entry.tag for entry in log.entries(session)]


def another_host(vault: Vault, folder: Path, database: Database) -> Vault:
    """A host with a copy of the key ring."""
    ring = KeyRing(folder / "keyring", vault.clock)
    shutil.copytree(vault.ring.path, ring.path)
    return Vault(database, ring, vault.clock, vault.pool, folder, FAST)


def test_claim_13_without_the_keys_database_and_backup_give_errors_only(sqlite_vault: Vault, tmp_path: Path) -> None:
    sqlite_vault.holds([ANA, BEN])
    codes = [sqlite_vault.code_of(person) for person in (ANA, BEN)]
    backup = tmp_path / "backup.db"
    with sqlite_vault.database.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(backup),))
    sqlite_vault.holds(EVERYBODY[:4])
    earlier = Database(f"sqlite:///{backup}")
    hosts = [
        sqlite_vault,
        another_host(sqlite_vault, tmp_path / "second", sqlite_vault.database),
        another_host(sqlite_vault, tmp_path / "third", earlier),
    ]
    (hosts[2].ring.path / "incident-1.serial").unlink()  # a host that never saw a later publication
    hosts[2].restarts()
    assert hosts[2].asks(ANA).name is AnswerName.MATCH
    for host in hosts:
        assert len(destroys(host)) == 7  # three of each generation, and the letters key
        assert {host.asks(person).name for person in EVERYBODY} == {AnswerName.CANNOT_TELL}
        assert {host.asks_by("letter_code", {"code": code}).name for code in codes} == {AnswerName.CANNOT_TELL}
        assert "can't be read from the key ring" in host.lookup.why_not_ready()[0]
        with pytest.raises((KeyMissing, RegisterFault)):
            rolls_back(host)
    earlier.close()


def test_what_a_killed_write_left_of_a_key_is_destroyed_too(vault: Vault) -> None:
    vault.holds([ANA])
    pepper = (vault.ring.path / "incident-1-generation-1-pepper.key").read_bytes()
    left = vault.ring.path / ".incident-1-generation-1-pepper.0123abcd"
    others = vault.ring.path / ".incident-11-generation-1-pepper.0123abcd"
    for draft in (left, others):
        draft.write_bytes(pepper)
    destroys(vault)
    assert not left.exists()
    assert others.exists(), "it is another incident's"


def test_destroying_again_finds_nothing_and_is_audited_each_time(vault: Vault) -> None:
    vault.holds([ANA])
    assert destroys(vault) == [
        "incident-1-generation-1-canary",
        "incident-1-generation-1-page-key",
        "incident-1-generation-1-pepper",
        "incident-1-letters",
    ]
    assert destroys(vault) == []
    assert audited(vault)[-2:] == ["register.destroyed"] * 2


def test_another_incidents_keys_stay(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA])
    for name in ("incident-11-generation-1-pepper", "incident-11-letters", "incident-12-generation-1-canary"):
        sqlite_vault.ring.create(name)
    destroys(sqlite_vault)
    assert sorted(name for name in sqlite_vault.ring.names() if name.startswith("incident")) == [
        "incident-11-generation-1-pepper",
        "incident-11-letters",
        "incident-12-generation-1-canary",
    ]


def test_nothing_is_destroyed_while_a_list_is_imported(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA])
    with only_one(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.incident.id), pytest.raises(ImportRunning):
        destroys(sqlite_vault)
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH


def test_after_it_an_import_is_a_new_register_with_new_codes_and_must_say_so(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA])
    mailed = sqlite_vault.code_of(ANA)
    destroys(sqlite_vault)
    with pytest.raises(KeyMissing, match="import with --new-codes"):
        sqlite_vault.imports([ANA])
    sqlite_vault.imports([ANA], new_codes=True)
    sqlite_vault.publishes()
    assert sqlite_vault.code_of(ANA) != mailed
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH
    assert sqlite_vault.asks_by("letter_code", {"code": mailed}).name is AnswerName.NO_MATCH


def test_going_back_lets_the_register_before_answer_under_a_serial_of_its_own(vault: Vault) -> None:
    vault.holds([ANA])
    vault.holds([BEN])
    assert (vault.asks(ANA).name, vault.asks(BEN).name) == (AnswerName.NO_MATCH, AnswerName.MATCH)
    assert rolls_back(vault) == 1
    assert (vault.asks(ANA).name, vault.asks(BEN).name) == (AnswerName.MATCH, AnswerName.NO_MATCH)
    with vault.database.read() as session:
        status = register.status(session, vault.incident.id)
    assert (status.published, status.serial, status.staged) == (1, 3, None)
    assert "register.rolled_back" in audited(vault)
    assert rolls_back(vault, 2) == 2
    assert vault.asks(BEN).name is AnswerName.MATCH


def test_what_never_answered_can_t_be_gone_back_to(sqlite_vault: Vault) -> None:
    with pytest.raises(RegisterFault, match="nothing to go back to"):
        rolls_back(sqlite_vault)
    sqlite_vault.holds([ANA])
    with pytest.raises(RegisterFault, match="nothing to go back to"):
        rolls_back(sqlite_vault)
    with pytest.raises(RegisterFault, match="Generation 1 answers now"):
        rolls_back(sqlite_vault, 1)
    sqlite_vault.imports([BEN])
    with pytest.raises(RegisterFault, match="Generation 2 never answered"):
        rolls_back(sqlite_vault, 2)
    sqlite_vault.publishes()
    assert sqlite_vault.asks(BEN).name is AnswerName.MATCH


def test_a_register_that_is_not_whole_is_not_gone_back_to(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA])
    sqlite_vault.holds([replace(BEN, key="X")])
    with sqlite_vault.database.write() as session:
        session.execute(delete(RegisterPage).where(RegisterPage.generation == 1))
    with pytest.raises(RegisterFault, match="Generation 1 is not whole"):
        rolls_back(sqlite_vault)
    assert sqlite_vault.asks(BEN).name is AnswerName.MATCH


def test_old_builds_are_forgotten_and_what_answers_or_answered_before_is_not(vault: Vault) -> None:
    for person in (ANA, BEN, CARA):
        vault.holds([person])
    vault.imports([COLE])
    destroyer = Destroyer(vault.database, vault.ring, vault.clock, operator="ada")
    assert destroyer.forget(vault.incident.id) == [1]
    assert not [name for name in vault.ring.names() if "generation-1-" in name]
    with vault.database.read() as session:
        assert set(session.scalars(select(RegisterPage.generation))) == {2, 3, 4}
    assert vault.asks(CARA).name is AnswerName.MATCH
    assert rolls_back(vault) == 2
    assert vault.asks(BEN).name is AnswerName.MATCH
    vault.publishes()
    assert vault.asks(COLE).name is AnswerName.MATCH
    with pytest.raises((KeyMissing, RegisterFault)):
        rolls_back(vault, 1)


def test_what_is_forgotten_takes_no_keys_of_another_database(sqlite_vault: Vault) -> None:
    for person in (ANA, BEN, CARA):
        sqlite_vault.holds([person])
    name = "incident-1-generation-1-pepper"
    sqlite_vault.ring.destroy(name)
    theirs = sqlite_vault.ring.create(name)
    Destroyer(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.clock, operator="ada").forget(1)
    assert sqlite_vault.ring.read(name) == theirs
