"""The accounts of agents and supervisors: who they are, for which incidents, and by what they may sign in.

An account is never deleted, because the audit log names it by its number. Must not know: how anybody signs in, and any
caller, call or individual.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Row, ScalarSelect, String, Table, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.sealing import KeyRing
from hotline.staff.passkey_rows import PASSKEYS
from hotline.staff.recovery import CODES
from hotline.staff.session_rows import end_all

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
NOBODY = ""  # no account can have this login


class Role(StrEnum):
    """What somebody may do at the desk."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


class NoSuchAccount(ValueError):
    """There is no account with this number or login."""

    def __init__(self) -> None:
        super().__init__("There is no such account.")


class StaffAccount(Base):
    """One agent or supervisor. Who has a password and no second factor may choose one until `enrol_until`."""

    __tablename__ = "staff_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    password: Mapped[str | None] = mapped_column(String(200))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary(60))
    totp_step: Mapped[int]
    enrol_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffIncident(Base):
    """That somebody works for an incident."""

    __tablename__ = "staff_incidents"

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)


ACCOUNTS = table_of(StaffAccount)
_INCIDENTS = table_of(StaffIncident)


def _number_in(table: Table) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(table.c.account_id == ACCOUNTS.c.id).scalar_subquery()


# Built once: every page of the desk asks for its account, and whoever waits for a person who is at work.
_ACCOUNT = select(ACCOUNTS, _number_in(PASSKEYS).label("passkeys"), _number_in(CODES).label("recovery_codes"))
_BY_ID = _ACCOUNT.where(ACCOUNTS.c.id == bindparam("account"))
_BY_LOGIN = _ACCOUNT.where(ACCOUNTS.c.login == bindparam("login"))
_INCIDENTS_OF = (
    select(_INCIDENTS.c.incident_id).where(_INCIDENTS.c.account_id == bindparam("account")).order_by("incident_id")
)
_AT_WORK = (
    select(ACCOUNTS.c.id, ACCOUNTS.c.role)
    .select_from(_INCIDENTS.join(ACCOUNTS, ACCOUNTS.c.id == _INCIDENTS.c.account_id))
    .where(_INCIDENTS.c.incident_id == bindparam("incident"), ACCOUNTS.c.disabled_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the desk sees it: no secret in it. `passkeys` and `recovery_codes` say how many there are."""

    id: int
    login: str
    name: str
    role: Role
    language: str
    incidents: tuple[int, ...]
    disabled: bool
    has_password: bool
    has_totp: bool
    passkeys: int
    recovery_codes: int

    @property
    def has_second_factor(self) -> bool:
        """Whether there is a second factor; a recovery code is none, it stands in for one that was lost."""
        return self.has_totp or self.passkeys > 0

    @property
    def enrolled(self) -> bool:
        """Whether everything is there that signing in takes."""
        return self.has_password and self.has_second_factor

    @property
    def actor(self) -> str:
        """How the audit log names them."""
        return f"{self.role} {self.id}"


class Accounts:
    """Reads accounts and disables them, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._clock = clock
        self._audit = AuditLog(keyring, clock)

    def get(self, session: Session, account_id: int) -> Account:
        """The account; NoSuchAccount."""
        row = session.execute(_BY_ID, {"account": account_id}).one_or_none()
        if row is None:
            raise NoSuchAccount
        return _account(session, row)

    def locked(self, session: Session, account_id: int) -> Account:
        """The account, which nobody else changes until the transaction ends; NoSuchAccount."""
        # Its number stays, so whoever writes a row that names it need not wait, nor can the two wait for each other.
        this = select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account_id)
        session.execute(this.with_for_update(key_share=True))
        return self.get(session, account_id)

    def by_login(self, session: Session, login: str) -> Account | None:
        """The account with this login, however it was typed."""
        row = session.execute(_BY_LOGIN, {"login": canonical_login(login)}).one_or_none()
        return _account(session, row) if row else None

    def all(self, session: Session) -> tuple[Account, ...]:
        """Every account, disabled ones too, by login."""
        rows = session.execute(_ACCOUNT.order_by(ACCOUNTS.c.login)).all()
        return tuple(_account(session, row) for row in rows)

    def disable(self, session: Session, account_id: int, *, by: str) -> None:
        """Let somebody sign in no more, and end their sessions at once; NoSuchAccount. Nothing where they are."""
        account = self.locked(session, account_id)
        if account.disabled:
            return
        change(session, account_id, disabled_at=minute(self._clock.now()))
        end_all(session, account_id)
        self._audit.record(session, Tag.STAFF_DISABLED, actor=by, incident_id=None, detail={"account": account.actor})


def at_work(session: Session, incident_id: int) -> Mapping[int, Role]:
    """Who works for an incident and is not disabled, by account."""
    rows = session.connection().execute(_AT_WORK, {"incident": incident_id})
    return {row.id: Role(row.role) for row in rows}


def canonical_login(typed: str) -> str:
    """A login as it is kept, however it was typed; NOBODY's where it can be none."""
    login = unicodedata.normalize("NFKC", typed[:200]).strip().casefold()
    return login if LOGIN.fullmatch(login) else NOBODY


def change(session: Session, account_id: int, **values: object) -> None:
    """Write columns of an account, in the caller's transaction."""
    session.connection().execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(values))


def password_of(session: Session, account_id: int) -> str | None:
    """The hash of an account's password, as it is kept; None where it has none."""
    return session.scalar(select(ACCOUNTS.c.password).where(ACCOUNTS.c.id == account_id))


def _account(session: Session, row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        language=row.language,
        incidents=tuple(session.scalars(_INCIDENTS_OF, {"account": row.id})),
        disabled=row.disabled_at is not None,
        has_password=row.password is not None,
        has_totp=row.totp is not None,
        passkeys=row.passkeys,
        recovery_codes=row.recovery_codes,
    )
