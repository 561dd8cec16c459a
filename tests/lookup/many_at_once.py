"""A process that is asked 64 times at once, and says by how many KiB it grew: `python -m tests.lookup.many_at_once`.

Arguments: the database's URL, the key ring, the incident's id, a student number, a birth date. It prints the growth and
the answers. Must not know: what they should be.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hotline import incidents
from hotline.clock import SystemClock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup import Agent, Busy, HashingPool, LookupService, Query
from lookup.registers import register

AT_ONCE = 64
MEMORY_MIB = 512


def main(url: str, ring: str, incident: str, number: str, born: str) -> None:
    """Ask, and print one JSON object."""
    clock, database = SystemClock(), Database(url, patience_ms=60_000)
    pool = HashingPool(memory_mib=MEMORY_MIB, workers=1)
    lookup = LookupService(database, KeyRing(Path(ring), clock), clock, pool)
    query = Query.of(int(incident), "student_number", {"student_number": number, "birth_date": born})
    answers: Counter[str] = Counter()

    def reads(_n: int) -> None:
        with database.read() as session:
            incidents.all_current(session)
            register.current(session, KeyRing(Path(ring), clock), int(incident))

    def asks(n: int) -> None:
        while True:
            try:
                answer = lookup.ask(query, Agent(n, f"call {n}".encode()))
            except Busy:
                time.sleep(0.02)  # what "one moment" is on the telephone
            else:
                answers[answer.name] += 1
                return

    at_once(reads)  # an idle process has its connections, and has hashed nothing
    idle = resident_kib("VmRSS")
    at_once(asks)
    print(json.dumps({"grown_kib": resident_kib("VmHWM") - idle, "slots": pool.threads, "answers": answers}))  # noqa: T201


def at_once(does: Callable[[int], None]) -> None:
    """Let 64 threads do it at the same moment, and wait for them."""
    together = threading.Barrier(AT_ONCE)

    def one(n: int) -> None:
        together.wait()
        does(n)

    everybody = [threading.Thread(target=one, args=(n,)) for n in range(AT_ONCE)]
    for thread in everybody:
        thread.start()
    for thread in everybody:
        thread.join()


def resident_kib(which: str) -> int:
    """How much of this process is in memory now (VmRSS), or was at most (VmHWM).

    Not getrusage: its maximum begins with that of the process that started this one.
    """
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return int(said[which].split()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
