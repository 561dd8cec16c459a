"""Importing a list: read every row, give the codes, hash, build the register, stage it.

What answers now goes on answering; `register.publish` is a step of its own. Killed at any moment, the next import of
the same list goes on where this one ended; another list begins anew, and nothing of the first is left.
Must not know: command lines and screens, beyond being told to report its progress.
"""

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.incidents import Incident
from hotline.key_checks import ensure_keys
from hotline.sealing import KeyRing
from lookup import keyring, letter_codes
from lookup.hashing import Cost
from lookup.imports import building
from lookup.imports.building import Watch, Work
from lookup.imports.drafting import Drafting
from lookup.imports.letters_file import letters_file
from lookup.imports.lists import ListFault, read_list
from lookup.imports.people import Accounting, Gathering, Individual, give_letter_codes
from lookup.registers import counts, register
from lookup.registers.counts import ImportCounts, LeftOut
from lookup.registers.definition import Definition

_IMPORTS = 0x4E4C  # the first half of the name of our advisory locks; the second is the incident


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
    """What the custodian wants: which list, for which incident, at what cost of a hash, and where codes are written.

    `new_codes`: a letters key that was destroyed may be replaced, and then no code that was mailed answers any more.
    `show_values`: rejects hold the cell at fault, for the custodian's own screen.
    """

    incident: Incident
    path: Path
    cost: Cost
    skip_rejected: bool = False
    letters: Path | None = None
    new_codes: bool = False
    show_values: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `generation` is staged, and answers once it is published."""

    accounting: Accounting
    generation: int
    without_key: dict[str, int]


class Importer:
    """Imports lists into one database with one key ring."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        *,
        operator: str,
        executor: Callable[[], Executor] = building.one_thread_a_core,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._operator = operator
        self._executor = executor

    def read(self, order: Import, watch: Watch) -> Gathering:
        """Read the whole list and account for every row; ListFault. Changes nothing (a dry run is this and no more)."""
        content = order.incident.content
        gathering = Gathering()
        done = watch("Reading the list", 0)
        for row in read_list(order.path, content, show_values=order.show_values):
            gathering.take(row)
            done(1)
        return gathering

    def run(self, order: Import, watch: Watch) -> Imported:
        """Read, build and stage; ListFault, RowsRejected, ImportRunning, KeyMissing, KeyWrong stage nothing.

        What is staged already is not built again when the same list comes; only its letters are written.
        """
        with only_one(self._database, self._ring, order.incident.id):
            gathering = self.read(order, watch)
            accounting = gathering.accounting()
            if accounting.rejects and not order.skip_rejected:
                raise RowsRejected(accounting)
            if not gathering.individuals:
                raise ListFault(f"{order.path.name} has no row that can be imported.")
            individuals = list(gathering.individuals.values())
            with letters_file(order.letters, not_over=order.path) as letters:
                definition = self._built(self._planned(order, individuals, rejected=len(accounting.rejects)), watch)
                if letters:
                    letters.write(individuals, watch("Writing the letters", len(individuals)))
                self._stage(definition, accounting)
        return Imported(accounting, definition.generation, {rule.name: rule.without_key for rule in definition.schemes})

    def _planned(self, order: Import, individuals: Sequence[Individual], *, rejected: int) -> Work:
        incident = order.incident
        with self._database.write() as session:
            ensure_keys(session, self._ring)
            # Codes that were mailed stay, whatever has become of the list and the limits since.
            so_far = register.code_digits_so_far(session, incident.id)
        letters_key = keyring.letters_key(self._ring, incident.id, create=so_far is None or order.new_codes)
        digits = so_far or letter_codes.length(len(individuals), incident.content.limits.wrong_letter_codes)
        give_letter_codes(individuals, letters_key, incident.id, digits=digits)
        return building.planned(incident, individuals, cost=order.cost, letter_code_digits=digits, rejected=rejected)

    def _built(self, work: Work, watch: Watch) -> Definition:
        """The generation of the work, its pages in the database; nothing reads them before it is staged."""
        drafting = Drafting(self._database, self._ring, work.incident.id)
        draft = drafting.draft_of(work)
        with self._database.read() as session:
            before = register.built(session, self._ring, work.incident.id, draft.keys.generation)
        if before:
            return before.definition
        with self._executor() as executor:
            batches = drafting.hashes(work, draft, watch=watch, executor=executor)
        build = building.build(work, draft, batches)
        drafting.keep_pages(build, watch)
        return build.definition

    def _stage(self, definition: Definition, accounting: Accounting) -> None:
        incident_id, generation = definition.incident_id, definition.generation
        keys = keyring.read(self._ring, incident_id, generation)
        with self._database.write() as session:
            if register.is_built(session, incident_id, generation):
                return
            register.stage(session, definition, keys, at=self._clock.now())
            counts.keep(session, keys, _counted(accounting))
            AuditLog(self._ring, self._clock).record(
                session,
                Tag.REGISTER_IMPORTED,
                actor=self._operator,
                incident_id=incident_id,
                detail={"generation": str(generation), "people": str(definition.people)},
            )


def _counted(found: Accounting) -> ImportCounts:
    """The sums without the rows: neither a value nor the number of a row is kept."""
    reasons = Counter((reject.column, reject.reason) for reject in found.rejects)
    left_out = [LeftOut(column, reason, rows) for (column, reason), rows in reasons.most_common()]
    return ImportCounts(found.rows, found.merged, left_out, found.unkeyed)


@contextmanager
def only_one(database: Database, ring: KeyRing, incident_id: int) -> Iterator[None]:
    """Be the only one who imports, or destroys, what belongs to the incident; ImportRunning."""
    # A lock on a file goes with its process, however that ends; so does a session's lock in PostgreSQL.
    ring.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (ring.path / f"incident-{incident_id}.import").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ImportRunning("An import of this incident is already running; wait until it has ended.") from None
        with _only_host(database, incident_id):
            yield


@contextmanager
def _only_host(database: Database, incident_id: int) -> Iterator[None]:
    """Two hosts have two rings and one PostgreSQL; SQLite is one host's alone."""
    if database.url.get_backend_name() != "postgresql":
        yield
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(_IMPORTS, incident_id))):
            raise ImportRunning(
                "An import of this incident is already running on another host; wait until it has ended."
            )
        try:
            yield
        finally:  # the connection goes back to the pool, and its session with it
            connection.execute(select(func.pg_advisory_unlock(_IMPORTS, incident_id)))
