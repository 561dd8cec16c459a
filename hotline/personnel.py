"""Personnel: somebody may not work here from now on, or begins anew, and lets go of everything at once.

Sessions end, the live call goes back to the front of the line, the telephone rings no more. Must not know: who decided
it, whom anybody talked with, and pages.
"""

from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.followups import Voicemails
from hotline.queue import Departure, Endpoints, WaitingLine
from hotline.sealing import KeyRing
from hotline.staff import Accounts, Invitations


class Personnel:
    """Lets people go, in the caller's transaction; once it has committed, `Distribution.departed` tells the telephones."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._accounts = Accounts(keyring, clock)
        self._invitations = Invitations(keyring, clock)
        self._line = WaitingLine(keyring, clock)
        self._voicemails = Voicemails(keyring, clock)
        self._endpoints = Endpoints(keyring, clock)

    def disable(self, session: Session, account_id: int, *, by: str) -> Departure:
        """Let somebody sign in no more; NoSuchAccount."""
        departure = self._let_go(session, account_id)
        self._accounts.disable(session, account_id, by=by)
        return departure

    def begin_anew(self, session: Session, account_id: int, *, by: str) -> tuple[str, Departure]:
        """Take everything from an account by which it could sign in; the token of its new link. NoSuchAccount."""
        departure = self._let_go(session, account_id)
        return self._invitations.again(session, account_id, by=by), departure

    def _let_go(self, session: Session, account_id: int) -> Departure:
        # Else whoever is let in again within four hours finds the call as it was, with its answer. Before the audit log
        # is locked: whoever escalates in the call takes both in this order.
        self._accounts.get(session, account_id)
        departure = self._line.agent_gone(session, account_id)
        # A lost telephone must not ring, and the message that they were hearing waits for somebody else.
        self._voicemails.put_back(session, account_id)
        self._endpoints.forget(session, account_id)
        return departure
