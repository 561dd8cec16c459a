"""What goes with a caller from the phone menu to a person, so that nothing is asked twice.

Ids and words only: no detail of an individual has a field here. Must not know: who takes the call.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class HandOver:
    """A caller as the phone menu hands them over.

    `step` is where in the menu they asked for a person; `heard` are ids of what was already said, oldest first, such as
    `answer.MATCH` or `kinds`. `slow`: they asked for more time, or use a relay. `number` is E.164, or empty where none
    was shown. `version` is that of the incident which they heard.
    """

    language: str
    role: str
    step: str
    version: int
    heard: tuple[str, ...] = ()
    slow: bool = False
    number: str = field(default="", repr=False)

    def plain(self) -> dict[str, Any]:
        """What JSON can write."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> HandOver:
        """What `plain` gave; TypeError or KeyError for anything else."""
        return cls(**{**plain, "heard": tuple(plain["heard"])})
