"""A caller leaves the line for a callback and is called back: who picks up talks, who does not is told to the agent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrier import Call, Faults
from hotline.calls import AgentState
from tests.ivr.agents.stage import A_MOMENT, Agent, Stage, heard_lately, on_stage, talks
from tests.ivr.fakes import CALLER
from tests.ivr.incidents import LINE


@pytest.fixture
def stage(tmp_path: Path, sqlite_url: str) -> Iterator[Stage]:
    with on_stage(tmp_path, sqlite_url) as stage:
        yield stage


@pytest.fixture
def alma(stage: Stage) -> Agent:
    """At her desk, with a telephone, and not available yet."""
    return stage.hires(1, "+15735550177", available=False)


def asks_to_be_called_back(stage: Stage, *, language: str = "1") -> Call:
    """From the line, at the number from which they call; and hangs up."""
    caller = stage.caller(language=language).presses("1").presses("1").waits(20)
    assert "four digits are" in heard_lately(caller, 9) or "cuatro dígitos son" in heard_lately(caller, 9)
    return caller.hangs_up()


def is_offered(stage: Stage, alma: Agent) -> None:
    stage.goes_on(10)
    alma.is_available()
    assert alma.phone.rings


def takes_the_callback(stage: Stage, alma: Agent) -> None:
    """Alma takes it: now the caller's telephone rings."""
    is_offered(stage, alma)
    assert "A caller who wants to be called back." in alma.picks_up().heard
    alma.presses_one(1)


def test_who_picks_up_talks_with_the_agent(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    takes_the_callback(stage, alma)
    assert "We are calling them now." in heard_lately(alma.call)
    assert phone.rings
    caller = phone.picks_up()
    assert caller.leg.parties.caller == LINE, "called with our number"
    stage.goes_on(A_MOMENT)
    assert (alma.talks, talks(caller)) == (True, True)
    alma.call.hangs_up()
    stage.goes_on(1)
    assert "Is there anything else that we can do for you?" in heard_lately(caller)
    caller.hangs_up()
    stage.goes_on(1)
    assert alma.state is AgentState.WRAP_UP
    assert stage.rows("queued_calls", "agent_legs", "live_calls") == 0


def test_a_spanish_caller_is_spoken_to_in_spanish(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage, language="2")
    phone = stage.carrier.phone(CALLER)
    is_offered(stage, alma)
    assert "In Spanish." in alma.picks_up().heard
    alma.presses_one(1)
    caller = phone.picks_up()
    stage.goes_on(A_MOMENT)
    alma.call.hangs_up()
    stage.goes_on(1)
    assert all(spoken.language.startswith("es") for spoken in caller.said)
    assert caller.said


def test_the_called_back_caller_can_be_put_on_hold(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    takes_the_callback(stage, alma)
    caller = phone.picks_up()
    stage.goes_on(A_MOMENT)
    alma.holds()
    assert not talks(caller)
    alma.resumes()
    assert (alma.talks, talks(caller)) == (True, True)
    caller.hangs_up()
    stage.goes_on(A_MOMENT)
    assert alma.state is AgentState.WRAP_UP


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed"])
def test_who_does_not_pick_up_is_told_to_the_agent_and_can_be_rung_again(
    stage: Stage, alma: Agent, outcome: str
) -> None:
    asks_to_be_called_back(stage)
    stage.carrier.answers(CALLER, outcome)  # type: ignore[arg-type]  # each is one of the carrier's words
    takes_the_callback(stage, alma)
    stage.rings_what_was_placed()
    stage.goes_on(45)
    assert "They did not pick up." in heard_lately(alma.call)
    assert (alma.state, alma.call.is_over) == (AgentState.ON_CALL, False)
    phone = stage.carrier.phone(CALLER)
    alma.rings_again()
    caller = phone.picks_up()
    stage.goes_on(A_MOMENT)
    assert (alma.talks, talks(caller)) == (True, True)


def test_who_does_not_pick_up_is_let_go_at_the_desk(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    takes_the_callback(stage, alma)
    phone.declines()
    stage.goes_on(A_MOMENT)
    alma.ends()
    assert (alma.call.is_over, alma.state) == (True, AgentState.WRAP_UP)
    assert stage.rows("queued_calls", "agent_legs") == 0


def test_an_agent_who_hangs_up_while_the_caller_is_rung_rings_nobody_on(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    takes_the_callback(stage, alma)
    assert phone.rings
    alma.call.hangs_up()
    stage.goes_on(1)
    assert not phone.rings


def test_an_agent_who_hangs_up_as_the_caller_picks_up_leaves_them_a_word(stage: Stage, alma: Agent) -> None:
    """The news that she is gone and the caller's first webhook cross."""
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    takes_the_callback(stage, alma)
    stage.carrier.faults = Faults(rest_down=True)
    alma.call.hangs_up()
    caller = phone.picks_up()
    assert "We are sorry, we can't connect this call now." in caller.heard
    assert caller.is_over


def test_a_ring_of_a_caller_whose_answer_was_lost_is_not_rung_again(stage: Stage, alma: Agent) -> None:
    asks_to_be_called_back(stage)
    phone = stage.carrier.phone(CALLER)
    is_offered(stage, alma)
    alma.picks_up()
    stage.carrier.faults = Faults(rest_lost=True)
    alma.presses_one(1)
    for _ in range(2):
        stage.goes_on(5)
        alma.looks()
        alma.rings_again()
    stage.carrier.faults = Faults()
    assert len(phone.calls) == 1
    caller = phone.picks_up()
    stage.goes_on(A_MOMENT)
    assert (alma.talks, talks(caller)) == (True, True)
