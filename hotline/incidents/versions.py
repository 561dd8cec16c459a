"""Incidents in the database: each applied file is a new version, kept for ever, because calls remember what they heard.

Knows content and its versions; knows neither files nor anything about calls, registers or individuals.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Row, Select, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime
from hotline.incidents import tree
from hotline.incidents.content import Content
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing


class StoredIncident(Base):
    """One incident, and which of its versions is in force."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    line: Mapped[str] = mapped_column(String(16), unique=True)
    current_version: Mapped[int]


class StoredVersion(Base):
    """One version: its content as JSON, and the SHA-256 of that text in hex. Never changed after it was written.

    `applied_by` is empty where an older version of this program wrote it.
    """

    __tablename__ = "incident_versions"
    __table_args__ = (UniqueConstraint("incident_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[str] = mapped_column(String(80), server_default="")


@dataclass(frozen=True, slots=True)
class Incident:
    """One version of one incident, as it was applied."""

    id: int
    version: int
    content: Content


@dataclass(frozen=True, slots=True)
class Applied:
    """A version, the minute in which it was put in force, and by whom, as the audit names them; "" where unknown."""

    incident: Incident
    at: datetime
    by: str


class NoSuchIncident(Exception):
    """There is no incident, or no version of it, under what was asked for."""


class LineTaken(Exception):
    """The line already belongs to another incident."""

    def __init__(self, line: str, slug: str) -> None:
        super().__init__(f"The line {line} already belongs to the incident {slug}; nothing was changed.")


class AppliedAtOnce(Exception):
    """Another process was putting an incident in force at the same moment."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"Somebody else was putting {slug}, or its line, in force at this moment; nothing of yours was changed. "
            f"See what is in force (flask incident show --incident {slug}), then apply your file again."
        )


class IncidentDamaged(Exception):
    """A stored version is not what was applied; nothing may be said from it."""


# Digest → content. Only what the digest names can be found under it, so the cache can't be stale, whatever the
# database or the transaction in which it was read.
_CONTENTS: dict[str, Content] = {}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
_VERSION = select(StoredVersion.id, StoredVersion.incident_id, StoredVersion.version, StoredVersion.digest)


def _in_force() -> Select[int, int, int, str]:
    return _VERSION.join(StoredIncident, StoredIncident.id == StoredVersion.incident_id).where(
        StoredIncident.current_version == StoredVersion.version
    )


# Asked at every check and at the beginning of every call, so they are built once.
_BY_ID = _in_force().where(StoredIncident.id == bindparam("this"))
# Its number stays, so on PostgreSQL whoever writes a row that names it, as every check does, need not wait.
_LOCK = select(StoredIncident.id).where(StoredIncident.id == bindparam("this")).with_for_update(key_share=True)
_BY_LINE = _in_force().where(StoredIncident.line == bindparam("this"))


def apply(session: Session, content: Content, *, clock: Clock, keyring: KeyRing, operator: str) -> Incident:
    """Put `content` in force as a new version of its incident, the first one if the slug is new; audited.

    Makes the installation's keys where there never were any. Raises LineTaken, AppliedAtOnce, and KeyMissing or
    KeyWrong where the audit could not be written.
    """
    try:
        return _apply(session, content, clock=clock, keyring=keyring, operator=operator)
    except (IntegrityError, FileExistsError):  # what neither found before it began, one of the two has made since
        raise AppliedAtOnce(content.slug) from None


def _apply(session: Session, content: Content, *, clock: Clock, keyring: KeyRing, operator: str) -> Incident:
    ensure_keys(session, keyring)
    _refuse_taken_line(session, content)
    this = select(StoredIncident).where(StoredIncident.slug == content.slug).with_for_update(key_share=True)
    stored = session.scalar(this)
    if stored is None:
        stored = StoredIncident(slug=content.slug, current_version=0)
        session.add(stored)
    stored.line = content.line
    stored.current_version += 1
    session.flush()
    incident = Incident(stored.id, stored.current_version, content)
    version = _stored(incident, minute(clock.now()), by=operator)
    session.add(version)
    AuditLog(keyring, clock).record(
        session,
        Tag.INCIDENT_APPLIED,
        actor=operator,
        incident_id=incident.id,
        detail={"slug": content.slug, "version": str(incident.version), "digest": version.digest},
    )
    return incident


def current(session: Session, slug: str) -> Incident:
    """The version in force; NoSuchIncident."""
    found = _one(session, _in_force().where(StoredIncident.slug == slug))
    if found is None:
        raise NoSuchIncident(f"There is no incident {slug}: apply its file first (flask incident apply FILE).")
    return found


def current_by_id(session: Session, incident_id: int) -> Incident:
    """The version in force of an incident that is known by its id; NoSuchIncident."""
    found = _read(session, session.connection().execute(_BY_ID, {"this": incident_id}).one_or_none())
    if found is None:
        raise NoSuchIncident(f"There is no incident number {incident_id}.")
    return found


def in_hand(session: Session, incident_id: int) -> Incident:
    """As `current_by_id`; nobody else puts another version in force until this transaction ends."""
    session.connection().execute(_LOCK, {"this": incident_id})
    return current_by_id(session, incident_id)


def current_for_line(session: Session, number: str) -> Incident | None:
    """The version in force of the incident whose line is `number` (E.164); None when no incident has it."""
    found = _read(session, session.connection().execute(_BY_LINE, {"this": number}).one_or_none())
    # Whoever moves a line in the database must not let callers of one incident hear the "no" of another.
    return found if found and found.content.line == number else None


def all_current(session: Session) -> list[Incident]:
    """Every incident in its version in force, in the order in which they were first applied."""
    rows = session.execute(_in_force().order_by(StoredIncident.id)).all()
    return [Incident(row.incident_id, row.version, _content(session, row)) for row in rows]


def version_of(session: Session, incident_id: int, version: int) -> Incident:
    """The version that a call heard, whatever is in force now; NoSuchIncident."""
    found = _one(session, _VERSION.where(StoredVersion.incident_id == incident_id, StoredVersion.version == version))
    if found is None:
        raise NoSuchIncident(f"There is no version {version} of incident number {incident_id}.")
    return found


def versions_of(session: Session, incident_id: int, *, most: int | None = None) -> list[Applied]:
    """Every version of an incident, or the newest `most` of them, the newest first."""
    told = _VERSION.add_columns(StoredVersion.applied_at, StoredVersion.applied_by)
    rows = told.where(StoredVersion.incident_id == incident_id).order_by(StoredVersion.version.desc()).limit(most)
    found = session.execute(rows).all()
    return [
        Applied(Incident(row.incident_id, row.version, _content(session, row)), row.applied_at, row.applied_by)
        for row in found
    ]


def languages_of(session: Session, incident_id: int) -> tuple[str, ...]:
    """Every language of an incident, in the order in which its versions came to have them.

    A line that is closed and opened every day has hundreds of versions, so none of them is kept for this.
    """
    every = _VERSION.where(StoredVersion.incident_id == incident_id).order_by(StoredVersion.version)
    rows = session.execute(every).all()
    for row in rows:
        if row.digest not in _LANGUAGES:
            _LANGUAGES[row.digest] = tuple(_read_tree(session, row)["languages"])
    return tuple(dict.fromkeys(language for row in rows for language in _LANGUAGES[row.digest]))


def version_before(session: Session, incident: Incident) -> Incident | None:
    """The version that `incident` took the place of; None before the first."""
    return version_of(session, incident.id, incident.version - 1) if incident.version > 1 else None


def applied_on(session: Session, incident: Incident) -> date:
    """The day (UTC) on which this version was put in force."""
    return applied_at(session, incident).date()


def applied_at(session: Session, incident: Incident) -> datetime:
    """The minute in which this version was put in force."""
    this = (StoredVersion.incident_id == incident.id, StoredVersion.version == incident.version)
    return session.scalars(select(StoredVersion.applied_at).where(*this)).one()


def _refuse_taken_line(session: Session, content: Content) -> None:
    holder = session.scalar(select(StoredIncident.slug).where(StoredIncident.line == content.line))
    if holder is not None and holder != content.slug:
        raise LineTaken(content.line, holder)


def _stored(incident: Incident, applied_at: datetime, *, by: str) -> StoredVersion:
    text = json.dumps(tree.plain(incident.content), ensure_ascii=False, sort_keys=True)
    return StoredVersion(
        incident_id=incident.id,
        version=incident.version,
        content=text,
        digest=_digest(text),
        applied_at=applied_at,
        applied_by=by,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _one(session: Session, statement: Select[int, int, int, str]) -> Incident | None:
    return _read(session, session.execute(statement).one_or_none())


def _read(session: Session, row: Row[int, int, int, str] | None) -> Incident | None:
    return None if row is None else Incident(row.incident_id, row.version, _content(session, row))


def _content(session: Session, row: Row[*tuple[Any, ...]]) -> Content:
    if row.digest not in _CONTENTS:
        _CONTENTS[row.digest] = tree.content(_read_tree(session, row))
    return _CONTENTS[row.digest]


def _read_tree(session: Session, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    text = session.scalars(select(StoredVersion.content).where(StoredVersion.id == row.id)).one()
    if _digest(text) != row.digest:
        raise IncidentDamaged(f"Version {row.version} of incident number {row.incident_id} was changed in storage.")
    found: dict[str, Any] = json.loads(text)
    return found
