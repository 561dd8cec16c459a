"""`flask limits`: see what the limits stand at, and let go of what they have closed.

Must not know: how anything is counted.
"""

import json
import sys

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from hotline import incidents
from lookup import Query
from lookup.oversight import Oversight, Standing, TooManyLetGo, subject

group = AppGroup("limits", help="The limits on checks: what they stand at, and letting go of what they have closed.")

HOW_TO_RELEASE = """\b
Example:
  flask limits release --incident jcps-2019
  {"scheme": "student_number", "student_number": "0012345678"}
"""


@group.command(epilog="Example: flask limits status")
def status() -> None:
    """Say for each incident whether its breakers let checks through, and how many letter codes were wrong."""
    with in_order() as house, house.database.read() as session:
        oversight = Oversight(house.keyring, house.clock)
        for incident in incidents.all_current(session):
            click.echo(f"{incident.content.slug}: {_told(oversight.standing(session, incident))}")


@group.command("release-breaker", epilog="Example: flask limits release-breaker --incident jcps-2019")
@of_incident
def release_breaker(slug: str) -> None:
    """Let every way of checking tell again, after too many failures closed them. Find out why before you do."""
    with in_order() as house:
        incident = incident_of(house, slug)
        with house.database.write() as session:
            oversight = Oversight(house.keyring, house.clock)
            doors = oversight.release_breakers(session, incident, operator=operator())
    click.echo(f"Released: {', '.join(doors)}." if doors else "No breaker had tripped; counting begins anew.")


@group.command(epilog=HOW_TO_RELEASE)
@of_incident
def release(slug: str) -> None:
    """Let one individual be asked about again, whose failures a stranger has used up.

    Reads one JSON object on standard input: the scheme with the number, or the last and first name. Never arguments,
    because a shell keeps its history.
    """
    with in_order() as house:
        incident = incident_of(house, slug)
        query = _query(incident.id, sys.stdin.read())
        try:
            with house.database.write() as session:
                Oversight(house.keyring, house.clock).release_subject(session, incident, query, operator=operator())
        except TooManyLetGo as why:
            raise click.ClickException(str(why)) from None
    click.echo("Released.")


def _query(incident_id: int, text: str) -> Query:
    try:
        details = json.loads(text)
    except (ValueError, RecursionError):
        details = None  # its own message would show the line
    if not isinstance(details, dict):
        raise click.ClickException("Standard input holds no JSON object.")
    if details.get("scheme") == "letter_code":
        raise click.ClickException(
            "A letter code has no limit of its own: raise wrong_letter_codes if all are used up."
        )
    try:
        return subject(incident_id, str(details.get("scheme", "")), details)
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None


def _told(standing: Standing) -> str:
    doors = [
        f"{door}: {'TRIPPED, only letter codes are answered' if breaker.tripped else 'answers'} "
        f"(usually {breaker.usual:.0f} checks an hour find nothing)"
        for door, breaker in standing.breakers.items()
    ]
    return "; ".join((*doors, f"{standing.wrong_codes:,} of {standing.most_wrong_codes:,} wrong letter codes"))
