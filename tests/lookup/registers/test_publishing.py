"""Publishing takes two persons, in the vault itself: one proposes, another approves exactly that, once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from hotline.approvals import (
    GOOD_FOR,
    AlreadyProposed,
    Matter,
    NoSuchProposal,
    Proposal,
    ProposalFault,
    ProposalOver,
    Proposals,
    SamePerson,
)
from hotline.audit import AuditEntry
from lookup import AnswerName
from lookup.registers import counts, publishing, register
from lookup.registers.counts import ImportCount, ImportCounts, LeftOut
from lookup.registers.definition import RegisterFault
from lookup.registers.pages import PageFault
from lookup.registers.publishing import MOVED_ON
from lookup.registers.register import RegisterPage
from tests.lookup.vaults import ANA, BEN, CARA, DANA, HEADER, Person, Vault, list_of

ADA, GRACE, SUE = "ada", "grace", "supervisor 7"
NO_DATE = Person("E", "4009", "17.05.2009")


def proposes(vault: Vault, by: str = ADA) -> Proposal:
    return vault.publisher(by).propose(vault.incident.id)


def goes_back(vault: Vault, generation: int | None = None) -> Proposal:
    return vault.publisher(ADA).propose_going_back(vault.incident.id, generation)


def answers(vault: Vault) -> int | None:
    with vault.database.read() as session:
        return register.status(session, vault.incident.id).published


def test_what_one_person_has_proposed_answers_nobody(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    assert answers(vault) is None
    assert vault.asks(ANA).name is AnswerName.CANNOT_TELL
    with pytest.raises(SamePerson):
        vault.publisher(ADA).approve(proposal.id)
    assert answers(vault) is None
    assert vault.publisher(SUE).approve(proposal.id).definition.generation == 1
    assert vault.asks(ANA).name is AnswerName.MATCH


def test_going_back_takes_two_persons_too(vault: Vault) -> None:
    vault.holds([ANA]).holds([BEN])
    proposal = goes_back(vault)
    with pytest.raises(SamePerson):
        vault.publisher(ADA).approve(proposal.id)
    assert answers(vault) == 2
    assert vault.publisher(GRACE).approve(proposal.id).serial == 3
    assert answers(vault) == 1


def test_a_proposal_says_exactly_what_would_answer_and_after_what(vault: Vault) -> None:
    vault.holds([ANA])
    vault.imports([ANA, BEN])
    proposal = proposes(vault)
    assert proposal.subject.startswith("generation 2 (")
    assert proposal.subject.endswith(") after publication 1")
    assert (proposal.matter, proposal.incident_id, publishing.place_of(proposal)) == (Matter.PUBLISH, 1, (2, 1))
    assert (back := goes_back_to_the_first(vault)).matter is Matter.ROLL_BACK
    assert publishing.place_of(back) == (1, 2)


def goes_back_to_the_first(vault: Vault) -> Proposal:
    vault.publisher(GRACE).approve(next(iter(opened(vault))).id)
    return goes_back(vault)


def opened(vault: Vault) -> tuple[Proposal, ...]:
    with vault.database.read() as session:
        return tuple(Proposals(vault.ring, vault.clock).opened(session, None))


def imports_again(vault: Vault) -> None:
    vault.imports([ANA, BEN, CARA])


def publishes_something_else(vault: Vault) -> None:
    vault.publisher(GRACE).approve(goes_back(vault).id)


@pytest.mark.parametrize("happens", [imports_again, publishes_something_else])
def test_what_has_changed_since_is_not_approved(vault: Vault, happens: Callable[[Vault], None]) -> None:
    vault.holds([ANA]).holds([BEN])
    vault.imports([ANA, BEN])
    proposal = proposes(vault)
    happens(vault)
    before = answers(vault)
    with pytest.raises(RegisterFault, match=MOVED_ON):
        vault.publisher(GRACE).approve(proposal.id)
    assert answers(vault) == before
    with vault.database.read() as session:
        assert publishing.build_of(session, vault.ring, proposal) is None


def test_of_two_that_were_proposed_at_once_the_second_is_void(vault: Vault) -> None:
    vault.holds([ANA]).holds([BEN])
    vault.imports([CARA])
    forward, back = proposes(vault), goes_back(vault)
    together = Barrier(2)
    said: list[int | str] = []

    def approves(proposal: Proposal) -> None:
        publisher = vault.publisher(GRACE)
        together.wait()
        try:
            said.append(publisher.approve(proposal.id).serial)
        except RegisterFault as fault:
            said.append(str(fault))

    threads = [Thread(target=approves, args=(one,)) for one in (forward, back)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said, key=str) == [3, MOVED_ON]


def test_an_approval_counts_once(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    vault.publisher(GRACE).approve(proposal.id)
    with pytest.raises(ProposalOver):
        vault.publisher(SUE).approve(proposal.id)


def test_an_approval_of_something_else_publishes_nothing(vault: Vault) -> None:
    vault.imports([ANA])
    with vault.database.write() as session:
        ledger = Proposals(vault.ring, vault.clock)
        subject = "generation 1 (0000000000000000) after publication 0"
        text = ledger.propose(session, Matter.TEXT, subject, incident_id=1, by=ADA)
        vague = ledger.propose(session, Matter.PUBLISH, "generation 1", incident_id=1, by=ADA)
        other = ledger.propose(session, Matter.PUBLISH, subject, incident_id=1, by=ADA)
    for strange in (text, vague):
        with pytest.raises(NoSuchProposal):
            vault.publisher(GRACE).approve(strange.id)
    with pytest.raises(RegisterFault, match=MOVED_ON):
        vault.publisher(GRACE).approve(other.id)
    with pytest.raises(NoSuchProposal):
        vault.publisher(GRACE).approve(uuid.uuid4())
    assert answers(vault) is None


def test_it_waits_seven_days(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    with pytest.raises(AlreadyProposed):
        proposes(vault, GRACE)
    vault.clock.advance(GOOD_FOR)
    with pytest.raises(ProposalOver):
        vault.publisher(GRACE).approve(proposal.id)
    vault.publisher(GRACE).approve(proposes(vault).id)


def test_a_supervisor_of_another_incident_decides_nothing(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    stranger = publishing.Publisher(vault.database, vault.ring, vault.clock, by=SUE, within=(99,))
    with pytest.raises(ProposalFault):
        stranger.approve(proposal.id)


def test_a_build_that_was_damaged_since_is_not_approved(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    with vault.database.write() as session:
        session.execute(update(RegisterPage).values(sealed=bytes(8000)))
    with pytest.raises(PageFault):
        vault.publisher(GRACE).approve(proposal.id)
    assert answers(vault) is None
    assert opened(vault) == (proposal,)


def test_both_persons_are_audited(vault: Vault) -> None:
    vault.imports([ANA])
    proposal = proposes(vault)
    vault.publisher(SUE).approve(proposal.id)
    with vault.database.read() as session:
        rows = session.execute(select(AuditEntry.tag, AuditEntry.actor, AuditEntry.detail).order_by(AuditEntry.seq))
        said = [(tag, who, json.loads(detail)) for tag, who, detail in rows][-3:]
    assert [(tag, who) for tag, who, _ in said] == [
        ("proposal.made", ADA),
        ("proposal.approved", SUE),
        ("register.published", SUE),
    ]
    assert said[-1][2] == {"generation": "1", "serial": "1", "proposal": str(proposal.id), "proposed_by": ADA}


def test_the_counts_of_an_import_are_kept_without_a_value(vault: Vault) -> None:
    twice = Person("A", ANA.number, ANA.born, ANA.kinds)
    broken = list_of([ANA, BEN, twice, DANA, NO_DATE]) + ",".join(("F", *("x" for _ in HEADER))) + "\n"
    vault.imports(broken, skip_rejected=True)
    with vault.database.read() as session:
        kept = counts.of(session, register.staged(session, vault.ring, 1).keys)
        body = session.scalars(select(ImportCount.body)).one()
    assert kept == ImportCounts(
        rows=6,
        merged={"repeated row": 1},
        left_out=(
            LeftOut("birth_date", "not a date (the list was declared as YYYY-MM-DD)", 1),
            LeftOut("", "has 9 cells where the header has 8", 1),
        ),
        unkeyed={},
    )
    assert kept is not None
    assert kept.rejected == 2
    for value in (b"4009", b"17.05.2009", b"2009-05-17", b"Doe"):
        assert value not in body


def test_counts_that_were_changed_are_not_believed(vault: Vault) -> None:
    vault.imports([ANA])
    with vault.database.write() as session:
        session.execute(update(ImportCount).values(body=b'{"rows": 1}'))
    with vault.database.read() as session, pytest.raises(RegisterFault, match="counted was changed"):
        counts.of(session, register.staged(session, vault.ring, 1).keys)


def test_a_build_of_an_older_version_has_no_counts(vault: Vault) -> None:
    vault.imports([ANA])
    with vault.database.write() as session:
        session.delete(session.scalars(select(ImportCount)).one())
    with vault.database.read() as session:
        assert counts.of(session, register.staged(session, vault.ring, 1).keys) is None
