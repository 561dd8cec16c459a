"""The witness: whether the version in force is the one that was applied last, as the audit log has it.

What callers hear, whom 0 dials and to whom details are sealed is in clear in the database, so whoever can write there
can change it, but can't write the audit entry that belongs to it.
Must not know: who looks, and what is done about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.audit import AuditEntry, Tag
from hotline.incidents.versions import StoredIncident, StoredVersion

Applied = Mapping[int, tuple[str, str]]  # incident → version and digest


def last_applied(session: Session, *, after: int = 0) -> Applied:
    """What was put in force last, as far as the entries after a number of the audit log say: that log must be whole.

    The digest is empty where an older version of this program wrote the entry.
    """
    entries = select(AuditEntry.incident_id, AuditEntry.detail).where(
        AuditEntry.tag == Tag.INCIDENT_APPLIED.value, AuditEntry.seq > after
    )
    told = {row.incident_id: json.loads(row.detail) for row in session.execute(entries.order_by(AuditEntry.seq))}
    return {incident: (said["version"], said.get("digest", "")) for incident, said in told.items()}


def changed_unseen(session: Session, applied: Applied) -> list[str]:
    """The short names of incidents in which something else is in force than `applied` says."""
    in_force = (
        select(StoredIncident.id, StoredIncident.slug, StoredVersion.version, StoredVersion.digest)
        .join(StoredVersion, StoredIncident.id == StoredVersion.incident_id)
        .where(StoredIncident.current_version == StoredVersion.version)
    )
    changed = []
    for row in session.execute(in_force.order_by(StoredIncident.id)):
        version, digest = applied.get(row.id, ("", ""))
        if version != str(row.version) or digest not in ("", row.digest):
            changed.append(row.slug)
    return changed
