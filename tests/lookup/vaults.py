"""A vault with a cast of people, driven by sentences: who is on its list, and what it answers.

Must not know: telephones and desks.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from hotline import incidents
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import Content, Disclosure, Incident, Scheme
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from lookup import Answer, Asker, Custodian, HashingPool, LookupService, Query, Remember, Telephone
from lookup.hashing import Cost
from lookup.imports.importing import Import, Imported, Importer
from lookup.imports.people import Gathering
from lookup.registers import register
from lookup.registers.counts import ImportCount
from lookup.registers.definition import Publication
from lookup.registers.publishing import Publisher
from lookup.registers.register import OpenRegister, RegisterGeneration
from lookup.service import forget

# Argon2's own floor: a guess costs nothing, so a test of thousands takes a moment. Never outside tests.
FAST = Cost(memory_kib=8, passes=1)
EXAMPLE = incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
HEADER = ("person_key", "student_number", "last_name", "first_name", "birth_date", "street", "zip", "categories")


@dataclass(frozen=True)
class Person:
    """Somebody made up."""

    key: str
    number: str
    born: str
    kinds: tuple[str, ...] = ("name",)
    last: str = "Doe"
    first: str = "Jo"
    zip: str = "65101"

    @property
    def row(self) -> tuple[str, ...]:
        """The person as a row of the list."""
        kinds = ";".join(self.kinds)
        return (self.key, self.number, self.last, self.first, self.born, "1 Example St", self.zip, kinds)

    @property
    def named(self) -> dict[str, str]:
        """What a caller gives who asks by name."""
        return {"last_name": self.last, "first_name": self.first, "birth_date": self.born}


ANA = Person("A", "0000004001", "2009-05-17", ("name", "medical"))
BEN = Person("B", "0000004002", "2008-02-29", ("name", "address"))
# Two different children under one number and one day of birth: the district's own mistake.
CARA = Person("C1", "0000004003", "2010-10-10", ("name", "medical"))
COLE = Person("C2", "0000004003", "2010-10-10", ("name", "mosis"))
DANA = Person("D", "0000004004", "", ("name",))  # no birth date
NOBODY = Person("N", "0000009999", "2009-05-17")  # is on no list: always refused
CAST = (ANA, BEN, CARA, COLE, DANA)

EVA = Person("E", "0000004005", "2011-03-08", ("name", "medical"), last="García Márquez", first="María José")
# Twins: on a telephone Kim and Lin are the same three keys, and Ray's are others.
KIM = Person("T1", "0000004006", "2012-07-30", ("name", "medical"), last="O’Park", first="Kim")
LIN = replace(KIM, key="T2", number="0000004007", first="Lin", kinds=("name", "address"))
RAY = replace(KIM, key="T3", number="0000004008", first="Ray", kinds=("name",))
NAMED = (EVA, KIM, LIN, RAY)


def by_name(*, with_zip: bool = False, disclosure: Disclosure = "ordinary") -> Content:
    """The example's incident with the schemes by name: yes or no on the telephone, `disclosure` at the desk."""
    others = (one for one in EXAMPLE.schemes if not one.name.startswith("name"))
    telephone = Scheme("name", ("telephone",), disclosure="yes_no", reason="", width=0, zip=with_zip)
    desk = Scheme("name_desk", ("desk",), disclosure=disclosure, reason="", width=0, zip=with_zip)
    return replace(EXAMPLE, schemes=(*others, telephone, desk))


def crowd(size: int) -> list[Person]:
    """`size` people, one number and one of the district's kinds each."""
    kinds = [category.id for category in EXAMPLE.categories]
    return [Person(f"P{n}", f"{n + 10:010}", "2005-01-31", (kinds[n % len(kinds)],)) for n in range(size)]


def list_of(people: Iterable[Person]) -> str:
    """The people as a list file."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerows(person.row for person in people)
    return text.getvalue()


@dataclass
class Vault:
    """One installation's vault in a test: its database, its ring, its clock, and the service that is asked."""

    database: Database
    ring: KeyRing
    clock: StoppedClock
    pool: HashingPool
    folder: Path
    cost: Cost
    incident: Incident = field(init=False)

    def __post_init__(self) -> None:
        self.lookup = LookupService(self.database, self.ring, self.clock, self.pool)
        self.applies(EXAMPLE)

    def applies(self, content: Content) -> None:
        """The custodian puts an incident file in force."""
        with self.database.write() as session:
            self.incident = incidents.apply(session, content, clock=self.clock, keyring=self.ring, operator="ada")

    def limited_to(self, **limits: Any) -> None:
        """The custodian sets other limits."""
        content = self.incident.content
        self.applies(replace(content, limits=replace(content.limits, **limits)))

    def imports(self, people: Iterable[Person] | str, **chosen: Any) -> Imported:
        """The custodian imports a list, which is staged."""
        order = self._order(people, **chosen)
        return self._importer().run(order, lambda _title, _total: lambda _: None)

    def reads(self, people: Iterable[Person] | str) -> Gathering:
        """The custodian reads a list and imports nothing."""
        return self._importer().read(self._order(people), lambda _title, _total: lambda _: None)

    def _order(self, people: Iterable[Person] | str, **chosen: Any) -> Import:
        path = self.folder / "people.csv"
        path.write_text(people if isinstance(people, str) else list_of(people), encoding="utf-8")
        return Import(self.incident, path, self.cost, letters=self.folder / "letters.csv", **chosen)

    def _importer(self) -> Importer:
        return Importer(self.database, self.ring, self.clock, operator="ada")

    def publishes(self) -> None:
        """The custodian proposes that it answer, and somebody else approves."""
        proposal = self.publisher("ada").propose(self.incident.id)
        self.publisher("grace").approve(proposal.id)

    def rolls_back(self, generation: int | None = None) -> Publication:
        """The custodian proposes that an earlier one answer, and somebody else approves."""
        proposal = self.publisher("ada").propose_going_back(self.incident.id, generation)
        return self.publisher("grace").approve(proposal.id)

    def publisher(self, by: str) -> Publisher:
        """Somebody's hand on what answers."""
        return Publisher(self.database, self.ring, self.clock, by=by)

    def forgets_what_is_staged(self) -> None:
        """The newest build is as if its import had been killed just before it was staged."""
        with self.database.write() as session:
            newest = register.next_generation(session, self.incident.id) - 1
            for model in (RegisterGeneration, ImportCount):
                session.execute(delete(model).where(model.generation == newest))

    def holds(self, people: Iterable[Person]) -> "Vault":
        """The people are imported and the register answers."""
        self.imports(people)
        self.publishes()
        return self

    def asks(self, person: Person, asker: Asker | None = None, *, remember: Remember = forget) -> Answer:
        """Somebody asks by student number."""
        details = {"student_number": person.number, "birth_date": person.born}
        return self.asks_by("student_number", details, asker, remember=remember)

    def asks_by(
        self, scheme: str, details: Mapping[str, str], asker: Asker | None = None, *, remember: Remember = forget
    ) -> Answer:
        """Somebody asks; the custodian when nobody is named."""
        query = Query.of(self.incident.id, scheme, details)
        return self.lookup.ask(query, asker or Custodian("ada"), remember=remember)

    def code_of(self, person: Person) -> str:
        """The code in the person's letter."""
        with (self.folder / "letters.csv").open(encoding="utf-8", newline="") as file:
            return {row["person_key"]: row["letter_code"] for row in csv.DictReader(file)}[person.key]

    def opened(self) -> OpenRegister:
        """The register that answers, as the vault itself opens it."""
        with self.database.read() as session:
            return register.current(session, self.ring, self.incident.id)

    def restarts(self) -> None:
        """The processes are started anew: nothing is remembered."""
        self.lookup = LookupService(self.database, self.ring, self.clock, self.pool)


def caller(name: str = "one", number: str = "+15735550100") -> Telephone:
    """A call."""
    return Telephone(name.encode().ljust(32, b"."), number)
