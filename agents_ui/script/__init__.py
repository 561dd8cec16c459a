"""The script: every sentence of the frame that an agent says, one sheet a language.

Must not know: an incident's facts, which stand in its file, and how an answer was found.
"""

from agents_ui.script.sheets import ScriptFault, language_name
from agents_ui.script.telling import (
    Line,
    callback_line,
    callback_wording,
    calling_back,
    goodbye,
    opening,
    told_lines,
)

__all__ = [
    "Line",
    "ScriptFault",
    "callback_line",
    "callback_wording",
    "calling_back",
    "goodbye",
    "language_name",
    "opening",
    "told_lines",
]
