"""Passwords: which are too weak, and what hashing them may take from callers."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from hotline.slow_hash import HashedApart
from hotline.staff import HashedHere, PasswordCost, PasswordHashing, SigningInBusy, Weakness, passwords
from hotline.staff.passwords import LONGEST, STANDARD, STRANGERS_A_SECOND, STRANGERS_AT_ONCE, why_weak
from tests.hotline.staff.desks import FAST, HOME, PASSWORD, WRONG, Desk


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", Weakness.TOO_SHORT),
        ("fourteen chars", Weakness.TOO_SHORT),
        ("ﬁve ﬁne ﬁsh", Weakness.TOO_SHORT),
        ("a" * 15, Weakness.COMMON),
        ("passwordpassword", Weakness.COMMON),
        ("123456789012345", Weakness.COMMON),
        ("qwertyuiopasdfghjkl", Weakness.COMMON),
        ("iloveyouiloveyou", Weakness.COMMON),
        ("Ortega Ortega Ortega", Weakness.COMMON),
        ("my name is MARIA and so on", Weakness.CONTAINS_LOGIN),
        ("x7 " * 50, Weakness.TOO_LONG),
        (PASSWORD, None),
        ("Zx9 kQ2 mP4 wL7 rT5", None),
        ("sieben Reiher auf dem Dach", None),
        ("ñandú çiçek ürün şemsiye", None),
        ("correct horse battery " + "staple " * 12, None),
    ],
)
def test_a_password_is_long_and_hard_to_guess(password: str, why: Weakness | None) -> None:
    assert why_weak(password, login="maria", name="Maria Ortega") is why


def test_the_longest_password_is_judged_in_a_moment() -> None:
    begun = time.perf_counter()
    why_weak("a1" * (LONGEST // 2), login="maria", name="Maria Ortega")
    assert time.perf_counter() - begun < 5


def test_one_spelling_is_as_good_as_another(ring: KeyRing) -> None:
    ring.create("ledger")
    hashing = PasswordHashing(ring, by=HashedHere(FAST))
    encoded = hashing.hash("café ﬁve ways to go")
    assert hashing.verify(encoded, "café five ways to go")
    assert not hashing.verify(encoded, "cafe five ways to go")
    hashing.close()


def test_what_is_kept_is_a_slow_hash_of_a_keyed_digest(ring: KeyRing) -> None:
    ring.create("ledger")
    hashing = PasswordHashing(ring, by=HashedHere(FAST))
    encoded = hashing.hash(PASSWORD)
    assert encoded.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert hashing.hash(PASSWORD) != encoded
    file = ring.path / "ledger.key"
    file.chmod(0o600)
    file.write_bytes(bytes(32))
    assert not hashing.verify(encoded, PASSWORD), "without the key, nobody can try passwords"
    hashing.close()


def test_nobodys_hash_costs_as_much_as_anybodys(ring: KeyRing) -> None:
    hashing = PasswordHashing(ring, by=HashedHere(STANDARD))
    assert (STANDARD.memory_kib, STANDARD.passes) == (19 * 1024, 2)
    assert hashing._nobodys.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not hashing.needs_rehash(hashing._nobodys)
    ring.create("ledger")
    encoded = hashing.hash(PASSWORD)
    somebodys, nobodys = (seconds_of(hashing, one) for one in (encoded, None))
    assert somebodys / 3 < nobodys < somebodys * 3
    hashing.close()


def seconds_of(hashing: PasswordHashing, encoded: str | None) -> float:
    """How much of a processor ten wrong passwords take."""
    before = time.thread_time()
    assert not any(hashing.verify(encoded, WRONG) for _ in range(10))
    return time.thread_time() - before


def test_a_dearer_hash_takes_the_place_of_a_cheaper_one_at_sign_in(desk: Desk) -> None:
    maria = desk.enrols("maria")
    dearer = PasswordHashing(desk.ring, by=HashedHere(PasswordCost(memory_kib=16, passes=1)))
    desk.office.hashing = dearer
    assert desk.gives_password(maria)
    with desk.database.read() as session:
        encoded = desk.signing_in._tried(session, "maria", origin=HOME).encoded
    assert encoded
    assert not dearer.needs_rehash(encoded)
    assert desk.signs_in(maria)
    dearer.close()


def test_hashes_are_made_by_one_process_that_gives_way(ring: KeyRing) -> None:
    ring.create("ledger")
    apart = HashedApart(FAST)
    hashing = PasswordHashing(ring, by=apart)
    encoded = hashing.hash(PASSWORD)
    child = apart._child
    assert child
    assert os.sched_getscheduler(child.pid) == os.SCHED_IDLE
    assert (hashing.verify(encoded, PASSWORD), hashing.verify(encoded, WRONG)) == (True, False)
    assert apart._child is child
    hashing.close()
    assert child.returncode is not None


def test_a_process_that_ended_is_begun_again(ring: KeyRing) -> None:
    ring.create("ledger")
    apart = HashedApart(FAST)
    hashing = PasswordHashing(ring, by=apart)
    encoded = hashing.hash(PASSWORD)
    assert apart._child
    apart._child.kill()
    assert hashing.verify(encoded, PASSWORD)
    hashing.close()


def test_the_process_ends_when_nobody_wants_it_any_more() -> None:
    apart = HashedApart(FAST)
    apart.hash(b"anything")
    child = apart._child
    assert child
    del apart
    gc.collect()
    assert child.returncode is not None


def test_where_no_process_hashes_nobody_is_let_in_and_nobody_is_refused(ring: KeyRing) -> None:
    ring.create("ledger")
    impossible = PasswordHashing(ring, by=HashedApart(PasswordCost(memory_kib=1, passes=1)))  # Argon2 wants 8
    for attempt in (lambda: impossible.hash(PASSWORD), lambda: impossible.verify(None, PASSWORD)):
        with pytest.raises(SigningInBusy):
            attempt()


def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "child"
    program = (
        "import pathlib, sys, time; from hotline.slow_hash import HashedApart, PasswordCost\n"
        "apart = HashedApart(PasswordCost(8, 1)); apart.hash(b'x')\n"
        f"pathlib.Path({str(told)!r}).write_text(str(apart._child.pid)); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT) as parent:
        assert eventually(told.exists)
        parent.kill()
    assert eventually(lambda: not Path(f"/proc/{told.read_text()}").exists())


def eventually(happens: Callable[[], bool]) -> bool:
    """Whether it happens within a minute."""
    over = time.monotonic() + 60
    while not happens() and time.monotonic() < over:
        time.sleep(0.02)
    return happens()


def test_so_many_strangers_at_once_and_then_so_many_a_second(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(passwords, "monotonic", lambda: now[0])
    hashing = PasswordHashing(ring, by=HashedHere(FAST))

    def come(most: int) -> int:
        """How many strangers of so many are let through in this moment."""
        for number in range(most):
            try:
                hashing.admit()
            except SigningInBusy:
                return number
        return most

    assert come(100) == STRANGERS_AT_ONCE
    hashing.admit(known=True)
    now[0] += 1
    assert come(100) == STRANGERS_A_SECOND
    now[0] += 0.1
    assert come(1) == 0
    now[0] += 3600
    assert come(100) == STRANGERS_AT_ONCE, "however long it was quiet"
    hashing.close()


def test_three_places_of_which_strangers_get_one(ring: KeyRing) -> None:
    hashing = PasswordHashing(ring, by=HashedHere(FAST))
    hashing.admit()
    with hashing.place(), hashing.place(known=True):
        with pytest.raises(SigningInBusy):
            hashing.admit()
        hashing.admit(known=True)
        with hashing.place(known=True), pytest.raises(SigningInBusy), hashing.place(known=True):
            pass
    with hashing.place(known=True), hashing.place(known=True), hashing.place(known=True):
        for known in (True, False):
            with pytest.raises(SigningInBusy), hashing.place(known=known):
                pass
    with hashing.place(known=True), hashing.place(known=True), hashing.place():
        pass
    hashing.close()
