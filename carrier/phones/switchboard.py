"""The calls of one server, in real time: those that people make, and those that the account makes.

It must not know HTTP, pages or terminals.
"""

from collections.abc import Callable

from werkzeug.exceptions import NotFound

from carrier.legs import Leg, Listener
from carrier.network import Carrier, Order
from carrier.phones.live import LiveCall
from carrier.wire import Faults

MOST_CALLS = 200
PARTING = 2.0


class Switchboard:
    """The calls of this server, by CallSid; the oldest that are over are forgotten."""

    def __init__(self, carrier: Carrier, *, speed: float = 1.0) -> None:
        self.carrier = carrier
        self.speed = speed
        self._calls: dict[str, LiveCall] = {}
        carrier.enlivens = self._enliven

    def dial(self, line: str, caller: str, *, speed: float = 1.0, faults: Faults | None = None) -> LiveCall:
        """Ring a line, which speaks speed times as fast as this server's other calls. Raises NotInService."""
        pace = self.carrier.pace.times(speed)
        return self._begun(LiveCall(lambda tell: self.carrier.leg(line, caller, tell=tell, pace=pace, faults=faults)))

    def live(self, sid: str) -> LiveCall:
        """Return a call, or answer 404."""
        call = self._calls.get(sid)
        if call is None:
            raise NotFound
        return call

    def find(self, sid: str) -> Leg | None:
        """Return what goes on in a call."""
        return self._calls[sid].leg if sid in self._calls else None

    def everyone(self) -> list[Leg]:
        """Return what goes on in every call that is remembered."""
        return [call.leg for call in list(self._calls.values())]

    def place(self, order: Order) -> Leg:
        """Make a call of the account's own; nobody sees the phone that rings."""
        return self._begun(LiveCall(lambda tell: self.carrier.outgoing(order, tell=tell))).leg

    def _enliven(self, made: Callable[[Listener], Leg]) -> Leg:
        return self._begun(LiveCall(made)).leg

    def hang_up_all(self) -> None:
        """End every call and let the applications be told: the server is about to stop."""
        for call in list(self._calls.values()):
            call.hang_up()
        for call in list(self._calls.values()):
            call.waits_for_end(PARTING)

    def _begun(self, call: LiveCall) -> LiveCall:
        self._forget()
        self._calls[call.leg.parties.call_sid] = call
        call.begin()
        return call

    def _forget(self) -> None:
        over = [sid for sid, call in self._calls.items() if call.is_over]
        for sid in over[: max(0, len(self._calls) - MOST_CALLS)]:
            del self._calls[sid]
