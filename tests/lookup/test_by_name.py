"""Schemes by name: who is found, by which spellings, what is told, and who can't be found so."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from lookup import Agent, Answer, AnswerName, Query, Unreadable
from lookup.imports import people
from lookup.imports.importing import RowsRejected
from lookup.imports.people import entries_of
from lookup.registers.definition import parse
from lookup.registers.register import RegisterPage
from tests.lookup.vaults import (
    ANA,
    BEN,
    EVA,
    KIM,
    LIN,
    NAMED,
    NOBODY,
    RAY,
    Person,
    Vault,
    by_name,
    caller,
)

MATCH, NO_MATCH, CANNOT_TELL = AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.CANNOT_TELL
AGENT = Agent(7, b"call".ljust(32, b"."))


@pytest.fixture
def register(sqlite_vault: Vault) -> Vault:
    """A register of names, without the ZIP code."""
    sqlite_vault.applies(by_name())
    return sqlite_vault


def on_the_telephone(vault: Vault, person: Person, **details: str) -> Answer:
    """What a caller hears who gives the name."""
    return vault.asks_by("name", {**person.named, **details}, caller())


def at_the_desk(vault: Vault, person: Person, **details: str) -> Answer:
    """What an agent is shown who types the name."""
    return vault.asks_by("name_desk", {**person.named, **details}, AGENT)


def test_a_name_gets_a_yes_on_the_telephone_and_ordinary_kinds_at_the_desk(vault: Vault) -> None:
    vault.applies(by_name())
    vault.holds(NAMED)
    assert on_the_telephone(vault, EVA) == Answer(MATCH, (), letter_tells=True)
    assert at_the_desk(vault, EVA) == Answer(MATCH, ("name",), letter_tells=True)
    assert on_the_telephone(vault, NOBODY).name is NO_MATCH
    assert at_the_desk(vault, NOBODY).name is NO_MATCH


def test_no_door_may_ask_in_the_other_ones_way(register: Vault) -> None:
    register.holds(NAMED)
    assert register.asks_by("name", EVA.named, AGENT).name is CANNOT_TELL
    assert register.asks_by("name_desk", EVA.named, caller()).name is CANNOT_TELL


def test_a_name_is_pressed_as_it_is_typed(register: Vault) -> None:
    register.holds(NAMED)
    pressed = {"last_name": "4272426277839", "first_name": "627425673"}
    assert on_the_telephone(register, EVA, **pressed).name is MATCH
    assert at_the_desk(register, EVA, last_name="GARCIA MARQUEZ JR.", first_name="Maria-Jose").name is MATCH


@pytest.mark.parametrize("last", ["García", "Marquez", "GARCIAMARQUEZ"])
@pytest.mark.parametrize("first", ["María", "Maria José"])
def test_one_of_two_last_names_and_the_first_of_two_first_names_do(register: Vault, last: str, first: str) -> None:
    register.holds(NAMED)
    assert at_the_desk(register, EVA, last_name=last, first_name=first).name is MATCH


@pytest.mark.parametrize(
    "wrong",
    [{"first_name": "José"}, {"last_name": "Garza"}, {"birth_date": "2011-08-03"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_one_wrong_detail_finds_nobody(register: Vault, wrong: dict[str, str]) -> None:
    register.holds(NAMED)
    assert at_the_desk(register, EVA, **wrong).name is NO_MATCH


def test_twins_are_told_apart_by_their_first_names(register: Vault) -> None:
    register.holds([KIM, RAY])
    assert at_the_desk(register, KIM) == Answer(MATCH, ("name",), letter_tells=True)
    assert at_the_desk(register, replace(RAY, first="Kay")).name is NO_MATCH


def test_twins_with_the_same_keys_share_what_all_of_them_may_learn(register: Vault) -> None:
    register.holds([KIM, LIN])
    assert on_the_telephone(register, LIN) == Answer(MATCH, (), letter_tells=True)
    assert at_the_desk(register, LIN) == Answer(MATCH, (), shared=True, letter_tells=True)


def test_twins_whose_ordinary_kinds_are_the_same_are_told_them(register: Vault) -> None:
    register.holds([KIM, replace(LIN, kinds=("name",))])
    assert at_the_desk(register, KIM) == Answer(MATCH, ("name",), letter_tells=True)


def test_a_spelling_of_one_that_is_the_name_of_another_tells_the_kinds_of_neither(register: Vault) -> None:
    other = Person("M", "0000004011", EVA.born, ("name", "address"), last="Márquez", first="María")
    register.holds([EVA, other])
    assert at_the_desk(register, other) == Answer(MATCH, (), shared=True, letter_tells=True)
    assert at_the_desk(register, EVA).categories == ("name",)


def test_several_rows_of_one_person_are_not_mixed(register: Vault) -> None:
    moved = replace(EVA, last="Stone", born="2011-08-03", zip="02138")
    register.applies(by_name(with_zip=True))
    register.holds([EVA, moved])
    assert at_the_desk(register, EVA, zip="65101").name is MATCH
    assert at_the_desk(register, moved, zip="02138").name is MATCH
    assert at_the_desk(register, EVA, zip="02138").name is NO_MATCH
    assert at_the_desk(register, replace(EVA, last="Stone"), zip="65101").name is NO_MATCH
    assert at_the_desk(register, replace(EVA, born=moved.born), zip="65101").name is NO_MATCH


def test_where_the_zip_code_counts_it_must_be_right(register: Vault) -> None:
    register.applies(by_name(with_zip=True))
    register.holds([EVA, replace(KIM, zip="2138")])
    assert on_the_telephone(register, EVA, zip="65101-1234").name is MATCH
    assert on_the_telephone(register, EVA, zip="65109").name is NO_MATCH
    assert on_the_telephone(register, KIM, zip="02138").name is MATCH


@pytest.mark.parametrize("given", [{}, {"zip": ""}], ids=["none", "empty"])
def test_claim_20_a_check_without_the_zip_code_that_counts_is_never_a_no(
    register: Vault, given: dict[str, str]
) -> None:
    register.applies(by_name(with_zip=True))
    register.holds([EVA])
    register.applies(by_name(with_zip=False))
    recorded: list[Answer] = []
    for person in (EVA, NOBODY):
        details = {**person.named, **given}
        register.asks_by("name", details, caller(), remember=lambda _session, answer: recorded.append(answer))
    assert recorded == [Answer(CANNOT_TELL)] * 2


@pytest.mark.parametrize("given", [65101, None, ["65101"], "6510", "K1A 0B1"], ids=repr)
def test_what_is_no_zip_code_is_asked_again(given: Any) -> None:
    with pytest.raises(Unreadable, match="zip"):
        Query.of(1, "name", {**EVA.named, "zip": given})


def test_claim_20_a_zip_code_asked_for_since_changes_no_answer(register: Vault) -> None:
    register.holds([EVA])
    register.applies(by_name(with_zip=True))
    assert on_the_telephone(register, EVA, zip="99501").name is MATCH
    assert on_the_telephone(register, EVA).name is MATCH


def test_claim_20_a_file_that_tells_more_since_tells_no_more_of_what_is_published(register: Vault) -> None:
    register.holds([EVA])
    content = by_name(disclosure="full")
    register.applies(replace(content, categories=tuple(reversed(content.categories))))
    assert at_the_desk(register, EVA) == Answer(MATCH, ("name",), letter_tells=True)
    assert on_the_telephone(register, EVA) == Answer(MATCH, (), letter_tells=True)


def test_claim_20_a_damaged_page_is_no_answer_to_a_name(register: Vault) -> None:
    register.holds(NAMED)
    assert at_the_desk(register, NOBODY).name is NO_MATCH  # the self-test has just passed
    with register.database.write() as session:
        page = session.scalars(select(RegisterPage)).one()
        page.sealed = page.sealed[:-1] + bytes((page.sealed[-1] ^ 1,))
    assert {at_the_desk(register, person).name for person in (EVA, NOBODY)} == {CANNOT_TELL}


def test_who_can_t_be_found_by_name_is_counted_and_a_no_says_so(register: Vault) -> None:
    register.applies(by_name(with_zip=True))
    li = Person("L", "0000004012", "2010-01-02", last="李", first="伟")
    abroad = replace(BEN, zip="K1A 0B1")
    done = register.imports([EVA, li, abroad, replace(ANA, born="")])
    register.publishes()
    assert not done.accounting.rejects
    assert done.accounting.unkeyed == {"last_name": 1, "first_name": 1, "zip": 1}
    assert done.without_key == {"letter_code": 0, "student_number": 1, "name": 3, "name_desk": 3}
    assert at_the_desk(register, NOBODY, zip="65101") == Answer(NO_MATCH, gaps=True)
    assert register.asks(li).name is MATCH


def test_where_everybody_can_be_found_a_no_says_no_more(register: Vault) -> None:
    register.holds([EVA])
    assert at_the_desk(register, NOBODY) == Answer(NO_MATCH)


def test_a_damaged_name_needs_attention_and_is_not_shown(register: Vault) -> None:
    with pytest.raises(RowsRejected) as rejected:
        register.imports([EVA, replace(ANA, last="M?ller")])
    (reject,) = rejected.value.accounting.rejects
    assert (reject.row, reject.column) == (3, "last_name")
    assert "ller" not in repr(reject)


def test_nobody_has_more_than_eight_keys_and_who_would_need_more_is_counted(sqlite_vault: Vault) -> None:
    content = by_name()
    many = [replace(EVA, last=f"Name{letters}") for letters in ("a", "d", "g", "j", "m", "p", "t", "w", "aa")]
    for people_of, without_key in ((many[:8], 0), (many, 1), ([replace(EVA, last="Müller-Lüders y Örn")], 0)):
        individuals = sqlite_vault.reads(people_of).individuals.values()
        entries = entries_of(individuals, content, content.schemes[-1], incident_id=1)
        assert (len(entries.payloads), entries.without_key) == (8, without_key)


def test_a_blind_scheme_has_no_entries(sqlite_vault: Vault) -> None:
    content = by_name(disclosure="blind")
    individuals = sqlite_vault.reads(NAMED).individuals.values()
    entries = entries_of(individuals, content, content.schemes[-1], incident_id=1)
    assert (entries.payloads, entries.without_key) == ({}, 0)


def test_names_are_shown_nowhere(sqlite_vault: Vault) -> None:
    (individual,) = sqlite_vault.reads([EVA]).individuals.values()
    query = Query.of(1, "name", {**EVA.named, "zip": "65101"})
    shown = repr((individual, [*individual.details], people.keys_of(individual, by_name().schemes[-1], incident_id=1)))
    for secret in ("García", "María", "2011", "65101", query.fields[0]):
        assert secret not in shown + repr(query)


def test_guesses_about_one_name_are_counted_together_at_any_door_and_date() -> None:
    subjects = {
        Query.of(1, scheme, {**EVA.named, "birth_date": born, **more}).subject
        for scheme in ("name", "name_desk")
        for born in (EVA.born, KIM.born)
        for more in ({}, {"zip": "65101"}, {"last_name": "garcia-marquez"})
    }
    assert len(subjects) == 1
    assert Query.of(1, "name", KIM.named).subject not in subjects
    assert Query.of(1, "student_number", {"student_number": "1", "birth_date": EVA.born}).subject not in subjects


def test_a_register_built_before_names_answers_as_it_did(register: Vault) -> None:
    register.applies(replace(by_name(), schemes=by_name().schemes[:-2]))
    register.holds([EVA])
    register.applies(by_name())
    assert register.asks(EVA).categories == ("name", "medical")
    assert on_the_telephone(register, EVA).name is CANNOT_TELL


def test_a_record_that_says_nothing_of_zip_codes_asks_for_none(register: Vault) -> None:
    register.holds([EVA])
    body = register.opened().body
    old = body.replace(b',"zip":false', b"")
    assert len(old) < len(body)
    assert parse(old) == parse(body)
