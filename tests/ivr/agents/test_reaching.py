"""A caller reaches an agent: the real application and the simulated carrier, with everybody's telephones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.calls import AgentState
from tests.ivr.agents.stage import Agent, Stage, on_stage


@pytest.fixture
def stage(tmp_path: Path, sqlite_url: str) -> Iterator[Stage]:
    with on_stage(tmp_path, sqlite_url) as stage:
        yield stage


@pytest.fixture
def alma(stage: Stage) -> Agent:
    return stage.hires(1, "+15735550177")


def test_a_caller_waits_and_an_agent_takes_the_call(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    assert alma.phone.rings
    assert alma.state is AgentState.RINGING
    heard = alma.picks_up().heard
    assert heard.startswith("A caller. In English.")
    alma.call.presses("1")
    assert alma.state is AgentState.ON_CALL
    print([e.name + ":" + e.text for e in caller.events][-8:], [e.name + ":" + e.text for e in alma.call.events][-8:])
    assert [event.name for event in caller.events][-1] == "connected"
    assert alma.talks
