"""Sessions: which browser has proved what, kept on the server and found by a random token.

Each step up gets a new token and the old one is worth nothing, so a token that somebody else has planted never becomes
a signed-in one. A disabled account has no session from that moment on. Must not know: how anything was proved, and
cookies.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from hotline.clock import Clock, minute
from hotline.sealing import KeyRing, digest
from hotline.staff.accounts import Account, Accounts
from hotline.staff.session_rows import SESSIONS, end_all

IDLE = timedelta(minutes=15)
TOKEN_BYTES = 32


class Standing(StrEnum):
    """How far somebody has come."""

    SECOND_FACTOR = "second_factor"  # the password is known, the second factor is outstanding
    ENROLLING = "enrolling"  # there is a password and no second factor yet
    SIGNED_IN = "signed_in"
    DISPLAY = "display"  # a screen on a wall, which shows the wallboard and can do nothing


LASTS = {
    Standing.SECOND_FACTOR: timedelta(minutes=10),
    Standing.ENROLLING: timedelta(minutes=60),
    Standing.SIGNED_IN: timedelta(hours=12),
    Standing.DISPLAY: timedelta(days=7),
}


class SessionOver(Exception):
    """There is no such session, or none that may do this."""

    def __init__(self) -> None:
        super().__init__("This session is over. Sign in again.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is and how far they have come. `stale`: it is due to be noted that they are there."""

    account: Account
    standing: Standing
    begun: datetime
    stale: bool


class Sessions:
    """Begins, finds, raises and ends sessions, in the caller's transaction. Moments are kept to the minute."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._accounts = Accounts(keyring, clock)

    def begin(self, session: Session, account_id: int, standing: Standing) -> str:
        """A new session; its token. Sweeps out what nothing can find any more."""
        self._sweep(session)
        now = minute(self._clock.now())
        return self._insert(session, account_id, standing=standing, begun=now)

    def find(
        self, session: Session, token: str | None, *, busy: Callable[[int], bool] | bool = False
    ) -> SignedIn | None:
        """Whose session this is; None where it is none, is over, or its account was disabled. Only reads.

        `busy`: whether the account, by its id, is in a live call, which counts as being there.
        """
        row = self._row(session, token or "")
        if row is None or not self._lasts(row, busy=busy):
            return None
        account = self._accounts.get(session, row.account_id)
        stale = row.seen < minute(self._clock.now())
        return None if account.disabled else SignedIn(account, Standing(row.standing), row.begun, stale)

    def touch(self, session: Session, token: str) -> None:
        """Note that somebody is there."""
        now = minute(self._clock.now())
        session.connection().execute(update(SESSIONS).where(self._this(token)).values(seen=now))

    def raise_to(self, session: Session, token: str, standing: Standing) -> str:
        """A new token for a session that has proved more; the old one is worth nothing. SessionOver.

        Of two transactions that raise the same session exactly one gets a token.
        """
        taken = delete(SESSIONS).where(self._this(token))
        row = session.connection().execute(taken.returning(SESSIONS.c.account_id)).one_or_none()
        if row is None:
            raise SessionOver
        return self._insert(session, row.account_id, standing=standing, begun=minute(self._clock.now()))

    def end(self, session: Session, token: str) -> None:
        """End one session."""
        session.connection().execute(delete(SESSIONS).where(self._this(token)))

    def end_others(self, session: Session, account_id: int, *, but: str) -> None:
        """End every session of an account but the one with this token."""
        others = (SESSIONS.c.account_id == account_id) & ~self._this(but)
        session.connection().execute(delete(SESSIONS).where(others))

    def displays(self, session: Session, account_id: int) -> int:
        """How many screens on walls an account has signed in."""
        these = self._displays(account_id)
        return session.scalar(select(func.count()).select_from(SESSIONS).where(these)) or 0

    def end_displays(self, session: Session, account_id: int) -> int:
        """End all of them; how many they were."""
        ended = delete(SESSIONS).where(self._displays(account_id)).returning(SESSIONS.c.digest)
        return len(session.connection().execute(ended).all())

    def end_all(self, session: Session, account_id: int) -> None:
        """End every session of an account."""
        end_all(session, account_id)

    def _insert(self, session: Session, account_id: int, *, standing: Standing, begun: datetime) -> str:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = {"digest": self._digest(token), "account_id": account_id, "standing": standing.value}
        session.connection().execute(insert(SESSIONS), {**row, "begun": begun, "seen": begun})
        return token

    def _row(self, session: Session, token: str) -> Row[tuple[object, ...]] | None:
        return session.connection().execute(select(SESSIONS).where(self._this(token))).one_or_none()

    def _lasts(self, row: Row[tuple[object, ...]], *, busy: Callable[[int], bool] | bool) -> bool:
        now, standing = self._clock.now(), Standing(row.standing)
        if now - row.begun >= LASTS[standing]:
            return False
        idle = standing is Standing.SIGNED_IN and now - row.seen >= IDLE
        return not idle or (busy(row.account_id) if callable(busy) else busy)

    def _displays(self, account_id: int) -> ColumnElement[bool]:
        since = self._clock.now() - LASTS[Standing.DISPLAY]
        mine = (SESSIONS.c.account_id == account_id) & (SESSIONS.c.standing == Standing.DISPLAY.value)
        return mine & (SESSIONS.c.begun > since)

    def _sweep(self, session: Session) -> None:
        now = self._clock.now()
        for standing, lasts in LASTS.items():
            over = (SESSIONS.c.standing == standing.value) & (SESSIONS.c.begun <= now - lasts)
            session.connection().execute(delete(SESSIONS).where(over))

    def _this(self, token: str) -> ColumnElement[bool]:
        return SESSIONS.c.digest == self._digest(token)

    def _digest(self, token: str) -> bytes:
        return digest(self._keyring.ledger_key("staff sessions"), token[:200].encode(errors="replace"))
