"""Sealed requests: one row each, under a random name, with its kind and its day and nothing else in clear.

The rows lie in the order of their random names, so they don't tell in which order the calls came.
Must not know: calls, callers' numbers, and what a box holds.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Date, ForeignKey, LargeBinary, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, table_of
from hotline.followups.boxes import BOX_BYTES, BoxShut, seal_for

ID_BYTES = 16
_AT_ONCE = 500


class SealedRequest(Base):
    """One request."""

    __tablename__ = "sealed_requests"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    id: Mapped[bytes] = mapped_column(LargeBinary(ID_BYTES), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    day: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(BOX_BYTES))


_TABLE = table_of(SealedRequest)
_KEEP = insert(_TABLE)


@dataclass(frozen=True, slots=True)
class About:
    """What a request says in clear: its incident, its kind (`check`), its day (UTC)."""

    incident_id: int
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Exported:
    """A request as it lies in a file of requests."""

    id: bytes
    incident: str
    kind: str
    day: str
    box: bytes


def keep(session: Session, about: About, details: Mapping[str, str], *, to: bytes) -> None:
    """Seal the details to the custodian's public key and keep them, in the caller's transaction."""
    row = {"incident_id": about.incident_id, "kind": about.kind, "day": about.day, "sealed": seal_for(to, details)}
    session.connection().execute(_KEEP, {"id": secrets.token_bytes(ID_BYTES), **row})


def export(session: Session, file: Path, *, incident_id: int, slug: str) -> list[bytes]:
    """Write an incident's requests to a new file as they lie, one JSON object a line; their ids.

    FileExistsError where the file is there. It is on disk, and was read again, when this returns.
    """
    rows = session.execute(select(_TABLE).where(_TABLE.c.incident_id == incident_id).order_by(_TABLE.c.id)).all()
    found = [Exported(row.id, slug, row.kind, row.day.isoformat(), row.sealed) for row in rows]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.writelines(line_of(one) + "\n" for one in found)
        out.flush()
        os.fsync(out.fileno())
    if list(read(file)) != found:
        raise OSError(f"{file} does not hold what was written to it.")
    return [one.id for one in found]


def read(file: Path) -> Iterator[Exported]:
    """The requests of a file that `export` wrote; BoxShut where a line is none."""
    with file.open(encoding="ascii") as lines:
        for number, line in enumerate(lines, start=1):
            yield _exported(line, number)


def remove(session: Session, ids: Sequence[bytes]) -> None:
    """Delete these requests, in the caller's transaction."""
    for start in range(0, len(ids), _AT_ONCE):
        session.execute(delete(SealedRequest).where(_TABLE.c.id.in_(ids[start : start + _AT_ONCE])))


def line_of(one: Exported) -> str:
    """A request as one line of a file."""
    said = {"id": one.id.hex(), "incident": one.incident, "kind": one.kind, "day": one.day}
    return json.dumps({**said, "box": base64.b64encode(one.box).decode("ascii")})


def _exported(line: str, number: int) -> Exported:
    try:
        said = json.loads(line)
        box = base64.b64decode(said["box"], validate=True)
        return Exported(bytes.fromhex(said["id"]), said["incident"], said["kind"], said["day"], box)
    except (ValueError, KeyError, TypeError) as fault:
        raise BoxShut(f"Line {number} is not a sealed request.") from fault
