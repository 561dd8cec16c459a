"""A figure with its aim, and how one is printed. Must not know: what is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: `value` should be at least (`at_most`: at most) `aim`; `beside` says how it came about.

    `must`: it has to hold on any machine, because it is no speed.
    """

    what: str
    value: float
    aim: float
    unit: str = ""
    at_most: bool = False
    beside: str = ""
    must: bool = False

    @property
    def holds(self) -> bool:
        """Whether the aim is reached."""
        return self.value <= self.aim if self.at_most else self.value >= self.aim

    def told(self) -> str:
        """Two lines for the screen."""
        aim = f"aim {'≤' if self.at_most else '≥'} {self.aim:g}{self.unit}"
        verdict = "holds" if self.holds else "BELOW AIM"
        return f"{self.what:<58} {self.value:7.2f}{self.unit:<3}  {aim:<12} {verdict}\n    {self.beside}"
