"""What dies on purpose: a database, a key ring, a watch and an executor that kill their own process at a chosen moment.

SIGKILL can't be caught: no `finally` runs, no file is closed, nothing is rolled back but by the database itself.
Must not know: what is imported.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup.imports.building import Done

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moment:
    """The `number`-th time that `event` happens in the phase of the import that has this title; never where it is 0.

    Events: `done` (pieces of the phase), `write` (a transaction is about to be committed), `written` (it was), `key` (a
    key is in the ring), `batch` (a thread begins to hash one).
    """

    phase: str
    event: str
    number: int


class Death:
    """Waits for its moment."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._phase = ""
        self._seen = 0

    def begins(self, phase: str) -> None:
        """Another phase of the import begins."""
        self._phase = phase

    def sees(self, event: str, times: int = 1) -> None:
        """Something happened."""
        if (self._phase, event) == (self._moment.phase, self._moment.event):
            self._seen += times
            if 0 < self._moment.number <= self._seen:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, title: str, _total: int) -> Done:
        """A watch for the import."""
        self.begins(title)
        return lambda pieces: self.sees("done", pieces)


class MortalDatabase(Database):
    """A database whose process may die before or after a commit."""

    def __init__(self, url: str, death: Death) -> None:
        super().__init__(url, patience_ms=20_000)
        self._death = death

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write."""
        with super().write() as session:
            yield session
            self._death.sees("write")
        self._death.sees("written")


class MortalRing(KeyRing):
    """A ring whose process may die between two keys."""

    def __init__(self, path: Path, clock: Clock, death: Death) -> None:
        super().__init__(path, clock)
        self._death = death

    def write(self, name: str, key: bytes) -> None:
        """Put a key on disk."""
        super().write(name, key)
        self._death.sees("key")


class MortalExecutor(ThreadPoolExecutor):
    """One thread a core; each batch that is begun leaves a byte in `log`, and may be the last."""

    def __init__(self, log: Path, death: Death) -> None:
        super().__init__(os.cpu_count() or 1)
        self._log = log
        self._death = death

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Hash a batch."""

        def begun() -> T:
            with self._log.open("ab") as log:
                log.write(b".")
            self._death.sees("batch")
            return fn(*args, **kwargs)

        return super().submit(begun)
