"""`flask register`: import a list, publish it, go back, destroy it, look at it, try it out.

Must not know: how a list becomes a register, and what a lookup does.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from commands.registers import accounting, proposing
from commands.registers.progress import watched
from commands.registers.trial import Trial
from hotline import incidents
from hotline.approvals import Proposals, same_person
from lookup import Custodian
from lookup.destroying import Destroyer
from lookup.hashing import PROFILES
from lookup.imports.importing import Import, Importer
from lookup.registers import publishing, register
from lookup.registers.publishing import Publisher

if TYPE_CHECKING:
    from app import House

group = AppGroup("register", help="The register: who is on the list, sealed so that nobody can read it.")
PATH = click.Path(path_type=Path)
NOTE = click.option(
    "--note", default="", help="A few words for whoever approves. Nothing that could tell who somebody is."
)
OF_PROPOSAL = click.argument("id_", metavar="PROPOSAL", type=click.UUID)

# To click, \b means: keep these lines as they are.
HOW_TO_IMPORT = """\b
Examples:
  flask register import people.csv --incident jcps-2019 --dry-run --rejects rejects.csv
  flask register import people.csv --incident jcps-2019 --letters letters.csv
"""
AFTERWARDS = (
    "From now on this host answers nobody (CANNOT_TELL). Do the same on every other host that had these keys, and "
    "destroy every copy of the key ring: backups, snapshots, old disks. A later import needs --new-codes: it is a new "
    "register, and no letter code that was mailed will answer."
)
NOTHING_LEFT = "This host has no key of it. Think of the other hosts, and of every copy of the key ring."
HOW_TO_ASK = """\b
Example:
  flask register ask --incident jcps-2019
  {"scheme": "student_number", "student_number": "0012345678", "birth_date": "2009-05-17"}
  {"scheme": "letter_code", "code": "4831-0927-5510"}
"""


@group.command("import", epilog=HOW_TO_IMPORT)
@click.argument("list_file", metavar="LIST", type=PATH)
@of_incident
@click.option("--dry-run", is_flag=True, help="Read and count every row, and change nothing.")
@click.option("--skip-rejected", is_flag=True, help="Import the other rows where some need attention.")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="standard", show_default=True, help="Cost of a guess."
)
@click.option("--letters", type=PATH, metavar="OUT.csv", help="Write person_key,letter_code for the mailing.")
@click.option(
    "--rejects", type=PATH, metavar="OUT.csv", help="Write row,column,reason of the rows that need attention."
)
@click.option("--show-values", is_flag=True, help="Show what these rows say, on this terminal only.")
@click.option("--new-codes", is_flag=True, help="After a destroyed register: no code that was mailed answers any more.")
def import_(list_file: Path, slug: str, profile: str, dry_run: bool, rejects: Path | None, **chosen: Any) -> None:
    """Build a new register from LIST (CSV or XLSX, as the incident file declares it) and stage it.

    What answers now goes on answering until you publish. If it is killed, the same command goes on where it ended.
    """
    if chosen["show_values"]:
        accounting.stop_unless_own_screen()
    with in_order() as house:
        order = Import(incident_of(house, slug), list_file, PROFILES[profile], **chosen)
        importer = Importer(house.database, house.keyring, house.clock, operator=operator())
        accounting.open_rejects(rejects, not_over=list_file)
        if dry_run:
            with watched() as watch:
                found = importer.read(order, watch).accounting()
            accounting.tell_dry_run(found, order, rejects)
            return
        with accounting.told(order, rejects), watched() as watch:
            done = importer.run(order, watch)
        accounting.tell_import(done, order, rejects)


@group.command(epilog="Example: flask register publish --incident jcps-2019")
@of_incident
@NOTE
def publish(slug: str, note: str) -> None:
    """Propose that the staged register answer. Every page of it is opened first.

    It answers once somebody else approves: a supervisor at the desk, or another operator with flask register approve.
    """
    with in_order() as house:
        proposal = _publisher(house).propose(incident_of(house, slug).id, note=note)
        click.echo(proposing.told(house, proposal))


@group.command(epilog="Example: flask register rollback --incident jcps-2019 --to 3")
@of_incident
@click.option(
    "--to", "generation", type=int, metavar="GENERATION", help="Which one; else the one that answered before."
)
@NOTE
def rollback(slug: str, generation: int | None, note: str) -> None:
    """Propose that an earlier register answer again. Every page of it is opened first, and somebody else approves."""
    with in_order() as house:
        proposal = _publisher(house).propose_going_back(incident_of(house, slug).id, generation, note=note)
        click.echo(proposing.told(house, proposal))


@group.command(epilog="Example: flask register approve 5b1f4f0e-6a0c-4a8e-9a3e-0d3f6a5c2b11")
@OF_PROPOSAL
def approve(id_: UUID) -> None:
    """Approve what somebody else has proposed, so that it answers from now on. Every page is opened first.

    You are whoever signed in on this machine, also after sudo. flask register status tells what is proposed.
    """
    with in_order() as house:
        publication = _publisher(house).approve(id_)
        click.echo(proposing.published(house, publication))


@group.command(epilog="Example: flask register refuse 5b1f4f0e-6a0c-4a8e-9a3e-0d3f6a5c2b11 --why 'Two schools missing'")
@OF_PROPOSAL
@click.option("--why", default="", help="Why, in a few words. Nothing that could tell who somebody is.")
def refuse(id_: UUID, why: str) -> None:
    """Refuse what somebody else has proposed, or withdraw what you have."""
    with in_order() as house, house.database.write() as session:
        proposals = Proposals(house.keyring, house.clock)
        proposal = proposals.get(session, id_, None)
        publishing.place_of(proposal)  # of a list, or there is no such proposal here
        mine = same_person(proposal.proposed_by, operator())
        if mine:
            proposals.withdraw(session, id_, by=operator(), within=None)
        else:
            proposals.refuse(session, id_, by=operator(), within=None, why=why)
    click.echo("Withdrawn." if mine else "Refused.")


@group.command(epilog="Example: flask register destroy --incident jcps-2019")
@of_incident
def destroy(slug: str) -> None:
    """Destroy the incident's keys on this host: nobody can ever be told or look up anything again. For good.

    Asks for the incident's short name. Do it on every host, and destroy the copies of the key ring in your backups.
    """
    with in_order() as house:
        incident = incident_of(house, slug)
        if click.prompt(f"This can't be undone. Type {slug} to destroy its keys on this host", err=True) != slug:
            raise click.ClickException("That is not its name; nothing was destroyed.")
        names = Destroyer(house.database, house.keyring, house.clock, operator=operator()).destroy(incident.id)
    click.echo("\n".join((*(f"Destroyed: {name}" for name in names), AFTERWARDS if names else NOTHING_LEFT)))


@group.command(epilog="Example: flask register forget --incident jcps-2019")
@of_incident
def forget(slug: str) -> None:
    """Destroy keys and pages of old builds: all but the one that answers, the one before it, and one that is staged.

    Whoever was taken off the list since is then in no build that could be asked.
    """
    with in_order() as house:
        destroyer = Destroyer(house.database, house.keyring, house.clock, operator=operator())
        generations = destroyer.forget(incident_of(house, slug).id)
    told = ", ".join(map(str, generations)) or "none"
    click.echo(f"Generations forgotten: {told}. Do the same on every other host that has the key ring.")


@group.command(epilog="Example: flask register status")
@click.option("--incident", "slug", metavar="SLUG", help="Only this incident.")
def status(slug: str | None) -> None:
    """Say what answers, what is staged and proposed, and whether it could answer a caller now; else exit code 1."""
    with in_order() as house:
        with house.database.read() as session:
            found = [incidents.current(session, slug)] if slug else incidents.all_current(session)
            for incident in found:
                click.echo(f"{incident.content.slug}: {_told(register.status(session, incident.id))}")
                click.echo("".join(f"  {line}\n" for line in proposing.waiting(house, session, incident)), nl=False)
        reasons = house.lookup.why_not_ready()
    click.echo("\n".join(f"Not ready: {reason}" for reason in reasons) or "Ready: the self-test passed.")
    sys.exit(1 if reasons else 0)


@group.command(epilog=HOW_TO_ASK)
@of_incident
def ask(slug: str) -> None:
    """Try the register out: one JSON object a line on standard input, one JSON answer a line on standard output.

    Details are never arguments, because a shell keeps its history. Birth dates are YYYY-MM-DD.
    """
    with in_order() as house:
        incident = incident_of(house, slug)
        trial = Trial(house.lookup, Custodian(operator()), incident.id)
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                click.echo(json.dumps(trial.ask(line, number)))
    sys.exit(1 if trial.unreadable else 0)


def _publisher(house: "House") -> Publisher:
    return Publisher(house.database, house.keyring, house.clock, by=operator())


def _told(status: register.Status) -> str:
    if status.published is None:
        answers = "nothing is published"
    else:
        answers = (
            f"generation {status.published} answers (publication {status.serial}, {status.people:,} individuals, "
            f"{status.pages:,} pages)"
        )
    return f"{answers}; generation {status.staged} is staged" if status.staged else answers
