"""A small exact solver: between which bounds a sum can lie, once other sums are known and nothing is negative.

The simplex method over fractions, with Bland's rule. Knows nothing of reports, so that it can judge them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

Number = int | Fraction
Row = list[Number]


class Impossible(Exception):
    """No numbers fit what is known."""


class Knowledge:
    """What somebody knows of `unknowns` numbers, none of them negative: sums of some of them."""

    def __init__(self, unknowns: int, sums: Iterable[tuple[Iterable[int], int]]) -> None:
        self._unknowns = unknowns
        self._rows: list[Row] = []
        self._basis: list[int] = []
        rows = [_row(places, total, unknowns) for places, total in sums]
        self._find_a_beginning(rows)

    def bounds(self, places: Iterable[int]) -> tuple[Number, Number | None]:
        """The least and the most that the sum of some unknowns can be; None where there is no most."""
        *wanted, _ = _row(places, 0, self._unknowns)
        least = self._minimise(wanted)
        most = self._minimise([-one for one in wanted])
        assert least is not None
        return least, None if most is None else -most

    def _find_a_beginning(self, rows: Sequence[Row]) -> None:
        count, width = len(rows), self._unknowns
        self._rows = [
            [*row[:-1], *(int(place == one) for place in range(count)), row[-1]] for one, row in enumerate(rows)
        ]
        self._basis = [width + one for one in range(count)]
        missing = self._minimise([Fraction(0)] * width + [Fraction(1)] * count)
        if missing:
            raise Impossible
        self._leave_out_what_was_made_up(width)

    def _leave_out_what_was_made_up(self, width: int) -> None:
        for place, basic in enumerate(self._basis):
            if basic >= width:
                column = next((one for one in range(width) if self._rows[place][one]), None)
                if column is not None:
                    self._pivot(place, column)
        kept = [place for place, basic in enumerate(self._basis) if basic < width]
        self._rows = [[*self._rows[place][:width], self._rows[place][-1]] for place in kept]
        self._basis = [self._basis[place] for place in kept]

    def _minimise(self, costs: Sequence[Number]) -> Number | None:
        reduced: Row = [*costs, 0]
        for place, basic in enumerate(self._basis):
            if costs[basic]:
                reduced = _less(reduced, self._rows[place], costs[basic])
        while (column := next((one for one, cost in enumerate(reduced[:-1]) if cost < 0), None)) is not None:
            leaving = self._leaving(column)
            if leaving is None:
                return None
            self._pivot(leaving, column)
            reduced = _less(reduced, self._rows[leaving], reduced[column])
        return -reduced[-1]

    def _leaving(self, column: int) -> int | None:
        ratios = [
            (Fraction(row[-1]) / row[column], self._basis[place], place)
            for place, row in enumerate(self._rows)
            if row[column] > 0
        ]
        return min(ratios)[2] if ratios else None

    def _pivot(self, place: int, column: int) -> None:
        by = self._rows[place][column]
        self._rows[place] = [_plain(Fraction(one) / by) if one else 0 for one in self._rows[place]]
        for other, row in enumerate(self._rows):
            if other != place and row[column]:
                self._rows[other] = _less(row, self._rows[place], row[column])
        self._basis[place] = column


def _row(places: Iterable[int], total: int, width: int) -> Row:
    row: Row = [0] * width
    for place in places:
        row[place] += 1
    return [*row, total]


def _less(row: Row, other: Row, times: Number) -> Row:
    return [_plain(one - times * two) if two else one for one, two in zip(row, other, strict=True)]


def _plain(number: Number) -> Number:
    return int(number) if number == int(number) else number
