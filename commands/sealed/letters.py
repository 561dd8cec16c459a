"""`flask letters`: the letters and new addresses that callers asked for, on the custodian's own machine.

Must not know: the server, and how a box is made.
"""

import os
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from commands.sealed.opening import IN_CLEAR, open_all, write_table
from hotline.followups.letters import KIND, MOST_LINES

group = AppGroup("letters", help="What callers asked for by letter, opened on the custodian's own machine.")

COLUMNS = (
    *IN_CLEAR,
    *("what", "language", "address_unsafe", "name"),
    *(f"address_{number}" for number in range(1, MOST_LINES + 1)),
)
HOW_TO_EXPORT = """\b
Examples:
  flask requests export requests.jsonl --incident jcps-2019 --delete      (on the server)
  flask letters export requests.jsonl --key custodian.key                 (on your own machine)
  flask letters export requests.jsonl --key custodian.key --out letters.csv
"""


@group.command("export", with_appcontext=False, epilog=HOW_TO_EXPORT)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "private", required=True, type=click.Path(path_type=Path), help="Your private key's file.")
@click.option("--out", type=click.Path(path_type=Path), help="A new file for the table; else it is printed.")
def export(file: Path, private: Path, out: Path | None) -> None:
    """Open the requests for letters of FILE, which flask requests export wrote on the server: one row each, as CSV.

    Send letters with codes only to the address in your own file until you have verified a new one. Where
    address_unsafe says yes, somebody at that address must not learn of a letter: reach the person in another way.
    """
    opened = open_all(file, private, kind=KIND)
    if out is None:
        write_table(sys.stdout, opened.requests, COLUMNS)
    else:
        _write(out, opened.requests)
        click.echo(f"{len(opened.requests):,} requests for letters are in {out}.")
    opened.complain()


def _write(file: Path, opened: tuple[dict[str, str], ...]) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            write_table(out, opened, COLUMNS)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already, and is not overwritten.") from None
    except OSError as fault:
        raise click.ClickException(f"{file} can't be written: {fault.strerror}.") from None
