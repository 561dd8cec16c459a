"""The draft of a build: what an import that was killed leaves behind, so that the next one goes on where it ended.

At most one an incident. A draft remembers its generation, its salt, what it is a build of (an HMAC under its own keys)
and the hashes that were made, in batches of one length, sealed like the pages that will be made of them. It has no keys
but those of its generation, so it is worth nothing without the ring.
Must not know: lists, pages, who is hashed.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ForeignKey, LargeBinary, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base
from hotline.sealing import SEAL_BYTES, SealBroken, derive, open_sealed, seal
from lookup.hashing import HASH_BYTES, SALT_BYTES
from lookup.keyring import GenerationKeys

BATCH = 32  # hashes: seven seconds of one thread at `standard`, which is what a kill can cost
BATCH_BYTES = BATCH * HASH_BYTES + SEAL_BYTES


class RegisterDraft(Base):
    """A build of the register of an incident that is not finished, or not published."""

    __tablename__ = "register_drafts"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    generation: Mapped[int]
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))
    key_checks: Mapped[str] = mapped_column(Text)
    work: Mapped[bytes] = mapped_column(LargeBinary(32))


class DraftBatch(Base):
    """One sealed batch of hashes, in the order of the work."""

    __tablename__ = "draft_batches"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    batch_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(BATCH_BYTES))


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A draft with its keys. `salt` is the generation's."""

    keys: GenerationKeys
    salt: bytes

    @classmethod
    def new(cls, keys: GenerationKeys) -> "Draft":
        """A draft that nothing was done for yet."""
        return cls(keys, os.urandom(SALT_BYTES))

    def key(self) -> bytes:
        """The key that seals its batches and recognises its work."""
        return derive(self.keys.page_key, "noticeline draft", salt=self.keys.pepper)

    def about(self, batch_no: int) -> bytes:
        """The associated data of a batch."""
        return f"noticeline draft|{self.keys.incident_id}|{self.keys.generation}|{batch_no}".encode()


def found(session: Session, incident_id: int) -> RegisterDraft | None:
    """The incident's draft, not yet authenticated."""
    return session.get(RegisterDraft, incident_id)


def key_checks_of(row: RegisterDraft) -> dict[str, str]:
    """By what the draft's keys are recognised; none where the row is damaged."""
    with suppress(ValueError, AttributeError):
        return {str(name): str(value) for name, value in json.loads(row.key_checks).items()}
    return {}


def begin(session: Session, draft: Draft, *, work: bytes) -> None:
    """Keep a new draft of `work` in place of any other."""
    keys = draft.keys
    discard(session, keys.incident_id)
    checks = json.dumps(keys.check_values(), sort_keys=True)
    about = {"incident_id": keys.incident_id, "generation": keys.generation}
    session.execute(insert(RegisterDraft), {**about, "salt": draft.salt, "key_checks": checks, "work": work})


def keep(session: Session, draft: Draft, batches: Mapping[int, bytes]) -> None:
    """Keep finished batches, number → hashes; a shorter last one is padded."""
    key, incident_id = draft.key(), draft.keys.incident_id
    rows = [
        {"incident_id": incident_id, "batch_no": number, "sealed": seal(key, _padded(hashes), draft.about(number))}
        for number, hashes in batches.items()
    ]
    session.execute(insert(DraftBatch), rows)


def batches(session: Session, draft: Draft) -> dict[int, bytes]:
    """The batches that were kept, number → hashes with their padding. One that does not open is removed, to be made."""
    key, incident_id = draft.key(), draft.keys.incident_id
    opened: dict[int, bytes] = {}
    damaged = []
    rows = select(DraftBatch.batch_no, DraftBatch.sealed).where(DraftBatch.incident_id == incident_id)
    for number, sealed in session.execute(rows.execution_options(yield_per=1000)):
        try:
            opened[number] = open_sealed(key, sealed, draft.about(number))
        except SealBroken:
            damaged.append(number)
    for number in damaged:
        session.execute(delete(DraftBatch).where(DraftBatch.incident_id == incident_id, DraftBatch.batch_no == number))
    return opened


def discard(session: Session, incident_id: int, *, generation: int | None = None) -> None:
    """Remove the incident's draft, or only that of `generation`; nothing happens where there is none."""
    row = found(session, incident_id)
    if row is not None and generation in (None, row.generation):
        session.execute(delete(DraftBatch).where(DraftBatch.incident_id == incident_id))
        session.execute(delete(RegisterDraft).where(RegisterDraft.incident_id == incident_id))


def _padded(hashes: bytes) -> bytes:
    return hashes + os.urandom(BATCH * HASH_BYTES - len(hashes))
