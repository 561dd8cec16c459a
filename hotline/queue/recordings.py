"""Recordings: a voicemail's sound, fetched from the carrier to be heard at the desk, and erased there once it is done.

No address of the carrier's is ever given to a browser. Where the carrier can't be reached the row stays, and is tried
again with the next one and by the operator's schedule. Must not know: who hears a message, and how the carrier works.
"""

import structlog

from hotline.calls.switchboard import Switchboard, SwitchboardFault, Unreachable
from hotline.clock import Clock
from hotline.database import Database
from hotline.followups import Voicemail, Voicemails
from hotline.sealing import KeyRing

AT_ONCE = 5  # while an agent waits; the schedule erases all
log = structlog.get_logger(__name__)


class Recordings:
    """The voicemails' recordings at the carrier. Opens its own transactions, and none while the carrier is asked."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, switchboard: Switchboard) -> None:
        self._database = database
        self._voicemails = Voicemails(keyring, clock)
        self._switchboard = switchboard

    def sound(self, voicemail: Voicemail) -> bytes:
        """The sound of a message, as the carrier has it; SwitchboardFault where it does not give it now."""
        return self._switchboard.recording(voicemail.recording)

    def erase(self, *, most: int = AT_ONCE) -> int:
        """Have the carrier erase what is done or too old, `most` of them; how many are still to be erased.

        Never raises for a fault of the carrier's.
        """
        with self._database.read() as session:
            left = self._voicemails.to_erase(session)
        erased = 0
        for voicemail in left[:most]:
            try:
                erased += self._erased(voicemail)
            except Unreachable:
                break  # the next one would only make somebody wait
        return len(left) - erased

    def _erased(self, voicemail: Voicemail) -> bool:
        try:
            self._switchboard.erase_recording(voicemail.recording)
        except SwitchboardFault as fault:
            log.warning("voicemail.not_erased", reason=type(fault).__name__)
            if isinstance(fault, Unreachable):
                raise
            return False
        with self._database.write() as session:
            self._voicemails.erased(session, voicemail.id)
        return True
