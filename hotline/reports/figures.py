"""The figures of a stretch: of all that was counted, what is shown.

Pure. Knows counts as they were kept, and gives on only those that `suppression` shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hotline.reports import parts
from hotline.reports.parts import Table
from hotline.reports.rows import Counted
from hotline.reports.stretches import Stretch
from hotline.reports.suppression import shown, shown_alike, shown_on_the_road

# The way through the phone menu to an answer; `ways` is the first entry of any way of checking.
ROAD = ("calls", "menu", "role", "ways", "checking", "answer")
OURS = ("minutes", "letters")  # tables that tell nothing of any caller
# Seconds are shown with those whose seconds they are.
_SECONDS_OF = {
    "waited_answered": ("queue", "answered"),
    "waited_abandoned": ("queue", "abandoned"),
    "talk": ("timed", "timed_calls"),
    "wrap_up": ("timed", "timed_calls"),
    "busy": ("occupied", "occupied_calls"),
    "ready": ("occupied", "occupied_calls"),
}


@dataclass(frozen=True)
class Figures:
    """What is shown of one stretch: table → part → how many. A part that is absent is not shown.

    `seconds` are sums over the calls of the part to which they belong; `road` is how many reached each place of ROAD.
    `ours` are figures of this line, and of nobody who calls it: they are always shown.
    """

    stretch: Stretch
    tables: Mapping[str, Mapping[str, int]]
    seconds: Mapping[str, int] = field(default_factory=dict)
    road: Mapping[str, int] = field(default_factory=dict)
    ours: Mapping[str, int] = field(default_factory=dict)

    def shows(self, term: str) -> int | None:
        """A figure by its name, such as `queue.offered`; None where it is not shown."""
        table, _, name = term.partition(".")
        if table == "calls":
            return self.stretch.calls
        if table in OURS:
            return self.ours.get(term)
        if table in ("seconds", "road"):
            return (self.seconds if table == "seconds" else self.road).get(name)
        return self.tables.get(table, {}).get(name)


def tables_of(languages: Table) -> Sequence[Table]:
    """Every table of the reports, but the ways of checking, which are shown with the road."""
    return (languages, *parts.BY_QUARTER, *parts.BY_DAY, parts.ANSWERS)


def figures(counted: Counted, languages: Table) -> Figures:
    """What is shown of a stretch."""
    tables = {table.id: shown(table.tree, table.sorted_in(counted.of(table.id))) for table in tables_of(languages)}
    road = shown_on_the_road(ROAD, _reached(counted))
    if "ways" in road:
        tables[parts.WAYS.id] = shown(parts.WAYS.tree, _ways(counted))
    ours = {**_ours(counted), "letters.mailed": counted.of("letters").get("mailed", 0)}
    return Figures(counted.stretch, tables, _seconds(counted, tables), road, ours)


def figures_of_slices(slices: Sequence[Counted], languages: Table) -> list[Figures]:
    """What is shown of the slices of one stretch: in each the same parts. What is counted by the day is in none."""
    shown_in: list[dict[str, Mapping[str, int]]] = [{} for _ in slices]
    for table in (languages, *parts.BY_QUARTER):
        rows = [table.sorted_in(one.of(table.id)) for one in slices]
        for place, told in enumerate(shown_alike(table.tree, rows)):
            shown_in[place][table.id] = told
    return [
        Figures(one.stretch, tables, _seconds(one, tables), ours=_ours(one))
        for one, tables in zip(slices, shown_in, strict=True)
    ]


def _ways(counted: Counted) -> Mapping[str, int]:
    return {leaf: counted.of("steps").get(leaf, 0) for leaf in parts.WAYS.tree.leaves}


def _reached(counted: Counted) -> Mapping[str, int]:
    return {**counted.of("steps"), "calls": counted.stretch.calls, "ways": sum(_ways(counted).values())}


def _seconds(counted: Counted, tables: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    seconds = counted.of("seconds")
    told = {name for name, (table, part) in _SECONDS_OF.items() if part in tables.get(table, {})}
    return {name: seconds.get(name, 0) for name in sorted(told)}


def _ours(counted: Counted) -> dict[str, int]:
    return {f"minutes.{name}": count for name, count in counted.of("minutes").items()}
