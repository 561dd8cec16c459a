"""Calls as the telephone sees them: found again at each request, with the facts of the incident that they are about.

Every method works in the transaction that it is given. It must not know what a step means, nor what is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.calls import CallLog, EndedToday, LiveCalls, Outcome, count_menu_time, count_step, outcome_of
from hotline.clock import Clock
from hotline.incidents import Content, NoSuchIncident
from hotline.line import Drafts
from hotline.queue import Departure, QueuedCall, WaitingLine
from hotline.sealing import KeyRing, SealBroken
from ivr.gate import Webhook
from ivr.house import Lookup
from ivr.steps import already, flow, reaching
from ivr.steps.facts import Facts
from ivr.steps.state import CallState, Step


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call stands at one request. `reference` names it in the database, and tells nobody which call it is."""

    reference: bytes = field(repr=False)
    call: CallState
    facts: Facts = field(repr=False)


class Calls:
    """The calls in progress. Versions of incidents never change, so what was made of them stays in this process."""

    def __init__(self, keyring: KeyRing, clock: Clock, *, lookup: Lookup) -> None:
        self._live = LiveCalls(keyring, clock)
        self._line = WaitingLine(keyring, clock)
        self._ended = CallLog(keyring, clock)
        self._drafts = Drafts(keyring, clock)
        self._lookup = lookup
        self._clock = clock
        self._contents: dict[tuple[int, int, int], Content] = {}
        self._swept = 0

    def find(self, session: Session, webhook: Webhook) -> Place | None:
        """The call, locked; a new one where it is not known, None where it is over.

        SealBroken, KeyMissing, KeyWrong where its state can't be read; NoSuchIncident where nobody has its line.
        """
        reference = self._live.reference(webhook.call_id)
        state = self._live.load(session, reference)
        if state is not None:
            return self._place(session, reference, state)
        if self._live.has_ended(session, webhook.call_id):
            return None
        return self._begin(session, reference, line=webhook.line)

    def save(self, session: Session, place: Place, after: CallState) -> Place:
        """Write the call as it is now, and count the step if it is another; where the call stands then."""
        self._live.save(session, place.reference, after.to_json())
        if after.step is not place.call.step:
            self._count(session, after)
        return replace(place, call=after)

    def adopt(self, session: Session, reference: bytes, queued: QueuedCall) -> None:
        """Begin a call that we have made to somebody who asked for it: an agent has it already."""
        handed, now = queued.handed, int(self._clock.now().timestamp())
        digits = self._lookup.letter_code_digits(session, queued.incident)  # after the talk they may check a letter
        call = CallState(queued.incident, version=handed.version, began=now, code_digits=digits)
        call = replace(call, language=handed.language, role=handed.role, slow=handed.slow, settled_at=now)
        call = replace(call, said=already.adding("", *handed.heard), asked_from=handed.step)
        call = reaching.taken(call, agent=queued.agent or 0, room=queued.room)
        if self._live.begin(session, reference, call.to_json(), incident=call.incident):
            self._count(session, call)

    def about(self, session: Session, webhook: Webhook) -> tuple[int, str]:
        """The incident and the language of a call, also once it is over; NoSuchIncident, and as `find`."""
        place = self.find(session, webhook)
        if place is not None:
            return place.call.incident, place.call.language or place.facts.usual_language
        incident = incidents.current_for_line(session, webhook.line)
        if incident is None:
            raise NoSuchIncident("a message was left on a line that belongs to no incident")
        return incident.id, Facts(incident.content, self._clock.now()).usual_language

    def end(self, session: Session, webhook: Webhook) -> Departure:
        """The caller or the carrier has hung up: keep the one row of the log, forget the call. Once only.

        What must be hung up with it, after the commit.
        """
        if not self._live.end(session, webhook.call_id):
            return Departure()
        reference = self._live.reference(webhook.call_id)
        try:
            state = self._live.load(session, reference)
        except SealBroken:
            state = None
        call, departure = _readable(state), self._line.caller_gone(session, reference)
        if call is not None:
            self._log(session, call, waiting=departure.queued is not None)
        else:
            self._log_fault(session, line=webhook.line)
        self._live.forget(session, reference)
        return departure

    def _begin(self, session: Session, reference: bytes, *, line: str) -> Place:
        self._sweep(session)
        incident = incidents.current_for_line(session, line)
        if incident is None:
            raise NoSuchIncident("a call came in on a line that belongs to no incident")
        if self._drafts.put_due(session, incident.id):
            incident = incidents.current_by_id(session, incident.id)
        facts = Facts(incident.content, self._clock.now())
        digits = self._lookup.letter_code_digits(session, incident.id)
        call = flow.begin(incident=incident.id, version=incident.version, code_digits=digits, facts=facts)
        if self._live.begin(session, reference, call.to_json(), incident=call.incident):
            self._count(session, call)
            return Place(reference, call, facts)
        # The carrier asked twice at once, and the first request's call is the call.
        return self._place(session, reference, self._live.load(session, reference) or call.to_json())

    def _sweep(self, session: Session) -> None:
        hour = int(self._clock.now().timestamp()) // 3600
        if hour == self._swept:  # calls are swept by the hour in which they were last heard of
            return
        for reference, state in self._live.sweep(session).items():
            swept = _readable(state)
            gone = self._line.caller_gone(session, reference)  # nothing rings for who was not heard of for hours
            if swept is not None:
                self._log(session, swept, waiting=gone.queued is not None)
        self._swept = hour

    def _place(self, session: Session, reference: bytes, state: bytes) -> Place:
        call = CallState.from_json(state)
        return Place(reference, call, Facts(self._content(session, call), self._clock.now()))

    def _content(self, session: Session, call: CallState) -> Content:
        """The words with which the call began; when people answer, and what every caller must hear, as it is now."""
        present = incidents.current_by_id(session, call.incident)
        if call.version == present.version:
            return present.content
        key = call.incident, call.version, present.version
        if key not in self._contents:
            began_with = incidents.version_of(session, call.incident, call.version).content
            self._contents[key] = began_with.timed_as(present.content)
        return self._contents[key]

    def _count(self, session: Session, call: CallState) -> None:
        # In the quarter in which it began: what comes after a yes comes later than after a no.
        count_step(session, incident_id=call.incident, step=call.step, at=_began(call))

    def _log(self, session: Session, call: CallState, *, waiting: bool) -> None:
        # Whoever hangs up while a person is being called has been handed over.
        handed_over = call.was_answered or call.step is Step.PERSON
        outcome = outcome_of(
            handed_over=handed_over,
            answered=call.was_told,
            informed=call.was_informed,
            callback=call.promises > 0,
            voicemail=call.message,
            waiting=waiting,
        )
        self._ended.record(session, call.incident, EndedToday(call.language, call.role, _began(call), outcome))
        seconds = max(0, (call.settled_at or int(self._clock.now().timestamp())) - call.began)
        count_menu_time(session, incident_id=call.incident, seconds=seconds, at=_began(call))

    def _log_fault(self, session: Session, *, line: str) -> None:
        incident = incidents.current_for_line(session, line)
        if incident is not None:
            self._ended.record(session, incident.id, EndedToday("", "", self._clock.now(), Outcome.FAULT))


def _began(call: CallState) -> datetime:
    return datetime.fromtimestamp(call.began, UTC)


def _readable(state: bytes | None) -> CallState | None:
    """The call that an end or a sweep finds; None where there is none that this version of the program can read."""
    if state is None:
        return None
    try:
        return CallState.from_json(state)
    except (ValueError, KeyError, TypeError):
        return None
