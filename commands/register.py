"""`flask register`: import a list, publish it, go back, destroy it, look at it, try it out.

Must not know: how a list becomes a register, and what a lookup does.
"""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from commands import accounting, in_order, incident_of, of_incident, operator
from commands.progress import watched
from commands.trial import Trial
from hotline import incidents
from lookup import Custodian
from lookup.destroying import Destroyer
from lookup.hashing import PROFILES
from lookup.imports.importing import Import, Importer
from lookup.registers import register
from lookup.registers.definition import Publication
from lookup.registers.publishing import Publisher

group = AppGroup("register", help="The register: who is on the list, sealed so that nobody can read it.")
PATH = click.Path(path_type=Path)

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
def publish(slug: str) -> None:
    """Let the staged register answer, from one moment to the next. Every page of it is opened first."""
    with in_order() as house:
        publisher = Publisher(house.database, house.keyring, house.clock, operator=operator())
        published = publisher.publish(incident_of(house, slug).id)
    _tell_publication(published, slug)


@group.command(epilog="Example: flask register rollback --incident jcps-2019 --to 3")
@of_incident
@click.option(
    "--to", "generation", type=int, metavar="GENERATION", help="Which one; else the one that answered before."
)
def rollback(slug: str, generation: int | None) -> None:
    """Let an earlier register answer again, as a publication of its own. Every page of it is opened first."""
    with in_order() as house:
        publisher = Publisher(house.database, house.keyring, house.clock, operator=operator())
        published = publisher.roll_back(incident_of(house, slug).id, generation)
    _tell_publication(published, slug)


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
    """Say what is staged, what answers, and whether it could answer a caller now; exit code 1 where it could not."""
    with in_order() as house:
        with house.database.read() as session:
            found = [incidents.current(session, slug)] if slug else incidents.all_current(session)
            stands = {incident.content.slug: register.status(session, incident.id) for incident in found}
        for name, status_of_one in stands.items():
            click.echo(f"{name}: {_told(status_of_one)}")
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


def _tell_publication(published: Publication, slug: str) -> None:
    definition = published.definition
    click.echo(f"Publication {published.serial} of {slug}: generation {definition.generation} answers now.")
    click.echo(f"It knows {definition.people:,} individuals on {definition.page_count:,} sealed pages.")


def _told(status: register.Status) -> str:
    if status.published is None:
        answers = "nothing is published"
    else:
        answers = (
            f"generation {status.published} answers (publication {status.serial}, {status.people:,} individuals, "
            f"{status.pages:,} pages)"
        )
    return f"{answers}; generation {status.staged} is staged" if status.staged else answers
