"""What Twilio does with one caller: fetch a document, perform its verbs, fetch the next.

A leg is a generator that waits by yielding: whoever drives it sends the key that was pressed meanwhile, or None when
the wait is over, or throws HungUp. So the same leg runs in virtual and in real time. It must not know threads,
phones or tests, and it never asks what the application is.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from carrier.clock import Clock, Pace
from carrier.dialling import Dialling
from carrier.documents import read_document
from carrier.events import Event, EventName, Spoken, Wait
from carrier.exchanges import Courier, Parties
from carrier.faults import CarrierFault, DocumentFault, HungUp, RetrievalFault
from carrier.lines import Callee, Line, Method
from carrier.speech import sentences
from carrier.verbs import Dial, Gather, Hangup, Pause, Play, Prompt, Redirect, Reject, Say, Verb

Status = Literal["ringing", "in-progress", "completed", "busy", "no-answer", "failed"]
Steps = Generator[Wait, str | None, None]
Hearing = Generator[Wait, str | None, str | None]

MOST_DOCUMENTS = 1000
LONGEST_CALL = 4 * 3600
APOLOGY = Spoken("We are sorry. An application error has occurred. Goodbye.", "en-US", "recording")


@dataclass(frozen=True, slots=True)
class Visit:
    """A document still to be fetched.

    extra: what the request says besides the usual parameters. own_body: the document that asks itself, when a
    Gather gave no action.
    """

    url: str
    method: Method = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)
    own_body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A document that was fetched. url: where it came from, which relative addresses start from."""

    url: str
    verbs: tuple[Verb, ...]
    body: bytes

    def leads_to(self, address: str | None, method: Method, extra: Mapping[str, str]) -> Visit:
        """Return the visit that an address in this document asks for; None is the document's own URL."""
        if address is None:
            return Visit(self.url, method, extra, self.body)
        return Visit(urljoin(self.url, address), method, extra)


Onward = Generator[Wait, str | None, Visit | None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a leg is given of the world: who is called, who may be dialled, time, and where to tell what happens."""

    line: Line
    callees: Mapping[str, Callee]
    clock: Clock
    pace: Pace
    tell: Callable[[Event], None]


class Leg:
    """One inbound call. status is CallStatus; failure says why it broke off, or is empty; dialled: numbers in order."""

    def __init__(self, parties: Parties, courier: Courier, surroundings: Surroundings) -> None:
        self.status: Status = "ringing"
        self.failure = ""
        self.dialled: list[str] = []
        self.parties = parties
        self.courier = courier
        self._line = surroundings.line
        self._callees = surroundings.callees
        self._clock = surroundings.clock
        self._pace = surroundings.pace
        self._tell_phone = surroundings.tell
        self._answered_at: datetime | None = None
        self._documents = 0

    def run(self) -> Steps:
        """Live through the call. Never raises for what the application did: see failure."""
        self._tell("ringing")
        try:
            yield Wait(self._pace.ringing)
            yield from self._converse()
            self._end("completed")
        except HungUp:
            self._end("completed" if self._answered_at else "no-answer")
        except CarrierFault as fault:
            yield from self._break_off(fault)

    def _converse(self) -> Steps:
        visit: Visit | None = Visit(self._line.voice_url)
        while visit is not None and self._seconds() < LONGEST_CALL:
            page = self._open(visit)
            visit = yield from self._perform(page)

    def _perform(self, page: Page) -> Onward:
        """Perform the verbs in order; return where the call goes on, or None at the end of the call."""
        for verb in page.verbs:
            if isinstance(verb, Reject):
                self._reject(verb)
                return None
            self._answer()
            if isinstance(verb, Hangup):
                return None
            visit = yield from self._do(verb, page)
            if visit is not None:
                return visit
        self._answer()
        return None

    def _do(self, verb: Prompt | Gather | Redirect | Dial, page: Page) -> Onward:
        match verb:
            case Redirect():
                return page.leads_to(verb.url, verb.method, {})
            case Gather():
                return (yield from self._gather(verb, page))
            case Dial():
                return (yield from self._dial(verb, page))
            case _:
                yield from self._utter(verb, hears_keys=False)
                return None

    # Fetching

    def _open(self, visit: Visit) -> Page:
        """Fetch a document, or the fallback's when none comes."""
        try:
            return self._fetch(visit)
        except RetrievalFault as fault:
            if not self._line.fallback_url:
                raise
            extra = {"ErrorCode": str(fault.code), "ErrorUrl": visit.url}
            return self._fetch(Visit(self._line.fallback_url, extra=extra))

    def _fetch(self, visit: Visit) -> Page:
        self._documents += 1
        path = urlsplit(visit.url).path or "/"
        if self._documents > MOST_DOCUMENTS:
            raise DocumentFault(12400, f"{path}: after {MOST_DOCUMENTS} documents the call still goes round in circles")
        url, reply = self.courier.fetch(visit.url, self._form(visit.extra), method=visit.method)
        try:
            page = Page(url, read_document(reply.body, reply.header("Content-Type")), reply.body)
            _refuse_own_loop(visit, page)
        except DocumentFault as fault:
            raise DocumentFault(fault.code, f"{path}: {fault.reason}") from None
        return page

    def _form(self, extra: Mapping[str, str]) -> dict[str, str]:
        return {**self.parties.form(self.status), **extra}

    # Verbs

    def _utter(self, prompt: Prompt, *, hears_keys: bool) -> Hearing:
        """Say, play or pause; a key that is heard cuts it short and is returned."""
        if isinstance(prompt, Pause):
            return (yield Wait(prompt.length, hears_keys))
        for _ in range(prompt.loop):
            for spoken, seconds in self._sounds(prompt):
                self._tell("spoke", spoken=spoken)
                key = yield Wait(seconds, hears_keys)
                if key is not None:
                    return key
        return None

    def _sounds(self, prompt: Say | Play) -> list[tuple[Spoken, float]]:
        if isinstance(prompt, Play):
            return [(Spoken(f"[recording {prompt.url}]", "", "recording"), self._pace.recording)]
        spoken = [Spoken(sentence, prompt.language, prompt.voice) for sentence in sentences(prompt.text)]
        return [(sentence, self._pace.spoken(sentence.text)) for sentence in spoken]

    def _gather(self, gather: Gather, page: Page) -> Onward:
        digits, last = yield from self._collect(gather)
        if not digits and not gather.action_on_empty_result:
            return None
        extra = {"msg": "Gather End", "Digits": digits, "FinishedOnKey": last}
        return page.leads_to(gather.action, gather.method, extra)

    def _collect(self, gather: Gather) -> Generator[Wait, str | None, tuple[str, str]]:
        """Return the digits, and the key that finished them (empty when time or their number did)."""
        listening = Wait(gather.timeout, gather.hears_keys, settled=True)
        key = yield from self._prompt(gather)
        if key is None:
            self._tell("listening")
            key = yield listening
        digits = ""
        while key is not None:
            self._tell("pressed", key)
            if key == gather.finish_on_key:
                return digits, key
            digits += key
            if len(digits) == gather.num_digits:
                break
            key = yield listening
        return digits, ""

    def _prompt(self, gather: Gather) -> Hearing:
        for prompt in gather.prompts:
            key = yield from self._utter(prompt, hears_keys=gather.hears_keys)
            if key is not None:
                return key
        return None

    def _dial(self, dial: Dial, page: Page) -> Onward:
        self.dialled.append(dial.number)
        dialling = Dialling(dial, self._callees.get(dial.number, Callee()), self._clock, self._tell)
        try:
            yield from dialling.run()
        except HungUp:
            self._report_cut_dial(dial, page, dialling)
            raise
        return None if dial.action is None else page.leads_to(dial.action, dial.method, dialling.result())

    def _report_cut_dial(self, dial: Dial, page: Page, dialling: Dialling) -> None:
        """The caller hung up on a dialled call: Twilio still asks the action, and performs nothing of the reply."""
        if dial.action is None:
            return
        visit = page.leads_to(dial.action, dial.method, {**dialling.result(), "CallStatus": "completed"})
        with suppress(CarrierFault):
            self.courier.fetch(visit.url, self._form(visit.extra), method=visit.method)

    def _reject(self, reject: Reject) -> None:
        if self._answered_at is not None:
            raise DocumentFault(12200, "<Reject> came when the call was already answered")
        self._end("busy" if reject.reason == "busy" else "no-answer")

    # Beginning and end

    def _answer(self) -> None:
        if self._answered_at is None:
            self._answered_at = self._clock.now()
            self.status = "in-progress"
            self._tell("answered")

    def _break_off(self, fault: CarrierFault) -> Steps:
        self.failure = fault.reason
        self._tell("failed", fault.reason)
        self._tell("spoke", spoken=APOLOGY)
        with suppress(HungUp):
            yield Wait(self._pace.spoken(APOLOGY.text))
        self._end("failed")

    def _end(self, status: Status) -> None:
        if self.status not in ("ringing", "in-progress"):
            return
        self.status = status
        if self._line.status_callback:
            with suppress(CarrierFault):
                self.courier.fetch(self._line.status_callback, self._form(self._closing()))
        self._tell("ended", status)

    def _closing(self) -> dict[str, str]:
        seconds = int(self._seconds())
        return {
            "CallDuration": str(seconds),
            "Duration": str(-(-seconds // 60)),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
            "Timestamp": format_datetime(self._clock.now()),
        }

    def _seconds(self) -> float:
        return (self._clock.now() - self._answered_at).total_seconds() if self._answered_at else 0.0

    def _tell(self, name: EventName, text: str = "", *, spoken: Spoken | None = None) -> None:
        self._tell_phone(Event(name, text, spoken))


def _refuse_own_loop(visit: Visit, page: Page) -> None:
    if visit.own_body == page.body:
        raise DocumentFault(
            12200, "a <Gather> without an action sent its digits to its own URL and got the same document: a loop"
        )
