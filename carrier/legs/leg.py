"""What Twilio does with one call: it rings, fetches one document after the other, performs them, and ends.

A leg is a generator that waits by yielding: whoever drives it sends what was heard meanwhile, or None when the wait
is over, or throws an Interruption. So the same leg runs in virtual and in real time. It must not know who drives it,
nor phones or tests, and it never asks what the application is.
"""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from carrier.documents import Place, Reject
from carrier.faults import CarrierFault, DocumentFault
from carrier.legs.events import Event, EventName, Heard, Spoken, Steps, Wait
from carrier.legs.fetching import Fetching
from carrier.legs.interruptions import HungUp, Interruption, Moved, pressing, watched
from carrier.legs.parties import Parties
from carrier.legs.performing import documents
from carrier.legs.reports import Reports
from carrier.legs.routes import Route
from carrier.legs.stage import Performed, Stage, Surroundings
from carrier.lines import Callee, StatusEvent
from carrier.wire import Courier

Status = Literal["queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"]

LONGEST_CALL = 4 * 3600
APOLOGY = Spoken("We are sorry. An application error has occurred. Goodbye.", "en-US", "recording")
ALIVE = ("queued", "ringing", "in-progress")


@dataclass(slots=True)
class Times:
    """When a call was made, answered and over."""

    created: datetime
    answered: datetime | None = None
    ended: datetime | None = None


class Leg:
    """One call. status is CallStatus; failure says what the application did wrong, or is empty; dialled: in order.

    mailbox: interruptions that came while a request was in flight. wake: told when one has come, or when another call
    has done something that this one may wait for. is_linked: whether another call depends on this one's time just now.
    parent: the call that dialled this one.
    """

    def __init__(
        self, parties: Parties, route: Route, courier: Courier, world: Surroundings, *, parent: Performed | None = None
    ) -> None:
        self.status: Status = "queued" if route.callee else "ringing"
        self.failure = ""
        self.dialled: list[str] = []
        self.parties = parties
        self.courier = courier
        self.times = Times(world.clock.now())
        self.mailbox: deque[Interruption] = deque()
        self.wake: Callable[[], None] = lambda: None
        self.is_linked = parent is not None or (route.callee is not None and route.callee.is_person)
        self._route = route
        self._parent = parent
        self._world = world
        self._clock = world.clock
        self._door: Literal["", "opened", "shut"] = ""
        self._reports = Reports(route.callback, courier, world.clock)
        library = Fetching(self, route.fallback, self.next_interruption)
        self._stage = Stage(self, library, world, self._tell)
        if route.meeting is not None:
            route.meeting.asks(self, HungUp("canceled"))

    # As others see it

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in ALIVE

    @property
    def outcome(self) -> str:
        """CallStatus."""
        return self.status

    @property
    def answered_at(self) -> datetime | None:
        """When it was answered."""
        return self.times.answered

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return self.times.ended

    @property
    def is_person(self) -> bool:
        """Whether somebody real holds the telephone, and may act at any moment."""
        return self._route.callee is None or self._route.callee.is_person

    @property
    def rings_somebody(self) -> bool:
        """Whether somebody real may pick up now."""
        rings = self.is_person and self._route.callee is not None and self.status == "ringing"
        return rings and self._door == ""

    @property
    def is_picked_up(self) -> bool:
        """Whether somebody real has picked it up, from the moment on at which they did."""
        return self._door == "opened" and not self.is_over

    @property
    def is_too_long(self) -> bool:
        """Whether no call may last longer."""
        return self._seconds() >= LONGEST_CALL

    def run(self) -> Steps:
        """Live through the call. Never raises for what the application did: see failure."""
        keys = self._route.callee.presses if self._route.callee is not None else ""
        return watched(pressing(self._live(), keys), self._patience)

    def interrupt(self, interruption: Interruption) -> None:
        """Leave an interruption for the next moment at which the call can take it."""
        self.mailbox.append(interruption)
        self.wake()

    def next_interruption(self) -> Interruption | None:
        """Return what cuts in now, and forget it; what came too late to mean anything is dropped."""
        while self.mailbox:
            interruption = self.mailbox.popleft()
            if not interruption.is_stale:
                return interruption
        return None

    def pick_up(self) -> None:
        """Answer a telephone that rings; afterwards it is too late."""
        self._door = self._door or "opened"
        self.wake()

    def decline(self) -> None:
        """Refuse a call while the telephone rings: the line is busy then."""
        self._door = self._door or "shut"
        self.wake()

    # Beginning

    def _live(self) -> Steps:
        try:
            answered = yield from self._ring()
            if answered:
                yield from self._converse()
                self._end("completed")
        except HungUp as interruption:
            self._end("completed" if self.times.answered else "canceled" if interruption.status else "no-answer")
        except CarrierFault as fault:
            yield from self._break_off(fault)

    def _patience(self) -> float | None:
        """Return the seconds until the person leaves by themselves."""
        ends = []
        if self.courier.faults.hang_up_after:
            ends.append(self.courier.faults.hang_up_after - self._since(self.times.created))
        if not self.is_person and self._route.callee is not None and self.times.answered is not None:
            ends.append(self._route.callee.talks_for - self._since(self.times.answered))
        return min(ends, default=None)

    def _ring(self) -> Generator[Wait, Heard, bool]:
        """Ring at the line, or at who is called. Return whether somebody is there."""
        callee = self._route.callee
        if callee is None:
            self._tell("ringing")
            self._report("ringing")
            yield Wait(self._world.pace.ringing)
            return True
        self._report("initiated", status="initiated")
        self.status = "ringing"
        self._tell("ringing", self.parties.caller)
        self._report("ringing")
        return (yield from (self._ring_at_person() if callee.is_person else self._ring_at(callee)))

    def _ring_at(self, callee: Callee) -> Generator[Wait, Heard, bool]:
        patient = callee.outcome != "no-answer" and callee.rings_for < self._route.timeout
        yield Wait(callee.rings_for if patient else self._route.timeout)
        if patient and callee.outcome == "completed":
            self.answer()
            return True
        self._end(callee.outcome if patient else "no-answer")
        return False

    def _ring_at_person(self) -> Generator[Wait, Heard, bool]:
        yield Wait(self._route.timeout, settled=True, until=lambda: self._door != "")
        if self._door == "opened":
            self.answer()
            return True
        self._end("busy" if self._door == "shut" else "no-answer")
        return False

    # One document after the other

    def _converse(self) -> Steps:
        meeting = self._route.meeting
        visit = self._route.first
        place: Place = "whisper" if meeting is not None else "call"
        while True:
            try:
                if visit.url or visit.text:
                    yield from documents(self._stage, visit, place)
                if meeting is not None and meeting.comes(self):
                    self._tell("connected", self.parties.caller)
                    yield from meeting.talk(self)
            except Moved as moved:
                visit, place = moved.visit, "call"
            else:
                return
            if meeting is not None:
                meeting.leaves(self)

    def form(self, extra: Mapping[str, str]) -> dict[str, str]:
        """Return the parameters of a request about the call."""
        return {**self.parties.form(self.status), **extra}

    def answer(self) -> None:
        """Pick up, if that has not been done."""
        if self.times.answered is None:
            self.times.answered = self._clock.now()
            self.status = "in-progress"
            self._tell("answered")
            self._report("answered")

    # The end

    def reject(self, reject: Reject) -> None:
        """End the call before it is answered. Raises DocumentFault when it was."""
        if self.times.answered is not None:
            raise DocumentFault(12200, "<Reject> came when the call was already answered")
        self._end("busy" if reject.reason == "busy" else "no-answer")

    def blame(self, fault: CarrierFault) -> None:
        """Note what the application did wrong, here and in the call that dialled this one."""
        self.failure = fault.reason
        self._tell("failed", fault.reason)
        if self._parent is not None and isinstance(fault, DocumentFault):
            self._parent.blame(fault)

    def _break_off(self, fault: CarrierFault) -> Steps:
        self.blame(fault)
        self._tell("spoke", spoken=APOLOGY)
        with suppress(Interruption):
            yield Wait(self._world.pace.spoken(APOLOGY.text))
        self._end("failed")

    def _end(self, status: Status) -> None:
        if self.is_over:
            return
        self.status = status
        self.times.ended = self._clock.now()
        seconds = int(self._seconds())
        self._report("completed", CallDuration=str(seconds), Duration=str(-(-seconds // 60)))
        self._reports.close()
        self._tell("ended", status)
        if self._route.meeting is not None:
            self._route.meeting.leaves(self)

    def _report(self, event: StatusEvent, *, status: str = "", **more: str) -> None:
        self._reports.tell(event, {**self.form(more), "CallStatus": status or self.status})

    def _seconds(self) -> float:
        return self._since(self.times.answered) if self.times.answered else 0.0

    def _since(self, moment: datetime) -> float:
        return (self._clock.now() - moment).total_seconds()

    def _tell(self, name: EventName, text: str = "", *, spoken: Spoken | None = None) -> None:
        self._world.tell(Event(name, text, spoken))
