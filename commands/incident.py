"""`flask incident`: put an incident file in force, and show what is in force.

Reads the file, calls one verb, prints. Must not know: what makes a file right, and anything about a list of people.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Protocol, cast

import click
from flask import current_app

from hotline import incidents
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyFault, KeyRing

READABLE_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class House(Protocol):
    """What these commands need of the running app."""

    database: Database
    keyring: KeyRing
    clock: Clock


class Refused(click.ClickException):
    """Nothing was changed; the words say why, to the person who can act. Exit code 1."""

    def show(self, file: object = None) -> None:
        """Print the words alone, on standard error."""
        click.echo(self.message, err=True)


@click.group()
def group() -> None:
    """The incident: what callers are told, and by which rules."""


@group.command(epilog="Example: flask incident apply examples/jcps-2019/incident.toml")
@click.argument("file", type=READABLE_FILE)
def apply(file: Path) -> None:
    """Put the incident FILE (TOML) in force as a new version.

    A file with a fault changes nothing, and every fault is told with its line. docs/incident-file.md explains the keys.
    """
    house = _house()
    try:
        content = incidents.load(file)
        with house.database.write() as session:
            incident = incidents.apply(
                session, content, clock=house.clock, keyring=house.keyring, operator=getpass.getuser()
            )
            words = incidents.applied(incident, incidents.version_before(session, incident))
    except incidents.IncidentFileError as wrong:
        raise Refused(wrong.told(file.name)) from None
    except (incidents.LineTaken, KeyFault) as refused:
        raise Refused(str(refused)) from None
    click.echo(words)


@group.command(epilog="Example: flask incident show --incident jcps-2019")
@click.option("--incident", "slug", required=True, help="The incident's short name, its `slug`.")
def show(slug: str) -> None:
    """Show what is in force: version, line, hours, and the ways of checking."""
    with _house().database.read() as session:
        try:
            incident = incidents.current(session, slug)
        except incidents.NoSuchIncident as none:
            raise Refused(str(none)) from None
    click.echo(incidents.summary(incident))


def _house() -> House:
    return cast(House, current_app.extensions["noticeline"])
