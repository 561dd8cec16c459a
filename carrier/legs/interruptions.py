"""What can cut into a call at any moment: somebody hangs up, or the account's owner moves it elsewhere.

An interruption is thrown into a leg while it waits. One that comes while a request is in flight lies in the leg's
mailbox until the reply is there, which is then dropped. It must not know what the call was doing.
"""

from collections.abc import Callable, Generator
from dataclasses import replace

from carrier.legs.events import Heard, Steps, Wait
from carrier.legs.visits import Visit

SECONDS_PER_KEY = 0.7


class Interruption(Exception):
    """Thrown into a leg."""

    @property
    def is_stale(self) -> bool:
        """Whether it came too late to mean anything."""
        return False


class HungUp(Interruption):
    """Somebody puts down the phone. status: how the call ends, when not as hanging up usually ends it."""

    def __init__(self, status: str = "") -> None:
        super().__init__(status)
        self.status = status


class Moved(Interruption):
    """The call goes on with another document."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.url)
        self.visit = visit


class Left(Exception):
    """A document of a queue's waitUrl said Leave."""


def watched(steps: Steps, left: Callable[[], float | None]) -> Steps:
    """Pass on the waits of a call, and hang up when the person's own time is over.

    left: the seconds that the person will stay, or None for as long as it takes.
    """
    wait = next(steps, None)
    while wait is not None:
        limit = left()
        leaves = limit is not None and limit <= wait.seconds
        try:
            heard = yield replace(wait, seconds=max(0.0, limit)) if leaves and limit is not None else wait
        except Interruption as interruption:
            wait = thrown(steps, interruption)
        else:
            ran_out = leaves and heard is None and not wait.has_come_about
            wait = thrown(steps, HungUp()) if ran_out else sent(steps, heard)


def pressing(steps: Steps, keys: str) -> Steps:
    """Pass on the waits of a call, and press these keys for the first that waits for keys and nothing else."""
    left = list(keys)
    wait = next(steps, None)
    while wait is not None:
        presses = bool(left) and wait.hears_keys and wait.settled
        try:
            heard = yield replace(wait, seconds=min(SECONDS_PER_KEY, wait.seconds)) if presses else wait
        except Interruption as interruption:
            wait = thrown(steps, interruption)
        else:
            wait = sent(steps, left.pop(0) if presses and heard is None else heard)


def thrown(steps: Generator[Wait, Heard, None], interruption: Interruption) -> Wait | None:
    """Throw into a generator; return its next wait, or None when it has ended."""
    try:
        return steps.throw(interruption)
    except StopIteration:
        return None


def sent(steps: Generator[Wait, Heard, None], heard: Heard) -> Wait | None:
    """Send what was heard; return the next wait, or None when the generator has ended."""
    try:
        return steps.send(heard)
    except StopIteration:
        return None
