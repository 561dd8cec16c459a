"""What a wallboard costs: it is asked for every few seconds, by many, for as long as there is a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.agents_ui.desks import Office
from tests.agents_ui.reaching.telephones import Reaching, reached

# They become ever longer; whatever else is read is as long as what goes on at this moment.
GROWING = {"agent_days", "audit_entries", "call_counts", "call_log", "ended_calls", "escalations", "queue_counts"}
BOARD = "/supervision/wallboard/now"
BY_ITSELF = {"X-Renewed-By-Itself": "yes"}


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


@contextmanager
def noting(desk: Reaching) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is made meanwhile, with its values."""
    seen: list[tuple[str, Any]] = []
    engine = desk.office.house.database.engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_nothing_that_grows_is_read_through(desk: Reaching) -> None:
    sam = desk.office.signs_in("sam")
    with noting(desk) as seen:
        sam.client.get(BOARD, headers=BY_ITSELF)
    asked = [one for one in seen if one[0].startswith("SELECT")]
    with desk.office.house.database.engine.connect() as connection:
        plans = [
            str(row[-1])
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert [plan for plan in plans if plan.startswith("SCAN ") and plan.split()[1] in GROWING] == []
    assert any("ix_escalations_open" in plan for plan in plans)
    assert any("COVERING INDEX ix_queued_calls" in plan for plan in plans)
    assert not any("call_log" in statement for statement, _ in asked)


def test_more_people_need_no_more_statements(desk: Reaching) -> None:
    sam = desk.office.signs_in("sam")
    sam.client.get(BOARD, headers=BY_ITSELF)  # the self-test of the register is due
    with noting(desk) as quiet:
        sam.client.get(BOARD, headers=BY_ITSELF)
    desk.has_a_telephone("alma", "ben")
    desk.is_available("alma")
    desk.is_available("ben")
    for _ in range(5):
        desk.waits()
        desk.wants_to_be_called_back()
        desk.leaves_a_message()
    with noting(desk) as busy:
        sam.client.get(BOARD, headers=BY_ITSELF)
    assert len(busy) == len(quiet)
    assert [statement for statement, _ in busy if statement.startswith(("INSERT", "UPDATE", "DELETE"))] == []
