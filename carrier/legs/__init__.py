"""Legs: what the network does with one call, from its first document to its last status callback.

A leg waits by yielding, so the same one runs in virtual and in real time. Must not know: tests, phones, who drives it.
"""

from carrier.legs.events import Event, Heard, Listener, Spoken, Utterance, Wait
from carrier.legs.interruptions import HungUp, Interruption, Moved, sent, thrown
from carrier.legs.leg import Leg, Status
from carrier.legs.meetings.meeting import Meeting, Party
from carrier.legs.meetings.queues import Member, Queue, Queues
from carrier.legs.parties import Parties, new_call_sid
from carrier.legs.routes import Route
from carrier.legs.stage import Exchange, Summons, Surroundings
from carrier.legs.visits import Callback, Visit

__all__ = [
    "Callback",
    "Event",
    "Exchange",
    "Heard",
    "HungUp",
    "Interruption",
    "Leg",
    "Listener",
    "Meeting",
    "Member",
    "Moved",
    "Parties",
    "Party",
    "Queue",
    "Queues",
    "Route",
    "Spoken",
    "Status",
    "Summons",
    "Surroundings",
    "Utterance",
    "Visit",
    "Wait",
    "new_call_sid",
    "sent",
    "thrown",
]
