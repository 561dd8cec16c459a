"""A telephone network on your own machine: it plays Twilio's part over real HTTP, for anybody who writes TwiML.

Stricter than Twilio: a document that Twilio would only warn about fails the call here. It must not know the
application that it rings: nothing of it is imported.
"""

from carrier.call import Call
from carrier.clock import Clock, Pace, RealClock, VirtualClock
from carrier.faults import CallFailed, CallOver, NotInService
from carrier.legs import Event, Spoken
from carrier.network import Carrier
from carrier.wire import Exchange, Faults, HttpWire, InProcess, Reply, Wire

__all__ = [
    "Call",
    "CallFailed",
    "CallOver",
    "Carrier",
    "Clock",
    "Event",
    "Exchange",
    "Faults",
    "HttpWire",
    "InProcess",
    "NotInService",
    "Pace",
    "RealClock",
    "Reply",
    "Spoken",
    "VirtualClock",
    "Wire",
]
