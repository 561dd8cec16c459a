"""`flask keys`: key pairs for people, made on their own machines.

Must not know: the installation's key ring, its database or its settings.
"""

from pathlib import Path

import click
from flask.cli import AppGroup

from hotline.followups import CustodianKey

group = AppGroup("keys", help="Key pairs for people, made on their own machines and never on the server.")


@group.command(with_appcontext=False, epilog="Example: flask keys custodian --out custodian.key")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where the private half goes."
)
def custodian(out: Path) -> None:
    """Make the custodian's key pair, on the custodian's own machine.

    The private half goes into FILE and must never come near the server. The public half is printed as the line for the
    incident file.
    """
    pair = CustodianKey.generate()
    try:
        pair.write(out)
    except FileExistsError:
        raise click.ClickException(f"{out} is there already, and is not overwritten.") from None
    except OSError as fault:
        raise click.ClickException(f"{out} can't be written: {fault.strerror}.") from None
    click.echo(f'custodian_key = "{pair.public_text}"')
    click.echo(f"Put that line at the top of the incident file. Keep {out}, and a copy on paper or on", err=True)
    click.echo("another disk: whoever has it reads every sealed request, and without it nobody does.", err=True)
