"""Claims 1, 2, 3 and 14 of the vault: what somebody finds who has stolen the database, or has stolen it twice."""

import statistics
from collections.abc import Iterable
from itertools import repeat

import pytest
from sqlalchemy import select

from lookup import AnswerName, Query
from lookup.hashing import argon2id
from lookup.keyring import GenerationKeys
from lookup.registers.pages import PageFault, Payload, Secret, find, open_page
from lookup.registers.register import OpenRegister, RegisterPage
from tests.lookup.vaults import Person, Vault, by_name, crowd

PEOPLE = 500


def pages_of(vault: Vault) -> list[bytes]:
    """The sealed pages, as a thief of the database has them."""
    with vault.database.read() as session:
        return list(session.scalars(select(RegisterPage.sealed).order_by(RegisterPage.page_no)))


def generation_of(vault: Vault, register: OpenRegister) -> list[bytes]:
    """The sealed pages of one generation."""
    of_generation = RegisterPage.generation == register.definition.generation
    with vault.database.read() as session:
        return list(session.scalars(select(RegisterPage.sealed).where(of_generation).order_by(RegisterPage.page_no)))


def guessed(register: OpenRegister, pages: list[bytes], person: Person, keys: GenerationKeys) -> Payload | None:
    """What a right guess opens for a thief with these keys, who knows salt and cost from the publish record."""
    definition = register.definition
    details = {"student_number": person.number, "birth_date": person.born}
    data = Query.of(definition.incident_id, "student_number", details).canonical(width=10)
    hashed = argon2id(data, bytes.fromhex(definition.salt), definition.cost)
    secret = Secret.of(hashed, keys.prf(hashed))
    number = definition.binding.page_of(secret)
    return find(open_page(pages[number], keys.page_key, definition.binding.about(number)), secret)


def test_claim_1_without_the_pepper_right_guesses_open_nothing(sqlite_vault: Vault) -> None:
    people = crowd(100)
    sqlite_vault.holds(people)
    (sqlite_vault.ring.path / "incident-1-generation-1-pepper.key").unlink()
    assert {sqlite_vault.asks(person).name for person in people} == {AnswerName.CANNOT_TELL}


def test_claim_2_database_and_page_key_open_nothing_without_the_pepper(sqlite_vault: Vault) -> None:
    people = crowd(PEOPLE)
    register = sqlite_vault.holds(people).opened()
    keys, pages = register.keys, pages_of(sqlite_vault)
    wrong = GenerationKeys(keys.incident_id, keys.generation, bytes(32), keys.page_key, keys.canary)
    assert sum(guessed(register, pages, person, wrong) is not None for person in people) == 0
    # And with it, every one: who has database and ring can test a list of names. The threat model says so.
    assert sum(guessed(register, pages, person, keys) is not None for person in people) == PEOPLE


def test_without_the_page_key_a_page_is_noise(sqlite_vault: Vault) -> None:
    register = sqlite_vault.holds(crowd(20)).opened()
    (page,) = pages_of(sqlite_vault)
    with pytest.raises(PageFault):
        open_page(page, bytes(32), register.definition.binding.about(0))


def test_claim_3_all_pages_have_one_length(sqlite_vault: Vault) -> None:
    sqlite_vault.holds(crowd(PEOPLE))
    pages = pages_of(sqlite_vault)
    assert len(pages) > 5
    assert len({len(page) for page in pages}) == 1


def test_claim_3_where_an_entry_lies_tells_nothing_of_its_row(sqlite_vault: Vault) -> None:
    people = crowd(PEOPLE)
    register = sqlite_vault.holds(people).opened()
    definition, pages = register.definition, pages_of(sqlite_vault)
    places = []
    for person in people:
        details = {"student_number": person.number, "birth_date": person.born}
        data = Query.of(sqlite_vault.incident.id, "student_number", details).canonical(width=10)
        secret = register.secret(argon2id(data, bytes.fromhex(definition.salt), definition.cost))
        page = definition.binding.page_of(secret)
        slots = open_page(pages[page], register.keys.page_key, definition.binding.about(page))
        places.append(next(at for at, slot in enumerate(slots) if slot.startswith(secret.tag)))
    # Six standard deviations of a correlation by chance: it fails once in a thousand million honest runs.
    assert abs(statistics.correlation(range(PEOPLE), places)) < 6 / PEOPLE**0.5
    # Sorted by random tags, so entries lie everywhere and not before the padding.
    assert max(places) > 100
    assert min(places) < 28


def windows(texts: Iterable[bytes], size: int = 8) -> set[bytes]:
    """Every run of `size` bytes."""
    return {text[at : at + size] for text in texts for at in range(len(text) - size + 1)}


def test_claim_14_two_generations_of_one_list_share_no_bytes_beyond_chance(sqlite_vault: Vault) -> None:
    sqlite_vault.applies(by_name())
    people = crowd(PEOPLE)
    sealed, opened, keys = [], [], []
    for _ in range(2):
        register = sqlite_vault.holds(people).opened()
        definition, pages = register.definition, generation_of(sqlite_vault, register)
        bindings = (definition.binding.about(number) for number in range(len(pages)))
        sealed.append(pages)
        opened.append([b"".join(open_page(*of)) for of in zip(pages, repeat(register.keys.page_key), bindings)])
        keys.append(
            [register.keys.pepper, register.keys.page_key, register.keys.canary, bytes.fromhex(definition.salt)]
        )
    # Some 10,000 million pairs of eight bytes: one pair in all is alike by chance in a thousand million runs.
    for first, second in (sealed, opened, keys):
        assert not windows(first) & windows(second)
    # And byte for byte they are alike as often as noise is: 1 in 256, give or take six standard deviations.
    for first, second in (sealed, opened):
        pairs = [one == other for one, other in zip(b"".join(first), b"".join(second), strict=False)]
        assert abs(statistics.fmean(pairs) - 1 / 256) < 6 * (255 / 256**2 / len(pairs)) ** 0.5
