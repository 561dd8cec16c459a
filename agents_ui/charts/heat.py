"""Heat maps: how much there is in each field of a grid, by colour and by size. Knows numbers and words only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agents_ui.charts.frame import Frame, framed
from agents_ui.charts.marks import mark, percent

ROW = 22  # pixels
BELOW = 22
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of as many values each as there are columns; None where nothing is known. `told` says one in words."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float | None]]
    told: Callable[[int, int, float], str]


def heat(frame: Frame, grid: Grid, *, every: int = 1) -> Markup:
    """The grid; of its columns every so-manieth is named."""
    highest = max((value for row in grid.values for value in row if value), default=0.0) or 1.0
    content = [*_names(grid, every), *_fields(grid, highest)]
    return framed(frame, content, kind="heat", height=ROW * len(grid.rows) + BELOW)


def _names(grid: Grid, every: int) -> Iterator[Markup]:
    for number, words in enumerate(grid.rows):
        yield mark("text", words, class_="up", x=-8, y=ROW * number + ROW / 2 + 4, text_anchor="end")
    foot = ROW * len(grid.rows) + 16
    for number, words in enumerate(grid.columns):
        if number % every == 0:
            yield mark("text", words, class_="along", x=percent(number / len(grid.columns)), y=foot)


def _fields(grid: Grid, highest: float) -> Iterator[Markup]:
    wide = 1 / len(grid.columns)
    for down, row in enumerate(grid.values):
        for along, value in enumerate(row):
            yield mark("rect", class_="field", x=percent(along * wide), width=percent(wide), y=ROW * down, height=ROW)
            if value is not None:
                yield _filled(value / highest, wide, (along, down), hint=grid.told(down, along, value))


def _filled(part: float, wide: float, place: tuple[int, int], *, hint: str) -> Markup:
    """A field as far filled as its value is high: the more, the larger and the darker."""
    along, down = place
    side = part**0.5  # so that the area is the value
    level = min(LEVELS, 1 + int(part * LEVELS))
    return mark(
        "rect",
        mark("title", hint),
        class_=f"heat heat-{level}",
        x=percent(wide * (along + (1 - side) / 2)),
        width=percent(wide * side),
        y=ROW * (down + (1 - side) / 2),
        height=ROW * side,
    )
