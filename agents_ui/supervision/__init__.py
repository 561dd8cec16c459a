"""The supervisor's rooms: the line at a glance, what it did, and what is decided about it.

Counts, notes and decisions; no individual and no answer to one call is anywhere in it. Must not know: what a call was
about.
"""

from agents_ui import reports
from agents_ui.supervision import approving, audit, forecast, limits, line, overview, pack, people, wallboard

DOORS = (
    *(wallboard.door, overview.door, reports.door, pack.door, forecast.door, *line.DOORS),
    *(*approving.DOORS, people.door, limits.door, audit.door),
)

__all__ = ["DOORS"]
