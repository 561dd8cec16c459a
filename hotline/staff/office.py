"""The office behind the desk's door: what signing in, enrolling and one's own account share.

Must not know: what is being proved, and pages, cookies, requests.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.key_checks import verify_keys
from hotline.limits import Bucket, Decision, Limiter
from hotline.sealing import KeyRing
from hotline.staff.accounts import Account, Accounts
from hotline.staff.attempts import Attempts, names_of
from hotline.staff.invitations import Invitations
from hotline.staff.passkeys import Passkeys, RelyingParty
from hotline.staff.passwords import PasswordHashing
from hotline.staff.recovery import RecoveryCodes
from hotline.staff.sessions import SessionOver, Sessions, SignedIn, Standing
from hotline.staff.totp import Totp

STRANGER = "desk"  # who the audit log says it was, where the login is nobody's


class Refused(Exception):
    """It did not fit. One sentence for every cause, so that nobody learns which logins there are."""

    def __init__(self) -> None:
        super().__init__("That did not fit. Check what you entered and try again.")


class TooManyAttempts(Exception):
    """A limit is full; nothing was tried and nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "There were too many attempts. Wait an hour, or use a passkey or a browser you have used here."
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was refused, for the audit log alone. `actor` is STRANGER where the login is nobody's."""

    actor: str
    why: str
    buckets: Sequence[Bucket] = ()


class Office:
    """The staff of one installation: their accounts, and everything by which they prove who they are."""

    def __init__(
        self, database: Database, keyring: KeyRing, clock: Clock, *, hashing: PasswordHashing, here: RelyingParty
    ) -> None:
        self.database = database
        self.keyring = keyring
        self.clock = clock
        self.hashing = hashing
        self.accounts = Accounts(keyring, clock)
        self.invitations = Invitations(keyring, clock)
        self.sessions = Sessions(keyring, clock)
        self.totp = Totp(keyring, clock)
        self.recovery = RecoveryCodes(keyring)
        self.passkeys = Passkeys(keyring, clock, here)
        self.attempts = Attempts(keyring)
        self._limits = Limiter(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that writes, under the keys of this database and no others: KeyMissing, KeyWrong."""
        with self.database.write() as session:
            verify_keys(session, self.keyring)
            yield session

    def owner(self, session: Session, token: str, *standings: Standing) -> SignedIn:
        """Whose session it is, if it has one of these standings; SessionOver."""
        found = self.sessions.find(session, token)
        if found is None or found.standing not in standings:
            raise SessionOver
        return found

    def stop_if_full(self, session: Session, buckets: Sequence[Bucket]) -> None:
        """TooManyAttempts where a limit is full. Only reads: a flood that is refused writes nothing."""
        if self._full(session, buckets):
            raise TooManyAttempts

    def spend(self, buckets: Sequence[Bucket]) -> Decision:
        """Spend a failure before it is one, in a transaction of its own; TooManyAttempts."""
        with self.writing() as session:
            decision = self.reserve(session, buckets)
        if not decision.allowed:
            raise TooManyAttempts
        return decision

    def reserve(self, session: Session, buckets: Sequence[Bucket]) -> Decision:
        """Spend a failure before it is one, so that attempts at the same time all count."""
        return self._limits.reserve(session, buckets)

    def give_back(self, session: Session, decision: Decision) -> None:
        """It was no failure."""
        self._limits.settle(session, decision, give_back=True)

    def record(self, session: Session, tag: Tag, account: Account, **detail: str) -> None:
        """Audit what somebody did."""
        self._audit.record(session, tag, actor=account.actor, incident_id=None, detail=detail)

    def refuse(self, session: Session, refusal: Refusal) -> None:
        """Audit that somebody was refused, and which limits are full now. Never what was typed."""
        full = self._full(session, refusal.buckets)
        detail = {"why": refusal.why} | ({"full": names_of(full)} if full else {})
        self._audit.record(session, Tag.STAFF_REFUSED, actor=refusal.actor, incident_id=None, detail=detail)

    def _full(self, session: Session, buckets: Sequence[Bucket]) -> list[Bucket]:
        return [bucket for bucket, count in self._limits.counts(session, buckets).items() if count >= bucket.limit]
