"""The database: one engine, one naming convention, one transaction rule, and who tidies it.

`with database.write() as session:` commits when the block returns and rolls back when it raises; nothing else commits.
Must not know: any table. Models live with their noun and register themselves on `Base`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event as ThreadEvent
from threading import Lock, Thread
from typing import Any, Protocol, cast
from urllib.parse import quote

import structlog
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import TimeoutError  # noqa: A004  SQLAlchemy's, as where no connection is free
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

SNAPSHOT = "sees one moment"  # what a session's `info` says of it
TIDIED_EVERY = 1.0  # seconds
log = structlog.get_logger(__name__)


class Base(DeclarativeBase):
    """The parent of every model. Constraint names are the same on both databases, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as naive UTC: SQLite would drop the zone, so both databases do without one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Refuse a naive moment rather than guess its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone can't be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Give the zone back."""
        return value if value is None else value.replace(tzinfo=UTC)


class Database:
    """One database, SQLite or PostgreSQL, for the life of a process.

    `patience_ms` bounds every wait for a lock or a connection, so that a caller hears a sentence and not silence.
    Unless it `creates`, a SQLite file that is not there is a fault, and no empty one is put in its place.
    """

    def __init__(self, url: str, *, patience_ms: int = 2000, creates: bool = True) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url, patience_ms, creates=creates)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._patience = patience_ms / 1000
        self._pen = Lock()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write: committed when the block returns, rolled back when it raises."""
        with self._turn_to_write(), self._sessions.begin() as session:
            begin(session.connection(), writing=True)
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads."""
        with self._sessions.begin() as session:
            begin(session.connection(), writing=False)
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """One transaction that only reads, and sees one moment: nothing that others commit in the meantime.

        On PostgreSQL each statement of any other transaction sees what was committed before it.
        """
        with self.read() as session:
            if self.url.get_backend_name() == "postgresql":
                session.connection().exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            session.info[SNAPSHOT] = True
            yield session

    def tidy(self) -> None:
        """Bring what SQLite has written beside its file into it, and hold nobody up; on PostgreSQL there is nothing."""
        if self.url.get_backend_name() == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").close()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        # Who waits for SQLite's lock looks every tenth of a second whether it is free. Where a dozen threads do, one of
        # them can find it taken each time; so in one process they wait for each other, and only processes for SQLite.
        if self.url.get_backend_name() != "sqlite":
            yield
            return
        if not self._pen.acquire(timeout=self._patience):
            raise TimeoutError("Others write into this database, one after the other, for longer than we wait.")
        try:
            yield
        finally:
            self._pen.release()


class Tidied(Protocol):
    """A database that can be tidied."""

    def tidy(self) -> None:
        """Tidy up, and hold nobody up."""


class Caretaker:
    """Tidies a database every second in a thread of its own, for as long as this process lives.

    Else SQLite lets whoever happens to write do it, after so many pages, and that may be a caller.
    """

    def __init__(self, database: Tidied) -> None:
        self._database = database

    def tidy(self) -> None:
        """Tidy up once. A fault is logged: there will be a next time, and SQLite does it itself when it must."""
        try:
            self._database.tidy()
        except Exception as fault:  # noqa: BLE001  whatever it is, the next second must be tried
            log.error("caretaker.fault", fault=type(fault).__name__)

    def start(self) -> None:
        """Tidy up from now on."""
        Thread(target=self._go_on, name="caretaker", daemon=True).start()

    def _go_on(self) -> None:
        pause = ThreadEvent()
        while True:
            pause.wait(TIDIED_EVERY)
            self.tidy()


def begin(connection: Connection, *, writing: bool) -> None:
    """Begin on SQLite, whose driver leaves that to us; PostgreSQL's has begun.

    SQLite's plain BEGIN lets two readers become writers at once, and then one fails at once whatever the timeout. Said
    here and not in an event of the engine, because every statement would pay for a listener.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def table_of(model: type[Base]) -> Table:
    """The table behind a model: statements over tables, built once, cost a hot path a third of those over models."""
    return cast("Table", model.__table__)


def insert_missing(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert those of `rows` whose primary key is not there yet, with one statement, and leave the others alone."""
    connection = session.connection()
    # The two dialects' inserts share no type of their own, only the method that is used here.
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table_of(model)).on_conflict_do_nothing(), rows)


def insert_if_new(session: Session, model: type[Base], row: dict[str, Any]) -> bool:
    """Insert a row where its primary key is free; False where it is taken, and that row stays as it is.

    Of two transactions that insert the same key at once exactly one is told True.
    """
    connection = session.connection()
    return connection.execute(_inserting(model, connection.dialect.name), row).one_or_none() is not None


@cache
def _inserting(model: type[Base], dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = table_of(model)
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


# Pages beside the file, after which whoever writes must tidy up themselves; the `Caretaker` is there before.
_TIDIED_AT = "wal_autocheckpoint=4000"
# The server's own time limits are of no use when its host is gone: the connection is then given up after four seconds.
_DEAD_WIRE = {
    "tcp_user_timeout": 4_000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}


def _engine(url: URL, patience_ms: int, *, creates: bool) -> Engine:
    # hide_parameters: SQLAlchemy would otherwise write a statement's values into every error message.
    if url.get_backend_name() == "sqlite":
        return _sqlite(_in_place(url) if creates else _where_it_is(url), patience_ms)
    waits = f"-c lock_timeout={patience_ms} -c statement_timeout={patience_ms} -c timezone=UTC"
    arguments = {"connect_timeout": max(2, patience_ms // 1000), "options": waits, **_DEAD_WIRE}
    if "options" in url.query:
        arguments.pop("options")
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        pool_timeout=patience_ms / 1000,
        connect_args=arguments,
    )


def _in_place(url: URL) -> URL:
    if url.database and url.database != ":memory:":
        file = Path(url.database)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)  # its owner's alone; SQLite gives the files beside it the same rights
    return url


def _where_it_is(url: URL) -> URL:
    return url.set(database=f"file:{quote(url.database or '')}", query={"mode": "rw", "uri": "true"})


def _sqlite(url: URL, patience_ms: int) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": patience_ms / 1000, "isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # NORMAL under WAL: a commit survives a killed process; a power cut may cost the last few, never the file.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", _TIDIED_AT):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine
