"""Lines: how something went on, a point for each span, and a gap where it is hidden. Knows numbers and words only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from agents_ui.charts.frame import ABOVE, HEIGHT, Axes, Frame, Span, background, framed, height_of, hidden
from agents_ui.charts.marks import Attribute, joined, mark, percent, short

WIDE = 1_000  # units from end to end, however wide that is
MANY = 70  # from so many on there are no points
SHAPES = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-3.5-3.5h7v7h-7z", "M0-5 5 4h-10z")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what it is called beside the others."""

    words: str
    spans: Sequence[Span]


def lines(frame: Frame, drawn: Sequence[Line], axes: Axes) -> Markup:
    """At most three lines over each other: told apart by colour, by how they are broken, and by their points."""
    if len(drawn) > len(SHAPES):
        raise ValueError(f"Nobody can tell {len(drawn)} lines apart.")
    bands = (_band(line, axes) for line in drawn)
    ways = (_way(line, axes, number=number) for number, line in enumerate(drawn, 1))
    stretched = {"viewBox": f"0 0 {WIDE} {HEIGHT}", "preserveAspectRatio": "none"}
    plot = mark("svg", *bands, *ways, x="0", y=ABOVE, width="100%", height=HEIGHT, overflow="visible", **stretched)
    points = (_points(line, axes, number=number) for number, line in enumerate(drawn, 1))
    everywhere = hidden(frame, drawn[0].spans if len(drawn) == 1 else _hidden_in_all(drawn))
    key = _key(drawn) if len(drawn) > 1 else ""
    return framed(frame, [background(axes), everywhere, plot, *points], kind="lines", key=key)


def _hidden_in_all(drawn: Sequence[Line]) -> Sequence[Span]:
    columns = zip(*(line.spans for line in drawn), strict=True)
    return [column[0] for column in columns if all(one.value is None for one in column)]


def _runs(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """What is shown one after another without a gap."""
    for shown, run in groupby(spans, key=lambda one: one.value is not None):
        if shown:
            yield list(run)


def _way(line: Line, axes: Axes, *, number: int) -> Markup:
    runs = ("M" + "L".join(_at(one.middle, one.value or 0.0, axes) for one in run) for run in _runs(line.spans))
    return mark("path", class_=f"line line-{number}", d="".join(runs), vector_effect="non-scaling-stroke")


def _band(line: Line, axes: Axes) -> Markup:
    known = [one for one in line.spans if one.low is not None and one.high is not None]
    if not known:
        return Markup("")
    above = [_at(one.middle, one.high or 0.0, axes) for one in known]
    below = [_at(one.middle, one.low or 0.0, axes) for one in reversed(known)]
    return mark("path", class_="band", d=f"M{'L'.join([*above, *below])}Z")


def _at(place: float, value: float, axes: Axes) -> str:
    return f"{short(place * WIDE)} {short(HEIGHT * (1 - axes.up.part(value)))}"


def _points(line: Line, axes: Axes, *, number: int) -> Markup:
    few = len(line.spans) <= MANY
    return joined(
        mark(
            "svg",
            mark(
                "path", mark("title", one.hint), class_=f"point point-{number}" if few else "spot", d=SHAPES[number - 1]
            ),
            x=percent(one.middle),
            y=height_of(axes.up.part(one.value)),
            overflow="visible",
        )
        for one in line.spans
        if one.value is not None
    )


def _key(drawn: Sequence[Line]) -> Markup:
    return mark("ul", *(mark("li", _swatch(number), one.words) for number, one in enumerate(drawn, 1)), class_="key")


def _swatch(number: int) -> Markup:
    """A piece of a line, beside its name."""
    way = mark("path", class_=f"line line-{number}", d="M0 6h34")
    point = mark("path", class_=f"point point-{number}", d=SHAPES[number - 1], transform="translate(17 6)")
    told: dict[str, Attribute] = {"aria-hidden": "true", "focusable": "false", "viewBox": "0 0 34 12"}
    return mark("svg", way, point, class_="swatch", width=34, height=12, **told)
