"""`flask requests`: take sealed requests off the server, and open them on the custodian's own machine.

Must not know: how a box is made.
"""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from commands.sealed.opening import IN_CLEAR, open_all, write_table
from hotline import followups
from hotline.audit import AuditLog, Tag

group = AppGroup("requests", help="What callers left for the custodian, sealed.")

HOW_TO_OPEN = """\b
Examples:
  flask requests open requests.jsonl --key custodian.key
  flask requests open requests.jsonl --key custodian.key --csv > requests.csv
"""


@group.command(epilog="Example: flask requests export requests.jsonl --incident jcps-2019 --delete")
@click.argument("file", type=click.Path(path_type=Path))
@of_incident
@click.option("--delete", is_flag=True, help="Delete them here once FILE was written and read again.")
def export(file: Path, slug: str, delete: bool) -> None:
    """Write the sealed requests of an incident to FILE, as they lie: nobody on this machine can open them."""
    with in_order() as house:
        incident = incident_of(house, slug)
        try:
            with house.database.write() as session:
                ids = followups.export(session, file, incident_id=incident.id, slug=slug)
                if delete:
                    followups.remove(session, ids)
                detail = {"requests": str(len(ids)), "deleted": "yes" if delete else "no"}
                AuditLog(house.keyring, house.clock).record(
                    session, Tag.REQUESTS_EXPORTED, actor=operator(), incident_id=incident.id, detail=detail
                )
        except FileExistsError:
            raise click.ClickException(f"{file} is there already, and is not overwritten.") from None
        except OSError as fault:
            raise click.ClickException(f"{file} can't be written: {fault.strerror or fault}.") from None
    click.echo(f"{len(ids):,} requests are in {file}{', and no longer here' if delete else ''}.")


@group.command("open", with_appcontext=False, epilog=HOW_TO_OPEN)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "private", required=True, type=click.Path(path_type=Path), help="Your private key's file.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet instead of JSON.")
def open_(file: Path, private: Path, as_csv: bool) -> None:
    """Open the requests of FILE, on the custodian's own machine: one JSON object a line on standard output."""
    opened = open_all(file, private)
    if as_csv:
        others = sorted({name for details in opened.requests for name in details} - set(IN_CLEAR))
        write_table(sys.stdout, opened.requests, (*IN_CLEAR, *others))
    else:
        for details in opened.requests:
            click.echo(json.dumps(details))
    opened.complain()
