"""Destroying a register, or forgetting its old builds: keys go from this host, and what they sealed is noise.

A destroyed register's pages and records stay in the database and in its backups; without the keys nobody can tell them
from chance.
Must not know: lists, callers, other hosts.
"""

from sqlalchemy.orm import Session

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup import keyring
from lookup.imports.drafting import Drafting
from lookup.imports.importing import only_one
from lookup.registers import drafts, register


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
            keys = len(keyring.of_incident(self._ring, incident_id))
            self._record(session, Tag.REGISTER_DESTROYED, incident_id, {"keys": str(keys)})
            # Last, so that nothing is destroyed unrecorded: what can fail has been done, but for the commit.
            return keyring.destroy_all(self._ring, incident_id)

    def forget(self, incident_id: int) -> list[int]:
        """Destroy this host's keys of old builds, and their pages: of all but what answers, answered before, or waits.

        The numbers of these generations. Keys of the same names that are another database's stay.
        """
        with only_one(self._database, self._ring, incident_id):
            with self._database.write() as session:
                AuditLog(self._ring, self._clock).try_writing(session)  # nobody publishes until the commit
                old = register.outlived(session, incident_id)
                generations = [definition.generation for definition in old]
                self._record(session, Tag.REGISTER_FORGOTTEN, incident_id, {"generations": str(generations)})
                for definition in old:  # last, so that nothing is destroyed unrecorded
                    keyring.destroy(self._ring, incident_id, definition.generation, checks=definition.key_checks)
            for generation in generations:
                Drafting(self._database, self._ring, incident_id).drop_pages(generation)
        return generations

    def _record(self, session: Session, tag: Tag, incident_id: int, detail: dict[str, str]) -> None:
        log = AuditLog(self._ring, self._clock)
        log.record(session, tag, actor=self._operator, incident_id=incident_id, detail=detail)
