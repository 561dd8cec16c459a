"""`flask register`: import a list, publish it, look at it, try it out.

Must not know: how a list becomes a register, and what a lookup does.
"""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from commands.progress import watched
from hotline import incidents
from lookup import Answer, AnswerName, Custodian, LookupService, Query, register
from lookup.hashing import PROFILES
from lookup.importing import Import, Imported, Importer, RowsRejected
from lookup.letter_codes import NotACode
from lookup.people import Accounting
from lookup.publishing import Publisher

group = AppGroup("register", help="The register: who is on the list, sealed so that nobody can read it.")
MOST_REJECTS_SHOWN = 20

# To click, \b means: keep these lines as they are.
HOW_TO_IMPORT = """\b
Examples:
  flask register import people.csv --incident jcps-2019 --dry-run
  flask register import people.csv --incident jcps-2019 --letters letters.csv
"""
HOW_TO_ASK = """\b
Example:
  flask register ask --incident jcps-2019
  {"scheme": "student_number", "student_number": "0012345678", "birth_date": "2009-05-17"}
  {"scheme": "letter_code", "code": "4831-0927-5510"}
"""


@group.command("import", epilog=HOW_TO_IMPORT)
@click.argument("list_file", metavar="LIST", type=click.Path(path_type=Path))
@of_incident
@click.option("--dry-run", is_flag=True, help="Read and count every row, and change nothing.")
@click.option("--skip-rejected", is_flag=True, help="Import the other rows where some need attention.")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="standard", show_default=True, help="Cost of a guess."
)
@click.option(
    "--letters",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write person_key,letter_code for the mailing.",
)
def import_(list_file: Path, slug: str, dry_run: bool, skip_rejected: bool, profile: str, letters: Path | None) -> None:
    """Build a new register from LIST (CSV, UTF-8) and stage it.

    What answers now goes on answering until you publish.
    """
    with in_order() as house:
        incident = incident_of(house, slug)
        importer = Importer(house.database, house.keyring, house.clock, operator=operator())
        order = Import(incident, list_file, PROFILES[profile], skip_rejected=skip_rejected, letters=letters)
        try:
            with watched() as watch:
                if dry_run:
                    _tell_dry_run(importer.read(order, watch).accounting(), skip_rejected=skip_rejected)
                    return
                done = importer.run(order, watch)
        except RowsRejected as rejected:
            _tell_accounting(rejected.accounting)
            raise
    _tell_import(done, letters, slug)


@group.command(epilog="Example: flask register publish --incident jcps-2019")
@of_incident
def publish(slug: str) -> None:
    """Let the staged register answer, from one moment to the next. Every page of it is opened first."""
    with in_order() as house:
        publisher = Publisher(house.database, house.keyring, house.clock, operator=operator())
        published = publisher.publish(incident_of(house, slug).id)
    definition = published.definition
    click.echo(f"Publication {published.serial} of {slug}: generation {definition.generation} answers now.")
    click.echo(f"It knows {definition.people:,} individuals on {definition.page_count:,} sealed pages.")


@group.command(epilog="Example: flask register status")
@click.option("--incident", "slug", metavar="SLUG", help="Only this incident.")
def status(slug: str | None) -> None:
    """Say what is staged, what answers, and whether it could answer a caller now."""
    with in_order() as house:
        with house.database.read() as session:
            found = [incidents.current(session, slug)] if slug else incidents.all_current(session)
            stands = {incident.content.slug: register.status(session, incident.id) for incident in found}
        for name, status_of_one in stands.items():
            click.echo(f"{name}: {_told(status_of_one)}")
        reasons = house.lookup.why_not_ready()
    click.echo("\n".join(f"Not ready: {reason}" for reason in reasons) or "Ready: the self-test passed.")


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


class Trial:
    """A custodian's trial: asks line by line, and remembers whether a line could not be asked."""

    def __init__(self, lookup: LookupService, custodian: Custodian, incident_id: int) -> None:
        self._lookup = lookup
        self._custodian = custodian
        self._incident_id = incident_id
        self.unreadable = False

    def ask(self, line: str, number: int) -> dict[str, object]:
        """The answer to one line. What can't be asked is CANNOT_TELL, with the reason on standard error."""
        try:
            answer = self._lookup.ask(self._query(line), self._custodian)
        except NotACode as reason:
            click.echo(f"line {number}: {reason}", err=True)
            # Nobody has such a code; but while the line can't tell, nobody is told "no".
            ready = not self._lookup.why_not_ready()
            answer = Answer(AnswerName.NO_MATCH if ready else AnswerName.CANNOT_TELL)
        except (ValueError, RecursionError) as reason:
            click.echo(f"line {number}: {reason}", err=True)
            self.unreadable = True
            answer = Answer(AnswerName.CANNOT_TELL)
        return {"answer": answer.name, "categories": list(answer.categories)}

    def _query(self, line: str) -> Query:
        try:
            details = json.loads(line)
        except json.JSONDecodeError:
            raise ValueError("not a JSON object") from None  # its own message would show the line
        if isinstance(details, dict):
            return Query.of(self._incident_id, str(details.get("scheme", "")), details)
        raise ValueError("not a JSON object")


def _tell_import(done: Imported, letters: Path | None, slug: str) -> None:
    _tell_accounting(done.accounting)
    for scheme, without in done.without_key.items():
        if without:
            click.echo(f"  {without:,} of them can't be found by {scheme}: the list lacks a detail.")
    if letters:
        click.echo(f"Letter codes are in {letters}. Whoever has that file can hear the answers: mail, then destroy it.")
    click.echo(f"Generation {done.generation} is staged. Let it answer with: flask register publish --incident {slug}")


def _tell_dry_run(accounting: Accounting, *, skip_rejected: bool) -> None:
    _tell_accounting(accounting)
    click.echo("Dry run: nothing was changed.")
    if accounting.rejects and not skip_rejected:
        raise click.ClickException("An import would stop here: correct these rows, or use --skip-rejected.")
    if not accounting.individuals:
        raise click.ClickException("An import would stop here: no row can be imported.")


def _tell_accounting(accounting: Accounting) -> None:
    parts = [f"{accounting.individuals:,} individuals"]
    parts += [f"{rows:,} merged ({rule})" for rule, rows in accounting.merged.items()]
    parts += [f"{len(accounting.rejects):,} rejected"]
    click.echo(f"{accounting.rows:,} rows: {', '.join(parts)}.")
    for column, cells in accounting.unkeyed.items():
        click.echo(f"  {cells:,} placeholders in {column} were not keyed.")
    for reject in accounting.rejects[:MOST_REJECTS_SHOWN]:
        click.echo(f"  row {reject.row:,}{', ' + reject.column if reject.column else ''}: {reject.reason}", err=True)
    if len(accounting.rejects) > MOST_REJECTS_SHOWN:
        click.echo(f"  … and {len(accounting.rejects) - MOST_REJECTS_SHOWN:,} more rows", err=True)


def _told(status: register.Status) -> str:
    if status.published is None:
        answers = "nothing is published"
    else:
        answers = (
            f"generation {status.published} answers (publication {status.serial}, {status.people:,} individuals, "
            f"{status.pages:,} pages)"
        )
    return f"{answers}; generation {status.staged} is staged" if status.staged else answers
