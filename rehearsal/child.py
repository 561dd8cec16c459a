"""The process that is killed: `python -m rehearsal.child '{…}'` imports a list, and publishes it where it is asked to.

Must not know: why it dies.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from hotline import incidents
from hotline.approvals import Proposals
from hotline.clock import SystemClock
from lookup.hashing import Cost
from lookup.imports.importing import Import, Importer
from lookup.registers.publishing import Publisher
from rehearsal.mortal import Death, Moment, MortalDatabase, MortalExecutor, MortalRing


@dataclass(frozen=True, slots=True)
class Task:
    """What the process does, and when it dies. Paths are texts, because they travel as JSON."""

    database: str
    keyring: str
    slug: str
    people: str
    letters: str
    log: str
    cost: tuple[int, int]
    moment: tuple[str, str, int] = ("", "", 0)
    publish: bool = False

    def to_json(self) -> str:
        """The task as one argument."""
        return json.dumps(asdict(self))


def run(task: Task) -> None:
    """Import and publish, if death does not come first."""
    death, clock = Death(Moment(*task.moment)), SystemClock()
    database = MortalDatabase(task.database, death)
    ring = MortalRing(Path(task.keyring), clock, death)
    with database.read() as session:
        incident = incidents.current(session, task.slug)
    importer = Importer(
        database, ring, clock, operator="rehearsal", executor=lambda: MortalExecutor(Path(task.log), death)
    )
    importer.run(Import(incident, Path(task.people), Cost(*task.cost), letters=Path(task.letters)), death.watch)
    if task.publish:
        death.begins("Proposing")
        with database.read() as session:
            left = Proposals(ring, clock).opened(session, (incident.id,))
        proposal = next(iter(left), None) or Publisher(database, ring, clock, by="rehearsal").propose(incident.id)
        death.begins("Publishing")
        Publisher(database, ring, clock, by="rehearsal's second").approve(proposal.id)
    database.close()


if __name__ == "__main__":
    run(Task(**json.loads(sys.argv[1])))
