"""`flask requests`: take sealed requests off the server, and open them on the custodian's own machine.

Must not know: how a box is made.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from hotline import followups
from hotline.audit import AuditLog, Tag
from hotline.followups import BoxShut, CustodianKey

group = AppGroup("requests", help="What callers left for the custodian, sealed.")

FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run these
IN_CLEAR = ("incident", "kind", "day")
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
    shut = 0
    opened: list[dict[str, str]] = []
    try:
        key = CustodianKey.read(private)
        for request in followups.read(file):
            about = {"incident": request.incident, "kind": request.kind, "day": request.day}
            try:
                opened.append({**followups.open_box(key, request.box), **about})
            except BoxShut:
                shut += 1
    except BoxShut as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"{fault.filename} can't be read: {fault.strerror}.") from None
    except UnicodeError:
        raise click.ClickException(f"{file} is not a file of requests, as flask requests export writes it.") from None
    _print_table(opened) if as_csv else _print_lines(opened)
    if shut:
        raise click.ClickException(f"{shut:,} requests did not open: they were sealed for another key, or changed.")


def _print_lines(opened: Iterable[Mapping[str, str]]) -> None:
    for details in opened:
        click.echo(json.dumps(details))


def _print_table(opened: list[dict[str, str]]) -> None:
    columns = [*IN_CLEAR, *sorted({name for details in opened for name in details} - set(IN_CLEAR))]
    rows = csv.writer(sys.stdout)
    rows.writerow([_harmless(name) for name in columns])
    rows.writerows([_harmless(details.get(name, "")) for name in columns] for details in opened)


def _harmless(cell: str) -> str:
    seen = "".join(letter for letter in cell if letter.isprintable())
    return f"'{seen}" if seen.startswith(FORMULA) else seen
