"""Claim 23 of the vault, and what happens when two ask at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import update

from hotline.audit import AuditLog
from hotline.incidents.versions import StoredIncident
from lookup import AnswerName, HashingPool, LookupService, Query
from lookup.hashing import Cost
from tests.lookup.vaults import ANA, CAST, NOBODY, Vault, caller


class HeldPool(HashingPool):
    """A pool whose hash, once it is `held`, waits until it is let go."""

    def __init__(self) -> None:
        super().__init__(memory_mib=64, workers=1)
        self.held = False
        self.begun, self.go_on = threading.Event(), threading.Event()

    def digest(self, data: bytes, salt: bytes, cost: Cost) -> bytes:
        if self.held:
            self.begun.set()
            assert self.go_on.wait(30)
        return super().digest(data, salt, cost)


def test_claim_23_others_write_while_a_hash_is_made(vault: Vault) -> None:
    vault.holds(CAST)
    held = HeldPool()
    lookup = LookupService(vault.database, vault.ring, vault.clock, held)
    assert not lookup.why_not_ready()  # the self-test's hashes are made: the next one is the caller's
    held.held = True
    query = Query.of(vault.incident.id, "student_number", {"student_number": ANA.number, "birth_date": ANA.born})
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(lookup.ask, query, caller())
        assert held.begun.wait(30)
        with vault.database.write() as session:  # raises after two seconds if the hash held the write lock
            session.execute(update(StoredIncident).values(line="+18005550100"))
        held.go_on.set()
        assert answer.result(30).name is AnswerName.MATCH
    held.close()


def test_failures_made_at_once_are_all_counted(vault: Vault) -> None:
    vault.limited_to(failures_per_call=50, checks_per_call=50)
    vault.holds(CAST)
    guesses = [replace(ANA, born=f"2001-01-{day:02}") for day in range(1, 13)]
    numbers = [f"+157355504{n:02}" for n in range(12)]
    pool = HashingPool(memory_mib=4096, workers=1)
    vault.lookup = LookupService(vault.database, vault.ring, vault.clock, pool)

    def guess(n: int) -> AnswerName:
        return vault.asks(guesses[n], caller(f"call {n}", numbers[n])).name

    with ThreadPoolExecutor(3) as guessing:
        answers = list(guessing.map(guess, range(12)))
    pool.close()
    assert answers.count(AnswerName.NO_MATCH) == 5  # the child's five failures a day
    assert answers.count(AnswerName.MAY_NOT_TELL) == 7
    with vault.database.read() as session:
        assert AuditLog(vault.ring, vault.clock).verify(session) >= 12


def test_what_is_remembered_is_written_with_the_answer_or_not_at_all(vault: Vault) -> None:
    vault.holds(CAST)
    heard: list[AnswerName] = []

    def fails(_session: object, answer: object) -> None:
        raise RuntimeError("the call is gone")

    assert (
        vault.asks(ANA, caller(), remember=lambda _session, answer: heard.append(answer.name)).name is AnswerName.MATCH
    )
    assert heard == [AnswerName.MATCH]
    with vault.database.read() as session:
        entries = AuditLog(vault.ring, vault.clock).verify(session)
    assert vault.asks(NOBODY, caller(), remember=fails).name is AnswerName.CANNOT_TELL
    with vault.database.read() as session:
        assert AuditLog(vault.ring, vault.clock).verify(session) == entries
