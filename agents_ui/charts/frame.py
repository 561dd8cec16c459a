"""The frame of a chart: its title, its lines across, the words along its foot, and what is hidden in it.

Knows where things stand, never what they count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agents_ui.charts.marks import Attribute, joined, mark, percent
from agents_ui.charts.scale import Scale

HEIGHT = 200  # pixels between the foot and the top
ABOVE, BELOW = 14, 30  # pixels for what stands over and under that


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart is called, and what it says in a sentence. `id` is the only one of its kind in a page."""

    id: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word under a place of the foot. One that is `minor` is left out where a page is narrow."""

    at: float
    words: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """What stands along and up: `told` says a value of the scale in words."""

    along: Sequence[Tick]
    up: Scale
    told: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Span:
    """A value from one place to another (0 to 1) of the foot; None where it is hidden. `hint` says it in words.

    `low` and `high` are between what it may lie; where they are given they are drawn.
    """

    begins: float
    ends: float
    value: float | None
    hint: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def middle(self) -> float:
        """Its place."""
        return (self.begins + self.ends) / 2


def height_of(part: float) -> float:
    """Where something stands that is so high (0 to 1), in pixels from above."""
    return ABOVE + HEIGHT * (1 - part)


def framed(
    frame: Frame, content: Iterable[str], *, kind: str, height: int = ABOVE + HEIGHT + BELOW, key: str = ""
) -> Markup:
    """A chart as a picture with its name, its sentence, and what tells its lines apart."""
    named = mark("title", frame.title, id=f"{frame.id}-title"), mark("desc", frame.says, id=f"{frame.id}-desc")
    told: dict[str, Attribute] = {
        "role": "img",
        "class_": f"chart chart-{kind}",
        "aria-labelledby": f"{frame.id}-title",
        "aria-describedby": f"{frame.id}-desc",
        "width": "100%",
        "height": height,
        "focusable": "false",
    }
    picture = mark("svg", *named, hatching(f"{frame.id}-hatch"), *content, **told)
    return mark("figure", mark("figcaption", frame.title), key, picture, class_="drawn")


def background(axes: Axes) -> Markup:
    """The lines across with their values, and the words along the foot."""
    return joined([*_across(axes), *_along(axes)])


def hidden(frame: Frame, spans: Iterable[Span]) -> Markup:
    """Where something is not shown: a hatched stripe."""
    return joined(
        mark(
            "rect",
            mark("title", one.hint),
            class_="not-shown",
            fill=f"url(#{frame.id}-hatch)",
            **between(one.begins, one.ends),
            y=ABOVE,
            height=HEIGHT,
        )
        for one in spans
        if one.value is None
    )


def between(begins: float, ends: float) -> dict[str, str]:
    """The attributes of something that reaches from one place to another."""
    return {"x": percent(begins), "width": percent(max(ends - begins, 0.0))}


def _across(axes: Axes) -> Iterable[Markup]:
    for step in axes.up.steps:
        y = height_of(axes.up.part(step))
        yield mark("line", class_="rule" if step else "foot", x1="0", x2="100%", y1=y, y2=y)
        yield mark("text", axes.told(step), class_="up", x=-8, y=y + 4, text_anchor="end")


def _along(axes: Axes) -> Iterable[Markup]:
    for tick in axes.along:
        end = "end" if tick.at > 0.97 else "start" if tick.at < 0.03 else "middle"
        minor = " minor" if tick.minor else ""
        y = ABOVE + HEIGHT + 20
        yield mark("text", tick.words, class_=f"along{minor}", x=percent(tick.at), y=y, text_anchor=end)


def hatching(id_: str) -> Markup:
    """What fills something that is hidden, or told together: stripes, which nobody needs colours to see."""
    line = mark("path", class_="hatch", d="M-1 1 1 -1M-1 7 7 -1M5 7 7 5")
    pattern = mark("pattern", line, id=id_, width=6, height=6, patternUnits="userSpaceOnUse")
    return mark("defs", pattern)
