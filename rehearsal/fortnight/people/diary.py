"""The diary of the agents: what each did at their page, and when, for what no telephone network can know.

Must not know: what the line has written down of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# At the page of the desk; then the line's heart, and the post office.
Deed = (
    Literal["available", "took a break", "went", "went from a break", "took by hand", "had the phrase"]
    | Literal["ended", "finished", "checked", "asked", "beat", "mailed"]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed of one agent. `word`: the disposition, the answer, the phrase, or what a caller by hand said."""

    at: datetime
    login: str
    deed: Deed
    word: str = ""


@dataclass
class Diary:
    """What all agents did, in order."""

    entries: list[Entry] = field(default_factory=list)

    def notes(self, at: datetime, login: str, deed: Deed, word: str = "") -> None:
        """Something was done."""
        self.entries.append(Entry(at, login, deed, word))

    def of(self, deed: Deed, login: str = "") -> Sequence[Entry]:
        """When this was done, by everybody or by one."""
        return [one for one in self.entries if one.deed == deed and login in ("", one.login)]
