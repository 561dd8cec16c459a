"""The demo's second person: a made-up supervisor approves what whoever started the demo proposes, and it says so.

Must not know: how anything is approved on a real line, where nobody's part is played.
"""

from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from commands import operator
from commands.demo_desk import SUPERVISOR
from commands.registers import proposing
from hotline.approvals import Matter, Proposal, Proposals, same_person
from hotline.staff import Accounts, NoSuchAccount
from lookup.registers.publishing import Publisher

if TYPE_CHECKING:
    from app import House


def withdraw_proposals(on: "House", incident_id: int) -> None:
    """Withdraw what a demo that was killed left proposed; what somebody proposed at its desk is refused."""
    proposals = Proposals(on.keyring, on.clock)
    with on.database.write() as session:
        for left in _to_publish(on, session, incident_id):
            if same_person(left.proposed_by, operator()):
                proposals.withdraw(session, left.id, by=operator(), within=None)
            else:
                proposals.refuse(session, left.id, by=operator(), within=None, why="The demo begins anew")


def approve_as_supervisor(on: "House", incident_id: int) -> None:
    """Play the second person's part."""
    with on.database.read() as session:
        account = Accounts(on.keyring, on.clock).by_login(session, SUPERVISOR)
        opened = _to_publish(on, session, incident_id)
    if account is None:
        raise NoSuchAccount
    click.secho(f"# The demo plays both persons: {account.name}, who is made up, approves it.", bold=True)
    publisher = Publisher(on.database, on.keyring, on.clock, by=account.actor, within=account.incidents)
    for proposal in opened:
        click.echo(proposing.published(on, publisher.approve(proposal.id)))


def _to_publish(on: "House", session: Session, incident_id: int) -> list[Proposal]:
    opened = Proposals(on.keyring, on.clock).opened(session, (incident_id,))
    return [proposal for proposal in opened if proposal.matter is Matter.PUBLISH]
