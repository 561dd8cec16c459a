"""The telephone network: numbers are connected to URLs, and somebody dials them.

It must not know phones, pages or tests: only lines, people who pick up, and calls.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Protocol

from carrier.archive import Archive
from carrier.call import Call
from carrier.clock import Clock, Pace, VirtualClock
from carrier.faults import NotInService
from carrier.legs import Callback, Event, Leg, Listener, Parties, Route, Surroundings, Visit, new_call_sid
from carrier.lines import E164, Callee, Line, Outcome, StatusEvent
from carrier.wire import OFF, Courier, Faults, HttpWire, Overrides, Wire


@dataclass(frozen=True, slots=True)
class Order:
    """A call that the account makes: who is called from which number, what is performed, seconds of ringing."""

    number: str
    caller: str
    first: Visit
    fallback: Visit
    callback: Callback
    timeout: float


class Directory(Protocol):
    """Whoever keeps the calls of an account and lets them happen."""

    def find(self, sid: str) -> Leg | None:
        """Return a call."""

    def everyone(self) -> list[Leg]:
        """Return all calls that are remembered, the oldest first."""

    def place(self, order: Order) -> Leg:
        """Make a call."""


class Carrier:
    """Twilio's part, for one account.

    calls: every call that was dialled or placed, in order, failed ones too. faults: what is switched on for calls
    that begin from now on. archive: the recordings.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        clock: Clock | None = None,
        pace: Pace | None = None,
        post: Wire | None = None,
    ) -> None:
        if not re.fullmatch(r"AC[0-9a-f]{32}", account_sid):
            raise ValueError("an account SID is AC and 32 hexadecimal digits")
        if not auth_token:
            raise ValueError("without an auth token anybody could sign: give one")
        self.calls: list[Call] = []
        self.faults = OFF
        self.account_sid = account_sid
        self.archive = Archive(account_sid)
        self.clock: Clock = clock or VirtualClock()
        self.pace = pace or Pace()
        self._auth_token = auth_token
        self._wire = post or HttpWire()
        self._lines: dict[str, Line] = {}
        self._callees: dict[str, Callee] = {}

    # Numbers

    def connect(
        self,
        number: str,
        voice_url: str,
        *,
        status_callback: str = "",
        fallback_url: str = "",
        status_events: tuple[StatusEvent, ...] = ("completed",),
    ) -> None:
        """Connect a number (+ and the country code) to an application's URLs. Raises ValueError for a bad override.

        Twilio reports the end of a call that came in and no more; status_events may ask for what it reports of others.
        """
        for url in (voice_url, status_callback, fallback_url):
            Overrides.of(url)
        self.reconnect(Line(_number(number), voice_url, status_callback, fallback_url, status_events=status_events))

    def line(self, number: str) -> Line | None:
        """Return what a number is connected to."""
        return self._lines.get(number)

    def reconnect(self, line: Line) -> None:
        """Connect a number anew: where its next call goes. A call that has begun keeps what it began with."""
        self._lines[line.number] = line

    def knows(self, auth_token: str) -> bool:
        """Return whether somebody holds the account's token."""
        return hmac.compare_digest(auth_token.encode(), self._auth_token.encode())

    @property
    def lines(self) -> list[str]:
        """The numbers that are connected, in the order in which they were."""
        return list(self._lines)

    def answers(self, number: str, outcome: Outcome, *, talks_for: float = 60.0, rings_for: float = 4.0) -> None:
        """Say what becomes of a number when an application dials it; unless said, nobody answers. Seconds."""
        self._callees[_number(number)] = Callee(outcome, talks_for, rings_for)

    # Calls

    def dial(self, number: str, caller: str, *, impatient: bool = False, faults: Faults | None = None) -> Call:
        """Ring a line and run the call until it waits for keys. Raises NotInService, CallFailed."""
        events: list[Event] = []
        leg = self.leg(number, caller, tell=events.append, faults=faults)
        call = Call(leg, events, clock=self.clock, pace=self.pace, impatient=impatient)
        self.calls.append(call)
        return call.begins()

    def leg(
        self, number: str, caller: str, *, tell: Listener, pace: Pace | None = None, faults: Faults | None = None
    ) -> Leg:
        """Return a call that has not begun, for a driver of its own. Raises NotInService."""
        line = self._lines.get(number)
        if line is None:
            raise NotInService(f"{number} is not in service")
        chosen = self.faults if faults is None else faults
        parties = Parties(self.account_sid, new_call_sid(), chosen.anonymous or caller, number)
        return self._made(parties, Route.of(line), chosen, world=self._world(tell, pace))

    def outgoing(self, order: Order, *, tell: Listener) -> Leg:
        """Return a call of the account's own that has not begun."""
        callee = self._callees.get(order.number, Callee())
        route = Route(order.first, order.fallback, order.callback, callee, order.timeout)
        parties = Parties(self.account_sid, new_call_sid(), order.caller, order.number, "outbound-api")
        return self._made(parties, route, self.faults, world=self._world(tell, None))

    def _world(self, tell: Listener, pace: Pace | None) -> Surroundings:
        return Surroundings(self._callees, self.clock, pace or self.pace, self.archive, tell)

    def _made(self, parties: Parties, route: Route, faults: Faults, *, world: Surroundings) -> Leg:
        return Leg(parties, route, Courier(self._wire, self._auth_token, self.clock, faults=faults), world)

    # What the account's owner asks for through REST

    def find(self, sid: str) -> Leg | None:
        """Return a call of this network's own, in its own time."""
        return next((call.leg for call in self.calls if call.sid == sid), None)

    def everyone(self) -> list[Leg]:
        """Return all calls, the oldest first."""
        return [call.leg for call in self.calls]

    def place(self, order: Order) -> Leg:
        """Make a call. In virtual time it rings when the test says so: calls[-1].begins()."""
        events: list[Event] = []
        leg = self.outgoing(order, tell=events.append)
        self.calls.append(Call(leg, events, clock=self.clock, pace=self.pace))
        return leg


def _number(number: str) -> str:
    if not E164.fullmatch(number):
        raise ValueError(f"{number!r} is no number with + and the country code")
    return number
