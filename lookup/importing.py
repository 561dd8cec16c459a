"""Importing a list: read every row, give the codes, build the register, stage it. All of it, or nothing.

What answers now goes on answering; `register.publish` is a step of its own.
Must not know: command lines and screens, beyond being told to report its progress.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.incidents import Incident
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing
from lookup import building, keyring, letter_codes, register
from lookup.building import Build, Order, Watch
from lookup.hashing import Cost
from lookup.letters_file import letters_file
from lookup.lists import ListFault, read_csv
from lookup.people import Accounting, Gathering, Individual, give_letter_codes


class RowsRejected(ListFault):
    """Rows need attention and nothing was imported."""

    def __init__(self, accounting: Accounting) -> None:
        rows, rejects = accounting.rows, len(accounting.rejects)
        super().__init__(
            f"{rejects:,} of {rows:,} rows need attention; nothing was imported. "
            "Correct them, or import the others with --skip-rejected."
        )
        self.accounting = accounting


class ImportRunning(Exception):
    """Another import of the same incident is running."""


@dataclass(frozen=True, slots=True)
class Import:
    """What the custodian wants: which list, for which incident, at what cost of a hash, and where codes are written."""

    incident: Incident
    path: Path
    cost: Cost
    skip_rejected: bool = False
    letters: Path | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `generation` is staged, and answers once it is published."""

    accounting: Accounting
    generation: int
    without_key: dict[str, int]


class Importer:
    """Imports lists into one database with one key ring."""

    def __init__(self, database: Database, ring: KeyRing, clock: Clock, *, operator: str) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._operator = operator

    def read(self, order: Import, watch: Watch) -> Gathering:
        """Read the whole list and account for every row; ListFault. Changes nothing (a dry run is this and no more)."""
        content = order.incident.content
        gathering = Gathering()
        done = watch("Reading the list", 0)
        width = max((scheme.width or 0 for scheme in content.schemes), default=0)
        known = [category.id for category in content.categories]
        for row in read_csv(order.path, columns=content.columns, categories=known, number_width=width):
            gathering.take(row)
            done(1)
        return gathering

    def run(self, order: Import, watch: Watch) -> Imported:
        """Read, build and stage; ListFault, RowsRejected, ImportRunning, KeyMissing, KeyWrong change nothing."""
        with _only_one(self._ring, order.incident.id):
            gathering = self.read(order, watch)
            accounting = gathering.accounting()
            if accounting.rejects and not order.skip_rejected:
                raise RowsRejected(accounting)
            if not gathering.individuals:
                raise ListFault(f"{order.path.name} has no row that can be imported.")
            individuals = list(gathering.individuals.values())
            with letters_file(order.letters, not_over=order.path) as letters:
                build = self._build(order, individuals, watch)
                if letters:
                    letters.write(individuals)
                self._stage(order, build)
        rules = build.definition.schemes
        return Imported(accounting, build.definition.generation, {rule.name: rule.without_key for rule in rules})

    def _build(self, order: Import, individuals: Sequence[Individual], watch: Watch) -> Build:
        incident = order.incident
        with self._database.write() as session:
            ensure_keys(session, self._ring)
            generation = register.next_generation(session, incident.id)
            # Codes that were mailed stay, whatever has become of the list and the limits since.
            digits = register.code_digits_so_far(session, incident.id) or letter_codes.length(
                len(individuals), incident.content.limits.wrong_letter_codes
            )
        generation = max(generation, keyring.highest_generation(self._ring, incident.id) + 1)
        letters_key = keyring.letters_key(self._ring, incident.id, create=True)
        give_letter_codes(individuals, letters_key, incident.id, digits=digits)
        keys = keyring.create(self._ring, incident.id, generation)
        work = Order(incident, keys, order.cost, digits)
        done = watch("Hashing", building.hashes_to_make(work, individuals))
        with building.one_thread_a_core() as executor:
            return building.build(work, individuals, done=done, executor=executor)

    def _stage(self, order: Import, build: Build) -> None:
        definition = build.definition
        keys = keyring.read(self._ring, definition.incident_id, definition.generation)
        with self._database.write() as session:
            register.stage(session, definition, keys, pages=build.pages, at=self._clock.now())
            AuditLog(self._ring, self._clock).record(
                session,
                Tag.REGISTER_IMPORTED,
                actor=self._operator,
                incident_id=order.incident.id,
                detail={"generation": str(definition.generation), "people": str(definition.people)},
            )


@contextmanager
def _only_one(ring: KeyRing, incident_id: int) -> Iterator[None]:
    # A lock on a file goes with its process, however that ends.
    ring.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (ring.path / f"incident-{incident_id}.import").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ImportRunning("An import of this incident is already running; wait until it has ended.") from None
        yield
