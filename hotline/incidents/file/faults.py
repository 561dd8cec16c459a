"""What is wrong with an incident file, told to the person who can correct it.

Knows a place and the words for it; it does not know how either was found.
"""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]  # ("categories", 2, "say", "es"); rows count from 0 here and from 1 in words


def told(path: Path) -> str:
    """The path as people read it: `categories[3].say.es`."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct. `line` counts from 1, None when the file has no place for it."""

    line: int | None
    path: str
    words: str

    def told(self, name: str) -> str:
        """The sentence with the file's name: `incident.toml, line 14, hours.monday: …`."""
        places = [name, f"line {self.line:,}" if self.line else "", self.path]
        return ", ".join(place for place in places if place) + f": {self.words}"


class IncidentFileError(Exception):
    """The file can't be used. Carries every fault, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.told("incident file") for fault in faults))
        self.faults = faults

    def told(self, name: str) -> str:
        """All faults, one a line, then what to do."""
        count = "1 place needs" if len(self.faults) == 1 else f"{len(self.faults):,} places need"
        summary = f"{count} attention; nothing was changed. Correct the file and apply it again."
        lines = [fault.told(name) for fault in self.faults]
        return "\n".join([*lines, summary, "docs/incident-file.md explains every key."])
