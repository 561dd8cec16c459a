"""What a check says: that all is well, or what is not and what to do about it.

Must not know: any check.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A warning is for somebody to think about; a fail is a line that would not answer, or would leak."""

    OK = "ok"
    WARNING = "warning"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator: whole sentences. `do` is empty where all is well."""

    level: Level
    about: str
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8} {self.about}: {' '.join(filter(None, (self.says, self.do)))}"


def ok(about: str, says: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, about, says)


def warning(about: str, says: str, do: str) -> Finding:
    """Somebody should think about it."""
    return Finding(Level.WARNING, about, says, do)


def fail(about: str, says: str, do: str) -> Finding:
    """A real line would fail or leak."""
    return Finding(Level.FAIL, about, says, do)
