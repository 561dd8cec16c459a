"""The desk, as whole calls meet it: agents come and go, take a call, hold it, pass it on, or lose it.

Must not know: the tables of the flow.
"""

from dataclasses import replace

from ivr.steps.facts import Facts, LineNow
from ivr.steps.state import IN_LINE, CallState, Step


class Desk:
    """What the line says of one call, on a day that `chance` decides."""

    def __init__(self, chance: int) -> None:
        self.line = LineNow(number="+15735550100" if chance % 5 else "")

    def does_something(self, chance: int) -> None:
        """Somebody comes, goes, or does something with the call, if it is in the line."""
        minutes = (None, 1, 2, 9)[chance // 4 % 4]
        self.line = replace(self.line, staffed=chance % 4 > 0, full=chance % 7 == 0, minutes=minutes)
        if self.line.waits or self.line.taken:
            agent, other = (None, 1, 2)[chance // 16 % 3], chance // 48 % 2 == 0
            held, waits = agent is not None and other, agent is None and other
            self.line = replace(self.line, agent=agent, held=held, waits=waits)

    def talks(self) -> None:
        """The agent speaks with the caller, and holds nobody."""
        self.line = replace(self.line, held=False)

    def follows(self, call: CallState) -> None:
        """The rows of the line follow where the call is."""
        if call.step is Step.QUEUE and not self.line.taken:
            self.line = replace(self.line, waits=True, position=self.line.position or 3)
        elif call.step not in IN_LINE:
            self.line = replace(self.line, waits=False, position=0, agent=None, held=False)

    def where_a_person_is(self, facts: Facts) -> set[Step]:
        """Where 0 may lead now."""
        if self.line.taken:
            return {Step.WITH_AGENT}
        there = self.line.waits or (facts.is_open and self.line.staffed and not self.line.full)
        return {Step.QUEUE} if there else {Step.REACH}
