"""The history of the database, one sentence a file, the same for SQLite and PostgreSQL.

Must not know: what the tables are for. Run through `upgrade`, by `flask database upgrade`, or by Alembic's own command.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from hotline.database import Database
from hotline.settings import PROJECT


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring `database` up to `revision`, in one transaction where the database can."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take `database` back to `revision` ("base" for empty)."""
    command.downgrade(_config(database), revision)


def head() -> str:
    """The newest revision in this folder."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(database: Database) -> str | None:
    """The revision at which `database` is; None for a database that was never migrated."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_empty(database: Database) -> bool:
    """Whether `database` has no table at all, as when it is new."""
    return not inspect(database.engine).get_table_names()


def why_not_served(database_url: str) -> tuple[str, ...]:
    """Why no call may be served from this database, a sentence each; makes no database where there is none.

    A newer one is served, because every step leaves the program before it able to answer. One that does not reply is no
    reason either: the line then says that it can't answer, which is more than a line that is not there says.
    """
    database = Database(database_url, creates=False)
    try:
        found = revision_of(database)
    except OperationalError:
        gone = database.url.get_backend_name() == "sqlite"
        return (f"There is no database at {database.url.render_as_string()}. Is NOTICELINE_DATABASE_URL right?",) * gone
    finally:
        database.close()
    if found is None:
        return ("The database has no tables: run flask database upgrade.",)
    older = [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()][1:]
    return ("The database is older than this program: run flask database upgrade.",) if found in older else ()


def _config(database: Database | None = None) -> Config:
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.attributes["database"] = database
    return config
