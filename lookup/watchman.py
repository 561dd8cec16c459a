"""The watchman: what can be wrong with a line, looked at from beside it, as sentences for whoever runs it.

Must not know: how an alarm is sent, calls, individuals.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hotline import incidents
from hotline.alarms import Alarm, Lookout
from hotline.audit import AuditBroken, AuditLog, Verified
from hotline.clock import Clock
from hotline.database import Database
from hotline.incidents import Incident, witness
from hotline.sealing import KeyFault, KeyRing
from lookup.oversight import Oversight, Standing
from lookup.registers.self_test import FAILED
from lookup.service import LookupService

MIB = 1 << 20
NOT_APPLIED = (
    "what is in force was applied neither by flask incident apply nor at the desk: the database was written to."
)
WHOLE_CHAIN_EVERY = 86_400  # seconds; in between, only what is new is verified


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: the parts of an installation, and the least free space of its disks in MiB."""

    database: Database
    keyring: KeyRing
    clock: Clock
    lookup: LookupService
    least_free_mib: int


class Watchman:
    """Looks at one installation; each look is a few reads, and nothing of it is kept but how far the audit held."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._audit = AuditLog(watched.keyring, watched.clock)
        self._oversight = Oversight(watched.keyring, watched.clock)
        self._verified = Verified()
        self._verified_whole_at = float("-inf")
        self._applied: dict[int, tuple[str, str]] = {}

    def lookout(self) -> Lookout:
        """Everything that can be wrong, by the name under which a look that fails is logged."""
        return Lookout({"ready": self.ready, "limits": self.limits, "audit": self.audit, "disks": self.disks})

    def ready(self) -> Iterator[Alarm]:
        """Whether a caller could be answered now, and whether the register still finds its canary."""
        for place, why in enumerate(self._watched.lookup.why_not_ready()):
            # A second incident that fails must not be told as the first one's old news.
            beside = f" {place + 1}" if place else ""
            key = "canary" if why.startswith(FAILED) else "not ready"
            yield Alarm(f"{key}{beside}", f"Callers can't be answered: {why}")

    def limits(self) -> Iterator[Alarm]:
        """Whether a breaker has tripped, and half of the letter codes' budget is spent."""
        with self._watched.database.read() as session:
            found = [(one, self._oversight.standing(session, one)) for one in incidents.all_current(session)]
        for incident, standing in found:
            yield from _of_limits(incident, standing)

    def audit(self) -> Iterator[Alarm]:
        """Whether the audit log is unbroken and can be written, and incidents are as they were applied."""
        try:
            with self._watched.database.write() as session:
                self._audit.try_writing(session)
        except SQLAlchemyError as fault:
            yield Alarm("audit not writable", f"The audit log can't be written ({type(fault).__name__}).")
            return
        try:
            changed = self._verify()
        except (AuditBroken, KeyFault) as why:
            self._verified = Verified()  # until it is whole again, every look is at all of it
            yield Alarm("audit broken", str(why))
            return
        for slug in changed:
            yield Alarm(f"incident {slug}", f"{slug}: {NOT_APPLIED}")

    def disks(self) -> Iterator[Alarm]:
        """Whether the disks of the key ring and of a SQLite database have room."""
        for name, place in self._places():
            free = shutil.disk_usage(place).free // MIB
            if free < self._watched.least_free_mib:
                yield Alarm(f"disk of the {name}", f"The disk of the {name} has {free:,} MiB left.")

    def _verify(self) -> list[str]:
        """Verify what is new in the audit log; the incidents where something is in force that it knows nothing of."""
        now = self._watched.clock.now().timestamp()
        if not 0 <= now - self._verified_whole_at < WHOLE_CHAIN_EVERY:
            self._verified = Verified()
        with self._watched.database.snapshot() as session:
            before, self._verified = self._verified, self._audit.verify_on(session, self._verified)
            self._applied |= witness.last_applied(session, after=before.seq)
            changed = witness.changed_unseen(session, self._applied)
        if before == Verified():
            self._verified_whole_at = now
        return changed

    def _places(self) -> Iterator[tuple[str, Path]]:
        yield "key ring", self._watched.keyring.path
        url = self._watched.database.url
        if url.get_backend_name() == "sqlite" and url.database:
            yield "database", Path(url.database).parent


def _of_limits(incident: Incident, standing: Standing) -> Iterator[Alarm]:
    slug = incident.content.slug
    for door in standing.tripped:
        sentence = f"{slug}: far more checks fail than usual at the {door}; only letter codes are answered there."
        yield Alarm(f"breaker {slug} {door}", sentence)
    if 2 * standing.wrong_codes >= standing.most_wrong_codes:
        spent = f"{standing.wrong_codes:,} of {standing.most_wrong_codes:,}"
        yield Alarm(
            f"letter codes {slug}", f"{slug}: {spent} wrong letter codes are spent; at the end, none is answered."
        )
