"""Calls: those in progress, sealed, and what is kept of those that are over.

Knows that somebody called, never whom they asked about: no identifier and no answer reaches what this package keeps.
"""

from hotline.calls.day import EndedToday
from hotline.calls.live import LiveCalls
from hotline.calls.log import CallLog, Outcome, count_menu_time, count_step, outcome_of

__all__ = ["CallLog", "EndedToday", "LiveCalls", "Outcome", "count_menu_time", "count_step", "outcome_of"]
