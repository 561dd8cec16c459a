"""The four answers, asked of the vault itself."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.audit import AuditEntry
from hotline.incidents import Disclosure
from lookup import Agent, Answer, AnswerName, Asker, Busy, Custodian, HashingPool, Unreadable
from lookup.hashing import argon2id
from tests.lookup.vaults import ANA, BEN, CARA, CAST, DANA, FAST, NOBODY, Vault, caller

MATCH, NO_MATCH = AnswerName.MATCH, AnswerName.NO_MATCH


def test_somebody_on_the_list_is_found_with_the_kinds(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(ANA) == Answer(MATCH, ("name", "medical"))
    assert vault.asks(BEN) == Answer(MATCH, ("name", "address"))


def test_the_letter_finds_the_same_person(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}) == Answer(MATCH, ("name", "medical"))


def test_nobody_is_not_found(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(NOBODY) == Answer(NO_MATCH, gaps=True)  # Dana can't be found this way


def test_one_wrong_detail_is_the_same_answer_as_an_unknown_person(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(replace(ANA, born="2009-05-18")) == vault.asks(NOBODY)


def test_two_children_under_one_number_are_told_that_there_is_one_and_no_kinds(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(CARA) == Answer(MATCH, (), shared=True, letter_tells=True)


def test_each_of_the_two_hears_the_kinds_by_letter(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks_by("letter_code", {"code": vault.code_of(CARA)}).categories == ("name", "medical")


def test_two_children_with_the_same_kinds_are_told_them(vault: Vault) -> None:
    twin = replace(CARA, key="C3")
    vault.holds([CARA, twin])
    assert vault.asks(CARA) == Answer(MATCH, ("name", "medical"))


def test_several_rows_of_one_person_are_united(vault: Vault) -> None:
    vault.holds([ANA, replace(ANA, kinds=("mosis",))])
    assert vault.asks(ANA).categories == ("name", "medical", "mosis")


def test_who_has_no_birth_date_is_found_by_letter_only(vault: Vault) -> None:
    done = vault.imports(CAST)
    vault.publishes()
    assert (done.without_key["letter_code"], done.without_key["student_number"]) == (0, 1)
    assert vault.asks_by("letter_code", {"code": vault.code_of(DANA)}).name is MATCH


def test_a_number_may_be_keyed_without_its_leading_noughts(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(replace(ANA, number="4001")).name is MATCH


@pytest.mark.parametrize(
    ("disclosure", "told"),
    [("full", ("name", "medical")), ("ordinary", ("name",)), ("yes_no", ())],
)
def test_a_way_discloses_what_was_sealed_for_it(vault: Vault, disclosure: Disclosure, told: tuple[str, ...]) -> None:
    content = vault.incident.content
    schemes = tuple(
        replace(scheme, disclosure=disclosure) if scheme.name == "student_number" else scheme
        for scheme in content.schemes
    )
    vault.applies(replace(content, schemes=schemes))
    vault.holds(CAST)
    assert vault.asks(ANA) == Answer(MATCH, told, letter_tells=disclosure != "full")
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}).categories == ("name", "medical")


def test_a_way_that_a_door_does_not_offer_answers_nobody_there(vault: Vault) -> None:
    content = vault.incident.content
    vault.applies(replace(content, schemes=tuple(replace(scheme, doors=("desk",)) for scheme in content.schemes)))
    vault.holds(CAST)
    assert vault.asks(ANA, caller()).name is AnswerName.CANNOT_TELL
    assert vault.asks(ANA).name is MATCH  # a custodian's trial


def test_nothing_answers_before_it_is_published(vault: Vault) -> None:
    vault.imports(CAST)
    assert vault.asks(ANA).name is AnswerName.CANNOT_TELL
    assert vault.asks(NOBODY).name is AnswerName.CANNOT_TELL


def test_a_staged_list_changes_no_answer_until_it_is_published(vault: Vault) -> None:
    vault.holds([ANA])
    vault.imports([BEN])
    assert (vault.asks(ANA).name, vault.asks(BEN).name) == (MATCH, NO_MATCH)
    vault.publishes()
    assert (vault.asks(ANA).name, vault.asks(BEN).name) == (NO_MATCH, MATCH)


def test_an_applied_file_changes_no_answer_of_what_is_published(vault: Vault) -> None:
    vault.holds(CAST)
    content = vault.incident.content
    vault.applies(replace(content, categories=tuple(reversed(content.categories))))
    assert vault.asks(ANA) == Answer(MATCH, ("name", "medical"))


@pytest.mark.parametrize(("disclosure", "told"), [("ordinary", ("name",)), ("yes_no", ())])
def test_a_file_that_lets_a_way_tell_less_is_obeyed_at_once(
    vault: Vault, disclosure: Disclosure, told: tuple[str, ...]
) -> None:
    vault.holds(CAST)
    lets_tell(vault, disclosure)
    assert vault.asks(ANA, caller()) == Answer(MATCH, told, letter_tells=True)
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}).categories == ("name", "medical")


def test_a_file_that_lets_a_way_tell_more_waits_for_a_new_register(vault: Vault) -> None:
    lets_tell(vault, "yes_no")
    vault.holds(CAST)
    lets_tell(vault, "full")
    assert vault.asks(ANA, caller()) == Answer(MATCH, letter_tells=True)


def test_going_back_to_a_register_that_told_more_tells_no_more(vault: Vault) -> None:
    vault.holds(CAST)
    lets_tell(vault, "yes_no")
    vault.holds(CAST)
    vault.rolls_back()
    assert vault.asks(ANA, caller()) == Answer(MATCH, letter_tells=True)


def lets_tell(vault: Vault, disclosure: Disclosure) -> None:
    """The custodian says what the way by student number may tell."""
    schemes = (
        replace(scheme, disclosure=disclosure) if scheme.name == "student_number" else scheme
        for scheme in vault.incident.content.schemes
    )
    vault.applies(replace(vault.incident.content, schemes=tuple(schemes)))


def test_details_that_have_no_canonical_form_are_refused_before_anything(vault: Vault) -> None:
    with pytest.raises(Unreadable, match="birth_date: a day that does not exist"):
        vault.asks(replace(ANA, born="2009-02-30"))
    with pytest.raises(Unreadable, match="scheme"):
        vault.asks_by("canary", {"code": "1"})


def test_the_register_knows_how_long_its_codes_are(vault: Vault) -> None:
    with vault.database.read() as session:
        assert vault.lookup.letter_code_digits(session, vault.incident.id) == 12
    vault.limited_to(wrong_letter_codes=1_000_000_000)
    vault.holds(CAST)
    with vault.database.read() as session:
        assert vault.lookup.letter_code_digits(session, vault.incident.id) == 13
    assert len(vault.code_of(ANA).replace("-", "")) == 13
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}).name is MATCH


def test_an_answer_is_audited_before_it_leaves(vault: Vault) -> None:
    vault.holds(CAST)
    vault.asks(ANA, caller())
    with vault.database.read() as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert entry is not None
    assert (entry.tag, entry.actor, entry.detail) == ("register.asked", "telephone", "{}")


@pytest.mark.parametrize(
    ("asker", "detail", "minute"),
    [
        (caller(), "{}", 0),
        (Agent(7, b"a call"), '{"scheme": "student_number"}', 0),
        (Custodian("ada"), '{"scheme": "student_number"}', 17),
    ],
)
def test_a_check_in_a_call_is_audited_to_the_hour(sqlite_vault: Vault, asker: Asker, detail: str, minute: int) -> None:
    """From one child's check to the next a yes takes longer than a no, at the desk too."""
    sqlite_vault.holds(CAST)
    sqlite_vault.clock.advance(timedelta(minutes=17))
    sqlite_vault.asks(ANA, asker)
    with sqlite_vault.database.read() as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert entry is not None
    assert (entry.at.minute, entry.detail) == (minute, detail)


def test_a_full_queue_is_busy_and_spends_nothing(sqlite_vault: Vault) -> None:
    sqlite_vault.holds(CAST)
    sqlite_vault.limited_to(checks_per_call=1)
    with ExitStack() as everybody:
        for _ in range(3 * sqlite_vault.pool.threads):
            everybody.enter_context(sqlite_vault.pool.place())
        with pytest.raises(Busy):
            sqlite_vault.asks(ANA, caller())
    assert sqlite_vault.asks(ANA, caller()).name is MATCH


def test_the_pool_hashes_as_the_one_function_does() -> None:
    pool = HashingPool(memory_mib=1, workers=4)
    assert pool.threads == 1
    assert pool.digest(b"x", bytes(16), FAST) == argon2id(b"x", bytes(16), FAST)
    pool.close()
