"""`flask audit`: the log of what was done, whether it is whole, and checkpoints of it to be kept elsewhere.

Must not know: how the chain is made, and what is signed.
"""

from pathlib import Path

import click
from flask.cli import AppGroup

from commands import in_order, operator
from hotline.audit import AuditBroken, AuditLog
from hotline.auditing import ChangedUnseen, Checkpoint, CheckpointFault, Checkpoints, inspected

group = AppGroup("audit", help="The audit log: what was done, by whom, and whether the log itself was changed.")
A_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@group.command(epilog="Example: flask audit verify --checkpoint noticeline-audit.txt")
@click.option("--checkpoint", type=A_FILE, metavar="FILE", help="Also hold the log against this checkpoint.")
def verify(checkpoint: Path | None) -> None:
    """Check that no entry was changed, removed or moved.

    That the newest entries were not cut off, only a checkpoint tells that was kept elsewhere.
    """
    with in_order() as house, house.database.snapshot() as session:
        try:
            entries = inspected(session, AuditLog(house.keyring, house.clock))
            if checkpoint:
                Checkpoints(house.keyring, house.clock).hold_against(session, _read(checkpoint))
        except (AuditBroken, ChangedUnseen, CheckpointFault) as broken:
            raise click.ClickException(str(broken)) from None
    click.echo(f"The audit log holds {entries:,} entries and is unbroken.")
    if checkpoint:
        click.echo("It goes on from where the checkpoint saw it.")


@group.command(epilog="Example: flask audit checkpoint > noticeline-audit.txt")
def checkpoint() -> None:
    """Verify the log and print a signed checkpoint of it, to be kept where nobody of this server can write."""
    with in_order() as house:
        checkpoints = Checkpoints(house.keyring, house.clock)
        try:
            with house.database.snapshot() as session:
                made = checkpoints.make(session, desk=house.settings.desk_url)
        except AuditBroken as broken:
            raise click.ClickException(str(broken)) from None
        with house.database.write() as session:
            checkpoints.record(session, made, by=operator())
    click.echo(made.text, nl=False)


@group.command(epilog="Example: flask audit key")
def key() -> None:
    """Print the key with which this installation's checkpoints are checked. Note it on the day the line opens."""
    with in_order() as house:
        click.echo(Checkpoints(house.keyring, house.clock).key.hex())


@group.command(with_appcontext=False, epilog="Example: flask audit check noticeline-audit.txt --key 5b1f…")
@click.argument("file", type=A_FILE)
@click.option("--key", "noted", metavar="KEY", help="The key that was noted when the line opened (flask audit key).")
def check(file: Path, noted: str | None) -> None:
    """Check the signature of a checkpoint, on any machine: nothing of the installation is needed but its key."""
    try:
        found = _read(file)
        if noted:
            found.must_be_of(_key(noted))
    except CheckpointFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{found.desk}: {found.entries:,} entries at {found.made:%Y-%m-%d %H:%M} UTC.")
    told = "that was noted" if noted else f"in the file; compare it with the one that was noted: {found.key.hex()}"
    click.echo(f"The signature fits the key {told}")


def _read(file: Path) -> Checkpoint:
    try:
        return Checkpoint.of(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise CheckpointFault("This file is no checkpoint of an audit log, or was changed.") from None


def _key(noted: str) -> bytes:
    try:
        return bytes.fromhex(noted)
    except ValueError:
        raise CheckpointFault("The key must be 64 of 0 to 9 and a to f, as flask audit key prints it.") from None
