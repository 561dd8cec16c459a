"""The rooms of a supervisor, as every one of their pages leads to them. Must not know: what is in a room."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

# The endpoint of a room, the pages that are in it, and what it is called.
ROOMS: Sequence[tuple[str, frozenset[str], Any]] = (
    ("wallboard.show", frozenset({"wallboard"}), _l("Wallboard")),
    ("supervision.show", frozenset({"overview"}), _l("Overview")),
    ("reports.show", frozenset({"reports", "measures", "pack"}), _l("Reports")),
    ("forecast.show", frozenset({"forecast"}), _l("Forecast")),
    ("line.show", frozenset({"line", "line_hours", "line_texts", "line_text", "line_draft"}), _l("Line")),
    ("register.show", frozenset({"register"}), _l("Register")),
    ("approvals.show", frozenset({"approvals"}), _l("Approvals")),
    ("people.show", frozenset({"people", "person", "link", "limits"}), _l("People")),
    ("audit.show", frozenset({"audit"}), _l("Audit")),
)
