"""Reaching a person: the waiting line, agents' telephones, and the talk of a caller with an agent.

Our rows are the truth for order and for who has a call; the carrier only holds the line. Knows that somebody waits and
what they heard, never about whom they asked.
"""

from hotline.queue.conversation import ColleagueBusy, Conversations, NoTalk
from hotline.queue.counts import SERVICE_SECONDS, SHORT_SECONDS, QueueCount, QueueSum, counts_since
from hotline.queue.distribution import Distribution, NothingRings
from hotline.queue.endpoints import Endpoint, Endpoints, NotAnAddress, TooManyBeginnings
from hotline.queue.legs import AgentLeg, AgentLegs, Purpose
from hotline.queue.moves import WRAP_UP_SECONDS
from hotline.queue.present import LegNow, Ringing, Talk
from hotline.queue.queued_call import (
    HandOver,
    Left,
    LineFull,
    QueuedCall,
    QueueState,
    agent_queue,
    colleague_queue,
    waiting_queue,
)
from hotline.queue.recordings import Recordings
from hotline.queue.waiting_line import MOST_WAITING, Departure, WaitingLine

__all__ = [
    "MOST_WAITING",
    "SERVICE_SECONDS",
    "SHORT_SECONDS",
    "WRAP_UP_SECONDS",
    "AgentLeg",
    "AgentLegs",
    "ColleagueBusy",
    "Conversations",
    "Departure",
    "Distribution",
    "Endpoint",
    "Endpoints",
    "HandOver",
    "Left",
    "LegNow",
    "LineFull",
    "NoTalk",
    "NotAnAddress",
    "NothingRings",
    "Purpose",
    "QueueCount",
    "QueueState",
    "QueueSum",
    "QueuedCall",
    "Recordings",
    "Ringing",
    "Talk",
    "TooManyBeginnings",
    "WaitingLine",
    "agent_queue",
    "colleague_queue",
    "counts_since",
    "waiting_queue",
]
