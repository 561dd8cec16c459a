"""`flask database`: the tables.

Must not know: what is in them.
"""

import click
from flask.cli import AppGroup

import migrations
from commands import house

group = AppGroup("database", help="The database's tables and their history.")


@group.command()
def upgrade() -> None:
    """Bring the tables up to this program's version, making them where there are none.

    Example:

      flask database upgrade
    """
    database = house().database
    before = migrations.revision_of(database) or "nothing"
    migrations.upgrade(database)
    after = migrations.revision_of(database)
    click.echo(f"The database is at {after}." if before == after else f"The database went from {before} to {after}.")
