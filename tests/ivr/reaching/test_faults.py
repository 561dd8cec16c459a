"""Whoever waits while something fails keeps the place, or comes to a person all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from hotline.calls import Unreachable
from tests.hotline.desks import ADA
from tests.ivr.fakes import FakeHouse, form, open_door, post
from tests.ivr.incidents import FALLBACK
from tests.ivr.reaching.stage import Reached


def locked(house: FakeHouse, then: Callable[[], object]) -> None:
    """The database is locked by somebody else for as long as this takes."""
    with closing(sqlite3.connect(house.database.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        then()
        other.execute("ROLLBACK")


def test_who_waits_while_the_database_is_away_stays_once_and_then_comes_to_the_last_resort(
    line: Reached,
) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()

    def waits() -> None:
        caller.waits().hears("You are still in line.", "Usted sigue en la fila.")
        assert caller.verbs[-1] == "Redirect"
        assert caller.comes_back().verbs == ["Leave"]
        assert caller.leaves().hears("we can't answer that automatically").dialled == FALLBACK

    locked(line.house, waits)


def test_a_short_absence_costs_nobody_the_place(
    line: Reached,
) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    locked(line.house, caller.waits)
    assert caller.comes_back().verbs == ["Gather"]
    assert caller.leaves("error").queue.text == "waiting-1", "a document did not come"


def test_a_telephone_that_can_t_be_rung_keeps_nobody_from_waiting(line: Reached) -> None:
    line.exchange.comes(ADA)
    line.exchange.switchboard.fault = Unreachable("no answer")
    caller = line.caller().hears("We are looking for a person")
    caller.waits().hears("You are next in line.")


def test_forms_of_the_new_routes_are_exact(line: Reached) -> None:
    client = open_door(line.house).test_client()
    call = "CA" + "a" * 32
    for path, wrong in (
        ("/ivr/queue?turn=1", {"QueueResult": "gone"}),
        ("/ivr/queue?turn=1", {}),
        ("/ivr/with-agent?turn=1", {"QueueResult": "leaveX"}),
        ("/ivr/waiting-key?turn=1", {"Digits": "1a"}),
        ("/ivr/message-left?turn=1", {"RecordingSid": "RE1", "RecordingDuration": "3"}),
        ("/ivr/message-left?turn=1", {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "x"}),
        ("/ivr/present?turn=1", {}),
        ("/ivr/waiting", {}),
    ):
        assert post(client, path, form(call, **wrong)).status_code == 403, path
    assert post(client, "/ivr/present", form(call, Direction="outbound-dial")).status_code == 403
