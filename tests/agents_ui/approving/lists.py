"""The lists of an office: a custodian who imports and proposes at the server, and a second supervisor at the desk.

Must not know: what is tested.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hotline.approvals import Matter, Proposal, Proposals
from hotline.staff import Role
from lookup.imports.importing import Import, Imported, Importer
from lookup.registers import register
from lookup.registers.publishing import Publisher
from tests.agents_ui.desks import Colleague, Office, enrols
from tests.journeys.lines import FAST_HASHING
from tests.lookup.vaults import Person, crowd, list_of

OPERATOR = "ada"
# What an import leaves out: days that are none, and a row with a cell too many.
UNREADABLE = "E{n},990{n:03},Doe,Jo,31.12.2009,1 Example St,65101,name\n"
TOO_LONG = "F,990999,Doe,Jo,2009-05-17,1 Example St,65101,name,and,more\n"


def rosa() -> Colleague:
    """The second supervisor of the same incident."""
    return Colleague("rosa", "Rosa Quinn", Role.SUPERVISOR, "jcps-2019")


@dataclass
class Lists:
    """The lists of one office."""

    office: Office
    second: Colleague = field(default_factory=rosa)

    def __post_init__(self) -> None:
        self._enrols(self.second)

    def hires(self, login: str, *, incident: str) -> str:
        """One more supervisor, of this incident; their login."""
        self._enrols(Colleague(login, login.title(), Role.SUPERVISOR, incident))
        return login

    def imports(self, people: int = 1_204, *, unreadable: int = 0, cells_too_many: int = 0) -> Imported:
        """The custodian imports a list of so many made-up people, with rows that have to be left out."""
        broken = "".join(UNREADABLE.format(n=n) for n in range(unreadable)) + TOO_LONG * cells_too_many
        return self._imports(list_of(crowd(people)) + broken)

    def imports_these(self, *people: Person) -> Imported:
        return self._imports(list_of(people))

    def proposes(self, by: str = OPERATOR, *, note: str = "") -> Proposal:
        return self._publisher(by).propose(self.office.incident.id, note=note)

    def goes_back(self, by: str = OPERATOR) -> Proposal:
        return self._publisher(by).propose_going_back(self.office.incident.id)

    def approves(self, proposal_id: UUID, by: str = "grace") -> None:
        self._publisher(by).approve(proposal_id)

    def publishes(self) -> None:
        """Two operators let the staged list answer."""
        self.approves(self.proposes().id)
        self.office.clock.advance(timedelta(hours=1))

    def proposes_words(self, subject: str = "0" * 64) -> Proposal:
        """Something else that takes two persons."""
        house = self.office.house
        with house.database.write() as session:
            ledger, about = Proposals(house.keyring, house.clock), self.office.incident.id
            return ledger.propose(session, Matter.TEXT, subject, incident_id=about, by=OPERATOR)

    def answers(self) -> int | None:
        """Which generation answers."""
        with self.office.house.database.read() as session:
            return register.status(session, self.office.incident.id).published

    def opened(self) -> tuple[Proposal, ...]:
        house = self.office.house
        with house.database.read() as session:
            return tuple(Proposals(house.keyring, house.clock).opened(session, None))

    def _enrols(self, colleague: Colleague) -> None:
        self.office.people[colleague.login] = colleague
        enrols(self.office, colleague)

    def _imports(self, text: str) -> Imported:
        house = self.office.house
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "people.csv"
            path.write_text(text, encoding="utf-8")
            order = Import(self.office.incident, path, FAST_HASHING, skip_rejected=True)
            importer = Importer(house.database, house.keyring, house.clock, operator=OPERATOR)
            return importer.run(order, lambda _title, _total: nothing)

    def _publisher(self, by: str) -> Publisher:
        house = self.office.house
        return Publisher(house.database, house.keyring, house.clock, by=by)


def nothing(_pieces: int) -> None:
    """Progress that nobody looks at."""
