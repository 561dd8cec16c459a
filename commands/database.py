"""`flask database`: the tables.

Must not know: what is in them.
"""

import click
from flask.cli import AppGroup

import migrations
from commands import house, in_sentences
from hotline.database import Database

PATIENCE_MS = 600_000

group = AppGroup("database", help="The database's tables and their history.")


@group.command(epilog="Example: flask database upgrade")
def upgrade() -> None:
    """Bring the tables up to this program's version, making them where there are none."""
    # A step over a large table takes longer than any caller could be asked to wait.
    database = Database(house().settings.database_url, patience_ms=PATIENCE_MS)
    with in_sentences():
        before = migrations.revision_of(database) or "nothing"
        migrations.upgrade(database)
        after = migrations.revision_of(database)
    database.close()
    click.echo(f"The database is at {after}." if before == after else f"The database went from {before} to {after}.")


@group.command(epilog="Example: flask database check")
def check() -> None:
    """Say whether calls can be served from the database as it is; exit code 1 where they can't. Changes nothing."""
    faults = migrations.why_not_served(house().settings.database_url)
    if faults:
        raise click.ClickException(" ".join(faults))
    click.echo("The database is at this program's version.")
