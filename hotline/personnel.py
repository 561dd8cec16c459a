"""Personnel: who may come to work here, who goes at once, and who begins anew.

One person alone lets nobody begin anew and makes no second supervisor: either would let them approve what they have
proposed themselves. Whoever goes lets go of everything: sessions end, the live call goes back to the front of the line,
the telephone rings no more. Must not know: whom anybody talked with, and pages.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.approvals import Matter, NoSuchProposal, Proposal, ProposalOver, Proposals, SamePerson, same_person
from hotline.clock import Clock
from hotline.followups import Voicemails
from hotline.queue import Departure, Endpoints, WaitingLine
from hotline.sealing import KeyRing
from hotline.staff import Account, Accounts, Invitations, Invited, Role

_SUBJECT = re.compile(r"account (?P<id>[0-9]{1,9}), (?P<step>[a-z ]+)")


class Step(StrEnum):
    """What a proposal lets somebody do, by how their account stands."""

    FIRST = "first link"  # invited, and nobody has ever come by the link
    ANEW = "begin anew"  # everything by which they sign in is taken away
    BACK = "come back"  # the same, of somebody who was disabled


class NotYourPeople(Exception):
    """The account works for an incident that this supervisor does not."""

    def __init__(self) -> None:
        super().__init__("This account works for other incidents too: only somebody who does as well can do this.")


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody may begin: whose link it is, its token, and what their going has left for the telephones to be told."""

    account: Account
    token: str
    departure: Departure


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new account: the token of its link, or the proposal that somebody else must approve before there is one."""

    account: Account
    token: str = ""
    proposal: Proposal | None = None


class Personnel:
    """Works in the caller's transaction; once it has committed, `Distribution.departed` tells the telephones.

    `by` is a person as the audit log names them. `within` are the incidents for which this person works; None, all.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._accounts = Accounts(keyring, clock)
        self._invitations = Invitations(keyring, clock)
        self._proposals = Proposals(keyring, clock)
        self._line = WaitingLine(keyring, clock)
        self._voicemails = Voicemails(keyring, clock)
        self._endpoints = Endpoints(keyring, clock)

    def invite(self, session: Session, invited: Invited, *, by: str) -> Invitation:
        """A new account. A supervisor's link takes a second person where there is a supervisor already; LoginTaken."""
        alone = invited.role is Role.AGENT or not self._supervisors(session, invited.incident_ids)
        account = self._invitations.add(session, invited, by=by)
        if alone:
            return Invitation(account, token=self._invitations.link(session, account.id))
        return Invitation(account, proposal=self.propose(session, account.id, by=by))

    def disable(self, session: Session, account_id: int, *, by: str) -> Departure:
        """Let somebody sign in no more; NoSuchAccount."""
        departure = self._let_go(session, account_id)
        self._accounts.disable(session, account_id, by=by)
        return departure

    def propose(self, session: Session, account_id: int, *, by: str, note: str = "") -> Proposal:
        """Propose that somebody begins anew; AlreadyProposed, NoteRefused, NoSuchAccount."""
        account = self._accounts.get(session, account_id)
        incident = next(iter(account.incidents), None)
        subject = _subject(account)
        return self._proposals.propose(session, Matter.RESET, subject, incident_id=incident, by=by, note=note)

    def approve(self, session: Session, id_: UUID, *, by: str, within: Collection[int] | None) -> Begun:
        """Let somebody begin, as another person has proposed; whoever approves gets the link.

        SamePerson (also for whoever would begin), NotYourPeople, NoSuchProposal, and ProposalOver where the account
        does not stand as it stood when it was proposed.
        """
        proposal = self._proposals.get(session, id_, within)
        account, _ = self.of(session, proposal)
        if same_person(account.actor, by):
            raise SamePerson
        if within is not None and not set(account.incidents) <= set(within):
            raise NotYourPeople
        # In the order in which `disable` locks: the two would else wait for each other.
        departure = self._let_go(session, account.id)
        if _subject(self._accounts.locked(session, account.id)) != proposal.subject:
            raise ProposalOver
        self._proposals.approve(session, id_, by=by, within=within, matter=Matter.RESET)
        return Begun(account, self._invitations.again(session, account.id, by=by), departure)

    def of(self, session: Session, proposal: Proposal) -> tuple[Account, Step]:
        """Whom a proposal is about, and what it lets them do; NoSuchProposal where it is about nobody."""
        said = _SUBJECT.fullmatch(proposal.subject)
        if proposal.matter is not Matter.RESET or said is None:
            raise NoSuchProposal
        return self._accounts.get(session, int(said["id"])), Step(said["step"])

    def proposed(self, session: Session) -> dict[int, Proposal]:
        """The proposals that wait, by the account that they are about."""
        waiting = (one for one in self._proposals.opened(session, None) if one.matter is Matter.RESET)
        return {self.of(session, one)[0].id: one for one in waiting}

    def approvers(self, session: Session, proposal: Proposal) -> tuple[Account, ...]:
        """Who could approve it at the desk: supervisors of the same incidents, but who proposed it or would begin."""
        account, _ = self.of(session, proposal)
        others = (one for one in self._supervisors(session, account.incidents) if one.id != account.id)
        covering = (one for one in others if set(account.incidents) <= set(one.incidents))
        return tuple(one for one in covering if not same_person(one.actor, proposal.proposed_by))

    def _supervisors(self, session: Session, incident_ids: Collection[int]) -> list[Account]:
        """The supervisors of any of these incidents who can sign in."""
        known = self._accounts.all(session)
        able = (one for one in known if one.role is Role.SUPERVISOR and one.enrolled and not one.disabled)
        return [one for one in able if set(one.incidents) & set(incident_ids)]

    def _let_go(self, session: Session, account_id: int) -> Departure:
        self._accounts.get(session, account_id)
        # Else whoever is let in again within four hours finds the call as it was, with its answer. Before the audit log
        # is locked: whoever escalates in the call takes both in this order.
        departure = self._line.agent_gone(session, account_id)
        # A lost telephone must not ring, and the message that they were hearing waits for somebody else.
        self._voicemails.put_back(session, account_id)
        self._endpoints.forget(session, account_id)
        return departure


def _subject(account: Account) -> str:
    """Exactly what is proposed: void as soon as the account stands otherwise."""
    step = Step.BACK if account.disabled else Step.ANEW if account.has_password else Step.FIRST
    return f"account {account.id}, {step}"
