"""The carrier's API on a bad day: callers stay in line, nobody is rung twice, and what was not told heals by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrier import Call, CallFailed, Faults
from hotline.calls import AgentState
from tests.ivr.agents.stage import A_MOMENT, Agent, Stage, on_stage, talks

DOWN, LOST = Faults(rest_down=True), Faults(rest_lost=True)
TELEPHONE = "+15735550177"
HEALS = 40  # seconds: a caller who waits is asked for anew every twenty, at most


@pytest.fixture
def stage(tmp_path: Path, sqlite_url: str) -> Iterator[Stage]:
    with on_stage(tmp_path, sqlite_url) as stage:
        yield stage


@pytest.fixture
def alma(stage: Stage) -> Agent:
    return stage.hires(1, TELEPHONE)


def rung(stage: Stage) -> list[Call]:
    """Every call that was placed."""
    return [call for call in stage.carrier.calls if call.leg.parties.direction == "outbound-api"]


def looks_on(stage: Stage, *agents: Agent, seconds: int) -> None:
    """Time goes by, and the pages of the agents ask for news."""
    for _ in range(seconds // 5):
        stage.goes_on(5)
        for agent in agents:
            agent.looks()


def test_while_the_api_is_down_callers_wait_and_then_somebody_is_rung(stage: Stage, alma: Agent) -> None:
    stage.carrier.faults = DOWN
    caller = stage.caller()
    looks_on(stage, alma, seconds=30)
    assert rung(stage) == []
    assert not caller.is_over
    stage.carrier.faults = Faults()
    for _ in range(12):
        if not alma.phone.rings:
            looks_on(stage, alma, seconds=5)
    assert len(rung(stage)) == 1
    alma.takes_it()
    assert (alma.talks, talks(caller)) == (True, True)


def test_a_ring_whose_answer_was_lost_rings_once_and_can_be_taken(stage: Stage, alma: Agent) -> None:
    stage.carrier.faults = LOST
    caller = stage.caller()
    looks_on(stage, alma, seconds=10)
    assert len(rung(stage)) == 1
    stage.carrier.faults = Faults()
    alma.takes_it()
    assert (alma.talks, talks(caller)) == (True, True)
    alma.ends()
    assert (alma.call.is_over, len(rung(stage))) == (True, 1)


@pytest.mark.parametrize("faults", [DOWN, LOST], ids=["down", "lost"])
def test_a_call_is_taken_though_nobody_can_be_moved(stage: Stage, alma: Agent, faults: Faults) -> None:
    caller = stage.caller()
    alma.picks_up()
    stage.carrier.faults = faults
    alma.presses_one(HEALS)
    assert (alma.talks, talks(caller)) == (True, True)
    assert len(rung(stage)) == 1


@pytest.mark.parametrize("faults", [DOWN, LOST], ids=["down", "lost"])
def test_hold_and_resume_are_so_in_the_end(stage: Stage, alma: Agent, faults: Faults) -> None:
    caller = stage.caller()
    alma.takes_it()
    stage.carrier.faults = faults
    alma.holds()
    stage.carrier.faults = Faults()
    if talks(caller):  # two who talk can only be parted by the API: the button is pressed again
        alma.holds()
    assert (talks(caller), alma.talks) == (False, False)
    stage.carrier.faults = faults
    alma.resumes()
    stage.goes_on(HEALS)
    assert (talks(caller), alma.talks) == (True, True)


@pytest.mark.parametrize("faults", [DOWN, LOST], ids=["down", "lost"])
def test_the_end_is_one_for_both(stage: Stage, alma: Agent, faults: Faults) -> None:
    caller = stage.caller()
    alma.takes_it()
    stage.carrier.faults = faults
    alma.ends()
    assert alma.state is AgentState.WRAP_UP
    stage.carrier.faults = Faults()
    alma.call.hangs_up() if not alma.call.is_over else None
    stage.goes_on(A_MOMENT)
    assert not talks(caller)
    assert alma.state is AgentState.WRAP_UP


@pytest.mark.parametrize("faults", [Faults(server_error=True), Faults(timeout=True), Faults(unreachable=True)])
def test_a_telephone_that_can_not_ask_us_keeps_no_caller_from_the_next_agent(
    stage: Stage, alma: Agent, faults: Faults
) -> None:
    """Nothing that goes wrong at an agent's side moves the caller."""
    stage.goes_on(5)
    ben = stage.hires(2, "client:ben")
    caller = stage.caller()
    alma.call.faults = faults
    with pytest.raises(CallFailed):
        alma.picks_up()
    for _ in range(8):
        if not ben.phone.rings:
            looks_on(stage, alma, ben, seconds=5)
    ben.takes_it()
    assert (ben.talks, talks(caller)) == (True, True)


@pytest.mark.parametrize(
    "faults",
    [
        Faults(duplicates=3),
        Faults(duplicates=2, at_once=True),
        Faults(late=True),
        Faults(reorder=True),
        Faults(retry=True, chance=0.5, seed=7),
        Faults(duplicates=3, late=True, unknown_parameters=True),
    ],
    ids=["threefold", "at once", "late", "reordered", "retried", "all of it"],
)
def test_repeated_late_and_lost_requests_have_one_effect(stage: Stage, alma: Agent, faults: Faults) -> None:
    stage.carrier.faults = faults
    caller = stage.caller()
    alma.takes_it()
    assert (alma.talks, talks(caller)) == (True, True)
    alma.holds()
    alma.resumes()
    assert (alma.talks, talks(caller)) == (True, True)
    alma.call.hangs_up()
    stage.goes_on(A_MOMENT)
    assert alma.state is AgentState.WRAP_UP
    assert not caller.is_over
    assert len(rung(stage)) == 1
