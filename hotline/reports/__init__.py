"""Reports: what the line did, in figures that can be trusted and that tell nobody's call.

Every figure is of a stretch of time and of one part of one table, holds eleven at least, and lets no smaller one be
computed (docs/statistics.md). Knows sums, never a call, and nothing of the vault: its tally is handed in.
"""

from hotline.reports.definitions import BY_ID, MEASURES, Measure
from hotline.reports.figures import Figures
from hotline.reports.reading import LineDay, Report, Reports
from hotline.reports.rows import Tallied
from hotline.reports.stretches import Stretch, Timeline
from hotline.reports.suppression import FEWEST
from hotline.reports.values import Value, value, values

__all__ = [
    "BY_ID",
    "FEWEST",
    "MEASURES",
    "Figures",
    "LineDay",
    "Measure",
    "Report",
    "Reports",
    "Stretch",
    "Tallied",
    "Timeline",
    "Value",
    "value",
    "values",
]
