"""How the verbs of a document are performed, each until it is over or the call goes on elsewhere.

It must not know how documents are fetched, nor how a call begins and ends.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace

from carrier.documents import (
    Dial,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Place,
    Play,
    Prompt,
    Record,
    Redirect,
    Reject,
    Verb,
)
from carrier.faults import CarrierFault
from carrier.legs.events import Heard, Steps, Wait
from carrier.legs.gathering import Gathering
from carrier.legs.interruptions import HungUp, Left
from carrier.legs.meetings.dequeuing import Dequeuing
from carrier.legs.meetings.dialling import Dialling
from carrier.legs.meetings.queueing import Queueing
from carrier.legs.recording import Taking
from carrier.legs.speaking import DEAF, Speaker
from carrier.legs.stage import Stage
from carrier.legs.visits import Page, Visit

Onward = Generator[Wait, Heard, Visit | None]


def documents(stage: Stage, first: Visit, place: Place) -> Steps:
    """Perform a document and all to which it leads, until the last has no more verbs."""
    visit: Visit | None = first
    while visit is not None and not stage.leg.is_too_long:
        page = stage.library.open(visit, place)
        visit = yield from Performer(stage, page, place).perform()


class Performer:
    """The performance of one document."""

    def __init__(self, stage: Stage, page: Page, place: Place) -> None:
        self._stage = stage
        self._page = page
        self._place = place
        self._speaker = Speaker(stage.leg.courier, stage.world.pace, stage.tell, page.url)

    def perform(self) -> Onward:
        """Perform the verbs in order; return where the call goes on, or None after the last."""
        for verb in self._page.verbs:
            if isinstance(verb, Reject):
                self._stage.leg.reject(verb)
                return None
            if not (isinstance(verb, Dial) and verb.answer_on_bridge):
                self._stage.leg.answer()
            visit = yield from self._one(verb)
            if visit is not None:
                return visit
        self._stage.leg.answer()
        return None

    def _one(self, verb: Verb) -> Onward:
        match verb:
            case Hangup():
                raise HungUp
            case Leave():
                raise Left
            case Redirect():
                return self._page.leads_to(verb.url, verb.method, {})
            case Record():
                return (yield from self._record(verb))
            case Dial() | Enqueue():
                return (yield from self._with_others(verb))
        return (yield from self._alone(verb))

    def _alone(self, verb: Verb) -> Onward:
        if self._place == "queue":
            self._stage.library.counts_anew()
        if isinstance(verb, Gather):
            result = yield from Gathering(verb, self._speaker, self._stage.tell).run()
            return None if result is None else self._page.leads_to(verb.action, verb.method, result)
        if isinstance(verb, Prompt):
            yield from self._speaker.utter(verb, self._hears(verb))
        return None

    def _hears(self, verb: Prompt) -> Wait:
        """Return how a prompt is waited out: music and silence in a queue are what a caller waits with."""
        return replace(DEAF, settled=self._place == "queue" and isinstance(verb, Pause | Play))

    def _with_others(self, verb: Dial | Enqueue) -> Onward:
        """Perform what depends on other calls: their time and this one's go together while it lasts."""
        before, self._stage.leg.is_linked = self._stage.leg.is_linked, True
        try:
            if isinstance(verb, Enqueue):
                return (yield from Queueing(verb, self._page, self._stage, perform=documents).run())
            dialling = Dequeuing if verb.queue else Dialling
            return (yield from dialling(verb, self._page, self._stage).run())
        finally:
            self._stage.leg.is_linked = before

    def _record(self, record: Record) -> Onward:
        taking = Taking(record, self._stage.leg.parties.call_sid, self._stage.world.clock, self._stage.tell)
        try:
            yield from taking.run()
        except HungUp:
            self._stage.ask_in_vain(self._recorded(taking, record), CallStatus="completed")
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
                self._stage.leg.courier.fetch(report.url, report.extra, method=report.method)
        told = {**archive.told(recording), "Digits": taking.ended_by}
        return self._page.leads_to(record.action, record.method, told)
