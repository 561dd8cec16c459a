"""Erlang's formulas against printed tables, against their own limits, and against the plainest recomputation."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.reports.erlang import MOST_AGENTS, Demand, agents_for, blocked, erlang_a, erlang_c

AN_HOUR = Demand(200, 3_600, 180)  # ten erlangs
A_MINUTE = Demand(48, 60, 60)  # Garnett, Mandelbaum and Reiman, Designing a call center with impatient customers, 2002


@pytest.mark.parametrize(
    ("load", "agents", "share"),
    [(10, 10, 0.2146), (5, 10, 0.0184), (1, 1, 0.5), (20, 30, 0.0085), (100, 117, 0.0098)],
)
def test_blocked_is_as_in_the_printed_tables(load: float, agents: int, share: float) -> None:
    assert blocked(load, agents) == pytest.approx(share, abs=0.0001)


@pytest.mark.parametrize(
    ("agents", "waits", "in_time"), [(11, 0.682, 0.390), (12, 0.449, 0.640), (13, 0.285, 0.796), (14, 0.174, 0.888)]
)
def test_erlang_c_is_as_in_the_printed_example(agents: int, waits: float, in_time: float) -> None:
    service = erlang_c(AN_HOUR, agents, answered_in=20)
    assert service.waits == pytest.approx(waits, abs=0.001)
    assert service.in_time == pytest.approx(in_time, abs=0.001)


def test_the_fewest_agents_are_found() -> None:
    assert agents_for(AN_HOUR, target=0.8, answered_in=20) == 14
    assert agents_for(AN_HOUR, target=0.79, answered_in=20) == 13
    assert agents_for(Demand(0, 1_800, 300), target=0.8, answered_in=20) == 0


def test_with_as_many_agents_as_load_the_line_grows_for_ever() -> None:
    assert erlang_c(AN_HOUR, 10, answered_in=20).in_time == 0
    with pytest.raises(OverflowError):
        agents_for(Demand(100 * MOST_AGENTS, 60, 60), target=0.8, answered_in=20)


def test_erlang_a_is_as_in_the_printed_example() -> None:
    service = erlang_a(A_MINUTE, 50, answered_in=20, patience=120)
    assert service.gives_up == pytest.approx(0.031, abs=0.0005)
    assert service.gives_up * 120 == pytest.approx(3.7, abs=0.06), "seconds waited on average"


def test_whoever_is_endlessly_patient_meets_erlang_c() -> None:
    patient = erlang_a(AN_HOUR, 12, answered_in=20, patience=1e6)
    plain = erlang_c(AN_HOUR, 12, answered_in=20)
    assert patient.waits == pytest.approx(plain.waits, abs=0.001)
    assert patient.in_time == pytest.approx(plain.in_time, abs=0.001)


@pytest.mark.parametrize("agents", [6, 10, 13])
def test_erlang_a_is_what_small_steps_of_time_lead_to(agents: int) -> None:
    service = erlang_a(AN_HOUR, agents, answered_in=30, patience=90)
    waits, in_time = by_small_steps(AN_HOUR, agents, answered_in=30, patience=90)
    assert service.waits == pytest.approx(waits, abs=0.002)
    assert service.in_time == pytest.approx(in_time, abs=0.002)


def by_small_steps(demand: Demand, agents: int, *, answered_in: float, patience: float) -> tuple[float, float]:
    """The same from the states of the line, and from following one caller in steps of a hundredth of a second."""
    arriving, step = demand.calls / demand.within, 0.01
    states = [1.0]
    for present in range(1, 250):
        leaving = min(present, agents) / demand.handle_time + max(0, present - agents) / patience
        states.append(states[-1] * arriving / leaving)
    share = [state / sum(states) for state in states]
    ahead, answered = share[agents:], 0.0
    for _ in range(round(answered_in / step)):
        moves = [one * step * (agents / demand.handle_time + place / patience) for place, one in enumerate(ahead)]
        answered += moves[0]
        ahead = [
            one - move - one * step / patience + further
            for one, move, further in zip(ahead, moves, [*moves[1:], 0.0], strict=True)
        ]
    return sum(share[agents:]), sum(share[:agents]) + answered


@given(st.floats(0.1, 300), st.floats(30, 900), st.floats(10, 600), st.integers(1, 120))
def test_more_agents_serve_better(calls: float, handle_time: float, patience: float, agents: int) -> None:
    demand = Demand(calls, 1_800, handle_time)
    fewer, more = (erlang_a(demand, number, answered_in=60, patience=patience) for number in (agents, agents + 1))
    assert more.in_time >= fewer.in_time - 1e-9
    assert more.gives_up <= fewer.gives_up + 1e-9
    assert 0 <= fewer.in_time <= 1 + 1e-9
    assert math.isfinite(fewer.waits)
    assert fewer.in_time + fewer.gives_up <= 1 + 1e-9
