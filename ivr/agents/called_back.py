"""A caller who is called back: the first webhook of the call that this line makes to them, and the last.

In between it is a caller's call like any other. Whoever picks up may be somebody else, so nothing is said here that
tells what the call is about. It must not know Flask, and what a caller hears while they are connected.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from hotline.calls import LiveCalls
from hotline.database import Database
from hotline.queue import QueuedCall
from ivr import twiml
from ivr.agents import documents
from ivr.agents.documents import Telephone
from ivr.agents.gate import LegWebhook
from ivr.gate import OVER, Webhook
from ivr.words.prompts import Sheets


class Callbacks(Protocol):
    """The distribution, as the call to a caller meets it."""

    def reached(self, session: Session, offer: str, *, reference: bytes, call: str) -> QueuedCall | None:
        """The caller has picked up; None where nobody waits for them any more."""

    def unreached(self, offer: str, status: str, *, call: str = "") -> None:
        """The caller was rung in vain, by this call; nothing where they had picked up."""


class Calls(Protocol):
    """The calls of callers, as one is begun here."""

    def adopt(self, session: Session, reference: bytes, queued: QueuedCall) -> None:
        """Make the live call of somebody whom an agent has called back; as it is, where it is there already."""


class CallerTurns(Protocol):
    """The turns of callers."""

    def present(self, webhook: Webhook) -> str:
        """Where the call stands."""

    def status(self, webhook: Webhook) -> str:
        """The carrier tells what became of the call."""


class CalledBack:
    """Answers the webhooks of the call to a caller."""

    def __init__(
        self,
        database: Database,
        live: LiveCalls,
        calls: Calls,
        *,
        offers: Callbacks,
        turns: CallerTurns,
        sheets: Sheets,
    ) -> None:
        self._database = database
        self._live = live
        self._calls = calls
        self._offers = offers
        self._turns = turns
        self._sheets = tuple(sheets.values())

    def here(self, webhook: LegWebhook) -> str:
        """Somebody has picked up."""
        with self._database.write() as session:
            goes_on = self._begins(session, webhook)
        if goes_on:
            return self._turns.present(webhook.as_call())
        return documents.farewell(self._anybody(webhook), "called_back.cut_off")

    def status(self, webhook: LegWebhook) -> str:
        """The carrier tells what became of the call."""
        if webhook.word in OVER:
            self._offers.unreached(webhook.offer, webhook.word, call=webhook.call_id)
        # Who never picked up has had no call that could be over.
        return self._turns.status(webhook.as_call()) if webhook.word == "completed" else twiml.NOTHING

    def fault(self, webhook: LegWebhook) -> str:
        """What is said where nothing can be read: the same again in a moment."""
        to = self._anybody(webhook)
        return documents.again_in_a_moment(to, time=webhook.time, route="called-back", at_last="called_back.cut_off")

    def _begins(self, session: Session, webhook: LegWebhook) -> bool:
        """Whether there is a live call now; one that is over does not begin anew."""
        reference = self._live.reference(webhook.call_id)
        if self._live.load(session, reference) is not None:
            return True
        if self._live.has_ended(session, webhook.call_id):
            return False
        queued = self._offers.reached(session, webhook.offer, reference=reference, call=webhook.call_id)
        if queued is not None:
            self._calls.adopt(session, reference, queued)
        return queued is not None

    def _anybody(self, webhook: LegWebhook) -> Telephone:
        return Telephone(webhook.offer, self._sheets)
