"""Alembic's entry: which database to migrate, and what its tables should become.

Must not know: any single migration.
"""

from importlib import import_module

from alembic import context

from hotline import settings
from hotline.database import Base, Database, begin

# Models live with their noun; importing these registers every one of them on Base.
NOUNS = (
    "hotline.approvals",
    "hotline.audit",
    "hotline.availability",
    "hotline.calls",
    "hotline.followups",
    "hotline.incidents",
    "hotline.key_checks",
    "hotline.limits",
    "hotline.mailings",
    "hotline.queue",
    "hotline.staff",
    "lookup.registers.counts",
    "lookup.registers.drafts",
    "lookup.registers.register",
    "lookup.tally",
)


def run() -> None:
    """Migrate the database that the caller handed over, or the one in the settings when Alembic is run by hand."""
    for noun in NOUNS:
        import_module(noun)
    given: Database | None = context.config.attributes.get("database")
    database = given or Database(settings.load().database_url, patience_ms=60_000)
    # A migration takes the write lock before it looks: two at once, and the second finds nothing left to do.
    with database.engine.begin() as connection:
        begin(connection, writing=True)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
