"""What an import counted, kept beside its build: how many rows there were, and what became of them.

Reasons, columns and numbers of rows; no value of a cell and no number of a row is ever here. Authenticated under the
build's own keys, because a second person decides by it. Must not know: lists, and how rows are counted.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base
from hotline.sealing import digest
from lookup.keyring import GenerationKeys
from lookup.registers.definition import RegisterFault


class ImportCount(Base):
    """The counts of one build, as JSON, with an HMAC under the build's keys."""

    __tablename__ = "import_counts"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many rows were not taken, for one reason in one column; no column where it was the row as a whole."""

    column: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """`rows` = individuals + `merged` (rule → rows) + the rows of `left_out`.

    `unkeyed`: column → placeholders that were not keyed.
    """

    rows: int
    merged: Mapping[str, int]
    left_out: Sequence[LeftOut]
    unkeyed: Mapping[str, int]

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return sum(one.rows for one in self.left_out)


def keep(session: Session, keys: GenerationKeys, counts: ImportCounts) -> None:
    """Keep the counts of the build that has these keys, in the caller's transaction."""
    body = json.dumps(asdict(counts), sort_keys=True).encode()
    about = {"incident_id": keys.incident_id, "generation": keys.generation}
    session.add(ImportCount(**about, body=body, mac=_mac(keys, body)))
    session.flush()


def of(session: Session, keys: GenerationKeys) -> ImportCounts | None:
    """The counts of a build; None where it was made by a version that kept none. RegisterFault if they were changed."""
    row = session.get(ImportCount, (keys.incident_id, keys.generation))
    if row is None:
        return None
    if not hmac.compare_digest(_mac(keys, row.body), row.mac):
        raise RegisterFault(f"What the import of generation {keys.generation} counted was changed.")
    said = json.loads(row.body)
    return ImportCounts(**{**said, "left_out": tuple(LeftOut(**one) for one in said["left_out"])})


def _mac(keys: GenerationKeys, body: bytes) -> bytes:
    return digest(keys.record_key(), b"noticeline import counts", body)
