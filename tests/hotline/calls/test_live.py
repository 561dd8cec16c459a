"""Calls in progress: one size, sealed, found again, forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.calls import LiveCalls
from hotline.calls.live import EndedCall, LiveCall
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyMissing, KeyRing, SealBroken

MONDAY = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)
CALL = "CA" + "0" * 32
STATE = b'{"identifier":"483109275510"}'


class Telephone:
    """Calls on one database, with the ring and the clock at hand."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = StoppedClock(MONDAY)
        self.keyring = KeyRing(folder / "ring", self.clock)
        self.keyring.create("ledger")
        self.keyring.create_live()
        self.database = database
        self.calls = LiveCalls(self.keyring, self.clock)
        self.reference = self.calls.reference(CALL)

    def begins(self, state: bytes = STATE) -> bool:
        with self.database.write() as session:
            return self.calls.begin(session, self.reference, state, incident=None)

    def saves(self, state: bytes) -> None:
        with self.database.write() as session:
            self.calls.save(session, self.reference, state)

    def loads(self) -> bytes | None:
        with self.database.write() as session:
            return self.calls.load(session, self.reference)

    def ends(self) -> bool:
        with self.database.write() as session:
            self.calls.forget(session, self.reference)
            return self.calls.end(session, CALL)

    def has_ended(self) -> bool:
        with self.database.read() as session:
            return self.calls.has_ended(session, CALL)

    def sweeps(self) -> list[bytes | None]:
        with self.database.write() as session:
            return list(self.calls.sweep(session).values())

    def rows(self) -> list[LiveCall]:
        with self.database.read() as session:
            return list(session.scalars(select(LiveCall)))


@pytest.fixture
def telephone(database_url: str, tmp_path: Path) -> Iterator[Telephone]:
    database = Database(database_url)
    yield Telephone(database, tmp_path)
    database.close()


def test_a_call_is_found_as_it_was_left(telephone: Telephone) -> None:
    assert telephone.loads() is None
    telephone.begins()
    assert telephone.loads() == STATE
    telephone.saves(b"{}")
    assert telephone.loads() == b"{}"


def test_a_second_beginning_leaves_the_first(telephone: Telephone) -> None:
    assert telephone.begins(b"first")
    assert not telephone.begins(b"second")
    assert telephone.loads() == b"first"


def test_every_state_has_the_same_size_and_shows_nothing(telephone: Telephone) -> None:
    for state in (b"", STATE, b"x" * 990):
        telephone.begins(state)
        telephone.saves(state)
        (row,) = telephone.rows()
        assert len(row.sealed) == 1024
        assert len(row.reference) == 32
        assert b"4831" not in row.sealed
        assert CALL.encode() not in row.reference


def test_saving_the_same_state_changes_the_row(telephone: Telephone) -> None:
    telephone.begins()
    before = telephone.rows()[0].sealed
    telephone.saves(STATE)
    assert telephone.rows()[0].sealed != before


def test_a_state_moved_to_another_call_does_not_open(telephone: Telephone) -> None:
    telephone.begins()
    other = telephone.calls.reference("CA" + "1" * 32)
    with telephone.database.write() as session:
        session.add(LiveCall(reference=other, sealed=telephone.rows()[0].sealed, touched=0))
        session.flush()
        with pytest.raises(SealBroken):
            telephone.calls.load(session, other)


def test_a_call_that_is_over_leaves_a_digest_tied_to_nothing(telephone: Telephone) -> None:
    telephone.begins()
    reference = telephone.reference
    assert telephone.ends()
    assert not telephone.ends()
    assert telephone.has_ended()
    assert telephone.rows() == []
    with telephone.database.read() as session:
        (digest,) = session.scalars(select(EndedCall.digest))
    assert digest != reference


def test_without_the_ring_no_call_is_even_named(telephone: Telephone) -> None:
    shutil.rmtree(telephone.keyring.path)
    with pytest.raises(KeyMissing):
        telephone.calls.reference(CALL)


def test_claim_19_yesterday_s_rows_and_today_s_ring_open_no_call(telephone: Telephone) -> None:
    telephone.begins()
    telephone.clock.advance(timedelta(hours=24))
    telephone.keyring.seal_live(b"a call of today moves the chain forward", b"")
    with pytest.raises(SealBroken):
        telephone.loads()
    telephone.clock.advance(timedelta(hours=-24))  # a clock set back must not help either
    with pytest.raises(SealBroken):
        telephone.loads()


def test_calls_longer_than_a_call_are_swept_while_they_still_open(telephone: Telephone) -> None:
    telephone.begins()
    telephone.clock.advance(timedelta(hours=3))
    assert telephone.sweeps() == []
    telephone.clock.advance(timedelta(hours=1))
    assert telephone.sweeps() == [STATE]
    assert telephone.rows() == []


def test_calls_that_no_longer_open_are_swept_too(telephone: Telephone) -> None:
    telephone.begins()
    telephone.clock.advance(timedelta(hours=30))
    assert telephone.sweeps() == [None]
    assert telephone.rows() == []
