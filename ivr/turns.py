"""One turn of a call: find it, advance it, save it, make the check if it asks for one, and say where it stands.

A request that does not fit the call's present turn (a repeat, a late one, a step that the call has left) changes
nothing and is told the present turn. Whatever goes wrong ends in the last resort, never in silence and never in a "no".
It must not know Flask, what a step means, or what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog
from sqlalchemy.orm import Session

from hotline.followups import Message
from hotline.queue import Departure, Distribution
from ivr import entries, recordings, twiml
from ivr.calls import Calls, Place
from ivr.checks import Checks
from ivr.gate import OVER, SPOKE, Webhook
from ivr.house import House
from ivr.last_resort import LastResort
from ivr.reaching import Reaching
from ivr.steps.digits import Digits, Silence
from ivr.steps.events import DialEnded, Event, Left, LeftQueue, MessageLeft, StillThere, Waited
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING, advance, begins_check
from ivr.steps.state import IN_LINE, REACHING, CallState, Step
from ivr.words.reaching import says_in_line, says_in_line_without_knowing
from ivr.words.saying import says

WAITING = (Step.QUEUE, Step.WITH_AGENT)  # in a queue of the carrier
RECORDING_NAME = 34  # characters of it

log = structlog.get_logger(__name__)
Read = Callable[[Facts], Event]


class Turns:
    """Answers each webhook with a document."""

    def __init__(self, house: House) -> None:
        self._database = house.database
        self._calls = Calls(house.keyring, house.clock, lookup=house.lookup)
        self._checks = Checks(lookup=house.lookup, database=house.database, calls=self._calls)
        self._sheets = recordings.spoken_with(house.settings)
        distribution = Distribution(house.database, house.keyring, house.clock, house.switchboard)
        self._reaching = Reaching(house.keyring, house.clock, distribution=distribution, sheets=self._sheets)
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

    def left_queue(self, webhook: Webhook, step: Step) -> str:
        """The caller has left the carrier's queue, of the line or of an agent."""
        return self._turn(webhook, at=(step,), read=lambda _facts: LeftQueue(Left(webhook.word)))

    def waiting(self, webhook: Webhook, *, quiet: bool) -> str:
        """The caller is in a queue of the carrier, which asks what they shall hear; `quiet`: for the second time."""
        return self._in_line(webhook, at=WAITING, read=lambda _facts: StillThere(), quiet=quiet)

    def key_in_line(self, webhook: Webhook) -> str:
        """The caller waits in the line and has pressed a key."""

        def read(facts: Facts) -> Event:
            return entries.read(Step.QUEUE, webhook.word, facts=facts)

        return self._in_line(webhook, at=(Step.QUEUE,), read=read, quiet=False)

    def moved(self, webhook: Webhook) -> str:
        """The desk has moved the call, whatever its turn: it hears what is so now."""
        return self._turn(webhook, at=IN_LINE, read=lambda _facts: StillThere(), whatever_turn=True)

    def message_left(self, webhook: Webhook) -> str:
        """The caller has left a message, perhaps by hanging up: then the news of the end may have come before this."""
        name, seconds = webhook.word[:RECORDING_NAME], int(webhook.word[RECORDING_NAME:])
        try:
            with self._database.write() as session:
                incident, language = self._calls.about(session, webhook)
                message = Message(incident, name, webhook.number, language, seconds)
                kept = self._reaching.keep_message(session, message)
        except Exception as fault:  # noqa: BLE001  nobody is told that there is a message if there is none
            log.error("telephone.message_not_kept", fault=type(fault).__name__)
            return self.last_resort(webhook)
        return self._turn(webhook, at=(Step.MESSAGE,), read=lambda _facts: MessageLeft(seconds, kept))

    def status(self, webhook: Webhook) -> str:
        """The carrier tells what became of the call; late and repeated news change nothing."""
        try:
            if webhook.word in OVER:
                with self._database.write() as session:
                    departure = self._calls.end(session, webhook)
                self._reaching.goes_on(departure)
        except Exception as fault:  # noqa: BLE001  nobody is listening any more; the sweep forgets the call later
            log.error("telephone.end_not_kept", fault=type(fault).__name__)
        return twiml.NOTHING

    def last_resort(self, webhook: Webhook, *, language: str = "") -> str:
        """What is said when the call can't be followed; in every language where the call's is not known."""
        return twiml.document(self._last_resort.says(line=webhook.line, language=language))

    def _turn(self, webhook: Webhook, *, at: Collection[Step], read: Read, whatever_turn: bool = False) -> str:
        """One turn, if the call is at one of the steps `at` and `webhook` is of its present turn."""
        language = ""
        try:
            moved = self._move(webhook, at=at, read=read, whatever_turn=whatever_turn)
            if moved is None:
                return twiml.HANG_UP
            before, place = moved
            language = place.call.language
            return self._say(self._checks.make(webhook, place) if begins_check(before, place.call) else place)
        except Exception as fault:  # noqa: BLE001  whatever it is, the caller hears that we can't tell, and a person
            log.error("telephone.fault", fault=type(fault).__name__)
            return self.last_resort(webhook, language=language)

    def _in_line(self, webhook: Webhook, *, at: Collection[Step], read: Read, quiet: bool) -> str:
        """A document for a queue of the carrier: it leads out of it where the call is to go on elsewhere.

        Where the call can't be read, the caller stays once; the second time the last resort is better than to wait.
        """
        try:
            moved = self._move(webhook, at=at, read=read)
            if moved is None:
                return twiml.HANG_UP
            _, place = moved
            if place.call.step not in WAITING or place.call.turn != webhook.turn:
                return twiml.LEAVE
            return twiml.document(says_in_line(place.call, facts=place.facts, sheets=self._sheets, quiet=quiet))
        except Exception as fault:  # noqa: BLE001  a queue takes no last resort: whoever leaves it comes to one
            log.error("telephone.fault", fault=type(fault).__name__)
            unknown = says_in_line_without_knowing(webhook.turn or 0, sheets=self._sheets)
            return twiml.LEAVE if quiet else twiml.document(unknown)

    def _move(
        self, webhook: Webhook, *, at: Collection[Step], read: Read, whatever_turn: bool = False
    ) -> tuple[CallState, Place] | None:
        """The call before and where it stands now, committed, and what follows from it begun; None where it is over."""
        with self._database.write() as session:
            place = self._calls.find(session, webhook)
            if place is None:
                return None
            self._last_resort.remember(place.facts.content)
            fits = (whatever_turn or webhook.turn == place.call.turn) and place.call.step in at
            known, call, departure = place, place.call, Departure()
            if fits:
                known, call, departure = self._advanced(session, place, webhook, read)
            after = self._calls.save(session, known, call)
            if call.step in REACHING and (known is place or call is not place.call):
                after = self._reaching.knows(session, after, number=webhook.number)
        waits = after.call.step is Step.QUEUE
        self._reaching.goes_on(departure, incident=after.call.incident if waits else None)
        return place.call, after

    def _advanced(
        self, session: Session, place: Place, webhook: Webhook, read: Read
    ) -> tuple[Place, CallState, Departure]:
        """The place with what the line knows of it, the call after the event, and what must be hung up."""
        event = read(place.facts)
        if _may_want_person(place, event):
            place = self._reaching.knows(session, place, number=webhook.number)
        call = advance(place.call, event, facts=place.facts)
        call, departure = self._reaching.follows(session, place, call, webhook=webhook)
        return place, call, departure

    def _say(self, place: Place | None) -> str:
        if place is None:
            return twiml.HANG_UP
        return twiml.document(says(place.call, facts=place.facts, sheets=self._sheets))


def _may_want_person(place: Place, event: Event) -> bool:
    """Whether it matters who is at the desk: most keys lead elsewhere, and then nobody looks."""
    leads_on = isinstance(event, Digits) and not place.call.tries and place.facts.ways
    return place.call.step in REACHING or not leads_on
