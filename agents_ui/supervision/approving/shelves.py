"""The lists of one incident on their shelf: which answers, which waits, which answered before, and who let them.

Must not know: what somebody wants to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from agents_ui.house import Desk
from agents_ui.supervision.approving import builds
from agents_ui.supervision.approving.builds import Counted, Line
from agents_ui.supervision.approving.proposed import Names, said_there
from hotline.approvals import Outcome, Proposal, Proposals, Settled
from hotline.incidents import Incident
from lookup.registers import history, publishing
from lookup.registers.definition import Definition
from lookup.registers.history import Build, Published

MANY = 200  # proposals that are looked through for who has let a list answer


@dataclass(frozen=True, slots=True)
class Answered:
    """One time that a list began to answer. `by` and `approved_by` are empty where an older version published it.

    `may_return`: whether it could be proposed again. `proposed`: it is.
    """

    serial: int
    generation: int
    people: int
    at: str
    by: str
    approved_by: str
    may_return: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The list that waits, beside the one that answers. `fewer`: so many individuals fewer.

    `proposed_by`: who wants it to answer; empty where nobody has proposed it.
    """

    generation: int
    built_at: str
    fewer: int
    lines: tuple[Line, ...]
    counted: Counted | None
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All lists of one incident."""

    now: Answered | None
    lines: tuple[Line, ...]
    waiting: Waiting | None
    before: tuple[Answered, ...]


def shelf_of(parts: Desk, session: Session, incident: Incident) -> Shelf:
    """The lists of an incident as they stand."""
    ring, reading = parts.house.keyring, _Reading(parts, session, incident)
    published = history.publications(session, incident.id)
    staged = history.staged(session, ring, incident.id)
    now = published[0].definition if published else None
    earlier = {one.definition.generation for one in history.earlier(session, ring, incident.id)}
    answered = list(reading.answered(published, earlier))
    return Shelf(
        now=answered[0] if answered else None,
        lines=builds.compared(None, now, incident.content) if now else (),
        waiting=reading.waiting(staged, now) if staged else None,
        before=tuple(answered[1:]),
    )


class _Reading:
    """Tells lists with who has proposed and approved them, and what of it is open."""

    def __init__(self, parts: Desk, session: Session, incident: Incident) -> None:
        ledger, within = Proposals(parts.house.keyring, parts.house.clock), (incident.id,)
        self._content = incident.content
        self._names = Names(parts.accounts.all(session))
        self._let = dict(_let(ledger.settled(session, within, most=MANY)))
        self._wanted = dict(_wanted(ledger.opened(session, within)))

    def answered(self, published: Sequence[Published], earlier: set[int]) -> Iterator[Answered]:
        """The publications, the newest first. An earlier list can be proposed again where it answered last."""
        told = set()
        for one in published:
            generation = one.definition.generation
            let = self._let.get((generation, one.after))
            yield Answered(
                one.serial,
                generation,
                one.definition.people,
                said_there(one.at, self._content),
                by=self._names.of(let.proposal.proposed_by) if let else "",
                approved_by=self._names.of(let.settled_by) if let else "",
                may_return=generation in earlier and generation not in told,
                proposed=generation in self._wanted,
            )
            told.add(generation)

    def waiting(self, staged: Build, now: Definition | None) -> Waiting:
        """The list that waits, beside the one that answers."""
        definition = staged.definition
        wanted = self._wanted.get(definition.generation)
        return Waiting(
            definition.generation,
            said_there(staged.built_at, self._content),
            builds.fewer(now, definition),
            builds.compared(now, definition, self._content),
            builds.counted(staged),
            proposed_by=self._names.of(wanted.proposed_by) if wanted else "",
        )


def _let(settled: Sequence[Settled]) -> Iterator[tuple[tuple[int, int], Settled]]:
    """What was approved, by the generation and the publication that it came after."""
    for one in settled:
        if one.outcome is Outcome.APPROVED and one.proposal.matter in publishing.TAGS:
            yield publishing.place_of(one.proposal), one


def _wanted(opened: Sequence[Proposal]) -> Iterator[tuple[int, Proposal]]:
    """What is proposed, by its generation."""
    for one in opened:
        if one.matter in publishing.TAGS:
            yield publishing.place_of(one)[0], one
