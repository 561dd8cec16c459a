"""Publishing: a build, staged or earlier, is proved whole, and answers from one commit on.

Must not know: lists, callers.
"""

from sqlalchemy.orm import Session

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup.hashing import argon2id
from lookup.registers import drafts, register
from lookup.registers.definition import Publication, RegisterFault
from lookup.registers.pages import find, open_page
from lookup.registers.register import OpenRegister
from lookup.registers.self_test import known_hit, payload_of_hit


class Publisher:
    """Publishes registers of one database with one key ring, in the name of one operator."""

    def __init__(self, database: Database, ring: KeyRing, clock: Clock, *, operator: str) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._operator = operator

    def publish(self, incident_id: int) -> Publication:
        """Let the incident's staged build answer, or change nothing: RegisterFault, PageFault, KeyMissing, KeyWrong."""
        with self._database.read() as session:
            staged = register.staged(session, self._ring, incident_id)
            _prove(session, staged)
        return self._answer_from(staged, Tag.REGISTER_PUBLISHED)

    def roll_back(self, incident_id: int, generation: int | None = None) -> Publication:
        """Let an earlier generation answer again, the one before where none is named; the same faults.

        It is a publication like any other, with a serial of its own: a host refuses serials that go back.
        """
        with self._database.read() as session:
            earlier = register.earlier(session, self._ring, incident_id, generation)
            _prove(session, earlier)
        return self._answer_from(earlier, Tag.REGISTER_ROLLED_BACK)

    def _answer_from(self, proven: OpenRegister, tag: Tag) -> Publication:
        incident_id, generation = proven.definition.incident_id, proven.definition.generation
        with self._database.write() as session:
            published = register.publish(session, self._ring, proven, at=self._clock.now())
            drafts.discard(session, incident_id, generation=generation)
            AuditLog(self._ring, self._clock).record(
                session,
                tag,
                actor=self._operator,
                incident_id=incident_id,
                detail={"generation": str(generation), "serial": str(published.serial)},
            )
        with self._database.read() as session:
            register.current(session, self._ring, incident_id)  # moves this host's pin, now that it is committed
        return published


def _prove(session: Session, staged: OpenRegister) -> None:
    """Open every page, and find the canary; pages never change once staged, so no lock is held for it."""
    definition, binding = staged.definition, staged.definition.binding
    hit = staged.secret(argon2id(known_hit(staged.keys), bytes.fromhex(definition.salt), definition.cost))
    numbers, found = [], None
    for page_no, sealed in register.pages(session, binding):
        slots = open_page(sealed, staged.keys.page_key, binding.about(page_no))
        numbers.append(page_no)
        found = find(slots, hit) if page_no == binding.page_of(hit) else found
    if numbers != list(range(binding.page_count)) or found != payload_of_hit(definition):
        raise RegisterFault(f"Generation {definition.generation} is not whole: import the list again.")
