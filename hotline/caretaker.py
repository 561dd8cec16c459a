"""The caretaker: tidies the database every second, in a thread of its own, so that no caller waits while it is done.

Else SQLite lets whoever happens to write do it, after so many pages: one caller in a hundred waited for the disk.
Must not know: what is in the database.
"""

from __future__ import annotations

import threading
from typing import Protocol

import structlog

EVERY_SECONDS = 1.0
log = structlog.get_logger(__name__)


class Tidied(Protocol):
    """A database that can be tidied."""

    def tidy(self) -> None:
        """Tidy up, and hold nobody up."""


class Caretaker:
    """Tidies one database for as long as this process lives."""

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
        threading.Thread(target=self._go_on, name="caretaker", daemon=True).start()

    def _go_on(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(EVERY_SECONDS)
            self.tidy()
