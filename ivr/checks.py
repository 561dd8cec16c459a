"""A check, made for a call: ask the vault with no transaction open, and let the answer reach the call that asked.

What is said is only what was recorded: the vault writes the answer into the call in the same transaction as its audit.
It must not know what is said, nor whom an entry names beyond the time of the check.
"""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session

from hotline.database import Database
from ivr.calls import Calls, Place
from ivr.gate import Webhook
from ivr.house import Lookup
from ivr.steps.events import CANNOT_TELL, Answered, Event, QueueFull
from ivr.steps.flow import advance
from ivr.steps.state import CallState, Step
from lookup import Answer, Busy, Query, Telephone, Unreadable

log = structlog.get_logger(__name__)


class Checks:
    """Makes checks for the calls in `calls`."""

    def __init__(self, *, lookup: Lookup, database: Database, calls: Calls) -> None:
        self._lookup = lookup
        self._database = database
        self._calls = calls

    def make(self, webhook: Webhook, asked: Place) -> Place | None:
        """Make the check for which the call at `asked` waits; where it stands afterwards, None where it is over."""
        otherwise = self._ask(webhook, asked)
        with self._database.write() as session:
            return self._settle(session, webhook, asked.call, otherwise)

    def _ask(self, webhook: Webhook, asked: Place) -> Event:
        """Ask the vault; what has happened if, after that, no answer was recorded."""

        def remember(session: Session, answer: Answer) -> None:
            self._settle(session, webhook, asked.call, _told(answer))

        try:
            query = Query.of(asked.call.incident, asked.call.scheme, _details(asked.call))
            self._lookup.ask(query, Telephone(asked.reference, number=webhook.number), remember=remember)
        except Busy:
            return QueueFull()
        except Unreadable as fault:
            log.error("telephone.entry_read_differently", field=fault.field)
        return CANNOT_TELL

    def _settle(self, session: Session, webhook: Webhook, asked: CallState, event: Event) -> Place | None:
        """Let `event` reach the call if it still waits for this very check; where it stands then."""
        place = self._calls.find(session, webhook)
        if place is None or not _waits_for(place.call, asked):
            return place
        return self._calls.save(session, place, advance(place.call, event, facts=place.facts))


def _waits_for(call: CallState, asked: CallState) -> bool:
    # A late answer to an earlier check must never be told as the answer for somebody else.
    return call.step is Step.CHECKING and (call.scheme, call.details) == (asked.scheme, asked.details)


def _details(call: CallState) -> dict[str, str]:
    """What was entered, by the names that the vault has for it."""
    if call.scheme == "letter_code":
        return {"code": call.identifier}
    if call.scheme == "student_number":
        return {"student_number": call.identifier, "birth_date": call.birth_date}
    name = {"last_name": call.last_name, "first_name": call.first_name, "birth_date": call.birth_date}
    return {**name, "zip": call.zip} if call.zip else name


def _told(answer: Answer) -> Answered:
    return Answered(
        answer.name.value,
        categories=answer.categories,
        shared=answer.shared,
        letter_tells=answer.letter_tells,
        gaps=answer.gaps,
        sealed=answer.sealed,
    )
