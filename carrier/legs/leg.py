"""What Twilio does with one call: fetch a document, perform its verbs, fetch the next.

A leg is a generator that waits by yielding: whoever drives it sends what was heard meanwhile, or None when the wait
is over, or throws an Interruption. So the same leg runs in virtual and in real time. It must not know threads,
phones or tests, and it never asks what the application is.
"""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from carrier.documents import Hangup, Reject, read_document
from carrier.faults import CarrierFault, DocumentFault
from carrier.legs.events import Event, EventName, Heard, Spoken, Steps, Wait
from carrier.legs.interruptions import HungUp, Interruption, Moved, watched
from carrier.legs.parties import Parties
from carrier.legs.performing import Performer, Stage, Surroundings
from carrier.legs.reports import Reports
from carrier.legs.visits import Page, Route, Visit
from carrier.lines import Callee, StatusEvent
from carrier.wire import Courier, Reply

Status = Literal["queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"]
Onward = Generator[Wait, Heard, Visit | None]

MOST_DOCUMENTS = 1000
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

    mailbox: interruptions that came while a request was in flight. wake: told when one has come.
    """

    def __init__(self, parties: Parties, route: Route, courier: Courier, world: Surroundings) -> None:
        self.status: Status = "queued" if route.callee else "ringing"
        self.failure = ""
        self.dialled: list[str] = []
        self.parties = parties
        self.courier = courier
        self.times = Times(world.clock.now())
        self.mailbox: deque[Interruption] = deque()
        self.wake: Callable[[], None] = lambda: None
        self._route = route
        self._world = world
        self._clock = world.clock
        self._reports = Reports(route.callback, courier, world.clock)
        self._documents = 0
        self._asked = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in ALIVE

    def run(self) -> Steps:
        """Live through the call. Never raises for what the application did: see failure."""
        return watched(self._live(), self._patience)

    def interrupt(self, interruption: Interruption) -> None:
        """Leave an interruption for the next moment at which the call can take it."""
        self.mailbox.append(interruption)
        self.wake()

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
        if self._route.callee is not None and self.times.answered is not None:
            ends.append(self._route.callee.talks_for - self._since(self.times.answered))
        return min(ends, default=None)

    # Beginning

    def _ring(self) -> Generator[Wait, Heard, bool]:
        """Ring at the line, or at the number that the account calls. Return whether somebody is there."""
        callee = self._route.callee
        if callee is None:
            self._tell("ringing")
            self._report("ringing")
            yield Wait(self._world.pace.ringing)
            return True
        self._report("initiated", status="initiated")
        self.status = "ringing"
        self._tell("ringing")
        self._report("ringing")
        return (yield from self._ring_at(callee))

    def _ring_at(self, callee: Callee) -> Generator[Wait, Heard, bool]:
        patient = callee.outcome != "no-answer" and callee.rings_for < self._route.timeout
        yield Wait(callee.rings_for if patient else self._route.timeout)
        if patient and callee.outcome == "completed":
            self._answer()
            return True
        self._end(callee.outcome if patient else "no-answer")
        return False

    def _answer(self) -> None:
        if self.times.answered is None:
            self.times.answered = self._clock.now()
            self.status = "in-progress"
            self._tell("answered")
            self._report("answered")

    # One document after the other

    def _converse(self) -> Steps:
        visit: Visit | None = self._route.first
        while visit is not None and self._seconds() < LONGEST_CALL:
            try:
                page = self._open(visit)
                visit = yield from self._perform(page)
            except Moved as moved:
                visit = moved.visit

    def _perform(self, page: Page) -> Onward:
        """Perform the verbs in order; return where the call goes on, or None at the end of the call."""
        stage = Stage(self.parties, self.courier, self._world, self._tell, self._form, self.dialled)
        performer = Performer(stage, page)
        for verb in page.verbs:
            if isinstance(verb, Reject):
                self._reject(verb)
                return None
            self._answer()
            if isinstance(verb, Hangup):
                return None
            visit = yield from performer.perform(verb)
            if visit is not None:
                return visit
        self._answer()
        return None

    # Fetching

    def _open(self, visit: Visit) -> Page:
        """Fetch a document, or the fallback's when none comes, or none that can be performed."""
        try:
            return self._fetch(visit)
        except CarrierFault as fault:
            fallback = self._route.fallback
            if not fallback.url:
                raise
            if isinstance(fault, DocumentFault):
                self._blame(fault)
            extra = {"ErrorCode": str(fault.code), "ErrorUrl": visit.url.partition("#")[0]}
            return self._fetch(Visit(fallback.url, fallback.method, extra))

    def _fetch(self, visit: Visit) -> Page:
        self._documents += 1
        path = urlsplit(visit.url).path or "/"
        if self._documents > MOST_DOCUMENTS:
            raise DocumentFault(12400, f"{path}: after {MOST_DOCUMENTS} documents the call still goes round in circles")
        if visit.text:
            return Page("", read_document(visit.text.encode(), "text/xml"), visit.text.encode())
        url, reply = self._ask(visit)
        try:
            page = Page(url, read_document(reply.body, reply.header("Content-Type")), reply.body)
            _refuse_own_loop(visit, page)
        except DocumentFault as fault:
            raise DocumentFault(fault.code, f"{path}: {fault.reason}") from None
        return page

    def _ask(self, visit: Visit) -> tuple[str, Reply]:
        """Send a request. What happened to the call meanwhile comes before the answer, which is dropped then."""
        self._asked += 1
        try:
            answer = self.courier.fetch(visit.url, self._form(visit.extra), method=visit.method)
        except CarrierFault:
            self._take_what_happened()
            raise
        self._take_what_happened()
        return answer

    def _take_what_happened(self) -> None:
        if self._asked == self.courier.faults.hang_up_in_request:
            raise HungUp
        if self.mailbox:
            raise self.mailbox.popleft()

    def _form(self, extra: Mapping[str, str]) -> dict[str, str]:
        return {**self.parties.form(self.status), **extra}

    # Beginning and end

    def _reject(self, reject: Reject) -> None:
        if self.times.answered is not None:
            raise DocumentFault(12200, "<Reject> came when the call was already answered")
        self._end("busy" if reject.reason == "busy" else "no-answer")

    def _blame(self, fault: CarrierFault) -> None:
        self.failure = fault.reason
        self._tell("failed", fault.reason)

    def _break_off(self, fault: CarrierFault) -> Steps:
        self._blame(fault)
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

    def _report(self, event: StatusEvent, *, status: str = "", **more: str) -> None:
        self._reports.tell(event, {**self._form(more), "CallStatus": status or self.status})

    def _seconds(self) -> float:
        return self._since(self.times.answered) if self.times.answered else 0.0

    def _since(self, moment: datetime) -> float:
        return (self._clock.now() - moment).total_seconds()

    def _tell(self, name: EventName, text: str = "", *, spoken: Spoken | None = None) -> None:
        self._world.tell(Event(name, text, spoken))


def _refuse_own_loop(visit: Visit, page: Page) -> None:
    if visit.own_body == page.body:
        raise DocumentFault(
            12200, "a <Gather> without an action sent its digits to its own URL and got the same document: a loop"
        )
