"""Destroying a register: its keys are removed from this host, and what is left anywhere is noise.

Pages and records stay in the database and in its backups; without the keys nobody can tell them from chance.
Must not know: lists, callers, other hosts.
"""

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup import drafts, keyring
from lookup.importing import only_one


class Destroyer:
    """Destroys the keys of incidents in one key ring, in the name of one operator."""

    def __init__(self, database: Database, ring: KeyRing, clock: Clock, *, operator: str) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._operator = operator

    def destroy(self, incident_id: int) -> list[str]:
        """Destroy every key of the incident that this ring has; their names, none the second time.

        ImportRunning while a list is imported: its keys would be made again.
        """
        with only_one(self._database, self._ring, incident_id), self._database.write() as session:
            drafts.discard(session, incident_id)
            AuditLog(self._ring, self._clock).record(
                session,
                Tag.REGISTER_DESTROYED,
                actor=self._operator,
                incident_id=incident_id,
                detail={"keys": str(len(keyring.of_incident(self._ring, incident_id)))},
            )
            # Last, so that nothing is destroyed unrecorded: what can fail has been done, but for the commit.
            return keyring.destroy_all(self._ring, incident_id)
