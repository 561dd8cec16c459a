"""Every applied file is a version that stays as it was, whatever is applied later."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from hotline.audit import AuditEntry, AuditLog, Tag
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import (
    Content,
    Incident,
    IncidentDamaged,
    LineTaken,
    NoSuchIncident,
    apply,
    current,
    current_by_id,
    current_for_line,
    languages_of,
    load,
    version_before,
    version_of,
    versions,
)
from hotline.incidents.versions import StoredIncident, StoredVersion
from hotline.sealing import KeyMissing, KeyRing
from hotline.settings import PROJECT

NOON = datetime(2019, 5, 29, 17, 0, 42, tzinfo=UTC)


class Office:
    """Applies files as a custodian would."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock = StoppedClock(NOON)
        self.keyring = KeyRing(folder / "keyring", self.clock)

    def apply(self, content: Content) -> Incident:
        with self.database.write() as session:
            return self.apply_in(session, content)

    def apply_in(self, session: Session, content: Content) -> Incident:
        return apply(session, content, clock=self.clock, keyring=self.keyring, operator="custodian")

    def apply_and_fail(self, content: Content) -> None:
        with self.database.write() as session:
            self.apply_in(session, content)
            assert current(session, content.slug).content == content
            raise ZeroDivisionError


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    database = Database(database_url)
    yield Office(database, tmp_path)
    database.close()


@pytest.fixture
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def reworded(content: Content, words: str) -> Content:
    return replace(content, greeting={"en": words, "es": words})


def test_the_first_version_is_in_force(office: Office, content: Content) -> None:
    applied = office.apply(content)
    assert applied.version == 1
    with office.database.read() as session:
        assert current(session, "jcps-2019") == applied
        assert current_by_id(session, applied.id) == applied
        assert current_for_line(session, "+18667754209") == applied
        assert current(session, "jcps-2019").content == content
        assert version_before(session, applied) is None


def test_applying_again_makes_a_version_and_keeps_the_one_before(office: Office, content: Content) -> None:
    first = office.apply(content)
    second = office.apply(reworded(content, "Hello again."))
    assert (second.id, second.version) == (first.id, 2)
    with office.database.read() as session:
        assert current(session, "jcps-2019").content.greeting["en"] == "Hello again."
        assert version_of(session, first.id, 1).content == content
        assert version_before(session, second) == first


def test_applying_the_same_file_again_makes_a_version_too(office: Office, content: Content) -> None:
    office.apply(content)
    assert office.apply(content).version == 2


def test_a_new_line_takes_the_place_of_the_old_one(office: Office, content: Content) -> None:
    office.apply(content)
    office.apply(replace(content, line="+18665550100"))
    with office.database.read() as session:
        assert current_for_line(session, "+18667754209") is None
        found = current_for_line(session, "+18665550100")
        assert found is not None
        assert found.version == 2


def test_two_incidents_can_not_have_one_line(office: Office, content: Content) -> None:
    office.apply(content)
    with pytest.raises(LineTaken, match="jcps-2019"):
        office.apply(replace(content, slug="other"))
    with office.database.read() as session, pytest.raises(NoSuchIncident):
        current(session, "other")


def test_two_incidents_live_side_by_side(office: Office, content: Content) -> None:
    first = office.apply(content)
    other = office.apply(replace(content, slug="other", line="+18665550100"))
    assert other.id != first.id
    assert other.version == 1
    with office.database.read() as session:
        assert current(session, "jcps-2019") == first
        assert current_for_line(session, "+18665550100") == other


def test_what_was_rolled_back_was_never_in_force(office: Office, content: Content) -> None:
    office.apply(content)
    with pytest.raises(ZeroDivisionError):
        office.apply_and_fail(reworded(content, "Never said."))
    second = office.apply(reworded(content, "Said."))
    with office.database.read() as session:
        assert second.version == 2
        assert current(session, "jcps-2019").content.greeting["en"] == "Said."


def test_what_does_not_exist_is_told(office: Office, content: Content) -> None:
    applied = office.apply(content)
    with office.database.read() as session:
        assert current_for_line(session, "+15735550100") is None
        with pytest.raises(NoSuchIncident, match="apply its file first"):
            current(session, "nothing")
        with pytest.raises(NoSuchIncident, match="no version 2"):
            version_of(session, applied.id, 2)


def test_a_version_that_was_changed_in_storage_is_never_spoken(office: Office, content: Content) -> None:
    applied = office.apply(reworded(content, "Before."))
    versions._CONTENTS.clear()  # as in a process that has not read it yet
    with office.database.write() as session:
        stored = session.scalars(select(StoredVersion.content)).one()
        session.execute(update(StoredVersion).values(content=stored.replace("Before.", "Behind.")))
    with office.database.read() as session, pytest.raises(IncidentDamaged, match="Version 1"):
        version_of(session, applied.id, 1)


def test_a_version_is_read_from_the_database_only_once(office: Office, content: Content) -> None:
    applied = office.apply(content)
    with office.database.read() as session:
        once = current(session, "jcps-2019").content
        assert version_of(session, applied.id, 1).content is once


def test_a_line_that_was_moved_in_the_database_is_nobodys(office: Office, content: Content) -> None:
    office.apply(content)
    with office.database.write() as session:
        session.execute(update(StoredIncident).values(line="+18005550199"))
    with office.database.read() as session:
        assert current_for_line(session, "+18005550199") is None
        assert current_for_line(session, content.line) is None


def test_applying_is_audited(office: Office, content: Content) -> None:
    office.apply(content)
    incident = office.apply(content)
    with office.database.read() as session:
        assert AuditLog(office.keyring, office.clock).verify(session) == 2
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        assert (entry.tag, entry.actor, entry.incident_id) == (Tag.INCIDENT_APPLIED, "custodian", incident.id)
        stored = session.scalars(select(StoredVersion).where(StoredVersion.version == 2)).one()
        assert json.loads(entry.detail) == {"slug": "jcps-2019", "version": "2", "digest": stored.digest}
        assert entry.at == NOON.replace(second=0)


def test_without_its_keys_nothing_is_applied(office: Office, content: Content) -> None:
    office.apply(content)
    office.keyring.path.rename(office.keyring.path.with_name("elsewhere"))
    with pytest.raises(KeyMissing):
        office.apply(reworded(content, "Never said."))
    with office.database.read() as session:
        assert session.scalars(select(StoredIncident.current_version)).one() == 1
        assert session.scalar(text("SELECT count(*) FROM incident_versions")) == 1


def test_languages_come_in_the_order_of_versions_and_none_is_forgotten(office: Office, content: Content) -> None:
    applied = [office.apply(replace(content, languages=one)) for one in (("es",), ("en",), ("en", "es"))]
    for _ in range(2):  # read, and then known
        with office.database.read() as session:
            assert languages_of(session, applied[0].id) == ("es", "en")


def test_a_version_that_was_changed_tells_no_languages(office: Office, content: Content) -> None:
    applied = office.apply(reworded(content, "Words that no other test has."))
    with office.database.write() as session:
        session.execute(update(StoredVersion).values(content='{"languages": ["fr"]}'))
    with office.database.read() as session, pytest.raises(IncidentDamaged):
        languages_of(session, applied.id)
