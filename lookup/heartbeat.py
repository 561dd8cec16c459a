"""The heartbeat: once a minute this process looks whether callers could be answered, and marks the minute if so.

It knocks at the line's own port as a caller's request would, and asks for the register's self-test. Where either fails
there is no mark, and a process that is gone makes none. Must not know: calls, individuals, who reads the marks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from hotline import availability
from hotline.clock import Clock
from hotline.database import Database

EVERY_SECONDS = 60
IN_THE_MINUTE = 20  # not at its edge, where a moment's wait would leave a minute out
log = structlog.get_logger(__name__)


class Ready(Protocol):
    """Whoever knows whose callers could be answered."""

    def ready(self) -> frozenset[int]:
        """The incidents whose callers could be answered now."""


class Heartbeat:
    """Looks and marks. `answers` says whether the line's own port does."""

    def __init__(self, database: Database, clock: Clock, lookup: Ready, *, answers: Callable[[], bool]) -> None:
        self._database = database
        self._clock = clock
        self._lookup = lookup
        self._answers = answers

    def beat(self) -> None:
        """One look. A fault is logged and marks nothing: there will be a next one."""
        try:
            ready = self._lookup.ready() if self._answers() else frozenset()
            if not ready:
                log.warning("heartbeat.not_ready")
            else:
                with self._database.write() as session:
                    availability.mark(session, ready, clock=self._clock)
        except Exception as fault:  # noqa: BLE001  whatever it is, the next minute must be looked at
            log.error("heartbeat.fault", fault=type(fault).__name__)

    def start(self) -> None:
        """Look every minute from now on, for as long as this process lives, in a thread of its own."""
        threading.Thread(target=self._go_on, name="heartbeat", daemon=True).start()

    def _go_on(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(seconds_to_next(self._clock.now().timestamp()))
            self.beat()


def seconds_to_next(now: float) -> float:
    """How long until the next look, in a minute that has had none."""
    return EVERY_SECONDS - (now - IN_THE_MINUTE) % EVERY_SECONDS
