"""How far a long task is, and about how long it will take: a bar on a terminal, a line now and then in a log.

Always on standard error, so that standard output holds answers only. Must not know: what the task is.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from lookup.imports.building import Done, Watch

QUIET_FOR = 2.0  # seconds; what is over sooner needs no estimate
EVERY = 5.0  # seconds between two lines in a log


@contextmanager
def watched() -> Iterator[Watch]:
    """A watch to hand to whoever does the work: told what begins and how much of it there is (0: not known)."""
    if not sys.stderr.isatty():
        yield Lines
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:

        def begin(title: str, total: int) -> Done:
            for before in bars.tasks:
                bars.update(before.id, total=before.completed)  # what comes next says that this is done
            task = bars.add_task(title, total=total or None)
            return lambda pieces: bars.advance(task, pieces)

        yield begin


class Lines:
    """For a log: one line after two seconds, then one every five."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = title, total, 0
        self._began = time.monotonic()
        self._next = self._began + QUIET_FOR

    def __call__(self, pieces: int) -> None:
        """Count `pieces` more as done."""
        self._done += pieces
        present = time.monotonic()
        if present >= self._next:
            self._next = present + EVERY
            click.echo(f"{self._title}: {self._so_far(present - self._began)}", err=True)

    def _so_far(self, seconds: float) -> str:
        if not self._total:
            return f"{self._done:,} so far"
        left = seconds / self._done * max(0, self._total - self._done)
        return f"{self._done:,} of {self._total:,}, about {left:,.0f} s left"
