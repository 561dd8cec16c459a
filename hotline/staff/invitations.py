"""Invitations: a link that lets somebody choose a password, once, within 72 hours.

Only the keyed digest of a link's token is kept. Who invites never learns a password. Must not know: how the link is
sent, and pages.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.sealing import KeyRing, digest
from hotline.staff import recovery
from hotline.staff.accounts import LOGIN, Account, Accounts, Role, StaffAccount, StaffIncident, canonical_login, change
from hotline.staff.passkey_rows import PASSKEYS
from hotline.staff.session_rows import end_all

LASTS = timedelta(hours=72)
TOKEN_BYTES = 32
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
LONGEST_NAME = 80


class InvitationGone(Exception):
    """The link was used, is older than 72 hours, or was replaced by a newer one."""

    def __init__(self) -> None:
        super().__init__("This invitation was used or is too old. Ask your supervisor for a new one.")


class LoginTaken(ValueError):
    """Somebody has this login already."""

    def __init__(self) -> None:
        super().__init__("This login is taken. To let the same person begin anew: flask staff reset LOGIN")


class BadStaffDetail(ValueError):
    """A detail of an invitation can't be used; `field` says which."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"The {field} {why}.")
        self.field = field


class StaffInvitation(Base):
    """One link that was not used yet."""

    __tablename__ = "staff_invitations"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


_INVITATIONS = table_of(StaffInvitation)
_INCIDENTS = table_of(StaffIncident)


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited, for which incidents. BadStaffDetail where a detail can't be used."""

    login: str
    name: str
    role: Role
    language: str
    incident_ids: tuple[int, ...]

    def __post_init__(self) -> None:
        if not LOGIN.fullmatch(self.login):
            raise BadStaffDetail(
                "login", "must have 2 to 60 of a to z, 0 to 9, . _ @ - and begin with a letter or digit"
            )
        if not (0 < len(self.name) <= LONGEST_NAME and self.name.isprintable() and self.name.strip()):
            raise BadStaffDetail("name", f"must have 1 to {LONGEST_NAME} characters that can be seen")
        if not LANGUAGE.fullmatch(self.language):
            raise BadStaffDetail("language", "must be such as en or es")


class Invitations:
    """Invites, lets begin anew, and takes links, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._accounts = Accounts(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def invite(self, session: Session, invited: Invited, *, by: str) -> str:
        """A new account without a password; the token of its link. LoginTaken."""
        return self.link(session, self.add(session, invited, by=by).id)

    def add(self, session: Session, invited: Invited, *, by: str) -> Account:
        """A new account without a password, to which no link leads yet. LoginTaken."""
        if self._accounts.by_login(session, invited.login):
            raise LoginTaken
        row = StaffAccount(
            login=canonical_login(invited.login),
            name=invited.name,
            role=invited.role.value,
            language=invited.language,
            totp_step=0,
            created_at=minute(self._clock.now()),
        )
        session.add(row)
        session.flush()
        works_for = [{"account_id": row.id, "incident_id": one} for one in sorted(set(invited.incident_ids))]
        if works_for:
            session.connection().execute(insert(_INCIDENTS), works_for)
        self._record(session, Tag.STAFF_INVITED, row.id, by=by)
        return self._accounts.get(session, row.id)

    def again(self, session: Session, account_id: int, *, by: str) -> str:
        """Take everything from an account by which it could sign in, and invite its owner anew; NoSuchAccount.

        That two persons want it is seen to by `hotline.personnel`, which alone calls this in an installation.
        Ends its sessions at once. A disabled account may sign in again once its owner has enrolled.
        """
        account = self._accounts.locked(session, account_id)
        nothing = {"password": None, "totp": None, "enrol_until": None, "disabled_at": None}
        change(session, account.id, **nothing)
        session.connection().execute(delete(PASSKEYS).where(PASSKEYS.c.account_id == account.id))
        recovery.clear(session, account.id)
        end_all(session, account.id)
        self._record(session, Tag.STAFF_RESET, account.id, by=by)
        return self.link(session, account.id)

    def link(self, session: Session, account_id: int) -> str:
        """The token of a link by which somebody comes to their account; one that they had leads nowhere any more."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.connection().execute(delete(_INVITATIONS).where(_INVITATIONS.c.account_id == account_id))
        row = {"digest": self._digest(token), "account_id": account_id}
        session.connection().execute(insert(_INVITATIONS), {**row, "expires_at": minute(self._clock.now()) + LASTS})
        return token

    def outstanding(self, session: Session) -> Mapping[int, datetime]:
        """Until when each link is good that was not used, by account; those that are too old as well."""
        rows = session.execute(select(_INVITATIONS.c.account_id, _INVITATIONS.c.expires_at))
        return {row.account_id: row.expires_at for row in rows}

    def find(self, session: Session, token: str) -> Account | None:
        """Whose invitation this is; None where it is gone, or its account is disabled."""
        alive = self._this(token) & (_INVITATIONS.c.expires_at > self._clock.now())
        account_id = session.scalar(select(_INVITATIONS.c.account_id).where(alive))
        account = None if account_id is None else self._accounts.get(session, account_id)
        return None if account is None or account.disabled else account

    def use(self, session: Session, token: str) -> Account:
        """Use the link up; whose it was. InvitationGone. Of two transactions with one link exactly one gets through."""
        account = self.find(session, token)
        taken = session.connection().execute(delete(_INVITATIONS).where(self._this(token))).rowcount
        if account is None or taken != 1:
            raise InvitationGone
        return account

    def _record(self, session: Session, tag: Tag, account_id: int, *, by: str) -> None:
        account = self._accounts.get(session, account_id)
        self._audit.record(session, tag, actor=by, incident_id=None, detail={"account": account.actor})

    def _this(self, token: str) -> ColumnElement[bool]:
        return _INVITATIONS.c.digest == self._digest(token)

    def _digest(self, token: str) -> bytes:
        return digest(self._keyring.ledger_key("staff invitations"), token[:200].encode(errors="replace"))
