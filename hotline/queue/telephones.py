"""What the queue asks of those who know agents' telephones, and of those who know callbacks.

Shapes only. Must not know: where either is kept.
"""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


class Telephones(Protocol):
    """The telephones at which agents are rung."""

    def verified(self, session: Session, account: int) -> str | None:
        """The address of an agent's telephone, if a call has shown that it is theirs; nothing is locked."""


class CallbackHours(Protocol):
    """Which callbacks are due, and when a telephone may ring."""

    def queue_due(self, session: Session, incident: int) -> int:
        """Let those whose window has begun join the line; how many did."""

    def may_ring(self, session: Session, callback: bytes, *, now: datetime) -> bool:
        """Whether this caller may be rung now, by the clock where they are."""
