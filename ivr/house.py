"""What the telephone needs of the house that it is a door of; whoever has these parts can open it.

Shapes only. It must not know who has them.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from hotline.calls import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import Settings
from lookup import Answer, Asker, Query, Remember


class Lookup(Protocol):
    """The vault, as a door asks it."""

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        """One of the four answers, recorded together with what `remember` writes; Busy where nothing was spent."""

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        """How many digits the codes of this incident's letters have."""


class House(Protocol):
    """The parts of an installation."""

    @property
    def settings(self) -> Settings:
        """What the operator has set."""

    @property
    def database(self) -> Database:
        """Where calls in progress are kept."""

    @property
    def keyring(self) -> KeyRing:
        """With what they are sealed."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def switchboard(self) -> Switchboard:
        """What calls are made and moved with."""

    @property
    def lookup(self) -> Lookup:
        """Who knows the answers."""
