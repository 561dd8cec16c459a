"""The wire to an application: requests signed, sent, repeated, written down, and lost on a bad day.

Must not know: TwiML, nor why a request is made.
"""

from carrier.wire.exchanges import ADDRESS, Courier, Exchange
from carrier.wire.overrides import Overrides
from carrier.wire.signing import signature
from carrier.wire.switches import OFF, Faults
from carrier.wire.transport import HttpWire, InProcess, Reply, Wire

__all__ = [
    "ADDRESS",
    "OFF",
    "Courier",
    "Exchange",
    "Faults",
    "HttpWire",
    "InProcess",
    "Overrides",
    "Reply",
    "Wire",
    "signature",
]
