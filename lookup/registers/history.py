"""What an incident's register was, is and could be: its publications, and its builds with what their imports counted.

For people who decide about it; no check is answered from here. Must not know: who decides, and lists.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.sealing import KeyFault, KeyRing
from lookup.registers import counts, register
from lookup.registers.counts import ImportCounts
from lookup.registers.definition import Definition, RegisterFault, parse
from lookup.registers.register import PublishRecord, RegisterGeneration


@dataclass(frozen=True, slots=True)
class Published:
    """One publication: which generation answered from when on. `after` is the one before it, 0 for the first."""

    serial: int
    after: int
    at: datetime
    definition: Definition


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build. `counts`: None where it was made by a version that kept none."""

    definition: Definition
    built_at: datetime
    counts: ImportCounts | None


def publications(session: Session, incident_id: int, *, most: int = 20) -> Sequence[Published]:
    """The incident's publications, the newest first, as the database says them: not verified, and needs no key."""
    kept = select(PublishRecord.serial, PublishRecord.published_at, PublishRecord.body)
    kept = kept.where(PublishRecord.incident_id == incident_id).order_by(PublishRecord.serial.desc())
    rows = session.execute(kept.limit(most + 1)).all()
    serials = [*(row.serial for row in rows[1:]), 0]
    found = (
        Published(row.serial, after, row.published_at, parse(row.body).definition)
        for row, after in zip(rows, serials, strict=True)
    )
    return tuple(found)[:most]


def build(session: Session, ring: KeyRing, incident_id: int, generation: int) -> Build | None:
    """A build of the incident, verified with its keys; None where it is not, or can't be asked any more."""
    with suppress(RegisterFault, KeyFault):
        opened = register.built(session, ring, incident_id, generation)
        kept = session.get(RegisterGeneration, (incident_id, generation))
        if opened and kept:
            return Build(opened.definition, kept.built_at, counts.of(session, opened.keys))
    return None


def staged(session: Session, ring: KeyRing, incident_id: int) -> Build | None:
    """The build that waits to be published; None where nothing does."""
    waiting = register.status(session, incident_id).staged
    return build(session, ring, incident_id, waiting) if waiting else None


def earlier(session: Session, ring: KeyRing, incident_id: int) -> Sequence[Build]:
    """The builds that answered before and could again, the newest first."""
    before = register.generations_published(session, incident_id)[1:]
    return tuple(found for one in before if (found := build(session, ring, incident_id, one)))
