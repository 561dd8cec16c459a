"""What the line says of a call, and what follows for the line from where a call goes.

Both in the transaction of the turn. `goes_on` comes after its commit, when agents' telephones may be rung and hung up.
It must not know the tables of the flow, nor what is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from hotline import followups
from hotline.clock import Clock
from hotline.followups import Callback, Callbacks, During, Message, NotANumber, NotAWindow, TooMany, Voicemails, Wanted
from hotline.queue import (
    MOST_WAITING,
    Departure,
    Distribution,
    HandOver,
    Left,
    LineFull,
    QueueState,
    WaitingLine,
)
from hotline.sealing import KeyRing
from ivr.calls import Place
from ivr.gate import Webhook
from ivr.steps import already, events
from ivr.steps.events import LeftQueue, NotPromised, Promised
from ivr.steps.facts import LineNow
from ivr.steps.flow import advance
from ivr.steps.reaching import SHORTEST_MESSAGE, asks_for_callback
from ivr.steps.state import IN_LINE, CallState, Step
from ivr.words.prompts import Sheets

# The words to which somebody says yes who wants to be rung back.
AGREED_TO = {Step.SAME_NUMBER: "same_number.ask", Step.NUMBER_BACK: "read_back.ask"}
AFTER_HOLD = timedelta(seconds=10)  # so long at most the switchboard takes to move an agent's telephone
LEFT_FOR = {Step.MESSAGE: Left.VOICEMAIL, Step.GOODBYE: Left.ABANDONED}

log = structlog.get_logger(__name__)


class Reaching:
    """The line, the callbacks and the messages, for the calls of the telephone."""

    def __init__(self, keyring: KeyRing, clock: Clock, *, distribution: Distribution, sheets: Sheets) -> None:
        self._line = WaitingLine(keyring, clock)
        self._callbacks = Callbacks(keyring, clock)
        self._voicemails = Voicemails(keyring, clock)
        self._distribution = distribution
        self._sheets = sheets

    def knows(self, session: Session, place: Place, *, number: str) -> Place:
        """The same place with what the line knows of it; its own row is locked. `number`: the caller's, E.164 or ""."""
        if not place.facts.content.takes_calls:
            return place
        queued = self._line.find(session, place.reference)
        incident, may_be_rung = place.call.incident, _may_be_rung(number)
        line = LineNow(staffed=self._distribution.staffed(session, incident), number=number if may_be_rung else "")
        if queued is None:
            line = replace(line, full=self._line.waiting(session, (incident,)) >= MOST_WAITING)
        elif queued.state in (QueueState.TALKING, QueueState.HELD):
            held, resumed = queued.state is QueueState.HELD, _just_now(queued.resumed, place.facts.now)
            line = replace(line, agent=queued.agent, held=held, resumed=resumed, room=queued.room)
        else:
            position, minutes = self._line.position(session, queued.reference), self._line.minutes(session, queued)
            line = replace(line, waits=True, position=position, minutes=minutes)
        return replace(place, facts=replace(place.facts, line=line))

    def follows(
        self, session: Session, place: Place, after: CallState, *, webhook: Webhook
    ) -> tuple[CallState, Departure]:
        """Join the line, leave it, arrange a callback, as the way from `place` to `after` asks for.

        The call as it is then, and what must be hung up after the commit.
        """
        departure = Departure()
        if asks_for_callback(after):
            after, departure = self._promise(session, place, after)
        if after.step is Step.QUEUE:
            after = self._join(session, place, after, webhook=webhook)
        if place.call.step in IN_LINE and after.step not in IN_LINE | {Step.PROMISED}:
            departure = self._leave(session, place, after)
        return after, departure

    def keep_message(self, session: Session, message: Message) -> bool:
        """Keep what a caller has left, once, if it can be more than a click; whether it was kept."""
        if message.seconds >= SHORTEST_MESSAGE:
            return self._voicemails.leave(session, message)
        self._voicemails.refuse(session, message)
        return False

    def goes_on(self, departure: Departure, *, incident: int | None = None) -> None:
        """Hang up what rang for somebody who has left; let the next one of `incident` ring. Raises nothing."""
        try:
            if departure.queued is not None or departure.errands:
                self._distribution.departed(departure)
            elif incident is not None:
                self._distribution.offer_next(incident)
        except Exception as fault:  # noqa: BLE001  what the caller hears does not hang on it, and the next look heals it
            log.error("telephone.offer_lost", fault=type(fault).__name__)

    def _join(self, session: Session, place: Place, after: CallState, *, webhook: Webhook) -> CallState:
        """A place in the line; who has one already keeps it."""
        handed = HandOver(
            after.language,
            role=after.role,
            step=after.asked_from,
            version=after.version,
            heard=already.heard(after.said),
            slow=after.slow,
            number=webhook.number,
            began=after.began,
        )
        try:
            self._line.join(session, place.reference, incident=after.incident, call=webhook.call_id, handed=handed)
        except LineFull:
            return advance(after, LeftQueue(events.Left.FULL), facts=place.facts)
        return after

    def _leave(self, session: Session, place: Place, after: CallState) -> Departure:
        if after.step is Step.TALKED:
            return self._line.caller_gone(session, place.reference)  # gone from the talk, and still on the telephone
        return self._line.leave(session, place.reference, LEFT_FOR.get(after.step, Left.MENU))

    def _promise(self, session: Session, place: Place, after: CallState) -> tuple[CallState, Departure]:
        """Arrange the callback, at the caller's place in the line where they have one."""
        keeps = place.facts.line.waits
        try:
            wanted = self._wanted(place, after)
            callback = self._callbacks.arrange(session, wanted, during=During(place.reference), place_kept=keeps)
        except (NotANumber, NotAWindow, TooMany) as refused:
            log.warning("telephone.callback_refused", why=type(refused).__name__)
            return advance(after, NotPromised(), facts=place.facts), Departure()
        promised = advance(after, _told(callback, place), facts=place.facts)
        kept = self._line.keep_as_callback(session, place.reference, callback.id) if keeps else Departure()
        return promised, kept

    def _wanted(self, place: Place, after: CallState) -> Wanted:
        agreed = AGREED_TO[place.call.step]
        words = self._sheets[after.language].prompts[agreed]
        return Wanted(
            after.incident,
            number=after.number,
            language=after.language,
            role=after.role,
            window="",
            zone=place.facts.content.zone,
            wording=followups.wording(agreed.replace("_", "-"), words),
        )


def _told(callback: Callback, place: Place) -> Promised:
    return Promised(callback.phrase, later=callback.window.begins > place.facts.now)


def _just_now(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < AFTER_HOLD


def _may_be_rung(number: str) -> bool:
    try:
        return bool(number) and followups.canonical_number(number) == number
    except NotANumber:
        return False
