"""The wallboard: what goes on at this moment, in figures that are read across a room, and what is wrong in words.

Counts only: no name, no number and no answer is anywhere on it, because whoever comes by can read it. Must not know:
what a call was about.
"""

from agents_ui.supervision.wallboard.door import door

__all__ = ["door"]
