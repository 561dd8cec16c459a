"""Signing in: a password, then a second factor, or a passkey alone; each limited, audited and told in one sentence.

What fails is spent before it is tried and given back when it was right, so that attempts at the same moment all count;
what a limit refuses is refused by reading, and writes nothing. Must not know: pages and cookies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.audit import Tag
from hotline.limits import Bucket, Decision
from hotline.staff.accounts import ACCOUNTS, Account, canonical_login, change
from hotline.staff.attempts import Origin
from hotline.staff.office import STRANGER, Office, Refusal, Refused, TooManyAttempts
from hotline.staff.passkeys import PasskeyOptions, PasskeyWrong, Proof
from hotline.staff.sessions import SignedIn, Standing

Busy = Callable[[Session, int], bool]
TakesCode = Callable[[Session, int], bool]


def never(_session: Session, _account_id: int) -> bool:
    """Nobody is in a live call."""
    return False


@dataclass(frozen=True, slots=True)
class _Password:
    """A password that is to be tried: whose (None where the login is nobody's), against what, by which limits."""

    account_id: int | None
    actor: str
    encoded: str | None
    buckets: tuple[Bucket, ...]


class SigningIn:
    """The verbs of the sign-in page. Each opens its own transactions."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def who(self, token: str | None, *, busy: Busy = never, present: bool = True) -> SignedIn | None:
        """Whose session this is, or None. `busy`: whether an account is in a live call, which counts as being there.

        `present`: whether somebody has done something; a page that renews itself keeps no session alive.
        """
        if not token:
            return None
        office = self._office
        with office.database.read() as session:
            found = office.sessions.find(session, token, busy=lambda account_id: busy(session, account_id))
        if found and found.stale and present:
            with office.writing() as session:
                office.sessions.touch(session, token)
        return found

    def with_password(self, login: str, password: str, *, origin: Origin) -> str:
        """The token of a session in which the second factor is outstanding, or has to be chosen.

        Refused, TooManyAttempts, or SigningInBusy, with nothing spent. As much work for a login that is nobody's.
        """
        office, known = self._office, self._office.attempts.known(login, origin)
        # Before anything is read: in a flood nearly all attempts end here, and each must cost callers next to nothing.
        office.hashing.admit(known=known)
        with office.database.read() as session:
            tried = self._tried(session, login, origin=origin)
        # Refused first, so that a flood which has met its limit takes no place from anybody.
        with office.hashing.place(known=known):
            decision = office.spend(tried.buckets)
            # No transaction is open here: inside one, SQLite's only write lock would be held for the length of a hash.
            right = office.hashing.verify(tried.encoded, password)
            anew = right and office.hashing.needs_rehash(tried.encoded or "")
            encoded = office.hashing.hash(password) if anew else tried.encoded
        with office.writing() as session:
            why = self._why_not(session, tried) if right else "password"
            if why:
                office.refuse(session, Refusal(tried.actor, why, tried.buckets))
                token = None
            else:
                token = self._let_in(session, tried, decision=decision, encoded=encoded)
        return _or_refused(token)

    def with_totp(self, token: str, code: str, *, origin: Origin) -> str:
        """The token of a signed-in session, for a code of the authenticator. Refused, TooManyAttempts, SessionOver."""
        return self._with_code(token, "totp", origin=origin, takes=partial(self._office.totp.accept, code=code))

    def with_recovery_code(self, token: str, code: str, *, origin: Origin) -> str:
        """The token of a signed-in session, for a code that was kept. Refused, TooManyAttempts, SessionOver."""
        takes = partial(self._office.recovery.take, typed=code)
        return self._with_code(token, "recovery code", origin=origin, takes=takes)

    def passkey_options(self, token: str | None = None) -> PasskeyOptions:
        """What to ask a browser for; after a password, one of that account's passkeys."""
        office = self._office
        with office.database.read() as session:
            found = office.sessions.find(session, token)
            return office.passkeys.authentication_options(session, found.account.id if found else None)

    def with_passkey(self, challenge: bytes, response: str, *, origin: Origin, token: str | None = None) -> str:
        """The token of a signed-in session; Refused, TooManyAttempts.

        `token` is that of a session in which the password is known: it has to be the same account's, and ends.
        """
        office, buckets = self._office, self._office.attempts.of_passkey(origin)
        try:
            with office.database.read() as session:
                office.stop_if_full(session, buckets)
                proof = office.passkeys.check(session, response, challenge=challenge)
            with office.writing() as session:
                return self._let_in_by_passkey(session, proof, token=token)
        except PasskeyWrong as wrong:
            self._refuse_passkey(wrong, buckets)
            raise Refused from None

    def known_device(self, account: Account, *, before: str | None = None) -> str:
        """What a browser that has signed this account in is to carry: limits of its own, which no stranger can use up.

        `before` is what it carried, with the marks of others who use it.
        """
        return self._office.attempts.marks_with(account.login, before)

    def sign_out(self, token: str) -> None:
        """End a session. Nothing where it is over."""
        office = self._office
        with office.writing() as session:
            if found := office.sessions.find(session, token):
                office.record(session, Tag.STAFF_SIGNED_OUT, found.account)
            office.sessions.end(session, token)

    def _tried(self, session: Session, login: str, *, origin: Origin) -> _Password:
        buckets = self._office.attempts.of_password(login, origin)
        self._office.stop_if_full(session, buckets)
        # One statement whoever it is: a login that is somebody's must not be told by more work.
        columns = (ACCOUNTS.c.id, ACCOUNTS.c.role, ACCOUNTS.c.password)
        row = session.execute(select(*columns).where(ACCOUNTS.c.login == canonical_login(login))).one_or_none()
        if row is None:
            return _Password(None, STRANGER, None, buckets)
        return _Password(row.id, f"{row.role} {row.id}", row.password, buckets)

    def _why_not(self, session: Session, tried: _Password) -> str | None:
        """Why somebody with the right password may still not go on: things may have changed during the hash."""
        account = self._office.accounts.locked(session, tried.account_id or 0)
        columns = (ACCOUNTS.c.password, ACCOUNTS.c.enrol_until)
        row = session.execute(select(*columns).where(ACCOUNTS.c.id == account.id)).one()
        if account.disabled:
            return "disabled"
        in_time = row.enrol_until is not None and self._office.clock.now() < row.enrol_until
        proven = row.password == tried.encoded and (account.has_second_factor or in_time)
        return None if proven else "not enrolled"

    def _let_in(self, session: Session, tried: _Password, *, decision: Decision, encoded: str | None) -> str:
        office, account = self._office, self._office.accounts.get(session, tried.account_id or 0)
        office.give_back(session, decision)
        if encoded != tried.encoded:
            change(session, account.id, password=encoded)
        standing = Standing.SECOND_FACTOR if account.has_second_factor else Standing.ENROLLING
        return office.sessions.begin(session, account.id, standing)

    def _with_code(self, token: str, by: str, *, origin: Origin, takes: TakesCode) -> str:
        office = self._office
        with office.database.read() as session:
            account = office.owner(session, token, Standing.SECOND_FACTOR).account
            buckets = office.attempts.of_code(account.login, origin)
            office.stop_if_full(session, buckets)
        with office.writing() as session:
            decision = office.reserve(session, buckets)
            if not decision.allowed:
                raise TooManyAttempts
            account = office.owner(session, token, Standing.SECOND_FACTOR).account
            raised = None
            if takes(session, account.id):
                office.give_back(session, decision)
                raised = self._raise(session, account, token=token, by=by)
            else:
                office.refuse(session, Refusal(account.actor, by, buckets))
        return _or_refused(raised)

    def _let_in_by_passkey(self, session: Session, proof: Proof, *, token: str | None) -> str:
        office = self._office
        account = office.accounts.locked(session, proof.account_id)
        if account.disabled or not account.has_password:
            raise PasskeyWrong("disabled" if account.disabled else "not enrolled", account.id)
        begun = office.sessions.find(session, token)
        if begun and begun.account.id != account.id:
            raise PasskeyWrong("passkey of another account", account.id)
        office.passkeys.spend(session, proof)
        if not (token and begun):
            token = office.sessions.begin(session, account.id, Standing.SECOND_FACTOR)
        return self._raise(session, account, token=token, by="passkey")

    def _raise(self, session: Session, account: Account, *, token: str, by: str) -> str:
        raised = self._office.sessions.raise_to(session, token, Standing.SIGNED_IN)
        self._office.record(session, Tag.STAFF_SIGNED_IN, account, by=by)
        return raised

    def _refuse_passkey(self, wrong: PasskeyWrong, buckets: tuple[Bucket, ...]) -> None:
        office = self._office
        with office.writing() as session:
            if office.reserve(session, buckets).allowed:
                whose = office.accounts.get(session, wrong.account_id).actor if wrong.account_id else STRANGER
                office.refuse(session, Refusal(whose, f"passkey: {wrong.why}", buckets))


def _or_refused(token: str | None) -> str:
    if token is None:
        raise Refused
    return token
