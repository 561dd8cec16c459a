"""The room of the line: closing and opening it, what every caller is told now, hours, and the texts that are said.

Must not know: calls, and what anybody asked in one.
"""

from agents_ui.supervision.line import deciding, drafting, hours, listening, now, writing
from agents_ui.supervision.line.doors import door, texts_door

DOORS = (door, texts_door)

__all__ = ["DOORS", "deciding", "drafting", "hours", "listening", "now", "writing"]
