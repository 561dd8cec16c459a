"""The call in which the line reads a draft to a supervisor: new words, with the voice that callers would hear.

Whoever picks up presses a key first, so that nothing is read to a machine. It must not know Flask, nor who may write or
approve a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from hotline.database import Database
from hotline.line import Aloud, Drafts, NoSuchDraft, aloud
from hotline.queue import AgentLeg, Purpose
from ivr.agents import documents
from ivr.agents.gate import LegWebhook
from ivr.agents.turns import Tongues
from ivr.words.prompts import Sheets
from ivr.words.speech import Passage

AT_ONCE = 12_000  # characters in one document; the carrier takes 64 KiB of XML
MOST_PARTS = 9


class Legs(Protocol):
    """The telephones of agents that ring or are held just now."""

    def by_offer(self, session: Session, offer: str, *, lock: bool = True) -> AgentLeg | None:
        """The leg of an offer."""


class Reading:
    """Answers each webhook of a call in which a draft is read."""

    def __init__(self, database: Database, legs: Legs, drafts: Drafts, *, tongues: Tongues, sheets: Sheets) -> None:
        self._database = database
        self._legs = legs
        self._drafts = drafts
        self._tongues = tongues
        self._sheets = sheets

    def here(self, webhook: LegWebhook) -> str:
        """Somebody, or a machine, has picked up."""
        return self._ask(webhook, time=webhook.time)

    def silent(self, webhook: LegWebhook) -> str:
        """Nobody has pressed a key."""
        return self._ask(webhook, time=webhook.time + 1)

    def keyed(self, webhook: LegWebhook) -> str:
        """Somebody wants to hear it, or to hear it again."""
        return self._part(webhook, 1)

    def next(self, webhook: LegWebhook) -> str:
        """A part is over, and there is more."""
        return self._part(webhook, webhook.time)

    def fault(self, webhook: LegWebhook) -> str:
        """What is said where nothing can be read."""
        return documents.farewell(self._tongues.anybody(webhook.offer), "agent.trouble")

    def _ask(self, webhook: LegWebhook, *, time: int) -> str:
        with self._database.read() as session:
            leg = self._leg(session, webhook)
        if leg is None:
            return documents.farewell(self._tongues.anybody(webhook.offer), "agent.over")
        return documents.offers_to_read(self._tongues.telephone(webhook.offer, leg.agent), time=time)

    def _part(self, webhook: LegWebhook, number: int) -> str:
        with self._database.read() as session:
            leg = self._leg(session, webhook)
            found = self._words(session, leg) if leg is not None else None
        if leg is None or found is None or found.language not in self._sheets:
            return documents.farewell(self._tongues.anybody(webhook.offer), "agent.over")
        parts = list(self._parts(found))[:MOST_PARTS]
        to = self._tongues.telephone(webhook.offer, leg.agent)
        there = parts[number - 1] if number <= len(parts) else ()
        return documents.reads(to, there, goes_on=number + 1 if number < len(parts) else 0)

    def _leg(self, session: Session, webhook: LegWebhook) -> AgentLeg | None:
        leg = self._legs.by_offer(session, webhook.offer, lock=False)
        return leg if leg is not None and leg.purpose is Purpose.READING else None

    def _words(self, session: Session, leg: AgentLeg) -> Aloud | None:
        try:
            return aloud(session, self._drafts, leg.about)
        except NoSuchDraft:
            return None

    def _parts(self, found: Aloud) -> Iterator[Sequence[Passage]]:
        """The texts, as many at a time as one document holds."""
        sheet, part, length = self._sheets[found.language], list[Passage](), 0
        for words in found.texts:
            if part and length + len(words) > AT_ONCE:
                yield part
                part, length = [], 0
            part.append(sheet.quote(words))
            length += len(words)
        yield part
