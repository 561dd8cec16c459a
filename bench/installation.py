"""A hotline for one measurement: its own folder, database, keys and register, gone afterwards.

Must not know: what is measured on it.
"""

import csv
import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import migrations
from app import House, build
from hotline import incidents, settings
from hotline.clock import SystemClock
from hotline.incidents import Content, Incident
from hotline.incidents.hours import WEEKDAYS, Holidays, Span
from lookup.hashing import Cost
from lookup.imports.building import Watch
from lookup.imports.importing import Import, Imported, Importer
from lookup.registers.publishing import Publisher

EXAMPLE = settings.PROJECT / "examples" / "jcps-2019"
ALL_DAY = Span.parse("00:00-24:00")
NEVER = 100_000  # a limit that no measurement reaches


@dataclass(frozen=True, slots=True)
class Installation:
    """What is measured on: the house, its incident, and the environment in which a server finds the same."""

    house: House
    incident: Incident
    environment: dict[str, str]
    folder: Path


@contextmanager
def installation(**environment: str) -> Iterator[Installation]:
    """An installation without a register, for as long as the block runs, on the disk where a real one would be."""
    settings.STATE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.STATE) as name:
        folder = Path(name)
        given = {
            "NOTICELINE_DATABASE_URL": f"sqlite:///{folder / 'noticeline.db'}",
            "NOTICELINE_KEYRING": str(folder / "keyring"),
            "NOTICELINE_WORKERS": "1",
            **environment,
        }
        house = build(settings.load(given), SystemClock())
        migrations.upgrade(house.database)
        yield Installation(house, _applied(house), given, folder)
        house.database.close()


def people(number: int) -> list[dict[str, str]]:
    """The first rows of the example's long list that have all details, one an individual."""
    with (EXAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["person_key"]: row for row in csv.DictReader(file) if row["student_number"] and row["birth_date"]}
    return list(rows.values())[:number]


def import_list(
    on: Installation, rows: Sequence[dict[str, str]], cost: Cost, *, watch: Watch, letters: Path | None = None
) -> Imported:
    """Import `rows` at `cost`, as `flask register import` does."""
    path = on.folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    importer = Importer(on.house.database, on.house.keyring, on.house.clock, operator="bench")
    return importer.run(Import(on.incident, path, cost, letters=letters), watch)


def publish(on: Installation) -> None:
    """Let the imported register answer."""
    house = on.house
    proposal = Publisher(house.database, house.keyring, house.clock, by="bench").propose(on.incident.id)
    Publisher(house.database, house.keyring, house.clock, by="bench's second").approve(proposal.id)


def unwatched(_title: str, _total: int) -> "Silence":
    """A watch that reports nothing."""
    return Silence()


class Silence:
    """Progress that nobody looks at."""

    def __call__(self, pieces: int) -> None:
        """Count nothing."""


def _applied(house: House) -> Incident:
    with house.database.write() as session:
        return incidents.apply(session, _content(), clock=house.clock, keyring=house.keyring, operator="bench")


def always_open(on: Installation) -> Installation:
    """The same installation with people at the desk at every hour, who take calls by telephone."""
    content = on.incident.content
    hours = dataclasses.replace(content.hours, weekly=dict.fromkeys(WEEKDAYS, (ALL_DAY,)), holidays=Holidays())
    house = on.house
    with house.database.write() as session:
        incident = incidents.apply(
            session,
            dataclasses.replace(content, hours=hours, closures=(), takes_calls=True),
            clock=house.clock,
            keyring=house.keyring,
            operator="bench",
        )
    return dataclasses.replace(on, incident=incident)


def _content() -> Content:
    content = incidents.load(EXAMPLE / "incident.toml")
    limits = dataclasses.replace(
        content.limits,
        checks_per_day_floor=NEVER,
        breaker_failures_per_hour=NEVER,
        checks_per_agent_per_day=NEVER,
        checks_by_hand_per_hour=NEVER,
    )
    return dataclasses.replace(content, limits=limits)
