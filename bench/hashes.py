"""The limit of every figure about lookups: Argon2id and nothing else, on as many threads.

Must not know: registers and doors.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from lookup.hashing import SALT_BYTES, Cost, argon2id

SALT = os.urandom(SALT_BYTES)


def seconds_for(jobs: int, job: Callable[[], object], *, threads: int) -> float:
    """How long `threads` threads take to do `job` so many times."""
    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(lambda _: None, range(threads)))  # the threads exist before the clock runs
        began = time.perf_counter()
        for done in [executor.submit(job) for _ in range(jobs)]:
            done.result()
        return time.perf_counter() - began


def bare(cost: Cost) -> Callable[[], object]:
    """One hash of something random."""
    return lambda: argon2id(os.urandom(32), SALT, cost)
