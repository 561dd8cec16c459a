"""The example's names: all spellings of real lists, people whom names don't tell apart, people without a key."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import Scheme
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from lookup import HashingPool
from lookup.identifiers import Unreadable
from lookup.names import spellings
from tests.lookup.vaults import EXAMPLE, FAST, Vault

FOLDER = PROJECT / "examples" / "jcps-2019"
LISTS = ("people.csv", "people-demo.csv")
BY_NAME = (
    Scheme("name", ("telephone",), disclosure="yes_no", reason="", width=0, zip=True),
    Scheme("name_desk", ("desk",), disclosure="ordinary", reason="", width=0, zip=True),
)
Row = dict[str, str]
both_lists = pytest.mark.parametrize("name", LISTS)


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def can_be_keyed(row: Row) -> bool:
    try:
        return bool(spellings(row["last_name"], row["first_name"]))
    except Unreadable:
        return False


def whom_names_do_not_tell_apart(name: str) -> list[list[Row]]:
    """Different people with the same keys, birth date and ZIP code."""
    found: dict[tuple[object, ...], dict[str, Row]] = defaultdict(dict)
    for row in rows(name):
        if row["birth_date"] and row["zip"] and can_be_keyed(row):
            key = (spellings(row["last_name"], row["first_name"])[0], row["birth_date"], row["zip"])
            found[key].setdefault(row["person_key"], row)
    return [list(people.values()) for people in found.values() if len(people) > 1]


@both_lists
def test_some_people_have_one_name_and_some_have_one_only_on_a_keypad(name: str) -> None:
    pairs = whom_names_do_not_tell_apart(name)
    assert any({row["first_name"] for row in pair} == {"Mia", "Nia"} for pair in pairs)
    assert any(len({row["first_name"] for row in pair}) == 1 for pair in pairs)


@both_lists
def test_they_have_different_kinds_in_one_pair_and_the_same_in_another(name: str) -> None:
    kinds = [{row["categories"] for row in pair} for pair in whom_names_do_not_tell_apart(name)]
    assert {1, 2} <= {len(one) for one in kinds}


@both_lists
def test_a_name_may_have_no_latin_letter_as_a_whole_or_in_its_first_name_only(name: str) -> None:
    unkeyed = {(row["last_name"], row["first_name"]) for row in rows(name) if not can_be_keyed(row)}
    assert {("Иванова", "Анна"), ("Kim", "지우")} <= unkeyed


@both_lists
def test_some_last_names_are_the_same_as_far_as_a_lookup_reads(name: str) -> None:
    last_names = {row["last_name"] for row in rows(name)}
    assert {"Christopherson", "Christophersen"} <= last_names
    (first, _), *_ = spellings("Christopherson", "Ana")
    (second, _), *_ = spellings("Christophersen", "Ana")
    assert first == second


@pytest.fixture
def vault(sqlite_url: str, ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> Iterator[Vault]:
    database, pool = Database(sqlite_url), HashingPool(memory_mib=256, workers=1)
    yield Vault(database, ring, clock, pool, tmp_path, FAST)
    pool.close()
    database.close()


def test_those_who_can_t_be_found_by_name_are_counted(vault: Vault) -> None:
    """Whoever has no birth date, no ZIP code or no letter on a keypad; the line says then that it can't know all."""
    vault.applies(replace(EXAMPLE, schemes=(*EXAMPLE.schemes[:2], *BY_NAME)))
    accounting = vault.imports((FOLDER / "people-demo.csv").read_text(encoding="utf-8")).accounting
    vault.publishes()
    people = {row["person_key"]: row for row in rows("people-demo.csv")}.values()
    missing = [row for row in people if not (row["birth_date"] and row["zip"] and can_be_keyed(row))]
    counted = {rule.name: rule.without_key for rule in vault.opened().definition.schemes}
    assert counted["name"] == counted["name_desk"] == len(missing) > 3
    assert counted["student_number"] == len([row for row in people if not row["birth_date"]])
    assert accounting.rows == accounting.individuals + sum(accounting.merged.values())
    assert accounting.individuals == len(people) == 200
    assert not accounting.rejects
