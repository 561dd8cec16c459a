"""Orders of a supervisor: in force at once, audited, and never what a file could not say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from hotline import incidents
from hotline.audit import AuditEntry
from hotline.incidents import Incident, IncidentFileError
from hotline.incidents.witness import changed_unseen, last_applied
from hotline.line import Announce, Close, LineOrders, NothingToEnd, Open, Order, Reopen
from tests.hotline.desks import Desk

SUE = "supervisor 3"
WORDS = {"en": "We had to leave the building.", "es": "Tuvimos que salir del edificio."}
HOUR = timedelta(hours=1)


def gives(desk: Desk, order: Order, by: str = SUE) -> Incident:
    with desk.database.write() as session:
        return LineOrders(desk.ring, desk.clock, spoken=("en", "es")).give(session, desk.incident.id, order, by=by)


def present(desk: Desk) -> Incident:
    with desk.database.read() as session:
        return incidents.current_by_id(session, desk.incident.id)


def told(desk: Desk) -> list[tuple[str, str, dict[str, str]]]:
    with desk.database.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq).where(AuditEntry.actor == SUE)).all()
        return [(row.tag, row.actor, json.loads(row.detail)) for row in rows]


def test_an_order_is_the_next_version_at_once(desk: Desk) -> None:
    now = desk.clock.now()
    assert present(desk).content.is_open(now)
    after = gives(desk, Close(now + HOUR, WORDS))
    assert present(desk) == after
    assert after.version == desk.incident.version + 1
    assert not after.content.is_open(now)
    assert after.content.is_open(now + HOUR)
    assert after.content == replace(desk.incident.content, closures=after.content.closures)


def test_it_is_audited_with_its_end_and_never_with_its_words(desk: Desk) -> None:
    gives(desk, Close(desk.clock.now() + HOUR, WORDS))
    (_, _, applied), (tag, actor, detail) = told(desk)
    assert (tag, actor) == ("line.closed", SUE)
    assert detail == {"version": applied["version"], "until": "2019-06-03 16:00"}
    assert "building" not in str(told(desk))


def test_whoever_looks_for_changes_in_the_database_finds_that_it_was_applied(desk: Desk) -> None:
    gives(desk, Announce(desk.clock.now() + HOUR, WORDS))
    with desk.database.read() as session:
        assert changed_unseen(session, last_applied(session)) == []


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ({"en": "We found a match.", "es": "Cerrado."}, "emergency.say.en"),
        ({"en": "Closed.", "es": ""}, "emergency.say"),
        ({"en": "Closed.", "es": "Cerrado"}, "emergency.say.es"),
        ({"en": "Closed.", "es": "palabra " * 41 + "."}, "emergency.say.es"),
        ({"en": "Call 5735550142.", "es": "Cerrado."}, "emergency.say.en"),
        ({"en": "Closed.", "es": "Cerrado.", "fr": "Fermé."}, "emergency.say.fr"),
    ],
)
def test_what_a_telephone_may_not_say_is_refused_with_its_place(desk: Desk, words: dict[str, str], path: str) -> None:
    with pytest.raises(IncidentFileError) as refused:
        gives(desk, Announce(desk.clock.now() + HOUR, words))
    assert [fault.path for fault in refused.value.faults] == [path]
    assert present(desk).version == desk.incident.version
    assert told(desk) == []


def test_what_was_wrong_before_keeps_nobody_from_closing_the_line(desk: Desk) -> None:
    """The incident of these tests lacks what a file needs, as one of an older program may."""
    assert not desk.incident.content.columns
    gives(desk, Close(desk.clock.now() + HOUR, WORDS))
    with pytest.raises(IncidentFileError) as refused:
        gives(desk, Announce(desk.clock.now() + HOUR, {**WORDS, "en": "No stop"}))
    assert [fault.path for fault in refused.value.faults] == ["emergency.say.en"]


def test_a_refused_order_changes_nothing(desk: Desk) -> None:
    with pytest.raises(NothingToEnd):
        gives(desk, Reopen())
    assert present(desk).version == desk.incident.version
    assert told(desk) == []


def test_two_supervisors_at_once_lose_neither_order(desk: Desk) -> None:
    start, now = Barrier(2), desk.clock.now()

    def at_once(order: Order) -> None:
        start.wait()
        gives(desk, order)

    orders = (Open(now + 9 * HOUR), Announce(now + HOUR, WORDS))
    both = [Thread(target=at_once, args=(order,)) for order in orders]
    for one in both:
        one.start()
    for one in both:
        one.join()
    after = present(desk)
    assert after.version == desk.incident.version + 2
    assert after.content.openings
    assert after.content.emergency


def test_versions_tell_who_put_them_in_force(desk: Desk) -> None:
    gives(desk, Announce(desk.clock.now() + HOUR, WORDS))
    with desk.database.read() as session:
        newest, first = incidents.versions_of(session, desk.incident.id)
        assert [newest.by, first.by] == [SUE, "tests"]
        assert newest.incident == present(desk)
        assert [one.by for one in incidents.versions_of(session, desk.incident.id, most=1)] == [SUE]
