"""Claims 5, 6 and 20 of the vault: whatever is damaged, swapped or changed, nobody hears a wrong answer."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from lookup import AnswerName, Query
from lookup.hashing import argon2id
from lookup.registers.definition import authenticate
from lookup.registers.pages import Secret, open_page, seal_page
from lookup.registers.register import OpenRegister, PublishRecord, RegisterGeneration, RegisterPage
from tests.lookup.vaults import ANA, BEN, NOBODY, Person, Vault, crowd

CROWD = crowd(300)


@pytest.fixture
def full(vault: Vault) -> Vault:
    """A vault of several pages, whose self-test has just passed: what follows is the damaged page's own doing."""
    vault.holds([ANA, BEN, *CROWD])
    assert vault.asks(NOBODY).name is AnswerName.NO_MATCH
    return vault


def secret_of(vault: Vault, person: Person, register: OpenRegister) -> Secret:
    details = {"student_number": person.number, "birth_date": person.born}
    data = Query.of(vault.incident.id, "student_number", details).canonical(width=10)
    definition = register.definition
    return register.secret(argon2id(data, bytes.fromhex(definition.salt), definition.cost))


def rewrite_pages(vault: Vault, change: Callable[[int, bytes], bytes | None]) -> None:
    """Somebody with the database changes pages; None deletes one."""
    with vault.database.write() as session:
        for number, sealed in session.execute(select(RegisterPage.page_no, RegisterPage.sealed)).all():
            new = change(number, sealed)
            row = RegisterPage.page_no == number
            session.execute(
                delete(RegisterPage).where(row) if new is None else update(RegisterPage).where(row).values(sealed=new)
            )


def flipped(_number: int, sealed: bytes) -> bytes:
    return bytes((sealed[0], sealed[1] ^ 1)) + sealed[2:]


def flipped_within(_number: int, sealed: bytes) -> bytes:
    return sealed[:3000] + bytes((sealed[3000] ^ 128,)) + sealed[3001:]


def deleted(_number: int, _sealed: bytes) -> None:
    return None


@pytest.mark.parametrize("change", [flipped, flipped_within, deleted, lambda _number, sealed: sealed[:-1]])
def test_claim_5_a_damaged_page_is_never_a_no(full: Vault, change: Callable[[int, bytes], bytes | None]) -> None:
    rewrite_pages(full, change)
    assert {full.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}


def test_claim_5_swapped_pages_are_never_a_no(full: Vault) -> None:
    with full.database.read() as session:
        pages = {row.page_no: row.sealed for row in session.scalars(select(RegisterPage))}
    rewrite_pages(full, lambda number, _sealed: pages[(number + 1) % len(pages)])
    assert {full.asks(person).name for person in (ANA, BEN, NOBODY)} == {AnswerName.CANNOT_TELL}


def test_claim_5_the_pages_of_an_earlier_generation_are_never_a_no(full: Vault) -> None:
    with full.database.read() as session:
        old = {row.page_no: row.sealed for row in session.scalars(select(RegisterPage))}
    full.holds([ANA, BEN, *CROWD])
    with full.database.write() as session:
        for number, sealed in old.items():
            page = (RegisterPage.generation == 2, RegisterPage.page_no == number)
            session.execute(update(RegisterPage).where(*page).values(sealed=sealed))
    assert {full.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}


def test_claim_5_a_database_older_than_this_host_has_seen_is_not_asked(full: Vault) -> None:
    full.holds([BEN])  # Ana was taken off the list, and the host saw that
    with full.database.write() as session:
        session.execute(delete(PublishRecord).where(PublishRecord.serial == 2))
    full.restarts()
    assert {full.asks(person).name for person in (ANA, BEN, NOBODY)} == {AnswerName.CANNOT_TELL}
    assert any("older than this host" in reason for reason in full.lookup.why_not_ready())


def test_claim_6_a_build_that_is_only_staged_is_never_a_publication(vault: Vault) -> None:
    vault.imports([ANA])
    with vault.database.write() as session:
        build = session.scalars(select(RegisterGeneration)).one()
        its = {"published_at": build.built_at, "body": build.body, "mac": build.mac}
        session.add(PublishRecord(incident_id=vault.incident.id, serial=0, **its))
    assert {vault.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("salt", "00" * 16),
        ("cost", {"memory_kib": 16, "passes": 1}),
        ("normaliser", 2),
        ("schemes", []),
        ("page_count", 3),
        ("categories", ["medical", "name"]),
        ("generation", 2),
        ("people", 1),
        ("serial", 9),
    ],
)
def test_claim_6_a_changed_record_cannot_answer(full: Vault, field: str, value: object) -> None:
    with full.database.write() as session:
        record = session.scalars(select(PublishRecord)).one()
        record.body = json.dumps(
            {**json.loads(record.body), field: value}, sort_keys=True, separators=(",", ":")
        ).encode()
    assert {full.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("salt", "00" * 16, "self-test"),
        ("cost", {"memory_kib": 16, "passes": 1}, "self-test"),
        ("normaliser", 2, "canonical forms"),
    ],
)
def test_claim_6_even_a_record_that_was_signed_wrong_is_found_out(
    full: Vault, field: str, value: object, why: str
) -> None:
    keys = full.opened().keys
    with full.database.write() as session:
        record = session.scalars(select(PublishRecord)).one()
        record.body = json.dumps(
            {**json.loads(record.body), field: value}, sort_keys=True, separators=(",", ":")
        ).encode()
        record.mac = authenticate(record.body, keys)
    full.restarts()
    assert {full.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}
    assert any(why in reason for reason in full.lookup.why_not_ready())


@pytest.mark.parametrize("kind", ["pepper", "page-key", "canary"])
@pytest.mark.parametrize("damage", ["missing", "wrong", "short"])
def test_claim_6_a_key_that_is_not_the_one_cannot_answer(full: Vault, kind: str, damage: str) -> None:
    key = f"incident-{full.incident.id}-generation-1-{kind}"
    full.ring.destroy(key)
    if damage != "missing":
        full.ring.write(key, bytes(32 if damage == "wrong" else 31))
    assert {full.asks(person).name for person in (ANA, NOBODY)} == {AnswerName.CANNOT_TELL}
    assert full.lookup.why_not_ready()


def test_claim_6_a_ring_that_is_moved_away_stops_answers_and_back_it_gives_them(full: Vault) -> None:
    away = full.ring.path.rename(full.ring.path.with_name("away"))
    assert full.asks(ANA).name is AnswerName.CANNOT_TELL
    assert full.lookup.why_not_ready()
    away.rename(full.ring.path)
    assert full.asks(ANA).name is AnswerName.MATCH
    assert not full.lookup.why_not_ready()


def test_claim_6_the_keys_of_another_installation_are_found_out(full: Vault) -> None:
    full.ring.destroy("ledger")
    full.ring.write("ledger", bytes(32))
    assert full.asks(ANA).name is AnswerName.CANNOT_TELL
    assert any("ledger key" in reason for reason in full.lookup.why_not_ready())


def reseal(vault: Vault, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Somebody with database and page key changes the slots of every page."""
    register = vault.opened()

    def rewrite(number: int, sealed: bytes) -> bytes:
        about = register.definition.binding.about(number)
        return seal_page(change(open_page(sealed, register.keys.page_key, about)), register.keys.page_key, about)

    rewrite_pages(vault, rewrite)


def test_claim_20_a_damaged_slot_is_never_a_no(full: Vault) -> None:
    reseal(full, lambda slots: [slot[:-1] + bytes((slot[-1] ^ 1,)) for slot in slots])
    assert full.asks(ANA).name is AnswerName.CANNOT_TELL


def test_claim_20_two_entries_with_one_tag_are_never_an_answer(full: Vault) -> None:
    register = full.opened()
    tag = secret_of(full, ANA, register).tag

    def doubled(slots: list[bytes]) -> list[bytes]:
        mine = [slot for slot in slots if slot.startswith(tag)]
        others = [slot for slot in slots if not slot.startswith(tag)]
        return [*mine, *mine, *others[: 128 - 2 * len(mine)]]

    reseal(full, doubled)
    assert full.asks(ANA).name is AnswerName.CANNOT_TELL


def test_claim_20_kinds_moved_from_one_entry_to_another_do_not_open(full: Vault) -> None:
    def exchanged(slots: list[bytes]) -> list[bytes]:
        sealed = [slot[16:] for slot in slots]
        turned = [*sealed[1:], sealed[0]]
        return [slot[:16] + kinds for slot, kinds in zip(slots, turned, strict=True)]

    reseal(full, exchanged)
    assert full.asks(ANA).name is AnswerName.CANNOT_TELL
