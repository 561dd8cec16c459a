"""Legs: what the network does with one call, from its first document to its last status callback.

A leg waits by yielding, so the same one runs in virtual and in real time. Must not know: tests, phones, threads.
"""

from carrier.legs.events import Event, Heard, Listener, Spoken, Utterance, Wait
from carrier.legs.interruptions import HungUp, Interruption, Moved, sent, thrown
from carrier.legs.leg import Leg, Status
from carrier.legs.parties import Parties, new_call_sid
from carrier.legs.performing import Surroundings
from carrier.legs.visits import Callback, Route, Visit

__all__ = [
    "Callback",
    "Event",
    "Heard",
    "HungUp",
    "Interruption",
    "Leg",
    "Listener",
    "Moved",
    "Parties",
    "Route",
    "Spoken",
    "Status",
    "Surroundings",
    "Utterance",
    "Visit",
    "Wait",
    "new_call_sid",
    "sent",
    "thrown",
]
