"""What a measure comes to over one stretch or many: exact numbers first, and a rate only beside them.

Pure. Knows only figures that are shown, so nothing that it adds up can tell more than they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.reports.definitions import Measure
from hotline.reports.figures import Figures


@dataclass(frozen=True, slots=True)
class Value:
    """A measure over some stretches. `denominator` is None for a plain number.

    `hidden` stretches do not show it, and are in neither number: a reader must be told how many they are.
    """

    numerator: int
    denominator: int | None
    stretches: int
    hidden: int

    @property
    def rate(self) -> float | None:
        """Numerator by denominator; None where there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def told(self) -> bool:
        """Whether any stretch shows it."""
        return self.hidden < self.stretches


def value(measure: Measure, figures: Sequence[Figures]) -> Value:
    """A measure that is one number or one rate."""
    pairs = [(_sum(one, measure.numerator), _sum(one, measure.denominator)) for one in figures]
    told = [(above, below) for above, below in pairs if above is not None and below is not None]
    below = sum(below for _, below in told) if measure.denominator else None
    return Value(sum(above for above, _ in told), below, len(pairs), len(pairs) - len(told))


def values(measure: Measure, figures: Sequence[Figures]) -> dict[str, Value]:
    """A measure of the parts of a table, for each part that any of the stretches shows, in their order."""
    (table,) = measure.numerator
    tables = [one.road if table == "road" else one.tables.get(table, {}) for one in figures]
    names = dict.fromkeys(name for told in tables for name in told)
    return {
        name: Value(
            sum(told.get(name, 0) for told in tables), None, len(tables), sum(name not in told for told in tables)
        )
        for name in names
    }


def _sum(one: Figures, terms: Sequence[str]) -> int | None:
    told = [one.shows(term) for term in terms]
    return None if None in told else sum(count for count in told if count is not None)
