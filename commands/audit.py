"""`flask audit`: the log of what was done.

Must not know: how the chain is made.
"""

import click
from flask.cli import AppGroup

from commands import in_order
from hotline.audit import AuditBroken, AuditLog
from hotline.incidents import witness

group = AppGroup("audit", help="The audit log: what was done, by whom, and whether the log itself was changed.")


@group.command(epilog="Example: flask audit verify")
def verify() -> None:
    """Check that no entry was changed, removed or moved."""
    with in_order() as house, house.database.read() as session:
        try:
            entries = AuditLog(house.keyring, house.clock).verify(session)
        except AuditBroken as broken:
            raise click.ClickException(str(broken)) from None
        changed = witness.changed_unseen(session, witness.last_applied(session))
    if changed:
        raise click.ClickException(
            f"The audit log is unbroken, but knows nothing of what is in force of {', '.join(changed)}: somebody has "
            "written to the database. Apply the right file again."
        )
    click.echo(f"The audit log holds {entries:,} entries and is unbroken.")
