"""Two processes that put an incident in force at the same moment: one of them does, the other is told in a sentence."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import AppliedAtOnce, Content, Incident, apply, load
from hotline.incidents.versions import StoredVersion
from hotline.sealing import KeyRing
from hotline.settings import PROJECT

OTHERS_ARE_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class Custodian:
    """Somebody who applies files from a process of their own: with own connections, on the same ring."""

    def __init__(self, url: str, folder: Path, clock: StoppedClock) -> None:
        self.database = Database(url)
        self.clock = clock
        self.keyring = KeyRing(folder / "keyring", clock)

    def applies(self, content: Content) -> Incident:
        with self.database.write() as session:
            return apply(session, content, clock=self.clock, keyring=self.keyring, operator="custodian")

    def applies_while(self, other: "Custodian", content: Content) -> "Future[Incident]":
        """This one's transaction commits only once the other's is waiting for it."""
        with ThreadPoolExecutor(1) as thread:
            with self.database.write() as session:
                apply(session, content, clock=self.clock, keyring=self.keyring, operator="custodian")
                answer = thread.submit(other.applies, content)
                while self.database.engine.name == "postgresql" and not other.waits():
                    assert not answer.done(), answer.exception()
            return answer

    def waits(self) -> bool:
        with self.database.read() as session:
            return bool(session.scalar(OTHERS_ARE_WAITING))


@pytest.fixture
def custodians(database_url: str, tmp_path: Path, clock: StoppedClock) -> Iterator[tuple[Custodian, Custodian]]:
    both = Custodian(database_url, tmp_path, clock), Custodian(database_url, tmp_path, clock)
    yield both
    for custodian in both:
        custodian.database.close()


@pytest.fixture(scope="module")
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def versions_in(custodian: Custodian) -> int:
    with custodian.database.read() as session:
        return session.scalar(select(func.count()).select_from(StoredVersion)) or 0


def comes_second(other: Custodian, answer: "Future[Incident]") -> None:
    """SQLite lets nobody begin before the first is done, so there is a second version; PostgreSQL finds out later."""
    if other.database.engine.name == "sqlite":
        assert answer.result().version == 2
    else:
        with pytest.raises(AppliedAtOnce, match="apply your file again"):
            answer.result()


def test_on_a_new_installation(custodians: tuple[Custodian, Custodian], content: Content) -> None:
    one, other = custodians
    comes_second(other, one.applies_while(other, content))


def test_a_new_incident_on_an_old_installation(custodians: tuple[Custodian, Custodian], content: Content) -> None:
    one, other = custodians
    one.applies(replace(content, slug="other", line="+18665550100"))
    comes_second(other, one.applies_while(other, content))


def test_the_next_version_of_an_incident_waits_for_its_turn(
    custodians: tuple[Custodian, Custodian], content: Content
) -> None:
    one, other = custodians
    one.applies(content)
    assert one.applies_while(other, content).result().version == 3


def test_an_installation_whose_keys_another_process_makes_is_told_so(
    custodians: tuple[Custodian, Custodian], content: Content, tmp_path: Path
) -> None:
    """The other's key appears between looking for it and making it."""
    one, _ = custodians

    class Ring(KeyRing):
        def has(self, name: str) -> bool:
            found = super().has(name)
            super().create(name)
            return found

    one.keyring = Ring(tmp_path / "another", one.clock)
    with pytest.raises(AppliedAtOnce, match="nothing of yours was changed"):
        one.applies(content)
    assert versions_in(one) == 0
