"""Lookups and imports beside bare Argon2id on as many threads, and what a lookup costs besides its hash.

Must not know: HTTP, the telephone.
"""

import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator

from bench.figures import Figure
from bench.hashes import bare, seconds_for
from bench.installation import Installation, import_list, installation, people, publish, unwatched
from lookup import AnswerName, Query, Telephone
from lookup.hashing import PROFILES, Cost

# As cheap as Argon2 can be: what is left of a lookup's time is the lookup's own.
NEXT_TO_NOTHING = Cost(memory_kib=8, passes=1)
JOBS = {"standard": 12, "light": 100}  # a round; even, so that two threads end together
PEOPLE = {"standard": 12, "light": 100}
IMPORTED = {"standard": 48, "light": 300}  # a list, so that opening a file and writing pages weigh what they weigh
ROUNDS = 8  # in turns with the bare hashes, so that a slow minute of the machine slows both
AIMS = {"standard": 0.95, "light": 0.85}


def lookups() -> Iterator[Figure]:
    """Lookups a second ÷ hashes a second, half of them hits, on the hashing threads of one worker."""
    for profile, aim in AIMS.items():
        with installation() as on:
            import_list(on, people(PEOPLE[profile]), PROFILES[profile], watch=unwatched)
            publish(on)
            yield _beside_bare(on, profile, aim)


def imports() -> Iterator[Figure]:
    """Hashes a second in an import ÷ hashes a second alone, on one thread a core."""
    threads = os.cpu_count() or 1
    for profile in AIMS:
        hashes, importing, alone = 0, 0.0, 0.0
        for _ in range(2):
            with installation() as on:
                counted = _Counted()
                began = time.perf_counter()
                import_list(on, people(IMPORTED[profile]), PROFILES[profile], watch=counted.begin)
                importing += time.perf_counter() - began
            alone += seconds_for(counted.hashes, bare(PROFILES[profile]), threads=threads)
            hashes += counted.hashes
        told = f"{hashes / importing:.1f} keys/s, {hashes / alone:.1f} hashes/s, {threads} threads"
        yield Figure(f"import ÷ bare Argon2id, {profile}", alone / importing, 0.95, beside=told)


def own_cost() -> Iterator[Figure]:
    """Milliseconds of a lookup that are not its hash: limits, page, audit and tally, in two transactions."""
    with installation() as on:
        import_list(on, people(200), NEXT_TO_NOTHING, watch=unwatched)
        publish(on)
        ask, hash_one = _asking(on), bare(NEXT_TO_NOTHING)
        ask()
        spent = [_milliseconds(ask) - _milliseconds(hash_one) for _ in range(300)]
        middle, tenths = statistics.median(spent), statistics.quantiles(spent, n=10)
        told = f"median of {len(spent)}; a tenth within {tenths[0]:.2f} ms, nine tenths within {tenths[-1]:.2f} ms"
        yield Figure("a lookup's own cost beside its hash", middle, 3, " ms", at_most=True, beside=told)


def _beside_bare(on: Installation, profile: str, aim: float) -> Figure:
    jobs, threads = JOBS[profile], one_worker_threads(on)
    ask, hash_one = _asking(on), bare(PROFILES[profile])
    ask()  # the self-test is due at the first check of a process
    alone = asked = 0.0
    for _ in range(ROUNDS):
        alone += seconds_for(jobs, hash_one, threads=threads)
        asked += seconds_for(jobs, ask, threads=2 * threads)
    rates = f"{ROUNDS * jobs / asked:.1f} lookups/s, {ROUNDS * jobs / alone:.1f} hashes/s, {threads} hashing threads"
    return Figure(f"lookups ÷ bare Argon2id, {profile}", alone / asked, aim, beside=rates)


def one_worker_threads(on: Installation) -> int:
    """The hashing threads of the only worker of a machine."""
    return min(os.cpu_count() or 1, on.house.settings.hashing_memory_mib * 1024 // PROFILES["standard"].memory_kib)


def _asking(on: Installation) -> Callable[[], None]:
    """A check that was never made before, by a caller who never rang before; every other one is a hit."""
    known = people(PEOPLE["standard"])
    numbers = itertools.count(1)

    def ask() -> None:
        number = next(numbers)
        row = random.choice(known)
        hit = number % 2 == 0
        details = {
            "student_number": row["student_number"] if hit else f"{number:010d}",
            "birth_date": row["birth_date"],
        }
        caller = Telephone(os.urandom(32), f"+1555{number:07d}")
        answer = on.house.lookup.ask(Query.of(on.incident.id, "student_number", details), caller)
        expected = AnswerName.MATCH if hit else AnswerName.NO_MATCH
        if answer.name is not expected:
            raise AssertionError(f"{expected} expected, {answer.name} came: this measures something else")

    return ask


def _milliseconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


class _Counted:
    """Counts the hashes of an import."""

    def __init__(self) -> None:
        self.hashes = 0

    def begin(self, title: str, _total: int) -> Callable[[int], None]:
        return self._add if title == "Hashing" else unwatched(title, 0)

    def _add(self, pieces: int) -> None:
        self.hashes += pieces
