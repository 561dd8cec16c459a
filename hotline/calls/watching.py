"""Watching over agents: unusual numbers of checks, and of calls that only an agent says are calls, as alarms.

Knows agents by the numbers of their accounts and how much they did, never whom they asked about.
"""

from collections.abc import Iterator

from hotline import incidents
from hotline.alarms import Alarm, Lookout
from hotline.calls.agent_days import AgentDays, AgentToday
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing

MOST_CALLS_BY_HAND = 20  # a day


def checks_much(today: AgentToday, most: int) -> bool:
    """Whether an agent has made half of the checks that a day allows."""
    return 2 * today.checks >= most


def takes_many_by_hand(today: AgentToday) -> bool:
    """Whether an agent has taken more calls by hand than is usual in a day."""
    return today.by_hand > MOST_CALLS_BY_HAND


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
            if checks_much(today, min(limits)):
                made = f"Agent {agent} has made {today.checks:,} checks today; {min(limits):,} are the limit."
                yield Alarm(f"checks of agent {agent}", made)
            if takes_many_by_hand(today):
                taken = f"Agent {agent} has taken {today.by_hand:,} calls by hand today."
                yield Alarm(f"calls by hand of agent {agent}", taken)
