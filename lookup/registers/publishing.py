"""Publishing: a build, staged or earlier, is proposed by one person, approved by another, and answers from then on.

It is proven whole before both. What was proposed names the build and what answered then: if either has changed since,
nothing is published. Must not know: lists, callers, who works at the desk.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.approvals import Matter, NoSuchProposal, Proposal, Proposals
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from lookup.registers import drafts, register
from lookup.registers.definition import Publication, RegisterFault
from lookup.registers.proving import prove
from lookup.registers.register import OpenRegister

TAGS: Mapping[Matter, Tag] = {
    Matter.PUBLISH: Tag.REGISTER_PUBLISHED,
    Matter.ROLL_BACK: Tag.REGISTER_ROLLED_BACK,
}
_SUBJECT = re.compile(r"generation (\d+) \([0-9a-f]{16}\) after publication (\d+)")


class Publisher:
    """Publishes registers of one database with one key ring, in the name of one person, who alone can only propose.

    `by` is that person as the audit log names them; `within`, the incidents that they may decide about (None: all).
    """

    def __init__(
        self, database: Database, ring: KeyRing, clock: Clock, *, by: str, within: Collection[int] | None = None
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._by = by
        self._within = within
        self._proposals = Proposals(ring, clock)

    def propose(self, incident_id: int, *, note: str = "") -> Proposal:
        """Propose that the incident's staged build answer. Nothing answers otherwise yet.

        RegisterFault, PageFault, KeyMissing, KeyWrong; AlreadyProposed, NoteRefused.
        """
        with self._database.read() as session:
            build = register.staged(session, self._ring, incident_id)
            prove(session, build)
        return self._propose(Matter.PUBLISH, build, note)

    def propose_going_back(self, incident_id: int, generation: int | None = None, *, note: str = "") -> Proposal:
        """Propose that an earlier generation answer again, the one before where none is named; the same faults."""
        with self._database.read() as session:
            build = register.earlier(session, self._ring, incident_id, generation)
            prove(session, build)
        return self._propose(Matter.ROLL_BACK, build, note)

    def approve(self, proposal_id: UUID) -> Publication:
        """Let what somebody else proposed answer, or change nothing: the same faults, and those of an approval.

        Going back is a publication like any other, with a serial of its own: a host refuses serials that go back.
        """
        with self._database.read() as session:
            proposal = self._proposals.get(session, proposal_id, self._within)
            build = self._proposed(session, proposal)
            prove(session, build)
        with self._database.write() as session:
            matter, within = proposal.matter, self._within
            self._proposals.approve(session, proposal_id, by=self._by, within=within, matter=matter)
            # From here on nobody else publishes: the end of the audit log is ours until the commit.
            published = self._answer_from(session, build, proposal)
        with self._database.read() as session:
            register.current(session, self._ring, build.definition.incident_id)  # moves this host's pin
        return published

    def _propose(self, matter: Matter, build: OpenRegister, note: str) -> Proposal:
        incident_id = build.definition.incident_id
        with self._database.write() as session:
            subject = subject_of(session, build)
            return self._proposals.propose(session, matter, subject, incident_id=incident_id, by=self._by, note=note)

    def _proposed(self, session: Session, proposal: Proposal) -> OpenRegister:
        build = build_of(session, self._ring, proposal)
        if build is None:
            raise RegisterFault(MOVED_ON)
        return build

    def _answer_from(self, session: Session, build: OpenRegister, proposal: Proposal) -> Publication:
        self._proposed(session, proposal)  # as it is now: its keys too may have gone since it was proven
        published = register.publish(session, self._ring, build, at=self._clock.now())
        incident_id, generation = build.definition.incident_id, build.definition.generation
        drafts.discard(session, incident_id, generation=generation)
        detail = {
            "generation": str(generation),
            "serial": str(published.serial),
            "proposal": str(proposal.id),
            "proposed_by": proposal.proposed_by,
        }
        log = AuditLog(self._ring, self._clock)
        log.record(session, TAGS[proposal.matter], actor=self._by, incident_id=incident_id, detail=detail)
        return published


MOVED_ON = "The register has changed since this was proposed: propose it again, if it is still meant."


def subject_of(session: Session, build: OpenRegister) -> str:
    """Exactly what an approval would let happen now: which build, and after which publication."""
    definition = build.definition
    content = hashlib.sha256(build.body).hexdigest()[:16]
    after = register.status(session, definition.incident_id).serial or 0
    return f"generation {definition.generation} ({content}) after publication {after}"


def place_of(proposal: Proposal) -> tuple[int, int]:
    """Which generation a proposal is about, and after which publication; NoSuchProposal where it is about none."""
    said = _SUBJECT.fullmatch(proposal.subject) if proposal.matter in TAGS else None
    if said is None or proposal.incident_id is None:
        raise NoSuchProposal
    return int(said[1]), int(said[2])


def build_of(session: Session, ring: KeyRing, proposal: Proposal) -> OpenRegister | None:
    """The build that a proposal is about, while it could be carried out; None once anything has changed.

    NoSuchProposal where it is about none; RegisterFault, KeyMissing, KeyWrong.
    """
    (generation, _), incident_id = place_of(proposal), proposal.incident_id or 0
    if proposal.matter is Matter.PUBLISH and register.status(session, incident_id).staged != generation:
        return None
    build = register.built(session, ring, incident_id, generation)
    return build if build and subject_of(session, build) == proposal.subject else None
