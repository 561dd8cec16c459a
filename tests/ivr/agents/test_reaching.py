"""A caller reaches an agent: the real application and the simulated carrier, with everybody's telephones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.calls import AgentState
from tests.ivr.agents.stage import A_MOMENT, Agent, Stage, heard_lately, on_stage, talks


@pytest.fixture
def stage(tmp_path: Path, sqlite_url: str) -> Iterator[Stage]:
    with on_stage(tmp_path, sqlite_url) as stage:
        yield stage


@pytest.fixture
def alma(stage: Stage) -> Agent:
    return stage.hires(1, "+15735550177")


@pytest.fixture
def ben(stage: Stage, alma: Agent) -> Agent:
    """Idle for less long than Alma."""
    stage.goes_on(5)
    return stage.hires(2, "client:ben", language="es")


def test_a_caller_waits_and_an_agent_takes_the_call(tmp_path: Path, database_url: str) -> None:
    with on_stage(tmp_path, database_url) as stage:
        alma = stage.hires(1, "+15735550177")
        caller = stage.caller()
        assert alma.phone.rings
        assert alma.state is AgentState.RINGING
        assert alma.picks_up().heard.startswith("A caller. In English. To take the call, press 1.")
        alma.presses_one()
        assert (alma.state, alma.talks, talks(caller)) == (AgentState.ON_CALL, True, True)
        caller.waits(60)
        caller.hangs_up()
        stage.goes_on(10)
        assert caller.status == "completed"
        assert (alma.call.is_over, alma.state) == (True, AgentState.WRAP_UP)
        assert len(stage.carrier.calls) == 2, "one call came in, one went out"


def test_an_agent_hears_of_a_spanish_caller_in_english(stage: Stage, alma: Agent) -> None:
    stage.caller(language="2")
    assert alma.picks_up().heard.startswith("A caller. In Spanish.")


def test_an_agent_whose_language_is_spanish_is_spoken_to_in_it(stage: Stage) -> None:
    eva = stage.hires(3, "sip:eva@pbx.example", language="es")
    stage.caller()
    assert eva.picks_up().heard.startswith("Una llamada. En inglés.")


# How a talk ends


def test_when_the_agent_hangs_up_the_caller_goes_on(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.takes_it().hangs_up()
    stage.goes_on(1)
    assert not caller.is_over
    assert "Is there anything else that we can do for you?" in heard_lately(caller)
    assert alma.state is AgentState.WRAP_UP


def test_when_the_agent_ends_it_at_the_desk_likewise(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.ends()
    assert (alma.call.is_over, alma.state) == (True, AgentState.WRAP_UP)
    assert "Is there anything else that we can do for you?" in heard_lately(caller)


# Who takes the call


def test_who_does_not_pick_up_goes_to_a_break_and_the_next_one_is_rung(stage: Stage, alma: Agent, ben: Agent) -> None:
    caller = stage.caller()
    assert (alma.phone.rings, ben.phone.rings) == (True, False)
    stage.goes_on(25)
    assert (alma.phone.rings, ben.phone.rings) == (False, True)
    assert (alma.state, ben.state) == (AgentState.BREAK, AgentState.RINGING)
    ben.takes_it()
    assert (ben.talks, talks(caller)) == (True, True)


def test_an_answering_machine_takes_no_call(stage: Stage, ben: Agent) -> None:
    stage.carrier.answers("+15735550177", "completed", rings_for=15, talks_for=120)
    caller = stage.caller()
    stage.goes_on(45)
    assert ben.phone.rings
    ben.takes_it()
    assert (ben.talks, talks(caller)) == (True, True)


def test_who_declines_at_the_telephone_or_the_desk_is_not_rung_on(stage: Stage, alma: Agent, ben: Agent) -> None:
    stage.caller()
    alma.phone.declines()
    stage.goes_on(1)
    assert (alma.state, ben.phone.rings) == (AgentState.BREAK, True)
    ben.declines()
    assert (ben.state, ben.phone.rings) == (AgentState.BREAK, False)


def test_who_accepts_at_the_desk_needs_no_key_where_no_machine_can_pick_up(stage: Stage) -> None:
    alma = stage.hires(1, "client:alma")
    caller = stage.caller()
    alma.accepts()
    assert alma.phone.rings
    alma.picks_up()
    stage.goes_on(A_MOMENT)
    assert (alma.talks, talks(caller)) == (True, True)


def test_who_accepts_at_the_desk_with_a_number_says_so_again_once_it_is_picked_up(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.accepts()
    alma.picks_up()
    assert (alma.talks, talks(caller)) == (False, False)
    alma.accepts()
    assert (alma.talks, talks(caller)) == (True, True)


def test_who_accepts_while_the_telephone_speaks_needs_no_key(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.picks_up()
    alma.accepts()
    assert (alma.talks, talks(caller)) == (True, True)


def test_a_caller_who_hangs_up_rings_nobody_any_more(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    caller.hangs_up()
    stage.goes_on(1)
    assert (alma.phone.rings, alma.state) == (False, AgentState.AVAILABLE)


def test_a_caller_who_hangs_up_as_the_agent_picks_up_leaves_them_available(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    call = alma.picks_up()
    caller.hangs_up()
    stage.goes_on(15)
    assert call.is_over
    assert alma.state is AgentState.AVAILABLE


def test_the_one_who_waited_longest_is_next(stage: Stage, alma: Agent) -> None:
    first, second = stage.caller("+15735550101"), stage.caller("+15735550102")
    alma.takes_it()
    assert (talks(first), talks(second)) == (True, False)


# Holding


def test_a_caller_on_hold_waits_and_comes_back(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.holds()
    assert "The caller is on hold." in heard_lately(alma.call)
    assert not talks(caller)
    stage.goes_on(90)
    assert "The person who is helping you is still there." in heard_lately(caller)
    assert heard_lately(alma.call, 9).count("on hold") == 1
    alma.resumes()
    assert (alma.talks, talks(caller)) == (True, True)


def test_a_caller_who_hangs_up_on_hold_lets_the_agent_go(stage: Stage, alma: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.holds()
    caller.hangs_up()
    stage.goes_on(10)
    assert (alma.call.is_over, alma.state) == (True, AgentState.WRAP_UP)


# Passing on


def test_a_call_is_passed_on_to_a_colleague(stage: Stage, alma: Agent, ben: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.asks(ben)
    assert "We are calling your colleague." in heard_lately(alma.call)
    assert ben.picks_up().heard.startswith("Una persona del equipo pide su ayuda con una llamada. En inglés.")
    ben.presses_one()
    assert (alma.talks, ben.talks, talks(caller)) == (True, True, False)
    alma.hands_over()
    assert (alma.call.is_over, ben.talks, talks(caller)) == (True, True, True)
    assert ben.state is AgentState.ON_CALL
    caller.hangs_up()
    stage.goes_on(10)
    assert ben.call.is_over


def test_a_call_is_taken_back(stage: Stage, alma: Agent, ben: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.asks(ben)
    ben.takes_it()
    alma.takes_back()
    stage.goes_on(A_MOMENT)
    assert (ben.call.is_over, alma.talks, talks(caller)) == (True, True, True)


def test_a_colleague_who_does_not_come_leaves_the_caller_with_the_agent(stage: Stage, alma: Agent, ben: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.asks(ben)
    stage.goes_on(30)
    assert not ben.phone.rings
    assert "The caller is on hold." in heard_lately(alma.call)
    alma.resumes()
    assert (alma.talks, talks(caller)) == (True, True)


def test_a_colleague_who_hangs_up_leaves_the_caller_with_the_agent(stage: Stage, alma: Agent, ben: Agent) -> None:
    caller = stage.caller()
    alma.takes_it()
    alma.asks(ben)
    ben.takes_it().hangs_up()
    stage.goes_on(8)
    alma.resumes()
    assert (alma.talks, talks(caller)) == (True, True)


# Verifying a telephone


def test_a_telephone_is_verified_by_a_call(stage: Stage, alma: Agent) -> None:
    code = stage.names(alma, "+12125550143")
    phone = stage.carrier.phone("+12125550143")
    stage.rings_to_check(alma, "+12125550143")
    call = phone.picks_up()
    assert "Enter the 4 digits that you see on your screen." in call.heard
    call.presses(f"{(int(code) + 1) % 10_000:04}")
    assert "That did not work." in call.heard
    assert stage.telephone_of(alma) is None
    call.presses(code)
    assert "Calls will come to this telephone." in call.heard
    assert (call.is_over, stage.telephone_of(alma)) == (True, "+12125550143")
    stage.caller()
    assert phone.rings
