"""Personnel: two persons for whatever would let one of them be two."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import pytest

from hotline import incidents
from hotline.approvals import AlreadyProposed, Matter, NoSuchProposal, Proposal, ProposalOver, Proposals, SamePerson
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import Content
from hotline.personnel import Begun, Invitation, NotYourPeople, Personnel, Step
from hotline.sealing import KeyRing
from hotline.staff import Account, Accounts, HashedHere, Invitations, Invited, PasswordHashing, Role
from tests.hotline.staff.desks import EVERYBODY, FAST
from tests.hotline.staff.desks import Desk as Entrance
from tests.ivr.incidents import CONTENT

OPERATOR, ANOTHER = "root", "grace"


@dataclass
class Staffroom:
    """One installation's personnel, each sentence a transaction of its own."""

    database: Database
    ring: KeyRing
    clock: StoppedClock
    entrance: Entrance
    here: int = 0

    @property
    def personnel(self) -> Personnel:
        return Personnel(self.ring, self.clock)

    def applies(self, content: Content) -> int:
        with self.database.write() as session:
            return incidents.apply(session, content, clock=self.clock, keyring=self.ring, operator=OPERATOR).id

    def invites(self, login: str, role: Role, *, by: str = OPERATOR) -> Invitation:
        with self.database.write() as session:
            return self.personnel.invite(session, Invited(login, login.title(), role, "en", (self.here,)), by=by)

    def hires(self, login: str, role: Role = Role.SUPERVISOR, *, at: Collection[int] = ()) -> Account:
        """Somebody who has come to work here, however that was decided."""
        invited = Invited(login, login.title(), role, "en", tuple(at) or (self.here,))
        with self.database.write() as session:
            link = Invitations(self.ring, self.clock).invite(session, invited, by=OPERATOR)
        return self.entrance.follows(link).account

    def proposes(self, account: Account, *, by: str) -> Proposal:
        with self.database.write() as session:
            return self.personnel.propose(session, account.id, by=by)

    def approves(self, proposal: Proposal, *, by: str, within: Collection[int] | None = None) -> Begun:
        with self.database.write() as session:
            return self.personnel.approve(session, proposal.id, by=by, within=within)

    def approvers(self, proposal: Proposal) -> list[str]:
        with self.database.read() as session:
            return [one.login for one in self.personnel.approvers(session, proposal)]

    def disables(self, account: Account) -> None:
        with self.database.write() as session:
            self.personnel.disable(session, account.id, by=OPERATOR)

    def account(self, account: Account) -> Account:
        with self.database.read() as session:
            return Accounts(self.ring, self.clock).get(session, account.id)


@pytest.fixture
def room(keyed: Database, ring: KeyRing, clock: StoppedClock) -> Iterator[Staffroom]:
    fast_hashing = PasswordHashing(ring, by=HashedHere(FAST), strangers=EVERYBODY)
    opened = Staffroom(keyed, ring, clock, Entrance(keyed, ring, clock, fast_hashing))
    opened.here = opened.applies(CONTENT)
    yield opened
    fast_hashing.close()


def test_an_agent_is_invited_by_one_person(room: Staffroom) -> None:
    room.hires("sam")
    made = room.invites("maria", Role.AGENT, by="supervisor 4")
    assert (bool(made.token), made.proposal) == (True, None)


def test_the_first_supervisor_is_invited_by_one_person_and_the_second_by_two(room: Staffroom) -> None:
    first = room.invites("sam", Role.SUPERVISOR)
    assert first.token
    sam = room.entrance.follows(first.token).account
    second = room.invites("pat", Role.SUPERVISOR, by=sam.actor)
    assert (second.token, bool(second.proposal)) == ("", True)
    assert second.proposal
    with pytest.raises(SamePerson):
        room.approves(second.proposal, by=sam.actor, within=sam.incidents)
    begun = room.approves(second.proposal, by=OPERATOR)
    assert room.entrance.follows(begun.token).account.login == "pat"


def test_a_supervisor_who_has_not_enrolled_or_was_disabled_can_approve_nothing(room: Staffroom) -> None:
    assert room.invites("sam", Role.SUPERVISOR).token
    assert room.invites("kim", Role.SUPERVISOR).token
    ana = room.hires("ana")
    room.disables(ana)
    assert room.invites("pat", Role.SUPERVISOR).token


def test_one_person_alone_lets_nobody_begin_anew(room: Staffroom) -> None:
    sam, maria = room.hires("sam"), room.hires("maria", Role.AGENT)
    proposal = room.proposes(maria, by=sam.actor)
    with pytest.raises(SamePerson):
        room.approves(proposal, by=sam.actor, within=sam.incidents)
    with pytest.raises(AlreadyProposed):
        room.proposes(maria, by=sam.actor)
    assert room.account(maria).enrolled


def test_whoever_would_begin_does_not_approve_it(room: Staffroom) -> None:
    sam, pat = room.hires("sam"), room.hires("pat")
    proposal = room.proposes(pat, by=sam.actor)
    assert room.approvers(proposal) == []
    with pytest.raises(SamePerson):
        room.approves(proposal, by=pat.actor, within=pat.incidents)
    kim = room.hires("kim")
    assert room.approvers(proposal) == ["kim"]
    room.approves(proposal, by=kim.actor, within=kim.incidents)
    assert not room.account(pat).has_password


def test_what_was_proposed_is_void_once_the_account_stands_otherwise(room: Staffroom) -> None:
    sam, pat, maria = room.hires("sam"), room.hires("pat"), room.hires("maria", Role.AGENT)
    proposal = room.proposes(maria, by=sam.actor)
    room.disables(maria)
    with pytest.raises(ProposalOver):
        room.approves(proposal, by=pat.actor, within=pat.incidents)
    assert room.account(maria).disabled
    back = room.proposes(maria, by=sam.actor)
    with room.database.read() as session:
        assert room.personnel.of(session, back)[1] is Step.BACK
    room.approves(back, by=pat.actor, within=pat.incidents)
    assert not room.account(maria).disabled


def test_nobody_reaches_another_incident_by_a_link_for_somebody_of_both(room: Staffroom) -> None:
    both = (room.here, room.applies(replace(CONTENT, slug="elsewhere", line="+18665550111")))
    sam, pat, maria = room.hires("sam"), room.hires("pat", at=both), room.hires("maria", Role.AGENT, at=both)
    proposal = room.proposes(maria, by=OPERATOR)
    assert room.approvers(proposal) == ["pat"]
    with pytest.raises(NotYourPeople):
        room.approves(proposal, by=sam.actor, within=sam.incidents)
    assert room.approves(proposal, by=pat.actor, within=pat.incidents).token


def test_a_link_is_made_once_and_by_no_proposal_of_something_else(room: Staffroom) -> None:
    maria = room.hires("maria", Role.AGENT)
    proposal = room.proposes(maria, by=OPERATOR)
    room.approves(proposal, by=ANOTHER)
    with pytest.raises(ProposalOver):
        room.approves(proposal, by=ANOTHER)
    with room.database.write() as session:
        proposals = Proposals(room.ring, room.clock)
        text = proposals.propose(session, Matter.TEXT, f"account {maria.id}, begin anew", incident_id=None, by=OPERATOR)
    with pytest.raises(NoSuchProposal):
        room.approves(text, by=ANOTHER)


def test_what_waits_is_known_by_whom_it_is_about(room: Staffroom) -> None:
    maria = room.hires("maria", Role.AGENT)
    proposal = room.proposes(maria, by=OPERATOR)
    with room.database.read() as session:
        assert room.personnel.proposed(session) == {maria.id: proposal}
