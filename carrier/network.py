"""The telephone network: numbers are connected to URLs, and somebody dials them.

It must not know phones, pages or tests: only lines, people who pick up, and calls.
"""

import hmac
import re
from collections.abc import Callable

from carrier.call import Call
from carrier.clock import Clock, Pace, VirtualClock
from carrier.events import Event
from carrier.exchanges import Courier, Parties, new_call_sid
from carrier.faults import NotInService
from carrier.leg import Leg, Surroundings
from carrier.lines import E164, Callee, Line, Outcome
from carrier.wire import HttpWire, Wire


class Carrier:
    """Twilio's part, for one account. calls: every call that was dialled, in order, failed ones too."""

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
        self.account_sid = account_sid
        self.clock: Clock = clock or VirtualClock()
        self._auth_token = auth_token
        self._pace = pace or Pace()
        self._wire = post or HttpWire()
        self._lines: dict[str, Line] = {}
        self._callees: dict[str, Callee] = {}

    def connect(self, number: str, voice_url: str, *, status_callback: str = "", fallback_url: str = "") -> None:
        """Connect a number (+ and the country code) to an application's URLs."""
        self._lines[_number(number)] = Line(number, voice_url, status_callback, fallback_url)

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

    def dial(self, number: str, caller: str, *, impatient: bool = False) -> Call:
        """Ring a line and run the call until it waits for keys. Raises NotInService, CallFailed."""
        events: list[Event] = []
        leg = self.leg(number, caller, tell=events.append)
        call = Call(leg, events, clock=self.clock, pace=self._pace, impatient=impatient)
        self.calls.append(call)
        return call.begins()

    def leg(self, number: str, caller: str, *, tell: Callable[[Event], None]) -> Leg:
        """Return a call that has not begun, for a driver of its own. Raises NotInService."""
        line = self._lines.get(number)
        if line is None:
            raise NotInService(f"{number} is not in service")
        parties = Parties(self.account_sid, new_call_sid(), caller, number)
        courier = Courier(self._wire, self._auth_token, self.clock)
        return Leg(parties, courier, Surroundings(line, self._callees, self.clock, self._pace, tell))


def _number(number: str) -> str:
    if not E164.fullmatch(number):
        raise ValueError(f"{number!r} is no number with + and the country code")
    return number
