"""`flask incident`: put an incident file in force, and show what is in force.

Must not know: what makes a file right, and anything about a list of people.
"""

from pathlib import Path
from typing import IO, Any

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from hotline import incidents
from hotline.line import refuse_undoing
from ivr.words import prompts


class FileRefused(click.ClickException):
    """The incident file has faults and nothing was changed: each fault is a line of its own. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the faults as they are, so that an editor can jump to their lines."""
        click.echo(self.message, file=file, err=True)


group = AppGroup("incident", help="The incident: what callers are told, and by which rules.")


@group.command(epilog="Example: flask incident apply examples/jcps-2019/incident.toml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--over-the-desk", is_flag=True, help="Undo what supervisors have changed at the desk, too.")
def apply(file: Path, *, over_the_desk: bool) -> None:
    """Put the incident FILE (TOML) in force as a new version.

    A file with a fault changes nothing, and every fault is told with its line. docs/incident-file.md explains the keys.
    Nor is anything changed where the file would undo what supervisors have set at the desk since your last one.
    """
    try:
        content = incidents.load(file, spoken=prompts.load())
    except incidents.IncidentFileError as wrong:
        raise FileRefused(wrong.told(file.name)) from None
    with in_order() as house, house.database.write() as session:
        if not over_the_desk:
            refuse_undoing(session, content, clock=house.clock)
        incident = incidents.apply(session, content, clock=house.clock, keyring=house.keyring, operator=operator())
        words = incidents.applied(incident, incidents.version_before(session, incident))
    click.echo(words)


@group.command("file", epilog="Example: flask incident file --incident jcps-2019 > incident.toml")
@of_incident
def file_(slug: str) -> None:
    """Write what is in force as an incident file, with what supervisors have changed at the desk."""
    with in_order() as house:
        click.echo(incidents.written(incident_of(house, slug).content), nl=False)


@group.command(epilog="Example: flask incident show --incident jcps-2019")
@of_incident
def show(slug: str) -> None:
    """Show what is in force: version, line, hours, and the ways of checking."""
    with in_order() as house:
        click.echo(incidents.summary(incident_of(house, slug)))
