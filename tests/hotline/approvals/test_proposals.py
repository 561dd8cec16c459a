"""Proposals: one person proposes, another decides, once; and nobody gets round it in the ledger."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from hotline.approvals import (
    GOOD_FOR,
    AlreadyProposed,
    Matter,
    NoSuchProposal,
    NotYours,
    Outcome,
    Proposal,
    ProposalOver,
    Proposals,
    SamePerson,
    same_person,
)
from hotline.approvals.proposals import ProposalRow
from hotline.audit import AuditEntry
from hotline.clock import StoppedClock
from hotline.followups import LooksPersonal, NoteEmpty
from hotline.sealing import KeyRing
from tests.hotline.desks import Desk

SUE, TOM, OPERATOR = "supervisor 3", "supervisor 4", "ada"
SUBJECT = "generation 3 (6f1c2a9b0d4e5f60) after publication 7"


@dataclass
class Table:
    """Where proposals are made and decided. Each sentence is a transaction of its own."""

    desk: Desk

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.desk.ring, self.desk.clock)

    @property
    def incident_id(self) -> int:
        return self.desk.incident.id

    def proposes(
        self, subject: str = SUBJECT, *, by: str = SUE, matter: Matter = Matter.PUBLISH, note: str = ""
    ) -> Proposal:
        about = None if matter is Matter.RESET else self.incident_id
        with self.desk.database.write() as session:
            return self.proposals.propose(session, matter, subject, incident_id=about, by=by, note=note)

    def approves(
        self,
        proposal: Proposal,
        *,
        by: str = TOM,
        within: Collection[int] | None = (1,),
        matter: Matter = Matter.PUBLISH,
    ) -> Proposal:
        with self.desk.database.write() as session:
            return self.proposals.approve(session, proposal.id, by=by, within=within, matter=matter)

    def refuses(self, proposal: Proposal, why: str = "The counts are wrong", *, by: str = TOM) -> Proposal:
        with self.desk.database.write() as session:
            return self.proposals.refuse(session, proposal.id, by=by, within=(1,), why=why)

    def withdraws(self, proposal: Proposal, *, by: str = SUE) -> Proposal:
        with self.desk.database.write() as session:
            return self.proposals.withdraw(session, proposal.id, by=by, within=(1,))

    def opened(self, within: Collection[int] | None = (1,)) -> Sequence[Proposal]:
        with self.desk.database.read() as session:
            return self.proposals.opened(session, within)

    def became(self) -> list[tuple[uuid.UUID, Outcome, str, str]]:
        with self.desk.database.read() as session:
            found = self.proposals.settled(session, (1,))
            return [(one.proposal.id, one.outcome, one.settled_by, one.why) for one in found]

    def audited(self) -> list[tuple[str, str, dict[str, str]]]:
        with self.desk.database.read() as session:
            rows = session.execute(select(AuditEntry.tag, AuditEntry.actor, AuditEntry.detail).order_by(AuditEntry.seq))
            return [(tag, who, json.loads(detail)) for tag, who, detail in rows if tag.startswith("proposal")]


@pytest.fixture
def table(desk: Desk) -> Table:
    return Table(desk)


def test_another_person_approves_exactly_what_was_proposed(table: Table) -> None:
    proposal = table.proposes(note="The list of Monday")
    assert table.opened() == (proposal,)
    assert table.approves(proposal) == proposal
    assert (proposal.subject, proposal.proposed_by, proposal.note) == (SUBJECT, SUE, "The list of Monday")
    assert table.opened() == ()
    assert table.became() == [(proposal.id, Outcome.APPROVED, TOM, "")]


def test_one_person_alone_can_not(table: Table) -> None:
    proposal = table.proposes()
    with pytest.raises(SamePerson):
        table.approves(proposal, by=SUE)
    with pytest.raises(SamePerson):
        table.refuses(proposal, by=SUE)
    assert table.opened() == (proposal,)


def test_an_account_stays_one_person_whatever_its_role_has_become(table: Table) -> None:
    proposal = table.proposes(by="agent 3")
    with pytest.raises(SamePerson):
        table.approves(proposal, by="supervisor 3")
    assert same_person("agent 3", "supervisor 3")
    assert not same_person("supervisor 3", "supervisor 33")
    assert not same_person("3", "supervisor 3")
    assert same_person(OPERATOR, OPERATOR)


def test_an_operator_and_a_supervisor_are_two(table: Table) -> None:
    table.approves(table.proposes(by=OPERATOR), by=SUE)
    table.approves(table.proposes(by=SUE), by=OPERATOR, within=None)


def test_an_approval_counts_once(table: Table) -> None:
    proposal = table.proposes()
    table.approves(proposal)
    for again in (table.approves, table.refuses, table.withdraws):
        with pytest.raises(ProposalOver):
            again(proposal)
    assert len(table.audited()) == 2


def test_who_approves_says_what_they_mean_to_carry_out(table: Table) -> None:
    proposal = table.proposes()
    with pytest.raises(NoSuchProposal):
        table.approves(proposal, matter=Matter.TEXT)
    assert table.opened() == (proposal,)


def test_it_is_over_after_seven_days_and_can_be_proposed_again(table: Table) -> None:
    proposal = table.proposes()
    table.desk.clock.advance(GOOD_FOR - timedelta(minutes=1))
    assert table.opened() == (proposal,)
    table.desk.clock.advance(timedelta(minutes=1))
    assert table.opened() == ()
    with pytest.raises(ProposalOver):
        table.approves(proposal)
    again = table.proposes()
    assert table.opened() == (again,)
    with pytest.raises(ProposalOver):
        table.approves(proposal)


def test_nothing_is_proposed_twice_at_once(table: Table) -> None:
    proposal = table.proposes()
    with pytest.raises(AlreadyProposed):
        table.proposes(by=TOM)
    other = table.proposes("generation 2 (0011223344556677) after publication 7", matter=Matter.ROLL_BACK)
    assert set(table.opened()) == {proposal, other}
    table.withdraws(proposal)
    table.proposes(by=TOM)


def test_a_refusal_says_why_in_words_that_may_be_kept(table: Table) -> None:
    proposal = table.proposes()
    with pytest.raises(NoteEmpty):
        table.refuses(proposal, " ")
    with pytest.raises(LooksPersonal):
        table.refuses(proposal, "0012345678 is missing")
    table.refuses(proposal)
    assert table.became() == [(proposal.id, Outcome.REFUSED, TOM, "The counts are wrong")]


def test_a_note_is_checked_and_nothing_is_proposed_with_one_that_is_refused(table: Table) -> None:
    with pytest.raises(LooksPersonal):
        table.proposes(note="ring 573 555 0100")
    assert table.opened() == ()


def test_only_who_proposed_it_withdraws_it(table: Table) -> None:
    proposal = table.proposes()
    with pytest.raises(NotYours):
        table.withdraws(proposal, by=TOM)
    table.withdraws(proposal)
    assert table.became() == [(proposal.id, Outcome.WITHDRAWN, SUE, "")]


def test_nobody_decides_what_belongs_to_another_incident(table: Table) -> None:
    proposal = table.proposes()
    assert table.opened((99,)) == table.opened(()) == ()
    for within in ((), (99,)):
        with pytest.raises(NoSuchProposal):
            table.approves(proposal, within=within)
    assert table.opened(None) == (proposal,)


def test_what_is_about_no_incident_is_seen_by_all(table: Table) -> None:
    proposal = table.proposes("account 5", matter=Matter.RESET)
    assert table.opened(()) == table.opened((99,)) == (proposal,)


def test_what_nobody_proposed_can_not_be_approved(table: Table) -> None:
    ghost = table.proposes()
    with table.desk.database.write() as session, pytest.raises(NoSuchProposal):
        table.proposals.approve(session, uuid.uuid4(), by=TOM, within=None, matter=Matter.PUBLISH)
    with table.desk.database.read() as session:
        assert table.proposals.get(session, ghost.id, (1,)) == ghost


@pytest.mark.parametrize(
    "change",
    [
        {"proposed_by": TOM},
        {"subject": "generation 9"},
        {"matter": "text"},
        {"incident_id": None},
        {"note": "All well"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whoever_can_only_write_to_the_database_proposes_nothing_in_another_name(
    table: Table, change: dict[str, str | None]
) -> None:
    proposal = table.proposes()
    with table.desk.database.write() as session:
        session.execute(update(ProposalRow).values(change))
    assert table.opened() == ()
    with pytest.raises(NoSuchProposal):
        table.approves(proposal, by=SUE, matter=Matter(change.get("matter") or "publish"))


def test_what_fails_while_it_is_carried_out_leaves_the_proposal_open(table: Table) -> None:
    proposal = table.proposes()

    def approves_and_fails() -> None:
        with table.desk.database.write() as session:
            table.proposals.approve(session, proposal.id, by=TOM, within=None, matter=Matter.PUBLISH)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        approves_and_fails()
    assert table.opened() == (proposal,)
    assert [tag for tag, _, _ in table.audited()] == ["proposal.made"]


def test_everything_is_audited_under_who_did_it(table: Table) -> None:
    table.approves(table.proposes())
    table.refuses(table.proposes(by=OPERATOR))
    table.withdraws(table.proposes())
    said = [(tag, who, detail.get("proposed_by", "")) for tag, who, detail in table.audited()]
    assert said == [
        ("proposal.made", SUE, ""),
        ("proposal.approved", TOM, SUE),
        ("proposal.made", OPERATOR, ""),
        ("proposal.refused", TOM, OPERATOR),
        ("proposal.made", SUE, ""),
        ("proposal.withdrawn", SUE, SUE),
    ]
    assert all(detail["matter"] == "publish" and detail["subject"] == SUBJECT for _, _, detail in table.audited())


def test_of_two_who_approve_at_once_one_does(table: Table) -> None:
    proposal, together, done = table.proposes(), Barrier(2), []

    def one(by: str) -> None:
        together.wait()
        try:
            table.approves(proposal, by=by)
            done.append(by)
        except ProposalOver:
            pass

    threads = [Thread(target=one, args=(by,)) for by in (TOM, OPERATOR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert [who for tag, who, _ in table.audited() if tag == "proposal.approved"] == done


def test_another_ring_knows_none_of_them(
    table: Table, clock: StoppedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    table.proposes()
    other = KeyRing(tmp_path_factory.mktemp("other"), clock)
    other.create("ledger")
    with table.desk.database.read() as session:
        assert Proposals(other, clock).opened(session, None) == ()
