"""Claims 12 and 16 of the vault: an import that is killed, again and again, and a list that is corrected."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lookup import AnswerName
from lookup.hashing import Cost
from lookup.registers.drafts import DraftBatch, RegisterDraft
from rehearsal.kills import moments, rehearse
from rehearsal.mortal import Moment
from rehearsal.stage import CHEAP, set_up
from tests.lookup.vaults import ANA, BEN, DANA, EXAMPLE, Vault, crowd, list_of

# So dear that a batch takes longer than its commit, as at a real cost.
A_LITTLE = Cost(memory_kib=64, passes=1)
HALFWAY = Moment("Hashing", "written", 2)


def test_claim_16_an_import_killed_at_seventeen_moments_goes_on_and_the_old_register_answers_all_along(
    tmp_path: Path,
) -> None:
    stage = set_up(tmp_path / "stage", old=20, new=120)
    found = rehearse(stage, tmp_path / "undisturbed", A_LITTLE, sample=60)
    assert found.kills == len(list(moments(1, 1, 1)))
    assert found.kills >= 10
    assert found.batches > 10


def test_claim_16_another_list_begins_anew_and_leaves_no_key_of_the_first(tmp_path: Path) -> None:
    stage = set_up(tmp_path / "stage", old=20, new=120)
    keys = stage.keys()
    assert stage.imports(CHEAP, HALFWAY)
    assert len(stage.keys()) == len(keys) + 3
    (stage.folder / "people.csv").write_text(
        "".join((stage.folder / "people.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:60]),
        encoding="utf-8",
    )
    assert not stage.imports(CHEAP, publish=True)
    assert len(stage.keys()) == len(keys) + 3
    assert stage.left_over() == 0


def test_claim_12_a_resumed_import_gives_everybody_the_code_of_an_undisturbed_one(tmp_path: Path) -> None:
    stage = set_up(tmp_path / "stage", old=20, new=120)
    undisturbed = stage.copy(tmp_path / "undisturbed")
    undisturbed.imports(CHEAP)
    assert stage.imports(CHEAP, HALFWAY)
    assert not stage.letters.exists()
    assert not stage.imports(CHEAP)
    assert stage.letters.read_bytes() == undisturbed.letters.read_bytes()


def test_claim_12_a_corrected_list_keeps_every_code(sqlite_vault: Vault) -> None:
    people = crowd(50)
    sqlite_vault.holds(people)
    mailed = {person.key: sqlite_vault.code_of(person) for person in people}
    corrected = [replace(person, born="2006-06-06") for person in reversed(people[5:])]
    sqlite_vault.holds([ANA, *corrected, BEN])
    assert {person.key: sqlite_vault.code_of(person) for person in corrected} == {
        person.key: mailed[person.key] for person in corrected
    }


def test_claim_12_a_code_that_the_list_gives_takes_the_place_of_ours(sqlite_vault: Vault) -> None:
    columns = {**EXAMPLE.columns, "letter_code": "letter_code"}
    sqlite_vault.applies(replace(EXAMPLE, columns=columns))
    header, ana, ben = list_of([ANA, BEN]).splitlines()
    sqlite_vault.imports(f"{header},letter_code\n{ana},4831-0927-5510\n{ben},\n")
    sqlite_vault.publishes()
    assert sqlite_vault.code_of(ANA) == "4831-0927-5510"
    assert sqlite_vault.code_of(BEN)
    for person in (ANA, BEN):
        answer = sqlite_vault.asks_by("letter_code", {"code": sqlite_vault.code_of(person)})
        assert answer.categories == person.kinds


def drafts(vault: Vault) -> int:
    with vault.database.read() as session:
        return sum(session.scalar(select(func.count()).select_from(one)) or 0 for one in (RegisterDraft, DraftBatch))


def test_a_draft_goes_when_what_it_became_is_published(vault: Vault) -> None:
    vault.imports([ANA, BEN])
    assert drafts(vault) > 1
    vault.publishes()
    assert drafts(vault) == 0


def test_the_same_list_is_not_built_twice_while_it_waits(vault: Vault) -> None:
    vault.holds([DANA])
    generation = vault.imports([ANA, BEN]).generation
    (vault.folder / "letters.csv").unlink()
    assert vault.imports([ANA, BEN]).generation == generation
    assert vault.code_of(ANA)
    assert vault.imports([ANA, replace(BEN, kinds=("medical",))]).generation == generation + 1
    vault.publishes()
    assert vault.imports([ANA, replace(BEN, kinds=("medical",))]).generation == generation + 2


@pytest.mark.parametrize("damage", [{"sealed": bytes(1052)}, {"batch_no": 7}], ids=["changed", "moved"])
def test_a_damaged_batch_was_never_made(vault: Vault, damage: dict[str, object]) -> None:
    people = crowd(20)
    vault.imports(people)
    vault.forgets_what_is_staged()
    with vault.database.write() as session:
        session.execute(update(DraftBatch).where(DraftBatch.batch_no == 0).values(**damage))
    vault.imports(people)
    vault.publishes()
    assert {vault.asks(person).name for person in people} == {AnswerName.MATCH}


def test_a_draft_whose_keys_are_gone_is_begun_anew(sqlite_vault: Vault) -> None:
    sqlite_vault.imports([ANA])
    sqlite_vault.forgets_what_is_staged()
    sqlite_vault.ring.destroy("incident-1-generation-1-canary")
    sqlite_vault.imports([ANA])
    sqlite_vault.publishes()
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH
    assert len([name for name in sqlite_vault.ring.names() if name.endswith(("pepper", "canary"))]) == 2


def test_a_forsaken_draft_takes_no_keys_of_another_database(sqlite_vault: Vault) -> None:
    sqlite_vault.imports([ANA])
    sqlite_vault.forgets_what_is_staged()
    name = "incident-1-generation-1-pepper"
    sqlite_vault.ring.destroy(name)
    theirs = sqlite_vault.ring.create(name)
    sqlite_vault.imports([BEN])
    assert sqlite_vault.ring.read(name) == theirs
