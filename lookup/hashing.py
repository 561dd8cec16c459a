"""Argon2id: one function, its costs, and a pool that bounds how much of it runs at once.

Must not know: what is hashed. Memory is in KiB as Argon2 counts it.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw

SALT_BYTES = 16
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash takes: memory in KiB and passes over it; always one lane."""

    memory_kib: int
    passes: int


# RFC 9106 and OWASP's table are the sources of the two; light is the floor. Never 46 MiB in one pass: that is dearer
# for us than for somebody with graphics cards.
PROFILES = {"standard": Cost(memory_kib=64 * 1024, passes=3), "light": Cost(memory_kib=19 * 1024, passes=2)}


class Busy(Exception):
    """Every hashing place and every place in the queue is taken; nothing was spent. Ask again in a moment."""


def argon2id(data: bytes, salt: bytes, cost: Cost) -> bytes:
    """Argon2id version 1.3 of `data`: 32 bytes. `salt` has 16 bytes."""
    return hash_secret_raw(
        data, salt, time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=1, hash_len=HASH_BYTES, type=Type.ID
    )


class HashingPool:
    """Hashes on a few threads, with a queue twice as long as the threads are many; then Busy.

    `memory_mib` is the budget of the whole host, shared by `workers` processes.
    """

    def __init__(self, *, memory_mib: int, workers: int) -> None:
        slots = min(os.cpu_count() or 1, memory_mib * 1024 // PROFILES["standard"].memory_kib)
        self.threads = max(1, slots // workers)
        self._executor = ThreadPoolExecutor(self.threads, thread_name_prefix="hashing")
        self._places = BoundedSemaphore(self.threads * 3)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Keep a place for one check from before it spends anything until it is over; Busy when there is none."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

    def digest(self, data: bytes, salt: bytes, cost: Cost) -> bytes:
        """`argon2id` on one of the pool's threads."""
        return self._executor.submit(argon2id, data, salt, cost).result()

    def close(self) -> None:
        """End the threads once their hashes are done."""
        self._executor.shutdown()
