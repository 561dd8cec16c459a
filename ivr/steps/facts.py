"""What a turn of a call may know besides the call itself: the incident's content and the present moment.

Pure. It must not know where the content is kept or who reads the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hotline.incidents.closures import Closure
from hotline.incidents.content import Content, Scheme

ENGLISH = "en"
STUDENT_NUMBER_WIDTH = 10


@dataclass(frozen=True, slots=True)
class LineNow:
    """What the line knows of whoever wants a person. `number` is the one that they call from, "" where it is withheld.

    `staffed`: agents are at the desk. `full`: nobody else may wait. `waits`: this call has a place in the line. Then
    `position` is 1 for who is next, and `minutes` the estimate, None where it is not supported. `agent` has this call;
    `held`: and has put it on hold; `resumed`: or has just gone back to it. They meet in this `room`.
    """

    staffed: bool = False
    full: bool = False
    waits: bool = False
    position: int = 0
    minutes: int | None = None
    agent: int | None = None
    held: bool = False
    resumed: bool = False
    room: int = 0
    number: str = field(default="", repr=False)

    @property
    def taken(self) -> bool:
        """Whether a person has this call."""
        return self.agent is not None


@dataclass(frozen=True, slots=True)
class Facts:
    """`content` has the words with which this call began, and the present hours; `now` is aware.

    `line`: where a person may be wanted.
    """

    content: Content
    now: datetime
    line: LineNow = LineNow()

    @property
    def is_open(self) -> bool:
        """Whether people answer now."""
        return self.content.is_open(self.now)

    @property
    def closure(self) -> Closure | None:
        """The closure that is going on, whose words are said in place of the hours."""
        return self.content.closure_at(self.now)

    @property
    def moment(self) -> int:
        """`now` in whole seconds since 1970."""
        return int(self.now.timestamp())

    @property
    def today(self) -> date:
        """The day where the incident is."""
        return self.now.astimezone(ZoneInfo(self.content.zone)).date()

    @property
    def usual_language(self) -> str:
        """English where the incident speaks it, else its first language."""
        languages = self.content.languages
        return ENGLISH if ENGLISH in languages else languages[0]

    @property
    def ways(self) -> tuple[Scheme, ...]:
        """The ways of checking on the telephone, in the order of their keys, which is the file's."""
        return self.content.schemes_at("telephone")

    def way(self, name: str) -> Scheme:
        """The way of checking called `name`; KeyError where this incident does not offer it on the telephone."""
        for way in self.ways:
            if way.name == name:
                return way
        raise KeyError(name)

    @property
    def student_number_width(self) -> int:
        """How many digits a student number of this incident has."""
        return self.way("student_number").width or STUDENT_NUMBER_WIDTH

    def is_adult(self, born: str) -> bool:
        """Whether somebody `born` on this day (YYYY-MM-DD) has the age from which on no guardian asks for them."""
        return self.content.is_adult(date.fromisoformat(born), today=self.today)
