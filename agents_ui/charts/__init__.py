"""Charts: numbers drawn as SVG that stands in a page, is read aloud, and is told apart without colour.

A chart is as wide as its place: what lies along it is placed in hundredths, what stands up in it in pixels. It has a
title and a sentence, and whoever draws one puts the table of the same numbers beside it. Pure: knows numbers and words,
never what they count.
"""

from agents_ui.charts.bars import bars, share
from agents_ui.charts.frame import Axes, Frame, Span, Tick
from agents_ui.charts.heat import Grid, heat
from agents_ui.charts.lines import Line, lines
from agents_ui.charts.scale import OF_A_WHOLE, SECONDS, Scale, scale_to

__all__ = [
    "OF_A_WHOLE",
    "SECONDS",
    "Axes",
    "Frame",
    "Grid",
    "Line",
    "Scale",
    "Span",
    "Tick",
    "bars",
    "heat",
    "lines",
    "scale_to",
    "share",
]
