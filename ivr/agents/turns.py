"""One request of an agent's telephone: what it brings about, and what it is answered.

Whatever is asked, the answer is what is so now, so that a repeat, a late or a lost request does no harm. It must not
know Flask, documents' verbs, or whose turn it is to be rung.
"""

from __future__ import annotations

from typing import Protocol

import structlog

from hotline.database import Database
from hotline.queue import LegNow
from hotline.staff import Accounts, NoSuchAccount
from ivr import twiml
from ivr.agents import documents
from ivr.agents.documents import Moment, Telephone
from ivr.agents.gate import LegWebhook
from ivr.gate import OVER
from ivr.words.prompts import Sheets

log = structlog.get_logger(__name__)


class Offers(Protocol):
    """The distribution, as a telephone of an agent meets it."""

    def picked_up(self, offer: str, *, leg: str = "") -> None:
        """The telephone that rang for this offer is in somebody's hand; `leg` is the carrier's id of the call."""

    def pressed(self, offer: str, keys: str) -> None:
        """Whoever holds it has pressed keys."""

    def leg_over(self, offer: str, status: str) -> None:
        """Its call is over, in the carrier's word; late and repeated news change nothing."""

    def leg(self, offer: str) -> LegNow | None:
        """What is so now for this telephone; None where the offer is not known."""


class Tongues:
    """In which language an agent is spoken to."""

    def __init__(self, database: Database, accounts: Accounts, *, sheets: Sheets) -> None:
        self._database = database
        self._accounts = accounts
        self._sheets = sheets

    def telephone(self, offer: str, agent: int) -> Telephone:
        """The agent's telephone; in every language where theirs is not known."""
        try:
            with self._database.read() as session:
                language = self._accounts.get(session, agent).language
        except NoSuchAccount:
            return self.anybody(offer)
        return Telephone(offer, (self._sheets[language],)) if language in self._sheets else self.anybody(offer)

    def anybody(self, offer: str) -> Telephone:
        """A telephone of somebody of whom nothing is known."""
        return Telephone(offer, tuple(self._sheets.values()))


class AgentTurns:
    """Answers each webhook of an agent's telephone with a document."""

    def __init__(self, offers: Offers, tongues: Tongues) -> None:
        self._offers = offers
        self._tongues = tongues

    def here(self, webhook: LegWebhook) -> str:
        """The telephone was picked up, or the switchboard lets it ask anew."""
        self._offers.picked_up(webhook.offer, leg=webhook.call_id)
        return self._now(webhook, Moment())

    def again(self, webhook: LegWebhook) -> str:
        """A silence is over."""
        return self._now(webhook, Moment(says=False))

    def dialled(self, webhook: LegWebhook) -> str:
        """Nobody came from the queue, or whoever came has gone."""
        return self._now(webhook, Moment(pause=True))

    def pressed(self, webhook: LegWebhook) -> str:
        """Whoever holds the telephone has pressed a key."""
        self._offers.pressed(webhook.offer, webhook.word)
        return self._now(webhook, Moment(webhook.time + 1, takes=True))

    def silent(self, webhook: LegWebhook) -> str:
        """Nobody has pressed a key: they hesitate, have taken the call at the desk, or are a machine."""
        return self._now(webhook, Moment(webhook.time + 1))

    def waiting(self, webhook: LegWebhook) -> str:
        """In the queue where a colleague is to come."""
        leg = self._offers.leg(webhook.offer)
        if leg is None or leg.what != "consult_wait":
            return documents.leaves_the_queue()
        return documents.colleague_is_rung(self._tongues.telephone(webhook.offer, leg.agent), time=webhook.time)

    def status(self, webhook: LegWebhook) -> str:
        """The carrier tells what became of the call."""
        if webhook.word in OVER:
            self._offers.leg_over(webhook.offer, webhook.word)
        return twiml.NOTHING

    def fault(self, webhook: LegWebhook) -> str:
        """What is said where nothing can be read: the same again in a moment, which heals once we do."""
        to = self._tongues.anybody(webhook.offer)
        return documents.again_in_a_moment(to, time=webhook.time, route="agent/again", at_last="agent.trouble")

    def waits_on(self, webhook: LegWebhook) -> str:
        """The same in a queue, which lets nobody go because nothing can be read."""
        return documents.colleague_is_rung(self._tongues.anybody(webhook.offer), time=2)

    def _now(self, webhook: LegWebhook, moment: Moment) -> str:
        leg = self._offers.leg(webhook.offer)
        if leg is None:
            return documents.farewell(self._tongues.anybody(webhook.offer), "agent.over")
        return documents.now(leg, self._tongues.telephone(webhook.offer, leg.agent), moment)
