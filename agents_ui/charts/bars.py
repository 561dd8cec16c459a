"""Bars: how many, side by side along the foot, or one after another down a table. Knows numbers and words only."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agents_ui.charts.frame import (
    ABOVE,
    HEIGHT,
    Axes,
    Frame,
    Span,
    background,
    between,
    framed,
    hatching,
    height_of,
    hidden,
)
from agents_ui.charts.marks import Attribute, joined, mark, percent

GAP = 0.16  # of the narrowest bar
MANY = 120  # from so many on there are no gaps


def bars(frame: Frame, spans: Sequence[Span], axes: Axes) -> Markup:
    """A bar for each span, as wide as the span is long: what is hidden is a hatched stripe."""
    narrowest = min((one.ends - one.begins for one in spans), default=0.0)
    gap = 0.0 if len(spans) > MANY else narrowest * GAP
    drawn = (_bar(one, axes, gap=gap) for one in spans)
    return framed(frame, [background(axes), hidden(frame, spans), *drawn], kind="bars")


def share(part: float, *, together: bool = False, name: str = "") -> Markup:
    """A bar as long as a part of a whole, to stand beside its number in a table; one of several together is hatched.

    It says nothing that the number beside it does not, so it is not read aloud. `name` is the only one in a page.
    """
    track = mark("rect", class_="track", width="100%", height="100%")
    bar = mark("rect", class_="bar", width=percent(part), height="100%")
    over = [bar]
    if together:
        stripes = mark("rect", class_="together", width=percent(part), height="100%", fill=f"url(#{name})")
        over = [hatching(name), stripes]
    told: dict[str, Attribute] = {"aria-hidden": "true", "focusable": "false", "width": "100%", "height": 10}
    return mark("svg", track, *over, class_="share", **told)


def _bar(one: Span, axes: Axes, *, gap: float) -> Markup:
    if one.value is None:
        return Markup("")
    y = height_of(axes.up.part(one.value))
    place = between(one.begins + gap / 2, one.ends - gap / 2)
    bar = mark("rect", mark("title", one.hint), class_="bar", **place, y=y, height=ABOVE + HEIGHT - y)
    return joined([bar, _range(one, axes)])


def _range(one: Span, axes: Axes) -> Markup:
    """Between what the value may lie: a line with two ends."""
    if one.low is None or one.high is None:
        return Markup("")
    low, high = height_of(axes.up.part(one.low)), height_of(axes.up.part(one.high))
    x = percent(one.middle)
    ends = (mark("path", class_="range", d=f"M-4 {y:.1f}h8") for y in (low, high))
    line = mark("line", class_="range", x1="0", x2="0", y1=low, y2=high)
    return mark("svg", line, *ends, x=x, overflow="visible")
