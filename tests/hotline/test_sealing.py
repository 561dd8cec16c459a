"""Sealing, the key ring, and claim 19 of the vault: yesterday's database and today's ring open no call."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.key_checks import ensure_keys, verify_keys
from hotline.sealing import (
    KeyMissing,
    KeyRing,
    KeyWrong,
    SealBroken,
    _forward,
    check_value,
    derive,
    digest,
    open_sealed,
    seal,
)

KEY = bytes(range(32))


def test_what_was_sealed_is_opened_with_the_same_key_and_place() -> None:
    assert open_sealed(KEY, seal(KEY, b"plain", b"here"), b"here") == b"plain"


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_a_changed_byte_breaks_the_seal(at: int) -> None:
    sealed = bytearray(seal(KEY, b"plain", b"here"))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        open_sealed(KEY, bytes(sealed), b"here")


def test_another_key_another_place_and_nothing_at_all_break_the_seal() -> None:
    sealed = seal(KEY, b"plain", b"here")
    for key, text, about in (
        (bytes(32), sealed, b"here"),
        (KEY, sealed, b"there"),
        (KEY, b"", b"here"),
        (KEY, b"x" * 12, b"here"),
    ):
        with pytest.raises(SealBroken):
            open_sealed(key, text, about)


def test_two_seals_of_one_text_share_nothing() -> None:
    assert seal(KEY, b"plain", b"") != seal(KEY, b"plain", b"")


@pytest.mark.parametrize("plain", [b"", b"\0", b"short", b"x" * 70])
def test_a_seal_of_a_size_has_that_size_whatever_is_in_it(plain: bytes) -> None:
    sealed = seal(KEY, plain, b"", size=100)
    assert len(sealed) == 100
    assert open_sealed(KEY, sealed, b"", padded=True) == plain


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="room for 70"):
        seal(KEY, b"x" * 71, b"", size=100)


def test_a_digest_knows_where_its_parts_end() -> None:
    assert digest(KEY, b"ab", b"c") != digest(KEY, b"a", b"bc")
    assert derive(KEY, "one") != derive(KEY, "two")


def test_keys_are_their_owners_alone_and_never_written_over(ring: KeyRing) -> None:
    key = ring.create("pepper")
    file = ring.path / "pepper.key"
    assert file.stat().st_mode & 0o777 == 0o400
    assert ring.path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        ring.create("pepper")
    assert ring.read("pepper") == key
    assert [file.name for file in ring.path.iterdir()] == ["pepper.key"]  # no draft is left


def test_a_missing_or_damaged_key_is_named(ring: KeyRing) -> None:
    with pytest.raises(KeyMissing, match="“pepper”"):
        ring.read("pepper")
    ring.write("pepper", b"short")
    with pytest.raises(KeyWrong, match=r"“pepper”.*damaged"):
        ring.read("pepper")


def test_a_call_is_opened_in_the_hours_that_a_call_can_last(ring: KeyRing, clock: StoppedClock) -> None:
    ring.create_live()
    sealed = ring.seal_live(b"state", b"call")
    assert len(sealed) == 1024
    for _ in range(4):
        assert ring.open_live(sealed, b"call") == b"state"
        clock.advance(timedelta(hours=1))
    assert ring.open_live(sealed, b"call") == b"state"
    with pytest.raises(SealBroken):
        ring.open_live(sealed, b"another call")


def test_claim_19_yesterdays_database_and_todays_ring_open_no_call(ring: KeyRing, clock: StoppedClock) -> None:
    ring.create_live()
    stolen = ring.seal_live(b"digits", b"call")
    clock.advance(timedelta(hours=5))
    with pytest.raises(SealBroken):
        ring.open_live(stolen, b"call")
    # And not because the hour is compared: neither the key of today's ring nor any that follows from it opens the call.
    ring.seal_live(b"", b"")
    (name,) = (file.stem for file in ring.path.glob("live-*"))
    key = ring.read(name)
    for _ in range(24):
        with pytest.raises(SealBroken):
            open_sealed(key, stolen[4:], stolen[:4] + b"call", padded=True)
        key = _forward(key, 1)
    clock.advance(-timedelta(hours=5))
    with pytest.raises(SealBroken):
        ring.open_live(stolen, b"call")


def test_claim_19_the_ring_keeps_one_live_key_and_no_older_one(ring: KeyRing, clock: StoppedClock) -> None:
    ring.create_live()
    before = {file.name: file.read_bytes() for file in ring.path.glob("live-*")}
    clock.advance(timedelta(days=2))
    ring.seal_live(b"", b"")
    after = {file.name: file.read_bytes() for file in ring.path.glob("live-*")}
    assert len(before) == len(after) == 1
    assert not before.keys() & after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_clock_that_was_ahead_once_costs_the_calls_in_progress_and_no_more(
    ring: KeyRing, clock: StoppedClock
) -> None:
    ring.create_live()
    clock.advance(timedelta(days=3650))
    lost = ring.seal_live(b"state", b"")
    clock.advance(-timedelta(days=3650))
    assert ring.open_live(ring.seal_live(b"state", b""), b"") == b"state"
    with pytest.raises(SealBroken):
        ring.open_live(lost, b"")
    assert len(list(ring.path.glob("live-*"))) == 1


def test_claim_19_a_key_that_a_dead_worker_left_goes_with_the_next_move(ring: KeyRing, clock: StoppedClock) -> None:
    ring.create_live()
    (left,) = ring.path.glob("live-*")
    old = left.read_bytes()
    clock.advance(timedelta(hours=1))
    ring.seal_live(b"", b"")
    ring.write(left.stem, old)  # as if the worker had died before it removed the older key
    clock.advance(timedelta(hours=1))
    ring.seal_live(b"", b"")
    assert len(list(ring.path.glob("live-*"))) == 1
    assert not left.exists()


def test_two_hosts_move_the_live_key_to_the_same_one(ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> None:
    ring.create_live()
    shutil.copytree(ring.path, tmp_path / "other")
    other = KeyRing(tmp_path / "other", clock)
    clock.advance(timedelta(hours=30))
    assert other.open_live(ring.seal_live(b"state", b""), b"") == b"state"


def test_the_installations_keys_are_made_once_and_then_known(
    database: Database, ring: KeyRing, clock: StoppedClock
) -> None:
    with database.write() as session:
        with pytest.raises(KeyMissing, match="no keys yet"):
            verify_keys(session, ring)
        ensure_keys(session, ring)
    first = ring.read("ledger")
    with database.write() as session:
        ensure_keys(session, ring)
        verify_keys(session, ring)
    assert ring.read("ledger") == first


def test_a_lost_ledger_key_is_never_silently_replaced(keyed: Database, ring: KeyRing) -> None:
    ring.destroy("ledger")
    with keyed.write() as session, pytest.raises(KeyMissing):
        ensure_keys(session, ring)
    assert not ring.has("ledger")


def test_the_ledger_key_of_another_installation_is_wrong(keyed: Database, ring: KeyRing) -> None:
    ring.destroy("ledger")
    ring.write("ledger", KEY)
    with keyed.read() as session, pytest.raises(KeyWrong, match="ledger key"):
        verify_keys(session, ring)
    assert check_value(KEY, "ledger") != check_value(KEY, "pepper")


def test_a_missing_live_key_is_made_anew_for_an_installation_that_moved(keyed: Database, ring: KeyRing) -> None:
    for file in ring.path.glob("live-*"):
        file.unlink()
    with pytest.raises(KeyMissing):
        ring.seal_live(b"", b"")
    with keyed.write() as session:
        ensure_keys(session, ring)
    assert ring.open_live(ring.seal_live(b"x", b""), b"") == b"x"


def test_a_draft_that_a_killed_process_left_is_swept_when_it_is_old(ring: KeyRing) -> None:
    ring.create("ledger")
    old, young, other = (ring.path / name for name in (".pepper.0123abcd", ".pepper.4567cdef", ".notes"))
    for file in (old, young, other):
        file.write_bytes(bytes(32))
    for file in (old, other):
        os.utime(file, (0, 0))
    ring.create("pepper")
    assert sorted(file.name for file in ring.path.iterdir()) == [
        ".notes",
        ".pepper.4567cdef",
        "ledger.key",
        "pepper.key",
    ]
