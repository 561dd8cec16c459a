"""What the desk needs of the house that it is a door of, and the parts that it makes of it.

Shapes and parts only. It must not know who has the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app
from sqlalchemy.orm import Session

from agents_ui.cookies import DeskCookies
from hotline.audit import AuditLog
from hotline.auditing import Checkpoints
from hotline.calls import AgentCalls, Presence, Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.followups import Callbacks, Escalations, Gaps, LetterRequests, Voicemails
from hotline.line import Drafts, LineOrders
from hotline.personnel import Personnel
from hotline.queue import Conversations, Distribution, Endpoints, Recordings, WaitingLine
from hotline.reports import Reports
from hotline.sealing import KeyRing
from hotline.settings import Settings
from hotline.staff import Accounts, Enrolling, Invitations, OwnAccount, SigningIn
from lookup import Answer, Asker, Query, Remember
from lookup.oversight import Oversight
from lookup.tally import Tally


class Lookup(Protocol):
    """The vault, as a door asks it."""

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        """One of the four answers, recorded together with what `remember` writes; Busy where nothing was spent."""

    def ready(self) -> frozenset[int]:
        """The incidents whose callers could be answered now."""

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        """How many digits the codes of this incident's letters have."""


class House(Protocol):
    """The parts of an installation."""

    @property
    def settings(self) -> Settings:
        """What the operator has set."""

    @property
    def database(self) -> Database:
        """Where accounts and calls are kept."""

    @property
    def keyring(self) -> KeyRing:
        """With what they are sealed."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def lookup(self) -> Lookup:
        """Who knows the answers."""

    @property
    def switchboard(self) -> Switchboard:
        """Who moves calls on the telephone."""

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages in which the telephone has prompts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one installation: who works there, their calls, and what they leave to be done."""

    house: House
    cookies: DeskCookies
    accounts: Accounts
    invitations: Invitations
    signing_in: SigningIn
    enrolling: Enrolling
    own: OwnAccount
    calls: AgentCalls
    presence: Presence
    escalations: Escalations
    callbacks: Callbacks
    letters: LetterRequests
    voicemails: Voicemails
    recordings: Recordings
    line: WaitingLine
    distribution: Distribution
    conversations: Conversations
    endpoints: Endpoints
    gaps: Gaps
    orders: LineOrders
    drafts: Drafts
    personnel: Personnel
    oversight: Oversight
    audit: AuditLog
    checkpoints: Checkpoints
    reports: Reports
    tally: Tally


def desk() -> Desk:
    """The desk of the application that serves this request."""
    return cast("Desk", current_app.extensions["desk"])
