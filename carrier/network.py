"""The telephone network: numbers are connected to URLs, and somebody dials them.

It must not know pages or terminals: only lines, people who pick up, and calls.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from carrier.archive import Archive
from carrier.call import Call
from carrier.clock import Clock, Pace, VirtualClock
from carrier.faults import NotInService
from carrier.legs import (
    Callback,
    Event,
    Leg,
    Listener,
    Parties,
    Queues,
    Route,
    Summons,
    Surroundings,
    Visit,
    new_call_sid,
)
from carrier.lines import E164, PERSON, Callee, Line, Outcome, StatusEvent, is_address
from carrier.phone import Phone
from carrier.timeline import Timeline, Track
from carrier.wire import OFF, Courier, Faults, HttpWire, Overrides, Wire


@dataclass(frozen=True, slots=True)
class Order:
    """A call that the account makes: who is called from which number, what is performed, seconds of ringing.

    number: also client:somebody or sip:somebody@somewhere.
    """

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


# Brings a call to life, given how to make it: whoever is told its events comes first.
Life = Callable[[Callable[[Listener], Leg]], Leg]


class Carrier:
    """Twilio's part, for one account.

    calls: every call that was dialled or placed, in order, failed ones too. children: those that calls dialled.
    faults: what is switched on for calls that begin from now on. archive: the recordings. queues: who waits.
    enlivens: how a call that another dials lives, in virtual time unless somebody else sees to it. callee_at: who
    is at an address. together: whether every call's time goes by whoever acts (see carrier.timeline). instant: whether
    an act is no more than the act itself, and all that follows comes about in goes_on.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        clock: Clock | None = None,
        pace: Pace | None = None,
        post: Wire | None = None,
        together: bool = False,
        instant: bool = False,
    ) -> None:
        if not re.fullmatch(r"AC[0-9a-f]{32}", account_sid):
            raise ValueError("an account SID is AC and 32 hexadecimal digits")
        if not auth_token:
            raise ValueError("without an auth token anybody could sign: give one")
        self.calls: list[Call] = []
        self.children: list[Call] = []
        self.faults = OFF
        self.account_sid = account_sid
        self.archive = Archive(account_sid)
        self.clock: Clock = clock or VirtualClock()
        self.pace = pace or Pace()
        self.queues = Queues(self.clock)
        self.enlivens: Life = self._enliven
        self.callee_at: Callable[[str], Callee] = self.expected_at
        self._timeline = Timeline(self.clock, together=together)
        self._instant = instant
        self._auth_token = auth_token
        self._wire = post or HttpWire()
        self._lines: dict[str, Line] = {}
        self._callees: dict[str, Callee] = {}
        self._phones: dict[str, Phone] = {}

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

    def answers(
        self, number: str, outcome: Outcome, *, talks_for: float = 60.0, rings_for: float = 4.0, presses: str = ""
    ) -> None:
        """Say what becomes of a number when an application dials it; unless said, nobody answers. Seconds.

        presses: the keys that whoever picks up presses when first asked for some.
        """
        self._callees[_address(number)] = Callee(outcome, talks_for, rings_for, presses)

    def phone(self, number: str) -> Phone:
        """Return the telephone of somebody who answers it themselves, from now on."""
        self._callees[_address(number)] = PERSON
        return self._phones.setdefault(number, Phone(number))

    def expected_at(self, address: str) -> Callee:
        """Return what was said of an address; nobody answers where nothing was."""
        return self._callees.get(address, Callee())

    def owns(self, number: str) -> bool:
        """Return whether a number is one of the account's own."""
        return number in self._lines

    # Calls

    def dial(self, number: str, caller: str, *, impatient: bool = False, faults: Faults | None = None) -> Call:
        """Ring a line and run the call until it waits for keys or somebody. Raises NotInService, CallFailed."""
        events: list[Event] = []
        leg = self.leg(number, caller, tell=events.append, faults=faults)
        call = self._tracked(leg, events, impatient=impatient)
        self.calls.append(call)
        return call.begins()

    def goes_on(self, seconds: float = 0.0) -> None:
        """Let time go by for all calls that have to do with each other, though nobody acts."""
        self._timeline.let(None, seconds)

    def leg(
        self, number: str, caller: str, *, tell: Listener, pace: Pace | None = None, faults: Faults | None = None
    ) -> Leg:
        """Return a call that has not begun, for a driver of its own. Raises NotInService."""
        line = self._lines.get(number)
        if line is None:
            raise NotInService(f"{number} is not in service")
        chosen = self.faults if faults is None else faults
        parties = Parties(self.account_sid, new_call_sid(), chosen.anonymous or caller, number)
        return Leg(parties, Route.of(line), self._courier(chosen), self._world(tell, pace))

    def outgoing(self, order: Order, *, tell: Listener) -> Leg:
        """Return a call of the account's own that has not begun."""
        callee = self.callee_at(order.number)
        route = Route(order.first, order.fallback, order.callback, callee, order.timeout)
        parties = Parties(self.account_sid, new_call_sid(), order.caller, order.number, "outbound-api")
        return Leg(parties, route, self._courier(self.faults), self._world(tell, None))

    def summon(self, summons: Summons) -> Leg:
        """Ring somebody for a call that dials."""
        return self.enlivens(lambda tell: self._child(summons, tell))

    def _child(self, summons: Summons, tell: Listener) -> Leg:
        callee = self.callee_at(summons.address)
        route = Route(summons.whisper, Visit(""), summons.callback, callee, summons.timeout, summons.meeting)
        parent = summons.parent
        parties = Parties(
            self.account_sid, new_call_sid(), summons.caller, summons.address, "outbound-dial", parent.parties.call_sid
        )
        # What the network does to requests it does to both; when the caller hangs up is the caller's own.
        faults = replace(parent.courier.faults, hang_up_in_request=0, hang_up_after=0.0)
        return Leg(parties, route, self._courier(faults), self._world(tell, summons.pace), parent=parent)

    def _world(self, tell: Listener, pace: Pace | None) -> Surroundings:
        return Surroundings(self, self.clock, pace or self.pace, self.archive, tell)

    def _courier(self, faults: Faults) -> Courier:
        return Courier(self._wire, self._auth_token, self.clock, faults=faults)

    def _tracked(self, leg: Leg, events: list[Event], *, impatient: bool = False, begins_alone: bool = False) -> Call:
        track = Track(leg, begins_alone=begins_alone)
        self._timeline.add(track)
        call = Call(track, events, timeline=self._timeline, pace=self.pace, impatient=impatient, instant=self._instant)
        if leg.parties.direction != "inbound" and leg.parties.line in self._phones:
            self._phones[leg.parties.line].calls.append(call)
        return call

    def _enliven(self, made: Callable[[Listener], Leg]) -> Leg:
        events: list[Event] = []
        leg = made(events.append)
        self.children.append(self._tracked(leg, events, begins_alone=True))
        return leg

    # What the account's owner asks for through REST

    def find(self, sid: str) -> Leg | None:
        """Return a call of this network's own, in its own time."""
        return next((call.leg for call in (*self.calls, *self.children) if call.sid == sid), None)

    def everyone(self) -> list[Leg]:
        """Return all calls, the oldest first."""
        return sorted((call.leg for call in (*self.calls, *self.children)), key=lambda leg: leg.times.created)

    def place(self, order: Order) -> Leg:
        """Make a call. In virtual time it rings when the test says so: calls[-1].begins().

        Only a call to somebody's phone() rings by itself, as soon as anything happens in the network.
        """
        events: list[Event] = []
        leg = self.outgoing(order, tell=events.append)
        self.calls.append(self._tracked(leg, events, begins_alone=leg.is_person))
        return leg


def _number(number: str) -> str:
    if not E164.fullmatch(number):
        raise ValueError(f"{number!r} is no number with + and the country code")
    return number


def _address(written: str) -> str:
    if not is_address(written):
        raise ValueError(f"{written!r} is no number with + and the country code, no client: and no sip:")
    return written
