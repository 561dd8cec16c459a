"""The calls of one server, in real time: those that people make, those that the account makes, and whom they ring.

It must not know HTTP, pages or terminals.
"""

from collections.abc import Callable, Sequence

from werkzeug.exceptions import NotFound

from carrier.legs import Leg, Listener
from carrier.lines import PERSON, Callee
from carrier.network import Carrier, Order
from carrier.phones.bells import Bells
from carrier.phones.live import LiveCall
from carrier.wire import Faults

MOST_CALLS = 200
HANDSETS: Sequence[tuple[str, str]] = (("Caller", "+15735550100"), ("Agent", "+15735550199"))
PARTING = 2.0


class Switchboard:
    """The calls of this server, by CallSid; the oldest that are over are forgotten.

    bells: the telephones that are there. handsets: those of the page with many, by name and address.
    """

    def __init__(
        self, carrier: Carrier, *, speed: float = 1.0, handsets: Sequence[tuple[str, str]] | None = None
    ) -> None:
        self.carrier = carrier
        self.speed = speed
        self._calls: dict[str, LiveCall] = {}
        self.handsets = HANDSETS if handsets is None else handsets
        self.bells = Bells()
        carrier.enlivens = self._enliven
        carrier.callee_at = self._callee_at

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
        """Make a call of the account's own."""
        return self._begun(LiveCall(lambda tell: self.carrier.outgoing(order, tell=tell))).leg

    def ringing_at(self, address: str) -> list[LiveCall]:
        """Return the calls that somebody may pick up there now, the oldest first."""
        return [call for call in list(self._calls.values()) if _is_at(call.leg, address) and call.leg.rings_somebody]

    def _callee_at(self, address: str) -> Callee:
        """Return who is at an address: nobody real while they talk, else whoever listens, else what was expected."""
        if any(_holds(call.leg, address) for call in list(self._calls.values())):
            return Callee("busy", rings_for=0)
        return PERSON if self.bells.hears(address) else self.carrier.expected_at(address)

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


def _is_at(leg: Leg, address: str) -> bool:
    return leg.parties.direction != "inbound" and leg.parties.line == address


def _holds(leg: Leg, address: str) -> bool:
    """Return whether the telephone at an address is in this call."""
    if leg.is_over:
        return False
    calls = leg.parties.direction == "inbound" and leg.parties.caller == address
    return calls or (_is_at(leg, address) and leg.is_picked_up)
