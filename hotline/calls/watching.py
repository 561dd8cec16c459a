"""Watching over agents: unusual numbers of checks, and of calls that only an agent says are calls, as alarms.

Knows agents by the numbers of their accounts and how much they did, never whom they asked about.
"""

from collections.abc import Iterator
from enum import StrEnum

from hotline import incidents
from hotline.alarms import Alarm, Lookout
from hotline.calls.agent_days import AgentDays, AgentToday
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing

MOST_CALLS_BY_HAND = 20  # a day


class Unusual(StrEnum):
    """What an agent has done more of than is usual."""

    CHECKS = "checks"
    BY_HAND = "by_hand"


def unusual(today: AgentToday, *, most_checks: int) -> tuple[Unusual, ...]:
    """Whether somebody has made half of the checks that a day allows, or taken more calls by hand than is usual."""
    found = {
        Unusual.CHECKS: 2 * today.checks >= most_checks,
        Unusual.BY_HAND: today.by_hand > MOST_CALLS_BY_HAND,
    }
    return tuple(one for one, is_so in found.items() if is_so)


class AgentWatch:
    """Looks at what each agent has done today. Only reads."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock) -> None:
        self._database = database
        self._days = AgentDays(keyring, clock)

    def lookout(self) -> Lookout:
        """Everything that can be unusual, by the name under which a look that fails is logged."""
        return Lookout({"agents": self.agents})

    def agents(self) -> Iterator[Alarm]:
        """Who has made half of their checks of the day, or taken more calls by hand than is usual."""
        with self._database.read() as session:
            limits = [one.content.limits.checks_per_agent_per_day for one in incidents.all_current(session)]
            days = self._days.today(session)
        for agent, today in sorted(days.items()):
            found = unusual(today, most_checks=min(limits))
            if Unusual.CHECKS in found:
                made = f"Agent {agent} has made {today.checks:,} checks today; {min(limits):,} are the limit."
                yield Alarm(f"checks of agent {agent}", made)
            if Unusual.BY_HAND in found:
                taken = f"Agent {agent} has taken {today.by_hand:,} calls by hand today."
                yield Alarm(f"calls by hand of agent {agent}", taken)
