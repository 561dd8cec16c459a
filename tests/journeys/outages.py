"""Ways in which a database dies while a line is running, and comes back as if nothing had been.

A file that is moved away or locked by another program; a server whose wire is cut. Must not know: what a caller hears.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.engine import make_url

from tests.journeys.lines import Line

POSTGRESQL = 5432
CHUNK = 65_536


class Outage(Protocol):
    """One way to die."""

    def begins(self) -> None:
        """From now on the database answers nobody."""

    def ends(self) -> None:
        """It answers again."""


class SuddenOutage(Outage, Protocol):
    """One that can come within a check too; an open file, for one, lives on when its name is gone."""

    def begins_within_a_check(self) -> None:
        """It dies once a check has spent its guess, and before it has read its page."""


class FileGone:
    """The volume with the file is taken away: what was open is closed, and nothing is there."""

    def __init__(self, line: Line, folder: Path) -> None:
        self._database = line.house.database
        self._folder, self._away = folder, folder / "another volume"

    def begins(self) -> None:
        self._away.mkdir()
        self._database.close()
        self._move(self._folder, self._away)

    def ends(self) -> None:
        self._move(self._away, self._folder)
        self._away.rmdir()

    def _move(self, here: Path, there: Path) -> None:
        for file in here.glob("noticeline.db*"):
            shutil.move(file, there / file.name)


class FileLocked:
    """Another program, a careless backup say, holds the only lock for writing."""

    def __init__(self, line: Line, folder: Path) -> None:
        self._engine = line.house.database.engine
        self._file = folder / "noticeline.db"

    def begins(self) -> None:
        self._other = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        self._other.execute("BEGIN EXCLUSIVE")

    def begins_within_a_check(self) -> None:
        spent = False

        @event.listens_for(self._engine, "before_cursor_execute")
        def follow(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            nonlocal spent
            if spent and statement.startswith("BEGIN"):
                event.remove(self._engine, "before_cursor_execute", follow)
                self.begins()
            spent = spent or "limit_counters" in statement

    def ends(self) -> None:
        self._other.close()


class WireCut:
    """A PostgreSQL server at the end of a wire of ours, which can be cut at once or at a certain statement."""

    def __init__(self, database_url: str) -> None:
        self._server = make_url(database_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._cut_at = b""
        self._is_cut = False
        threading.Thread(target=self._takes_calls, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the database through this wire."""
        port = self._listener.getsockname()[1]
        return self._server.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)

    def begins(self) -> None:
        self._is_cut = True
        while self._open:
            _hang_up(self._open.pop())

    def begins_within_a_check(self) -> None:
        self._cut_at = b"register_pages"

    def ends(self) -> None:
        self._is_cut, self._cut_at = False, b""

    def close(self) -> None:
        self.begins()
        _hang_up(self._listener)

    def _takes_calls(self) -> None:
        while self._listener.fileno() >= 0:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                _hang_up(caller)
                continue
            server = self._reached()
            self._open += [caller, server]
            for one, other, listens in ((caller, server, self._listens), (server, caller, _hears_nothing)):
                threading.Thread(target=_carries, args=(one, other, listens), daemon=True).start()

    def _reached(self) -> socket.socket:
        folder = self._server.query.get("host")
        if isinstance(folder, str):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{folder}/.s.PGSQL.{POSTGRESQL}")
            return server
        return socket.create_connection((self._server.host or "127.0.0.1", self._server.port or POSTGRESQL))

    def _listens(self, said: bytes) -> None:
        if self._cut_at and self._cut_at in said:
            self.begins()


def _carries(one: socket.socket, other: socket.socket, listens: Callable[[bytes], None]) -> None:
    """Carry what `one` says to `other`, until either has hung up."""
    with suppress(OSError):
        while said := one.recv(CHUNK):
            listens(said)
            other.sendall(said)
    _hang_up(one)
    _hang_up(other)


def _hears_nothing(_said: bytes) -> None:
    return


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):  # the other end has hung up before us
        end.shutdown(socket.SHUT_RDWR)
    end.close()
