"""The call that shows whose telephone it is: whoever picks up keys the code that the desk shows.

It must not know Flask, and where a code is shown.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from hotline.database import Database
from hotline.queue import AgentLeg, Purpose
from hotline.queue.endpoints import Endpoint
from ivr.agents import documents
from ivr.agents.gate import LegWebhook
from ivr.agents.turns import Tongues


class Legs(Protocol):
    """The telephones of agents that ring or are held just now."""

    def by_offer(self, session: Session, offer: str, *, lock: bool = True) -> AgentLeg | None:
        """The leg of an offer."""


class Keyed(Protocol):
    """The telephones that agents have, verified or not."""

    def of(self, session: Session, account: int) -> Endpoint | None:
        """An agent's telephone."""

    def keyed(self, session: Session, account: int, *, digits: str) -> bool:
        """Whether these digits, keyed at it, verify it."""


class Verification:
    """Answers each webhook of a call that verifies a telephone."""

    def __init__(self, database: Database, legs: Legs, endpoints: Keyed, *, tongues: Tongues) -> None:
        self._database = database
        self._legs = legs
        self._endpoints = endpoints
        self._tongues = tongues

    def here(self, webhook: LegWebhook) -> str:
        """Somebody has picked up."""
        return self._ask(webhook, says="telephone.ask", time=webhook.time)

    def silent(self, webhook: LegWebhook) -> str:
        """Nobody has keyed anything."""
        return self._ask(webhook, says="telephone.ask", time=webhook.time + 1)

    def keyed(self, webhook: LegWebhook) -> str:
        """Somebody has keyed digits."""
        with self._database.write() as session:
            leg = self._leg(session, webhook)
            right = leg is not None and self._is_right(session, leg, webhook.word)
        if leg is None or not right:
            return self._ask(webhook, says="telephone.short", time=webhook.time + 1)
        return documents.farewell(self._tongues.telephone(webhook.offer, leg.agent), "telephone.right")

    def fault(self, webhook: LegWebhook) -> str:
        """What is said where nothing can be read: the code must be asked for anew."""
        return documents.farewell(self._tongues.anybody(webhook.offer), "telephone.over")

    def _ask(self, webhook: LegWebhook, *, says: str, time: int) -> str:
        with self._database.read() as session:
            leg = self._leg(session, webhook)
        if leg is None:
            return documents.farewell(self._tongues.anybody(webhook.offer), "telephone.over")
        return documents.code(self._tongues.telephone(webhook.offer, leg.agent), says=says, time=time)

    def _leg(self, session: Session, webhook: LegWebhook) -> AgentLeg | None:
        leg = self._legs.by_offer(session, webhook.offer, lock=False)
        return leg if leg is not None and leg.purpose is Purpose.CHECK else None

    def _is_right(self, session: Session, leg: AgentLeg, digits: str) -> bool:
        # Who has named another telephone meanwhile could else verify that one, without its ringing, from this one.
        found = self._endpoints.of(session, leg.agent)
        return (
            found is not None
            and found.address == leg.address
            and self._endpoints.keyed(session, leg.agent, digits=digits)
        )
