"""Watching over what should be erased: numbers and messages that are older than they may become, as an alarm.

They are erased by commands that the operator has run every night; this tells when nobody does. Knows how many there
are, never whose.
"""

from collections.abc import Iterator

from hotline.alarms import Alarm, Lookout
from hotline.clock import Clock
from hotline.database import Database
from hotline.followups.callbacks import Callbacks
from hotline.followups.voicemails import Voicemails
from hotline.sealing import KeyRing


class OverdueWatch:
    """Looks at what is kept longer than it should be. Only reads."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock) -> None:
        self._database = database
        self._callbacks = Callbacks(keyring, clock)
        self._voicemails = Voicemails(keyring, clock)

    def lookout(self) -> Lookout:
        """Everything that can be overdue, by the name under which a look that fails is logged."""
        return Lookout({"overdue": self.overdue})

    def overdue(self) -> Iterator[Alarm]:
        """What the commands of the night should have erased a day ago."""
        with self._database.read() as session:
            numbers, messages = self._callbacks.overdue(session), self._voicemails.overdue(session)
        if numbers:
            told = f"{numbers:,} callbacks are too old and not erased. Does flask callbacks erase-old run every night?"
            yield Alarm("old callbacks", told)
        if messages:
            told = f"{messages:,} messages are too old and not erased. Does flask voicemails erase run every night?"
            yield Alarm("old messages", told)
