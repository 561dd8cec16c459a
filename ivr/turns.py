"""One turn of a call: find it, advance it, save it, make the check if it asks for one, and say where it stands.

A request that does not fit the call's present turn (a repeat, a late one, a step that the call has left) changes
nothing and is told the present turn. Whatever goes wrong ends in the last resort, never in silence and never in a "no".
It must not know Flask, what a step means, or what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

from ivr import entries, recordings, twiml
from ivr.calls import Calls, Place
from ivr.checks import Checks
from ivr.gate import OVER, SPOKE, Webhook
from ivr.house import House
from ivr.last_resort import LastResort
from ivr.steps.digits import Silence
from ivr.steps.events import DialEnded, Event, Waited
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING, advance, begins_check
from ivr.steps.state import CallState, Step
from ivr.words.saying import says

log = structlog.get_logger(__name__)


class Turns:
    """Answers each webhook with a document."""

    def __init__(self, house: House) -> None:
        self._database = house.database
        self._calls = Calls(house.keyring, house.clock, lookup=house.lookup)
        self._checks = Checks(lookup=house.lookup, database=house.database, calls=self._calls)
        self._sheets = recordings.spoken_with(house.settings)
        number = house.settings.fallback_number
        self._last_resort = LastResort(sheets=self._sheets, clock=house.clock, fallback_number=number)

    def present(self, webhook: Webhook) -> str:
        """Where the call stands; a call that is new begins."""
        return self._turn(webhook, at=(), read=lambda _facts: Silence())

    def pressed(self, webhook: Webhook, step: Step) -> str:
        """The caller has pressed keys at `step`."""
        return self._turn(webhook, at=(step,), read=lambda facts: entries.read(step, webhook.word, facts=facts))

    def silent(self, webhook: Webhook) -> str:
        """The caller has pressed nothing."""
        return self._turn(webhook, at=LISTENING, read=lambda _facts: Silence())

    def waited(self, webhook: Webhook) -> str:
        """The caller is back from "one moment"."""
        return self._turn(webhook, at=(Step.CHECKING,), read=lambda _facts: Waited())

    def dial_ended(self, webhook: Webhook) -> str:
        """The call to a person is over."""
        return self._turn(webhook, at=(Step.PERSON,), read=lambda _facts: DialEnded(webhook.word in SPOKE))

    def status(self, webhook: Webhook) -> str:
        """The carrier tells what became of the call; late and repeated news change nothing."""
        try:
            if webhook.word in OVER:
                with self._database.write() as session:
                    self._calls.end(session, webhook)
        except Exception as fault:  # noqa: BLE001  nobody is listening any more; the sweep forgets the call later
            log.error("telephone.end_not_kept", fault=type(fault).__name__)
        return twiml.NOTHING

    def last_resort(self, webhook: Webhook, *, language: str = "") -> str:
        """What is said when the call can't be followed; in every language where the call's is not known."""
        return twiml.document(self._last_resort.says(line=webhook.line, language=language))

    def _turn(self, webhook: Webhook, *, at: Collection[Step], read: Callable[[Facts], Event]) -> str:
        """One turn, if the call is at one of the steps `at` and `webhook` is of its present turn."""
        language = ""
        try:
            moved = self._move(webhook, at=at, read=read)
            if moved is None:
                return twiml.HANG_UP
            before, place = moved
            language = place.call.language
            return self._say(self._checks.make(webhook, place) if begins_check(before, place.call) else place)
        except Exception as fault:  # noqa: BLE001  whatever it is, the caller hears that we can't tell, and a person
            log.error("telephone.fault", fault=type(fault).__name__)
            return self.last_resort(webhook, language=language)

    def _move(
        self, webhook: Webhook, *, at: Collection[Step], read: Callable[[Facts], Event]
    ) -> tuple[CallState, Place] | None:
        """The call before and where it stands now, committed; None where it is over."""
        with self._database.write() as session:
            place = self._calls.find(session, webhook)
            if place is None:
                return None
            self._last_resort.remember(place.facts.content)
            fits = webhook.turn == place.call.turn and place.call.step in at
            call = advance(place.call, read(place.facts), facts=place.facts) if fits else place.call
            return place.call, self._calls.save(session, place, call)

    def _say(self, place: Place | None) -> str:
        if place is None:
            return twiml.HANG_UP
        return twiml.document(says(place.call, facts=place.facts, sheets=self._sheets))
