"""What the database does beside what it is asked: does it keep a second record of what we write, does it keep it safe?

Each check is given what the database says of itself. Must not know: any table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import text

from hotline.database import Database
from ivr.launch.preflight.findings import Finding, fail, ok, warning

POSTGRESQL = (
    "log_statement",
    "log_min_duration_statement",
    "log_min_duration_sample",
    "log_transaction_sample_rate",
    "log_parameter_max_length",
    "log_parameter_max_length_on_error",
    "shared_preload_libraries",
)
_NAMES = {"names": list(POSTGRESQL)}
SQLITE = ("journal_mode", "synchronous", "secure_delete")
LOCAL = ("", "127.0.0.1", "::1", "localhost")
QUIET = "Set it in postgresql.conf, or with ALTER ROLE … SET, and reload."


def read(database: Database) -> dict[str, str]:
    """What the database says of itself, by its own names; for PostgreSQL also whether `ssl` guards our connection."""
    with database.read() as session:
        if database.url.get_backend_name() == "sqlite":
            return {name: str(session.scalar(text(f"PRAGMA {name}"))) for name in SQLITE}
        # The view leaves out what this role may not see, where asking for it by name is an error.
        rows = session.execute(text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)"), _NAMES)
        said: dict[str, str] = {row.name: row.setting for row in rows}
        ssl = session.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    host = database.url.host or str(database.url.query.get("host", ""))
    return {**said, "ssl": "on" if ssl else "off", "host": host}


def postgresql(said: Mapping[str, str]) -> Iterator[Finding]:
    """Whether PostgreSQL logs statements, and above all the values in them; and whether the way to it is guarded."""
    yield _statements(said)
    yield _values(said)
    yield _libraries(said)
    yield _way(said)


def sqlite(said: Mapping[str, str]) -> Finding:
    """Whether SQLite has its write-ahead log and wipes what is deleted, as we tell it to at every connection."""
    if said["journal_mode"] != "wal":
        return fail(
            "database",
            f"SQLite keeps a journal ({said['journal_mode']}) and no write-ahead log: calls would wait for each other.",
            "Put the file on an ordinary disk of this machine.",
        )
    if said["synchronous"] == "0" or said["secure_delete"] == "0":
        return fail("database", "SQLite is set to lose or to keep what it should not.", "Use this program's own build.")
    return ok("database", "SQLite keeps a write-ahead log and wipes what is deleted.")


def _statements(said: Mapping[str, str]) -> Finding:
    loud = [name for name in ("log_min_duration_statement", "log_min_duration_sample") if said.get(name, "-1") != "-1"]
    loud += ["log_statement"] if said.get("log_statement", "none") in ("mod", "all") else []
    loud += ["log_transaction_sample_rate"] if said.get("log_transaction_sample_rate", "0") != "0" else []
    if loud:
        return fail("database log", f"PostgreSQL logs statements with their second ({', '.join(loud)}).", QUIET)
    return ok("database log", "PostgreSQL logs no statements.")


def _values(said: Mapping[str, str]) -> Finding:
    # Of a logged statement all values are logged by default (-1); of a failed one none (0), and so it must stay.
    if said.get("log_parameter_max_length_on_error", "0") != "0":
        return fail("database values", "PostgreSQL logs the values of failed statements.", QUIET)
    if said.get("log_parameter_max_length", "0") != "0":
        return warning(
            "database values",
            "PostgreSQL would log every value, should somebody switch on the logging of statements.",
            "Set log_parameter_max_length = 0.",
        )
    return ok("database values", "PostgreSQL logs no values.")


def _libraries(said: Mapping[str, str]) -> Finding:
    loaded = said.get("shared_preload_libraries")
    if loaded is None:
        return warning(
            "database extras", "This role can't see what PostgreSQL loads.", "Ask: no auto_explain or pgaudit."
        )
    if "auto_explain" in loaded or "pgaudit" in loaded:
        return fail("database extras", f"PostgreSQL loads {loaded}: that logs statements.", "Take it out, and restart.")
    if "pg_stat_statements" in loaded:
        return warning(
            "database extras",
            "pg_stat_statements counts every statement.",
            "It holds no values, but who reads it sees how often was asked: let nobody but its owner.",
        )
    return ok("database extras", "PostgreSQL loads nothing that listens.")


def _way(said: Mapping[str, str]) -> Finding:
    host = said.get("host", "")
    if said.get("ssl") == "on" or host in LOCAL or host.startswith("/"):
        return ok("way to the database", "It is encrypted, or stays on this machine.")
    return fail("way to the database", f"It goes to {host} in clear.", "Add ?sslmode=verify-full to its URL.")
