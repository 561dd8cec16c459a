"""How the verbs of one document are performed, each until it is over or the call goes on elsewhere.

It must not know how documents are fetched, nor how a call begins and ends.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from carrier.archive import Archive
from carrier.clock import Clock, Pace
from carrier.documents import Dial, Gather, Prompt, Record, Redirect
from carrier.faults import CarrierFault
from carrier.legs.dialling import Dialling
from carrier.legs.events import Heard, Listener, Tell, Wait
from carrier.legs.gathering import Gathering
from carrier.legs.interruptions import HungUp
from carrier.legs.parties import Parties
from carrier.legs.recording import Taking
from carrier.legs.speaking import Speaker
from carrier.legs.visits import Page, Visit
from carrier.lines import Callee
from carrier.wire import Courier

Onward = Generator[Wait, Heard, Visit | None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a leg is given of the world: who may be dialled, time, where recordings are kept, and who is told."""

    callees: Mapping[str, Callee]
    clock: Clock
    pace: Pace
    archive: Archive
    tell: Listener


@dataclass(frozen=True, slots=True)
class Stage:
    """What every document of a call is performed with. form: the call's parameters, with some more."""

    parties: Parties
    courier: Courier
    world: Surroundings
    tell: Tell
    form: Callable[[Mapping[str, str]], dict[str, str]]
    dialled: list[str]


class Performer:
    """The performance of one document."""

    def __init__(self, stage: Stage, page: Page) -> None:
        self._stage = stage
        self._page = page
        self._speaker = Speaker(stage.courier, stage.world.pace, stage.tell, page.url)

    def perform(self, verb: Prompt | Gather | Record | Redirect | Dial) -> Onward:
        """Perform one verb; return where the call goes on, or None when it is the next verb's turn."""
        match verb:
            case Redirect():
                return self._page.leads_to(verb.url, verb.method, {})
            case Gather():
                return (yield from self._gather(verb))
            case Record():
                return (yield from self._record(verb))
            case Dial():
                return (yield from self._dial(verb))
            case _:
                yield from self._speaker.utter(verb)
                return None

    def _gather(self, gather: Gather) -> Onward:
        result = yield from Gathering(gather, self._speaker, self._stage.tell).run()
        return None if result is None else self._page.leads_to(gather.action, gather.method, result)

    def _record(self, record: Record) -> Onward:
        taking = Taking(record, self._stage.parties.call_sid, self._stage.world.clock, self._stage.tell)
        try:
            yield from taking.run()
        except HungUp:
            self._tell_of_the_end(self._recorded(taking, record))
            raise
        return self._recorded(taking, record)

    def _recorded(self, taking: Taking, record: Record) -> Visit | None:
        """Keep a recording and report it; return where the call goes on. An empty one is none."""
        recording, archive = taking.recording(), self._stage.world.archive
        if recording is None:
            return None
        archive.keep(recording)
        self._stage.tell("recorded", str(recording.seconds))
        if record.callback:
            report = self._page.leads_to(record.callback, record.callback_method, archive.reported(recording))
            with suppress(CarrierFault):
                self._stage.courier.fetch(report.url, report.extra, method=report.method)
        told = {**archive.told(recording), "Digits": taking.ended_by}
        return self._page.leads_to(record.action, record.method, told)

    def _dial(self, dial: Dial) -> Onward:
        stage = self._stage
        stage.dialled.append(dial.number)
        dialling = Dialling(dial, stage.world.callees.get(dial.number, Callee()), stage.world.clock, stage.tell)
        try:
            yield from dialling.run()
        except HungUp:
            self._tell_of_the_end(self._after(dial, dialling))
            raise
        return self._after(dial, dialling)

    def _after(self, dial: Dial, dialling: Dialling) -> Visit | None:
        return None if dial.action is None else self._page.leads_to(dial.action, dial.method, dialling.result())

    def _tell_of_the_end(self, visit: Visit | None) -> None:
        """The caller hung up: Twilio still asks the action, and performs nothing of the reply."""
        if visit is not None:
            form = {**self._stage.form(visit.extra), "CallStatus": "completed"}
            with suppress(CarrierFault):
                self._stage.courier.fetch(visit.url, form, method=visit.method)
