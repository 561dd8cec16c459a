"""Nobody talks with an agent who has somebody else's call before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrier import Faults
from hotline.calls import AgentCalls, Disposition
from tests.ivr.agents.stage import Agent, Stage, on_stage, talks


@pytest.fixture
def stage(tmp_path: Path, sqlite_url: str) -> Iterator[Stage]:
    with on_stage(tmp_path, sqlite_url) as stage:
        yield stage


def finishes(stage: Stage, agent: Agent) -> None:
    """They say how their call went, at once."""
    calls = AgentCalls(stage.house.keyring, stage.clock)
    with stage.house.database.write() as session:
        call = calls.current(session, agent.id)
        assert call is not None
        calls.finish(session, call, Disposition.OTHER)


def test_whoever_was_left_on_hold_is_not_connected_in_place_of_the_next_caller(stage: Stage) -> None:
    alma = stage.hires(1, "client:alma")
    first = stage.caller()
    alma.takes_it()
    second = stage.caller("+15735550111")
    assert stage.conversations.hold(alma.id)
    stage.goes_on(4)
    stage.carrier.faults = Faults(rest_down=True)
    stage.conversations.end(alma.id)
    stage.carrier.faults = Faults()
    finishes(stage, alma)
    alma.is_available()
    alma.takes_it(3)
    assert not talks(first)
    stage.goes_on(30)
    assert talks(second)
    assert alma.talks
