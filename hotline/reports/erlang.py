"""Erlang's formulas: how long callers wait for so many agents, and how many give up.

Calls come by chance and independently, talks last an exponential time, callers wait in one line. Erlang C: nobody gives
up. Erlang A: patience is exponential too. Times are in seconds, load in erlangs (calls a second times seconds a call).
A. K. Erlang (1917); C. Palm (1946) for patience. Pure; knows nothing of days, or of one agent or call.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

MOST_AGENTS = 1_000
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls that come in a time, and how long each keeps an agent (talk and wrap-up), in seconds."""

    calls: float
    within: float
    handle_time: float

    @property
    def load(self) -> float:
        """How many agents are busy on average, if nobody gives up."""
        return self.calls / self.within * self.handle_time


@dataclass(frozen=True, slots=True)
class Service:
    """What callers meet: the share that waits at all, that is answered in time, and that gives up."""

    waits: float
    in_time: float
    gives_up: float = 0.0


def blocked(load: float, agents: int) -> float:
    """Erlang B: the share that finds all agents busy where nobody can wait."""
    share = 1.0
    for number in range(1, agents + 1):
        share = load * share / (number + load * share)
    return share


def erlang_c(demand: Demand, agents: int, *, answered_in: float) -> Service:
    """What callers meet who never give up. With no more agents than load the line grows for ever: nobody is in time."""
    load = demand.load
    if not load:
        return Service(0.0, 1.0)
    if agents <= load:
        return Service(1.0, 0.0)
    lost = blocked(load, agents)
    waits = agents * lost / (agents - load * (1 - lost))
    return Service(waits, 1 - waits * math.exp(-(agents - load) * answered_in / demand.handle_time))


def erlang_a(demand: Demand, agents: int, *, answered_in: float, patience: float) -> Service:
    """What callers meet who give up after `patience` seconds on average.

    `in_time` is the share of all calls that is answered within `answered_in`; who gave up stays in the denominator.
    """
    if not demand.load:
        return Service(0.0, 1.0)
    if not agents:
        return Service(1.0, 0.0, 1.0)
    full = blocked(demand.load, agents)
    if full < _NEGLIGIBLE:
        return Service(0.0, 1.0)
    # How often an arriving caller finds 0, 1, 2 … before them in the line, with the first of these as the unit.
    line = _line(demand, agents, patience)
    all_states = 1 / full - 1 + sum(line)
    waits = sum(line) / all_states
    answered = _answered_in_time(line, agents * patience / demand.handle_time, math.exp(-answered_in / patience))
    queueing = sum(before * often for before, often in enumerate(line)) / all_states
    gives_up = queueing / patience * demand.within / demand.calls
    return Service(waits, 1 - waits + answered / all_states, gives_up)


def agents_for(demand: Demand, *, target: float, answered_in: float, patience: float | None = None) -> int:
    """The fewest agents with whom the share `target` of the calls is answered within `answered_in` seconds.

    By Erlang A where a patience is given, else by Erlang C. OverflowError beyond MOST_AGENTS.
    """

    def in_time(agents: int) -> float:
        if patience is None:
            return erlang_c(demand, agents, answered_in=answered_in).in_time
        return erlang_a(demand, agents, answered_in=answered_in, patience=patience).in_time

    agents = bisect_left(range(MOST_AGENTS + 1), target, key=in_time)
    if agents > MOST_AGENTS:
        raise OverflowError(f"More than {MOST_AGENTS:,} agents would be needed.")
    return agents


def _line(demand: Demand, agents: int, patience: float) -> list[float]:
    arriving, served = demand.calls / demand.within, agents / demand.handle_time
    line = [1.0]
    while line[-1] > _NEGLIGIBLE * max(line) or arriving > served + len(line) / patience:
        line.append(line[-1] * arriving / (served + len(line) / patience))
    return line


def _answered_in_time(line: list[float], rate: float, left: float) -> float:
    # A caller behind k others is served after k + 1 departures, at rates in arithmetic progression, so that
    # exp(-wait / patience) has the distribution Beta(rate, k + 1). `left` is the share that is still patient at the
    # end of the time; of a Beta whose second number is whole, the lower tail is a sum of k + 1 terms.
    term = math.exp((rate + 1) * math.log(left))
    tail, answered = 0.0, 0.0
    for before, often in enumerate(line):
        tail += term
        term *= (rate + 1 + before) / (before + 1) * (1 - left)
        answered += often * rate / (rate + before + 1) * max(0.0, 1 - tail)
    return answered
