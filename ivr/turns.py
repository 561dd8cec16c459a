"""One turn of a call: find it, advance it, save it, make the check if it asks for one, and say where it stands.

A request that does not fit the call's present turn (a repeat, a late one, a step that the call has left) changes
nothing and is told the present turn. Whatever goes wrong ends in the last resort, never in silence and never in a "no".
It must not know Flask, what a step means, or what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import Settings
from ivr import entries, prompts, twiml
from ivr.calls import Calls, Place
from ivr.digits import Silence
from ivr.facts import Facts
from ivr.flow import CANNOT_TELL, LISTENING, Answered, DialEnded, Event, QueueFull, Waited, advance, begins_check
from ivr.gate import Webhook
from ivr.last_resort import LastResort
from ivr.saying import says
from ivr.state import CallState, Step
from lookup import Answer, Asker, Busy, Query, Remember, Telephone, Unreadable

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
SPOKE = frozenset({"completed", "answered"})

log = structlog.get_logger(__name__)


class Lookup(Protocol):
    """What the telephone needs of the vault."""

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        """One of the four answers, after `remember` was called with it; Busy where nothing was spent."""
        ...


class House(Protocol):
    """What the telephone needs of the house."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102  each is what its type says
    @property
    def database(self) -> Database: ...  # noqa: D102
    @property
    def keyring(self) -> KeyRing: ...  # noqa: D102
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def lookup(self) -> Lookup: ...  # noqa: D102


class Turns:
    """Answers each webhook with a document."""

    def __init__(self, house: House) -> None:
        self._database = house.database
        self._lookup = house.lookup
        self._calls = Calls(house.keyring, house.clock)
        self._sheets = prompts.load()
        self._last_resort = LastResort(
            sheets=self._sheets, clock=house.clock, fallback_number=house.settings.fallback_number
        )

    def present(self, webhook: Webhook) -> str:
        """Where the call stands; a call that is new begins."""
        return self._take(webhook, at=(), read=lambda _facts: Silence())

    def pressed(self, webhook: Webhook, step: Step) -> str:
        """The caller has pressed keys at `step`."""
        return self._take(webhook, at=(step,), read=lambda facts: entries.read(step, webhook.word, facts=facts))

    def silent(self, webhook: Webhook) -> str:
        """The caller has pressed nothing."""
        return self._take(webhook, at=LISTENING, read=lambda _facts: Silence())

    def waited(self, webhook: Webhook) -> str:
        """The caller is back from "one moment"."""
        return self._take(webhook, at=(Step.CHECKING,), read=lambda _facts: Waited())

    def dial_ended(self, webhook: Webhook) -> str:
        """The call to a person is over."""
        return self._take(webhook, at=(Step.PERSON,), read=lambda _facts: DialEnded(webhook.word in SPOKE))

    def status(self, webhook: Webhook) -> str:
        """The carrier tells what became of the call; late and repeated news change nothing."""
        try:
            if webhook.word in OVER:
                with self._database.write() as session:
                    self._calls.end(session, webhook)
        except Exception as fault:  # noqa: BLE001  nobody is listening any more; the sweep forgets the call later
            log.error("telephone.end_not_kept", fault=type(fault).__name__)
        return twiml.NOTHING

    def fallback(self, webhook: Webhook, *, language: str = "") -> str:
        """What is said when the call can't be followed."""
        return twiml.document(self._last_resort.says(line=webhook.line, language=language))

    def _take(self, webhook: Webhook, *, at: Collection[Step], read: Callable[[Facts], Event]) -> str:
        language = ""
        try:
            with self._database.write() as session:
                place = self._calls.find(session, webhook)
                if place is None:
                    return twiml.HANG_UP
                language = place.call.language
                self._last_resort.remember(place.facts.content)
                fits = webhook.turn == place.call.turn and place.call.step in at
                call = advance(place.call, read(place.facts), facts=place.facts) if fits else place.call
                self._calls.save(session, place, call)
            asked = (
                self._check(webhook, call)
                if begins_check(place.call, call)
                else Place(place.reference, call, place.facts)
            )
            return twiml.document(says(asked.call, facts=asked.facts, sheets=self._sheets)) if asked else twiml.HANG_UP
        except Exception as fault:  # noqa: BLE001  whatever it is, the caller hears that we can't tell, and a person
            log.error("telephone.fault", fault=type(fault).__name__)
            return self.fallback(webhook, language=language)

    def _check(self, webhook: Webhook, asked: CallState) -> Place | None:
        """Make the check that `asked` asks for, with no transaction open; where the call stands afterwards."""

        def remember(session: Session, answer: Answer) -> None:
            self._settle(session, webhook, asked, _told(answer))

        # What is said is only what was recorded with the check. If that failed, we can't tell.
        otherwise: Event = CANNOT_TELL
        try:
            query = Query.of(asked.incident, asked.scheme, _details(asked))
            call = self._calls.reference(webhook)
            self._lookup.ask(query, Telephone(call, number=webhook.number), remember=remember)
        except Busy:
            otherwise = QueueFull()
        except Unreadable as fault:
            log.error("telephone.entry_read_differently", field=fault.field)
        with self._database.write() as session:
            return self._settle(session, webhook, asked, otherwise)

    def _settle(self, session: Session, webhook: Webhook, asked: CallState, event: Event) -> Place | None:
        """Let `event` reach the call if it still waits for this very check; where it stands then."""
        place = self._calls.find(session, webhook)
        if place is None or not _waits_for(place.call, asked):
            return place
        call = advance(place.call, event, facts=place.facts)
        self._calls.save(session, place, call)
        return Place(place.reference, call, place.facts)


def _waits_for(call: CallState, asked: CallState) -> bool:
    # A late answer to an earlier check must never be told as the answer for somebody else.
    details = (asked.scheme, asked.identifier, asked.birth_date)
    return call.step is Step.CHECKING and (call.scheme, call.identifier, call.birth_date) == details


def _told(answer: Answer) -> Answered:
    return Answered(
        answer.name.value, categories=answer.categories, shared=answer.shared, letter_tells=answer.letter_tells
    )


def _details(call: CallState) -> dict[str, str]:
    if call.scheme == "letter_code":
        return {"code": call.identifier}
    return {"student_number": call.identifier, "birth_date": call.birth_date}
