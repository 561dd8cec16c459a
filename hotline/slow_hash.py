"""The slow hash of a keyed password: made here, or by a process of its own that runs while nobody else wants to.

A thread would not do. It needs the interpreter's lock to begin and to end, and whenever it has the lock and no
processor, every caller's request waits for it. This file is the program of that process too, so it imports nothing of
ours, and is told no password. Must not know: whose password it is.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SALT_BYTES, HASH_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one hash takes: memory in KiB and passes over it; always one lane."""

    memory_kib: int
    passes: int


class HashingFault(Exception):
    """The process that hashes has ended, and so has the one that was begun in its place."""


class SlowHash(Protocol):
    """Makes hashes of one cost, and compares with those of any."""

    @property
    def cost(self) -> PasswordCost:
        """What one takes."""

    def hash(self, keyed: bytes) -> str:
        """The encoded hash; HashingFault."""

    def matches(self, encoded: str, keyed: bytes) -> bool:
        """Whether it is the hash of this; HashingFault."""

    def close(self) -> None:
        """No hash is wanted any more."""


class HashedHere:
    """Hashes in the thread that asks."""

    def __init__(self, cost: PasswordCost) -> None:
        self.cost = cost
        self._hasher = hasher(cost)

    def hash(self, keyed: bytes) -> str:
        """The encoded hash."""
        return self._hasher.hash(keyed)

    def matches(self, encoded: str, keyed: bytes) -> bool:
        """Whether it is the hash of this."""
        try:
            return self._hasher.verify(encoded, keyed)
        except VerifyMismatchError:
            return False

    def close(self) -> None:
        """Nothing is left behind."""


class HashedApart:
    """Hashes one after the other in a process of the idle class, begun with the first.

    It ends when it is closed or forgotten, and with its parent.
    """

    def __init__(self, cost: PasswordCost) -> None:
        self.cost = cost
        self._child: subprocess.Popen[bytes] | None = None
        self._ends: weakref.finalize[..., HashedApart] | None = None
        self._one_at_a_time = Lock()

    def hash(self, keyed: bytes) -> str:
        """The encoded hash; HashingFault."""
        return str(self._asked(None, keyed))

    def matches(self, encoded: str, keyed: bytes) -> bool:
        """Whether it is the hash of this; HashingFault."""
        return self._asked(encoded, keyed) is True

    def close(self) -> None:
        """End the process once its hash is done."""
        with self._one_at_a_time:
            self._end()

    def _asked(self, encoded: str | None, keyed: bytes) -> object:
        order = json.dumps([encoded, keyed.hex()]).encode() + b"\n"
        with self._one_at_a_time:
            for _ in range(2):  # what ended the one, such as a host short of memory, may spare the next
                try:
                    return self._told(order)
                except (OSError, ValueError):
                    self._end()
        raise HashingFault

    def _told(self, order: bytes) -> object:
        child = self._child = self._child or self._begun()
        if not child.stdin or not child.stdout:
            raise ValueError("A child without pipes.")
        child.stdin.write(order)
        child.stdin.flush()
        return json.loads(child.stdout.readline())

    def _begun(self) -> subprocess.Popen[bytes]:
        # When this process ends, in whatever way, so does the pipe, and with it the child.
        command = [sys.executable, "-I", __file__, str(self.cost.memory_kib), str(self.cost.passes)]
        pipe = subprocess.PIPE
        child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603  our own file
        self._ends = weakref.finalize(self, _end, child)
        return child

    def _end(self) -> None:
        self._child = None
        if self._ends:
            self._ends()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.communicate()


def hasher(cost: PasswordCost) -> PasswordHasher:
    """Argon2id at a cost."""
    return PasswordHasher(
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=1,
        hash_len=HASH_BYTES,
        salt_len=SALT_BYTES,
    )


def served(cost: PasswordCost, orders: Iterable[bytes]) -> Iterator[str | bool]:
    """What each order comes to: a hash, or whether one matches. An order is a line of JSON: encoded or null, hex."""
    here = HashedHere(cost)
    for order in orders:
        encoded, keyed = json.loads(order)
        yield here.hash(bytes.fromhex(keyed)) if encoded is None else here.matches(encoded, bytes.fromhex(keyed))


def main(memory_kib: str, passes: str) -> None:
    """Serve standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C reaches every process; the parent ends this one
    if sys.platform == "linux":  # to whatever serves a caller, a processor that runs only this is a free one
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    for told in served(PasswordCost(int(memory_kib), int(passes)), sys.stdin.buffer):
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
