"""The stage: an installation with an old register that answers, and a longer list that is imported into it.

Must not know: at which moments a process is killed.
"""

import csv
import dataclasses
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

import migrations
from hotline import incidents
from hotline.clock import SystemClock
from hotline.database import Database
from hotline.incidents import Incident
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from lookup import AnswerName, Custodian, HashingPool, LookupService, Query
from lookup.hashing import Cost
from lookup.registers import register
from lookup.registers.drafts import DraftBatch, RegisterDraft
from lookup.registers.register import RegisterPage
from rehearsal.child import Task
from rehearsal.mortal import Moment

EXAMPLE = PROJECT / "examples" / "jcps-2019"
NO_LIMIT = 10_000_000
# As cheap as Argon2 can be: for what a killed import is compared with. Never for people who exist.
CHEAP = Cost(memory_kib=8, passes=1)
Row = dict[str, str]


class Untrue(Exception):
    """The rehearsal found something that does not hold."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An installation in one folder: `old` answers, `new` is imported."""

    folder: Path
    incident: Incident
    old: Sequence[Row]
    new: Sequence[Row]

    @property
    def database_url(self) -> str:
        """Where its database is."""
        return f"sqlite:///{self.folder / 'noticeline.db'}"

    @property
    def letters(self) -> Path:
        """Where the codes of the new list are written."""
        return self.folder / "letters.csv"

    def imports(self, cost: Cost, moment: Moment | None = None, *, publish: bool = False) -> bool:
        """Run one import to its end, or to its death at `moment`; whether it was killed."""
        task = Task(
            database=self.database_url,
            keyring=str(self.folder / "keyring"),
            slug=self.incident.content.slug,
            people=str(self.folder / "people.csv"),
            letters=str(self.letters),
            log=str(self.folder / "batches.log"),
            cost=dataclasses.astuple(cost),
            moment=dataclasses.astuple(moment) if moment else ("", "", 0),
            publish=publish,
        )
        command = [sys.executable, "-m", "rehearsal.child", task.to_json()]
        # Arguments of our own making: paths of this installation and a moment.
        ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603
        if ended.returncode not in (0, -signal.SIGKILL):
            raise Untrue(f"the import ended with {ended.returncode}: {ended.stderr[-2000:]}")
        return ended.returncode != 0

    def batches_begun(self) -> int:
        """How many batches of hashes were begun by all imports so far."""
        log = self.folder / "batches.log"
        return log.stat().st_size if log.exists() else 0

    def batches_kept(self, *, of: int) -> int:
        """How many of the import's batches need not be hashed again: all of them once it is published."""
        with self.database() as database, database.read() as session:
            published = register.generations_published(session, self.incident.id)
            return of if len(published) > 1 else session.scalar(select(func.count()).select_from(DraftBatch)) or 0

    def keys(self) -> list[str]:
        """The register's keys in the ring."""
        return sorted(file.stem for file in (self.folder / "keyring").glob("incident-*.key"))

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Its database, for a look."""
        database = Database(self.database_url)
        yield database
        database.close()

    def left_over(self) -> int:
        """Drafts, batches, and pages of no generation: what an import that is over must not leave."""
        with self.database() as database, database.read() as session:
            drafts = sum(
                session.scalar(select(func.count()).select_from(one)) or 0 for one in (RegisterDraft, DraftBatch)
            )
            generations = session.scalars(select(RegisterPage.generation).distinct())
            return drafts + sum(
                not register.is_built(session, self.incident.id, generation) for generation in generations
            )

    def answering(self) -> tuple[int | None, int | None]:
        """The generation that answers, and the serial of its publication."""
        with self.database() as database, database.read() as session:
            status = register.status(session, self.incident.id)
        return status.published, status.serial

    def answers(self, rows: Sequence[Row]) -> list[tuple[AnswerName, tuple[str, ...]]]:
        """What the register answers to the student numbers of these rows."""
        pool = HashingPool(memory_mib=256, workers=1)
        with self.database() as database:
            service = LookupService(database, KeyRing(self.folder / "keyring", SystemClock()), SystemClock(), pool)
            with ThreadPoolExecutor(2) as threads:
                answers = list(threads.map(lambda row: service.ask(self._query(row), Custodian("rehearsal")), rows))
        pool.close()
        return [(answer.name, answer.categories) for answer in answers]

    def copy(self, folder: Path) -> "Stage":
        """The same installation once more, with the same keys."""
        shutil.copytree(self.folder, folder)
        return dataclasses.replace(self, folder=folder)

    def _query(self, row: Row) -> Query:
        return Query.of(self.incident.id, "student_number", row)


def people(number: int) -> list[Row]:
    """The first so many individuals of the example's long list."""
    with (EXAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = list(dict.fromkeys(row["person_key"] for row in rows))[:number]
    wanted = set(keys)
    return [row for row in rows if row["person_key"] in wanted]


def set_up(folder: Path, *, old: int, new: int) -> Stage:
    """A new installation in `folder` whose register knows `old` individuals, and a list of `new`."""
    folder.mkdir(parents=True, exist_ok=True)
    database, clock = Database(f"sqlite:///{folder / 'noticeline.db'}", patience_ms=20_000), SystemClock()
    migrations.upgrade(database)
    content = incidents.load(EXAMPLE / "incident.toml")
    content = dataclasses.replace(
        content, limits=dataclasses.replace(content.limits, custodian_checks_per_day=NO_LIMIT)
    )
    with database.write() as session:
        ring = KeyRing(folder / "keyring", clock)
        incident = incidents.apply(session, content, clock=clock, keyring=ring, operator="rehearsal")
    database.close()
    stage = Stage(folder, incident, people(old), people(new))
    write_list(folder, stage.old)
    if stage.imports(CHEAP, publish=True):
        raise Untrue("an import was killed that nobody killed")
    (folder / "batches.log").unlink()
    stage.letters.unlink()
    write_list(folder, stage.new)
    return stage


def write_list(folder: Path, rows: Sequence[Row]) -> None:
    """The list that is imported next."""
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def strangers(number: int) -> list[Row]:
    """Details that nobody has."""
    drawn = random.Random(1)  # noqa: S311  the same ones each time, for nobody
    return [{"student_number": f"{drawn.randrange(10**9):010d}", "birth_date": "1931-02-03"} for _ in range(number)]
