"""The keys of registers: for each generation a pepper, a page key and a canary; for each incident a letters key.

Read from the ring at every check, so that a ring that is moved away or destroyed stops every answer at once.
`GenerationKeys.prf` is the seam behind which the pepper can later move to another process or a key service.
Must not know: pages and queries.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hotline.sealing import KEY_BYTES, KeyFault, KeyMissing, KeyRing, KeyWrong, check_value, derive, digest

_KINDS = ("pepper", "page_key", "canary")


@dataclass(frozen=True, slots=True, repr=False)
class GenerationKeys:
    """The keys of one generation of one incident's register, 32 bytes each."""

    incident_id: int
    generation: int
    pepper: bytes
    page_key: bytes
    canary: bytes

    def prf(self, hashed: bytes) -> bytes:
        """HMAC-SHA-256 under the pepper, bound to incident and generation: 32 bytes."""
        about = (b"noticeline entry", str(self.incident_id).encode(), str(self.generation).encode())
        return digest(self.pepper, *about, hashed)

    def record_key(self) -> bytes:
        """The key that authenticates the generation's publish record."""
        return derive(self.page_key, "noticeline publish record", salt=self.pepper)

    def check_values(self) -> dict[str, str]:
        """By what each key is recognised in the publish record, in hexadecimal."""
        keys = (self.pepper, self.page_key, self.canary)
        return {kind: check_value(key, kind).hex() for kind, key in zip(_KINDS, keys, strict=True)}

    def stop_unless(self, expected: dict[str, str]) -> None:
        """KeyWrong, naming the key, unless these are the keys whose check values are `expected`."""
        for name, value in self.check_values().items():
            if not secrets.compare_digest(value, expected.get(name, "")):
                raise KeyWrong(f"The {name} of generation {self.generation} is not the one that built this register.")


def read(ring: KeyRing, incident_id: int, generation: int) -> GenerationKeys:
    """The keys of a generation as they stand in the ring now; KeyMissing, KeyWrong."""
    return GenerationKeys(incident_id, generation, *(ring.read(name) for name in _names(incident_id, generation)))


def new(incident_id: int, generation: int) -> GenerationKeys:
    """New random keys for a generation that is about to be built; they are in no ring yet."""
    return GenerationKeys(incident_id, generation, *(secrets.token_bytes(KEY_BYTES) for _ in _KINDS))


def keep(ring: KeyRing, keys: GenerationKeys) -> None:
    """Put a generation's keys into the ring; FileExistsError where it has some."""
    names = _names(keys.incident_id, keys.generation)
    for name, key in zip(names, (keys.pepper, keys.page_key, keys.canary), strict=True):
        ring.write(name, key)


def destroy(ring: KeyRing, incident_id: int, generation: int, *, checks: Mapping[str, str]) -> None:
    """Destroy those keys of a generation that `checks` recognise.

    Keys under the same names that a register of another database is sealed with stay.
    """
    for kind, name in zip(_KINDS, _names(incident_id, generation), strict=True):
        with suppress(KeyFault):
            if check_value(ring.read(name), kind).hex() == checks.get(kind):
                ring.destroy(name)


def of_incident(ring: KeyRing, incident_id: int) -> list[str]:
    """The names of the incident's keys in this ring: of every generation, and the letters key."""
    its = re.compile(rf"incident-{incident_id}-(generation-[0-9]+-.+|letters)")
    return sorted(name for name in ring.names() if its.fullmatch(name))


def destroy_all(ring: KeyRing, incident_id: int) -> list[str]:
    """Destroy every key of the incident in this ring; their names.

    The pinned serial stays: a database from before must not become one that answers.
    """
    names = of_incident(ring, incident_id)
    for name in names:
        ring.destroy(name)
    ring.destroy_drafts(f"incident-{incident_id}-")
    return names


def highest_generation(ring: KeyRing, incident_id: int) -> int:
    """The highest generation of the incident that has a key in this ring; 0 before the first.

    A build never takes the number of another's keys: they may belong to a register of another database.
    """
    name = re.compile(rf"incident-{incident_id}-generation-([0-9]{{1,9}})-.+")
    return max((int(found[1]) for key in ring.names() if (found := name.fullmatch(key))), default=0)


def letters_key(ring: KeyRing, incident_id: int, *, create: bool = False) -> bytes:
    """The key from which the incident's letter codes are drawn; KeyMissing unless it may be created."""
    name = f"incident-{incident_id}-letters"
    if create and not ring.has(name):
        return ring.create(name)
    try:
        return ring.read(name)
    except KeyMissing as missing:
        raise KeyMissing(
            f"{missing} The codes that were mailed come from it: copy it from the host that made them. Where it was "
            "destroyed, import with --new-codes: everybody gets another code, and no code that was mailed answers."
        ) from missing


def highest_serial(ring: KeyRing, incident_id: int) -> int:
    """The highest publication that this host has seen of the incident; 0 before the first."""
    try:
        return int(_pin(ring, incident_id).read_text("ascii"))
    except FileNotFoundError:
        return 0
    except ValueError as fault:
        raise KeyWrong(f"The pinned serial of incident {incident_id} in {ring.path} is damaged.") from fault


def pin_serial(ring: KeyRing, incident_id: int, serial: int) -> None:
    """Remember beside the keys that publication `serial` was seen, whole or not at all."""
    file = _pin(ring, incident_id)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    draft.write_text(str(serial), "ascii")
    draft.replace(file)


def _pin(ring: KeyRing, incident_id: int) -> Path:
    return ring.path / f"incident-{incident_id}.serial"


def _names(incident_id: int, generation: int) -> list[str]:
    return [f"incident-{incident_id}-generation-{generation}-{kind.replace('_', '-')}" for kind in _KINDS]
