"""Escalations: opened with a clock, seen by those of their incident, closed once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.audit import AuditEntry
from hotline.followups import Escalation, EscalationKind, Escalations, LooksPersonal, NoSuchEscalation, TooMany
from hotline.followups.escalations import EscalationRow
from tests.hotline.desks import ADA, SUE, Desk

TIER_2, SAFETY = EscalationKind.TIER_2, EscalationKind.SAFETY


def opens(
    desk: Desk, kind: EscalationKind = TIER_2, note: str = "Wants the principal", call: bytes = b"a call"
) -> Escalation:
    with desk.database.write() as session:
        return Escalations(desk.ring, desk.clock).open(
            session, incident_id=desk.incident.id, kind=kind, note=note, by=ADA, call=call
        )


def opened(desk: Desk, *incident_ids: int) -> Sequence[Escalation]:
    with desk.database.read() as session:
        return Escalations(desk.ring, desk.clock).opened(session, incident_ids or (desk.incident.id,))


def closes(desk: Desk, id_: uuid.UUID, how: str = "Called back", *, within: Sequence[int] = (1,)) -> None:
    with desk.database.write() as session:
        Escalations(desk.ring, desk.clock).close(session, id_, within=within, by=SUE, how=how)


def audited(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.read() as session:
        found = session.execute(select(AuditEntry.tag, AuditEntry.actor, AuditEntry.detail).order_by(AuditEntry.seq))
        return [(tag, actor, detail) for tag, actor, detail in found if tag.startswith("escalation")]


@pytest.mark.parametrize(("kind", "minutes"), [("tier_2", 240), ("counsel", 1440), ("press", 120), ("safety", 30)])
def test_each_kind_has_its_clock(desk: Desk, kind: str, minutes: int) -> None:
    one = opens(desk, EscalationKind(kind))
    assert one.left(desk.clock.now()) == timedelta(minutes=minutes)
    desk.clock.advance(timedelta(minutes=minutes))
    assert not one.overdue(desk.clock.now())
    desk.clock.advance(timedelta(minutes=1))
    assert one.overdue(desk.clock.now())
    assert one.left(desk.clock.now()) == -timedelta(minutes=1)


def test_the_open_ones_of_an_incident_are_seen_by_when_they_are_due(desk: Desk) -> None:
    later, sooner = opens(desk), opens(desk, SAFETY)
    assert opened(desk) == (sooner, later)
    assert opened(desk, 99) == ()
    closes(desk, sooner.id)
    assert opened(desk) == (later,)


def test_a_closed_one_says_when_by_whom_and_how_and_is_not_closed_again(desk: Desk) -> None:
    one = opens(desk)
    desk.clock.advance(timedelta(minutes=5, seconds=30))
    closes(desk, one.id, "Spoke with them")
    with desk.database.read() as session:
        row = session.scalars(select(EscalationRow)).one()
        assert (row.closed_at, row.closed_by, row.closed_how) == (
            one.opened_at + timedelta(minutes=5),
            SUE,
            "Spoke with them",
        )
    with pytest.raises(NoSuchEscalation):
        closes(desk, one.id)


def test_nobody_closes_what_belongs_to_another_incident(desk: Desk) -> None:
    one = opens(desk)
    for within in ((), (99,)):
        with pytest.raises(NoSuchEscalation):
            closes(desk, one.id, within=within)
    with pytest.raises(NoSuchEscalation):
        closes(desk, uuid.uuid4())
    assert opened(desk) == (one,)


def test_words_are_checked_and_what_is_refused_is_not_kept(desk: Desk) -> None:
    with pytest.raises(LooksPersonal):
        opens(desk, note="student 8791689979")
    one = opens(desk)
    with pytest.raises(LooksPersonal):
        closes(desk, one.id, "rang 573 555 0100")
    assert opened(desk) == (one,)


def test_an_escalation_needs_no_words(desk: Desk) -> None:
    """Somebody in danger must not wait for a sentence, and the page says that the note is optional."""
    assert opens(desk, SAFETY, note=" ").note == ""
    assert [one.kind for one in opened(desk)] == [SAFETY]


def test_both_are_audited_without_the_words(desk: Desk) -> None:
    one = opens(desk, SAFETY)
    closes(desk, one.id)
    detail = f'{{"escalation": "{one.id}", "kind": "safety"}}'
    assert audited(desk) == [
        ("escalation.opened", f"agent {ADA}", detail),
        ("escalation.closed", f"supervisor {SUE}", detail),
    ]


def test_a_call_is_escalated_three_times_and_an_agent_does_so_thirty_times_an_hour(desk: Desk) -> None:
    for _ in range(3):
        opens(desk)
    with pytest.raises(TooMany):
        opens(desk)
    for number in range(27):
        opens(desk, call=bytes([number]))
    with pytest.raises(TooMany):
        opens(desk, call=b"another call")
    desk.clock.advance(timedelta(hours=1))
    opens(desk, call=b"another call")
    assert len(opened(desk)) == 31
