"""Texts take two supervisors: one writes and proposes, another approves exactly that; in force at once or later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from hotline import incidents
from hotline.approvals import AlreadyProposed, NoSuchProposal, Proposal, ProposalOver, Proposals, SamePerson
from hotline.audit import AuditEntry
from hotline.incidents import Incident, IncidentFileError, Text
from hotline.line import (
    Announce,
    Author,
    Draft,
    DraftProposed,
    Drafts,
    DraftState,
    LineOrders,
    NoSuchDraft,
    NothingChanged,
    StaleDraft,
)
from hotline.line.drafts import DraftRow
from tests.hotline.desks import Desk

SUE, TOM = Author(3, "supervisor 3"), Author(2, "supervisor 2")
WORDS = {"en": "This is the line of the schools.", "es": "Esta es la línea de las escuelas."}
OTHER = {"en": "Welcome to the line.", "es": "Bienvenido a la línea."}
DAY = timedelta(days=1)


class Room:
    """The supervisors' room. Each sentence is a transaction of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.drafts = Drafts(desk.ring, desk.clock, spoken=("en", "es"))
        self.incident_id = desk.incident.id

    def writes(self, texts: Mapping[str, Text | None] | None = None, *, author: Author = SUE) -> Draft:
        with self.desk.database.write() as session:
            return self.drafts.write(session, self.incident_id, author, texts=dict(texts or {"greeting": WORDS}))

    def dates(self, from_at: datetime | None, *, author: Author = SUE) -> Draft:
        with self.desk.database.write() as session:
            return self.drafts.date(session, self.incident_id, author, from_at=from_at)

    def proposes(self, *, author: Author = SUE) -> Proposal:
        with self.desk.database.write() as session:
            return self.drafts.propose(session, self.incident_id, author, note="")

    def approves(self, proposal: Proposal, *, by: Author = TOM, within: tuple[int, ...] | None = None) -> Draft:
        with self.desk.database.write() as session:
            here = (self.incident_id,) if within is None else within
            return self.drafts.approve(session, proposal.id, by=by.actor, within=here)

    def comes_due(self) -> bool:
        with self.desk.database.write() as session:
            return self.drafts.put_due(session, self.incident_id)

    def withdraws(self, proposal: Proposal) -> None:
        with self.desk.database.write() as session:
            proposals = Proposals(self.desk.ring, self.desk.clock)
            proposals.withdraw(session, proposal.id, by=SUE.actor, within=(self.incident_id,))

    def present(self) -> Incident:
        with self.desk.database.read() as session:
            return incidents.current_by_id(session, self.incident_id)

    def scheduled(self) -> list[UUID]:
        with self.desk.database.read() as session:
            return [one.id for one in self.drafts.scheduled(session, self.incident_id)]

    def drafted(self, *, author: Author = SUE) -> Draft | None:
        with self.desk.database.read() as session:
            return self.drafts.of(session, self.incident_id, author.id)

    def told(self) -> list[tuple[str, str]]:
        with self.desk.database.read() as session:
            rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
            return [(row.tag, row.actor) for row in rows if row.tag.startswith(("texts", "incident"))]

    def meddles(self, id_: UUID, **columns: object) -> None:
        """Somebody who can only write to the database does."""
        with self.desk.database.write() as session:
            session.execute(update(DraftRow).where(DraftRow.id == id_).values(**columns))


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk)


def test_two_persons_change_what_callers_hear(room: Room) -> None:
    draft = room.writes()
    assert room.present().content.greeting != WORDS
    done = room.approves(room.proposes())
    assert room.present().content.greeting == WORDS
    assert (done.id, done.state, done.version) == (draft.id, DraftState.IN_FORCE, room.present().version)
    assert room.drafted() is None
    assert room.told()[-2:] == [("incident.applied", TOM.actor), ("texts.in_force", TOM.actor)]


def test_one_person_alone_can_not(room: Room) -> None:
    room.writes()
    proposal = room.proposes()
    for again in (SUE, Author(3, "agent 3")):
        with pytest.raises(SamePerson):
            room.approves(proposal, by=again)
    assert room.present().version == room.desk.incident.version


def test_nobody_of_another_incident_can(room: Room) -> None:
    room.writes()
    with pytest.raises(NoSuchProposal):
        room.approves(room.proposes(), within=(99,))


def test_what_is_proposed_stays_as_it_is(room: Room) -> None:
    room.writes()
    proposal = room.proposes()
    with pytest.raises(DraftProposed):
        room.writes({"greeting": OTHER})
    with pytest.raises(DraftProposed):
        room.dates(room.desk.clock.now() + DAY)
    with pytest.raises(DraftProposed):
        room.proposes()
    room.withdraws(proposal)
    room.writes({"greeting": OTHER})
    with pytest.raises(ProposalOver):
        room.approves(proposal)
    room.approves(room.proposes())
    assert room.present().content.greeting == OTHER


def test_a_draft_that_was_changed_in_the_database_is_not_what_was_proposed(room: Room) -> None:
    draft = room.writes()
    proposal = room.proposes()
    forged = {"greeting": {"before": dict(draft.changes["greeting"].before or {}), "after": OTHER}}
    room.meddles(draft.id, changes=json.dumps(forged))
    with pytest.raises(NoSuchDraft):
        room.approves(proposal)
    assert room.present().version == room.desk.incident.version


def test_what_is_as_it_was_is_no_change(room: Room) -> None:
    before = room.present().content.greeting
    room.writes()
    assert room.writes({"greeting": before}).changes == {}
    with pytest.raises(NothingChanged):
        room.proposes()


def test_a_telephone_may_not_say_everything(room: Room) -> None:
    room.writes({"greeting": {"en": "We found a match.", "es": "Hola."}})
    with pytest.raises(IncidentFileError) as refused:
        room.proposes()
    assert [fault.path for fault in refused.value.faults] == ["greeting.en"]


def test_from_a_date_on(room: Room) -> None:
    at = room.desk.clock.now() + DAY
    room.writes()
    room.dates(at)
    draft = room.approves(room.proposes())
    assert draft.state is DraftState.APPROVED
    assert room.scheduled() == [draft.id]
    assert not room.comes_due()
    assert room.present().content.greeting != WORDS
    room.desk.clock.advance(DAY)
    assert room.comes_due()
    assert room.present().content.greeting == WORDS
    assert not room.comes_due()
    assert room.scheduled() == []
    assert room.told()[-1] == ("texts.in_force", TOM.actor)


def test_what_happens_meanwhile_stays(room: Room) -> None:
    """An announcement made between approval and date is not undone, and another text neither."""
    room.writes()
    room.dates(room.desk.clock.now() + DAY)
    room.approves(room.proposes())
    with room.desk.database.write() as session:
        orders = LineOrders(room.desk.ring, room.desk.clock)
        orders.give(session, room.incident_id, Announce(room.desk.clock.now() + 3 * DAY, OTHER), by=SUE.actor)
    room.writes({"headings.what_happened": OTHER}, author=TOM)
    room.approves(room.proposes(author=TOM), by=SUE)
    room.desk.clock.advance(DAY)
    room.comes_due()
    content = room.present().content
    assert (content.greeting, content.headings.what_happened) == (WORDS, OTHER)
    assert content.emergency is not None


def test_the_same_text_changed_twice_is_not_approved_unseen(room: Room) -> None:
    room.writes()
    room.writes({"greeting": OTHER}, author=TOM)
    room.approves(room.proposes(author=TOM), by=SUE)
    with pytest.raises(StaleDraft):
        room.proposes()
    assert room.present().content.greeting == OTHER


def test_what_fits_no_more_when_its_time_comes_is_dropped_and_told(room: Room) -> None:
    room.writes()
    room.dates(room.desk.clock.now() + DAY)
    room.approves(room.proposes())
    room.writes({"greeting": OTHER}, author=TOM)
    room.approves(room.proposes(author=TOM), by=SUE)
    room.desk.clock.advance(DAY)
    assert not room.comes_due()
    assert room.present().content.greeting == OTHER
    assert room.told()[-1] == ("texts.dropped", TOM.actor)


def test_words_put_in_place_of_approved_ones_are_never_said(room: Room) -> None:
    room.writes()
    room.dates(room.desk.clock.now() + DAY)
    draft = room.approves(room.proposes())
    forged = {"greeting": {"before": dict(draft.changes["greeting"].before or {}), "after": OTHER}}
    room.meddles(draft.id, changes=json.dumps(forged))
    room.desk.clock.advance(DAY)
    assert not room.comes_due()
    assert room.present().version == room.desk.incident.version
    assert room.scheduled() == []


def test_a_draft_that_nobody_approved_is_not_made_due_in_the_database(room: Room) -> None:
    draft = room.writes()
    past = room.desk.clock.now() - DAY
    room.meddles(draft.id, state="approved", approved_by=TOM.actor, from_at=past, mac=bytes(32))
    assert not room.comes_due()
    assert room.present().version == room.desk.incident.version


def test_what_was_approved_for_later_is_called_off(room: Room) -> None:
    room.writes()
    room.dates(room.desk.clock.now() + DAY)
    draft = room.approves(room.proposes())
    with room.desk.database.write() as session:
        room.drafts.call_off(session, draft.id, by=SUE.actor, within=(room.incident_id,))
    room.desk.clock.advance(DAY)
    assert not room.comes_due()
    with pytest.raises(NoSuchDraft), room.desk.database.write() as session:
        room.drafts.call_off(session, draft.id, by=SUE.actor, within=(room.incident_id,))
    with pytest.raises(NoSuchDraft), room.desk.database.write() as session:
        room.drafts.call_off(session, uuid4(), by=SUE.actor, within=(room.incident_id,))


def test_a_draft_is_thrown_away(room: Room) -> None:
    room.writes()
    with room.desk.database.write() as session:
        room.drafts.discard(session, room.incident_id, SUE)
    assert room.drafted() is None
    assert room.writes().changes.keys() == {"greeting"}


def test_everybody_writes_a_draft_of_their_own(room: Room) -> None:
    mine, theirs = room.writes(), room.writes({"greeting": OTHER}, author=TOM)
    assert mine.id != theirs.id
    assert room.drafted() == mine
    assert room.drafted(author=TOM) == theirs


def test_the_same_is_not_proposed_twice(room: Room) -> None:
    room.writes()
    room.proposes()
    with pytest.raises((AlreadyProposed, DraftProposed)):
        room.proposes()


def test_without_the_keys_it_stays_due_and_nobody_is_kept_from_ringing(room: Room) -> None:
    room.writes()
    room.dates(room.desk.clock.now() + DAY)
    draft = room.approves(room.proposes())
    room.desk.clock.advance(DAY)
    kept = room.desk.ring.read("ledger")
    room.desk.ring.destroy("ledger")
    assert not room.comes_due()
    assert room.scheduled() == [draft.id]
    room.desk.ring.write("ledger", kept)
    assert room.comes_due()
