"""What is proposed about a register, on the screen: what would answer, and who else can approve it, and how.

Must not know: how a proposal is kept or carried out.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.approvals import Proposal, Proposals
from hotline.incidents import Incident
from hotline.sealing import KeyFault
from hotline.staff import Account, Accounts, Role
from lookup.registers import publishing, register
from lookup.registers.definition import Publication, RegisterFault
from lookup.registers.register import OpenRegister

if TYPE_CHECKING:
    from app import House


def told(house: "House", proposal: Proposal) -> str:
    """What was proposed just now, and what somebody else must do."""
    with house.database.read() as session:
        incident = incidents.current_by_id(session, proposal.incident_id or 0)
        supervisors = _supervisors(house, session, incident)
        what = _what(house, session, incident, proposal)
    desk = ", ".join(f"{one.name} ({one.login})" for one in supervisors) or _nobody_yet(incident)
    return (
        f"Proposed: {what} Nothing has changed yet.\n"
        f"Somebody else must approve it by {proposal.expires_at:%Y-%m-%d %H:%M} UTC:\n"
        f"  at the desk, under Approvals: {desk}\n"
        f"  or on this machine, signed in with another login than yours: flask register approve {proposal.id}"
    )


def waiting(house: "House", session: Session, incident: Incident) -> Iterator[str]:
    """A line for each proposal about this incident's register that waits to be decided."""
    for proposal in Proposals(house.keyring, house.clock).opened(session, (incident.id,)):
        if proposal.matter in publishing.TAGS and proposal.incident_id == incident.id:
            what = _what(house, session, incident, proposal)
            yield f"Proposed by {proposal.proposed_by} on {proposal.proposed_at:%Y-%m-%d at %H:%M} UTC: {what}"
            yield f"  flask register approve {proposal.id}"


def published(house: "House", publication: Publication) -> str:
    """What answers now."""
    definition = publication.definition
    with house.database.read() as session:
        slug = incidents.current_by_id(session, definition.incident_id).content.slug
    return (
        f"Publication {publication.serial} of {slug}: generation {definition.generation} answers now.\n"
        f"It knows {definition.people:,} individuals on {definition.page_count:,} sealed pages."
    )


def _what(house: "House", session: Session, incident: Incident, proposal: Proposal) -> str:
    slug, status = incident.content.slug, register.status(session, incident.id)
    generation, _ = publishing.place_of(proposal)
    build = _build_of(house, session, proposal)
    if build is None:
        return f"generation {generation} of {slug}; but the register has changed since, so nobody can approve it."
    before = f"in place of generation {status.published}" if status.published else "where nothing answers yet"
    size = f"{build.definition.people:,} individuals on {build.definition.page_count:,} sealed pages"
    return f"generation {generation} of {slug} shall answer, {before}: {size}."


def _build_of(house: "House", session: Session, proposal: Proposal) -> OpenRegister | None:
    try:
        return publishing.build_of(session, house.keyring, proposal)
    except (RegisterFault, KeyFault):  # whoever approves is told; a status tells what it can
        return None


def _supervisors(house: "House", session: Session, incident: Incident) -> list[Account]:
    accounts = Accounts(house.keyring, house.clock).all(session)
    its = (one for one in accounts if one.role is Role.SUPERVISOR and incident.id in one.incidents)
    return [one for one in its if one.enrolled and not one.disabled]


def _nobody_yet(incident: Incident) -> str:
    slug = incident.content.slug
    return f"nobody yet. Invite a colleague: flask staff invite --role supervisor --incident {slug} --login … --name …"
