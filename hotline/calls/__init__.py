"""Calls: those in progress, sealed, and what is kept of those that are over.

Knows that somebody called, never whom they asked about: no identifier and no answer reaches what this package keeps.
"""

from hotline.calls.agent_call import BY_HAND, TELEPHONE, AgentCall, Told
from hotline.calls.agent_days import AgentToday
from hotline.calls.assigned import AgentCalls, AlreadyOnACall, LeftBehind, NoLiveCall
from hotline.calls.by_hand import BadReference, ByHand, NotByHand, NotOffered
from hotline.calls.day import EndedToday
from hotline.calls.dispositions import Disposition
from hotline.calls.live import LiveCalls
from hotline.calls.log import CallLog, Outcome, count_menu_time, count_step, outcome_of
from hotline.calls.presence import (
    BREAK_REASONS,
    MISSED,
    AgentPresence,
    AgentState,
    ImpossibleChange,
    InACall,
    NeedsReason,
    NotChosenByAgents,
    Presence,
)
from hotline.calls.switchboard import RING_SECONDS, CallIsOver, Switchboard, SwitchboardFault, Unreachable

__all__ = [
    "BREAK_REASONS",
    "BY_HAND",
    "MISSED",
    "RING_SECONDS",
    "TELEPHONE",
    "AgentCall",
    "AgentCalls",
    "AgentPresence",
    "AgentState",
    "AgentToday",
    "AlreadyOnACall",
    "BadReference",
    "ByHand",
    "CallIsOver",
    "CallLog",
    "Disposition",
    "EndedToday",
    "ImpossibleChange",
    "InACall",
    "LeftBehind",
    "LiveCalls",
    "NeedsReason",
    "NoLiveCall",
    "NotByHand",
    "NotChosenByAgents",
    "NotOffered",
    "Outcome",
    "Presence",
    "Switchboard",
    "SwitchboardFault",
    "Told",
    "Unreachable",
    "count_menu_time",
    "count_step",
    "outcome_of",
]
