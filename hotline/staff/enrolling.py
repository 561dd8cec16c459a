"""Enrolling: from an invitation's link over a password to a second factor and ten recovery codes.

Nobody is let in on a password alone: a session that is enrolling may do nothing but this. Must not know: pages and
cookies.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta

from hotline.audit import Tag
from hotline.clock import minute
from hotline.sealing import SealBroken, open_sealed, seal
from hotline.staff import totp
from hotline.staff.accounts import Account, change
from hotline.staff.invitations import InvitationGone
from hotline.staff.office import Office
from hotline.staff.passkeys import PasskeyOptions
from hotline.staff.passwords import Weakness, why_weak
from hotline.staff.sessions import SessionOver, Standing

ENROL_WITHIN = timedelta(hours=72)  # after that, a password that never got a second factor opens nothing


class WeakPassword(Exception):
    """A password that is not taken; `weakness` says why."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__("This password is too easy to guess. Use at least 15 characters, such as several words.")
        self.weakness = weakness


class WrongCode(Exception):
    """The code does not come from the secret that is being set up."""

    def __init__(self) -> None:
        super().__init__("This code does not fit. Wait for the next one and try again.")


class NoSecondFactor(Exception):
    """Enrolling can't be finished yet."""

    def __init__(self) -> None:
        super().__init__("Set up an authenticator or a passkey first.")


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """A new authenticator: its secret, the address of its QR code, and both sealed for the form that comes back."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    setup: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """The token of a signed-in session, and the recovery codes, which are shown this once."""

    token: str = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)


class Enrolling:
    """The verbs of the invitation's pages. Each opens its own transactions."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def invited(self, invitation: str) -> Account | None:
        """Whose invitation this is; None where it is gone."""
        with self._office.database.read() as session:
            return self._office.invitations.find(session, invitation)

    def set_password(self, invitation: str, password: str) -> str:
        """Use the invitation up; the token of a session that is enrolling.

        InvitationGone, WeakPassword, or SigningInBusy; the link is good again after the last two.
        """
        office = self._office
        account = self.invited(invitation)
        if account is None:
            raise InvitationGone
        if weakness := why_weak(password, login=account.login, name=account.name):
            raise WeakPassword(weakness)
        with office.hashing.place(known=True):
            encoded = office.hashing.hash(password)
        with office.writing() as session:
            account = office.invitations.use(session, invitation)
            until = minute(office.clock.now()) + ENROL_WITHIN
            change(session, account.id, password=encoded, enrol_until=until)
            office.record(session, Tag.STAFF_ENROLLED, account, step="password")
            return office.sessions.begin(session, account.id, Standing.ENROLLING)

    def begin_totp(self, token: str, setup: str = "") -> TotpSetup:
        """A new secret for an authenticator, which nothing keeps until a code confirms it; SessionOver.

        Or the one that `setup` has begun: whoever mistypes the code need not set the authenticator up again.
        """
        office = self._office
        with office.database.read() as session:
            account = office.owner(session, token, Standing.ENROLLING).account
        secret = self._secret_of(setup, token) if setup else totp.new_secret()
        sealed = seal(office.keyring.ledger_key("staff set-up"), secret.encode(), token.encode())
        uri = totp.provisioning_uri(secret, account.login)
        return TotpSetup(secret, uri, urlsafe_b64encode(sealed).decode())

    def confirm_totp(self, token: str, setup: str, *, code: str) -> None:
        """Keep the secret of `setup`, now that a code shows that the authenticator has it; WrongCode, SessionOver."""
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.ENROLLING).account
            if not office.totp.keep(session, account.id, secret=self._secret_of(setup, token), code=code):
                raise WrongCode
            office.record(session, Tag.STAFF_ENROLLED, account, step="totp")

    def passkey_options(self, token: str) -> PasskeyOptions:
        """What to ask a browser that is to make a passkey, while enrolling or later; SessionOver."""
        office = self._office
        with office.database.read() as session:
            account = office.owner(session, token, Standing.ENROLLING, Standing.SIGNED_IN).account
            return office.passkeys.registration_options(session, account)

    def add_passkey(self, token: str, response: str, *, challenge: bytes, name: str) -> None:
        """Keep the passkey that the browser has made; PasskeyRefused, SessionOver."""
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.ENROLLING, Standing.SIGNED_IN).account
            office.passkeys.register(session, account, response=response, challenge=challenge, name=name)
            office.record(session, Tag.PASSKEY_ADDED, account)

    def finish(self, token: str) -> Finished:
        """Ten recovery codes and a signed-in session; NoSecondFactor, SessionOver."""
        office = self._office
        with office.writing() as session:
            account = office.accounts.locked(session, office.owner(session, token, Standing.ENROLLING).account.id)
            if not account.enrolled:
                raise NoSecondFactor
            change(session, account.id, enrol_until=None)
            codes = office.recovery.anew(session, account.id)
            raised = office.sessions.raise_to(session, token, Standing.SIGNED_IN)
            # One that is still enrolling could change the second factor of somebody who has finished.
            office.sessions.end_others(session, account.id, but=raised)
            office.record(session, Tag.STAFF_ENROLLED, account, step="recovery codes")
            office.record(session, Tag.STAFF_SIGNED_IN, account, by="enrolling")
        return Finished(raised, codes)

    def _secret_of(self, setup: str, token: str) -> str:
        try:
            sealed = urlsafe_b64decode(setup.encode())
            return open_sealed(self._office.keyring.ledger_key("staff set-up"), sealed, token.encode()).decode()
        except (ValueError, SealBroken):
            raise SessionOver from None  # a form of another session
