"""Searching the audit log: what fits, page by page, and what nobody at the desk is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from hotline import incidents
from hotline.audit import AuditEntry, AuditLog, Tag
from hotline.auditing import Asked, Found, Place, Search
from hotline.auditing.search import ON_A_PAGE
from hotline.clock import StoppedClock
from hotline.database import Database, table_of
from hotline.sealing import KeyRing
from tests.ivr.incidents import CONTENT

HOUR = timedelta(hours=1)


@dataclass
class Archive:
    """A log with two incidents in it, and somebody who works for the first."""

    database: Database
    ring: KeyRing
    clock: StoppedClock
    here: int = 0
    there: int = 0

    def records(self, tag: Tag, actor: str, incident: int | None, *, to_the_hour: bool = False, **detail: str) -> None:
        with self.database.write() as session:
            log = AuditLog(self.ring, self.clock)
            log.record(session, tag, actor=actor, incident_id=incident, detail=detail, to_the_hour=to_the_hour)

    def finds(self, asked: Asked | None = None, *, after: Place | None = None) -> Found:
        with self.database.read() as session:
            return self.search.page(session, asked or Asked(), after=after)

    def tags(self, asked: Asked | None = None) -> list[tuple[str, str]]:
        return [(entry.tag, entry.actor) for entry in self.finds(asked).entries]

    @property
    def search(self) -> Search:
        return Search((self.here,), strangers=("agent 9", "supervisor 9", "account 9"))


@pytest.fixture
def archive(keyed: Database, ring: KeyRing, clock: StoppedClock) -> Archive:
    found = Archive(keyed, ring, clock)
    with keyed.write() as session:
        applied = [
            incidents.apply(session, content, clock=clock, keyring=ring, operator="ada").id
            for content in (CONTENT, replace(CONTENT, slug="elsewhere", line="+18665550111"))
        ]
    found.here, found.there = applied
    clock.advance(HOUR)
    return found


def test_what_callers_do_is_in_the_log_and_not_on_a_page(archive: Archive) -> None:
    archive.records(Tag.REGISTER_ASKED, "telephone", archive.here)
    archive.records(Tag.CALLBACK_ARRANGED, "telephone", archive.here, language="es")
    archive.records(Tag.REGISTER_ASKED, "agent 3", archive.here)
    assert archive.tags() == [("register.asked", "agent 3"), ("incident.applied", "ada")]
    assert archive.tags(Asked(actors=("telephone",))) == []
    with archive.database.read() as session:
        assert AuditLog(archive.ring, archive.clock).verify(session) == 5
        assert archive.search.actors(session) == ("ada", "agent 3")


def test_what_is_done_elsewhere_is_not_shown(archive: Archive) -> None:
    archive.records(Tag.REGISTER_PUBLISHED, "bo", archive.there)
    archive.records(Tag.STAFF_SIGNED_IN, "agent 9", None)
    archive.records(Tag.STAFF_DISABLED, "ada", None, account="agent 9")
    archive.records(Tag.STAFF_SIGNED_IN, "agent 3", None)
    archive.records(Tag.STAFF_REFUSED, "desk", None, why="password")
    assert archive.tags() == [
        ("staff.refused", "desk"),
        ("staff.signed_in", "agent 3"),
        ("incident.applied", "ada"),
    ]


def test_by_time_by_who_and_by_what(archive: Archive) -> None:
    archive.records(Tag.STAFF_SIGNED_IN, "agent 3", None)
    archive.records(Tag.STAFF_SIGNED_IN, "supervisor 4", None)
    archive.clock.advance(HOUR)
    later = archive.clock.now()
    archive.records(Tag.STAFF_SIGNED_OUT, "agent 3", None)
    assert archive.tags(Asked(actors=("agent 3", "account 3"))) == [
        ("staff.signed_out", "agent 3"),
        ("staff.signed_in", "agent 3"),
    ]
    assert archive.tags(Asked(tag="staff.signed_in", actors=("agent 3",))) == [("staff.signed_in", "agent 3")]
    assert archive.tags(Asked(since=later)) == [("staff.signed_out", "agent 3")]
    assert len(archive.tags(Asked(until=later))) == 3


def test_every_entry_is_on_exactly_one_page_whatever_comes_meanwhile(archive: Archive) -> None:
    for number in range(3 * ON_A_PAGE):
        archive.records(Tag.STAFF_SIGNED_IN, f"agent {number % 3}", None)
        if number % 7 == 0:
            archive.clock.advance(timedelta(minutes=1))
    seen: list[int] = []
    place: Place | None = None
    while True:
        found = archive.finds(Asked(tag="staff.signed_in"), after=place)
        seen += [entry.seq for entry in found.entries]
        archive.records(Tag.STAFF_SIGNED_IN, "agent 5", None)  # the newest: on no page that is still to come
        if found.older is None:
            break
        place = found.older
    assert len(seen) == len(set(seen)) == 3 * ON_A_PAGE
    assert seen == sorted(seen, reverse=True)


def test_what_was_kept_to_the_hour_stands_before_all_else_of_its_hour(archive: Archive) -> None:
    """Its place among minutes would tell in which of them a call was."""
    archive.clock.advance(timedelta(minutes=1))
    archive.records(Tag.STAFF_SIGNED_IN, "agent 3", None)
    archive.clock.advance(timedelta(minutes=5))
    archive.records(Tag.REGISTER_ASKED, "agent 3", archive.here, to_the_hour=True)
    archive.clock.advance(timedelta(minutes=5))
    archive.records(Tag.STAFF_SIGNED_OUT, "agent 3", None)
    assert [tag for tag, _ in archive.tags()][:3] == ["staff.signed_out", "staff.signed_in", "register.asked"]


def test_no_search_reads_the_whole_log(archive: Archive) -> None:
    """Each has an index that holds no caller's entry."""
    engine, statements = archive.database.engine, []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements.append((statement, parameters))

    now = datetime(2019, 6, 3, tzinfo=UTC)
    event.listen(engine, "before_cursor_execute", note)
    for asked in (Asked(), Asked(actors=("agent 3",)), Asked(tag="staff.reset"), Asked(since=now, until=now + HOUR)):
        archive.finds(asked, after=Place(now, 7))
    with archive.database.read() as session:
        archive.search.actors(session)
    event.remove(engine, "before_cursor_execute", note)
    searches = [one for one in statements if "audit_entries" in one[0]]
    assert len(searches) == 5
    for statement, parameters in searches:
        plan = plan_of(engine, statement, parameters)
        assert "ix_audit_entries" in plan, plan
        assert not re.search(r"SCAN audit_entries$|Seq Scan on audit_entries", plan, re.MULTILINE), plan


def plan_of(engine: Engine, statement: str, parameters: Any) -> str:
    """How the database would search a log that is too long to be read."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return "\n".join(
                row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            )
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


def test_an_index_holds_no_entry_of_a_caller(archive: Archive) -> None:
    dialect = archive.database.engine.dialect.name
    indexes = table_of(AuditEntry).indexes
    assert len(indexes) == 3
    assert {str(index.dialect_options[dialect]["where"]) for index in indexes} == {"actor <> 'telephone'"}
