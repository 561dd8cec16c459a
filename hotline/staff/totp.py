"""Codes from an authenticator (TOTP, RFC 6238): six digits, thirty seconds, and each step of time good once.

The secret is sealed under a key of the ledger key and bound to its account. Must not know: who asks, and how often.
"""

import hmac

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline.clock import Clock
from hotline.sealing import KeyRing, open_sealed, seal
from hotline.staff.accounts import ACCOUNTS, change

STEP_SECONDS = 30
DIGITS = 6
# An authenticator's clock may differ, and typing takes time; a code of the step before or after is taken too.
NEIGHBOURS = (-1, 0, 1)
ISSUER = "Noticeline desk"


def new_secret() -> str:
    """A secret of 160 bits, in the letters that an authenticator takes."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, login: str, *, issuer: str = ISSUER) -> str:
    """The address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


class Totp:
    """Keeps secrets and takes codes, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def keep(self, session: Session, account_id: int, *, secret: str, code: str) -> bool:
        """Keep a secret once a code shows that the authenticator has it; False where it does not."""
        step = max(self._steps_of(secret, code), default=None)
        if step is None:
            return False
        sealed = seal(self._keyring.ledger_key("staff"), secret.encode(), _about(account_id))
        change(session, account_id, totp=sealed, totp_step=step)
        return True

    def accept(self, session: Session, account_id: int, *, code: str) -> bool:
        """Take a code; False where it is wrong, or where its step of time or a later one was used.

        Of two transactions with the same code exactly one is told True.
        """
        sealed = session.scalar(select(ACCOUNTS.c.totp).where(ACCOUNTS.c.id == account_id))
        if sealed is None:
            return False
        secret = open_sealed(self._keyring.ledger_key("staff"), sealed, _about(account_id)).decode()
        # Where it fits two steps, by chance, the later one: the code is used up for both.
        step = max(self._steps_of(secret, code), default=None)
        return step is not None and self._spend(session, account_id, step=step)

    def _spend(self, session: Session, account_id: int, *, step: int) -> bool:
        # One statement, so that the database decides: what was read before it may be old.
        this = (ACCOUNTS.c.id == account_id) & (ACCOUNTS.c.totp_step < step)
        return session.connection().execute(update(ACCOUNTS).where(this).values(totp_step=step)).rowcount == 1

    def _steps_of(self, secret: str, code: str) -> list[int]:
        digits = "".join(code[:40].split())
        if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
            return []
        now, hotp = int(self._clock.now().timestamp()) // STEP_SECONDS, pyotp.HOTP(secret)
        return [now + near for near in NEIGHBOURS if hmac.compare_digest(hotp.at(now + near), digits)]


def _about(account_id: int) -> bytes:
    return f"totp of {account_id}".encode()
