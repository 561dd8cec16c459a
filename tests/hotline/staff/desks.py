"""A desk with a cast of made-up people, for tests: `desk.enrols("maria")`, `desk.signs_in(maria)`.

Must not know: what a single test is about.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
from sqlalchemy import select

from hotline.audit import AuditEntry, AuditLog
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.staff import (
    Account,
    Enrolling,
    Invited,
    Office,
    Origin,
    OwnAccount,
    PasswordCost,
    PasswordHashing,
    RelyingParty,
    Role,
    SigningIn,
    Trickle,
)

FAST = PasswordCost(memory_kib=8, passes=1)
EVERYBODY = Trickle(at_once=1_000_000, a_second=1_000_000)
HERE = RelyingParty.of("https://desk.example.org")
HOME = Origin.of("198.51.100.7")
ELSEWHERE = Origin.of("203.0.113.66")
MINUTE = timedelta(minutes=1)
PASSWORD = "seven herons on a warm roof"
WRONG = "seven herons on a cold roof"


@dataclass(frozen=True)
class Person:
    """Somebody who has enrolled with an authenticator, and what they keep at home."""

    account: Account
    secret: str = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)

    @property
    def login(self) -> str:
        """What they type."""
        return self.account.login


class Desk:
    """The staff's verbs over one database, and short sentences for tests."""

    def __init__(self, database: Database, ring: KeyRing, clock: StoppedClock, hashing: PasswordHashing) -> None:
        self.database, self.ring, self.clock, self.hashing = database, ring, clock, hashing
        self.office = Office(database, ring, clock, hashing=hashing, here=HERE)
        self.signing_in, self.enrolling, self.own = (
            SigningIn(self.office),
            Enrolling(self.office),
            OwnAccount(self.office),
        )

    def invites(self, login: str = "maria", role: Role = Role.AGENT) -> str:
        """The token of a new account's link."""
        invited = Invited(login, f"{login.title()} Ortega", role, "en", ())
        with self.database.write() as session:
            return self.office.invitations.invite(session, invited, by="root")

    def account(self, login: str = "maria") -> Account:
        """The account as it stands now."""
        with self.database.read() as session:
            found = self.office.accounts.by_login(session, login)
        assert found
        return found

    def enrols(self, login: str = "maria", role: Role = Role.AGENT) -> Person:
        """Somebody who has done everything, with an authenticator; the clock has moved on by a minute."""
        return self.follows(self.invites(login, role))

    def follows(self, link: str) -> Person:
        """Somebody who follows a link to its end."""
        token = self.enrolling.set_password(link, PASSWORD)
        setup = self.enrolling.begin_totp(token)
        self.enrolling.confirm_totp(token, setup.setup, code=self.code(setup.secret))
        finished = self.enrolling.finish(token)
        found = self.signing_in.who(finished.token)
        assert found
        self.signing_in.sign_out(finished.token)
        self.clock.advance(MINUTE)
        return Person(found.account, setup.secret, finished.codes)

    def code(self, secret: str, *, steps: int = 0) -> str:
        """What an authenticator shows now, or so many steps later."""
        return pyotp.HOTP(secret).at(int(self.clock.now().timestamp()) // 30 + steps)

    def gives_password(self, person: Person, origin: Origin = HOME) -> str:
        """The token of a session that waits for the second factor."""
        return self.signing_in.with_password(person.login, PASSWORD, origin=origin)

    def signs_in(self, person: Person, origin: Origin = HOME) -> str:
        """The token of a signed-in session."""
        token = self.gives_password(person, origin)
        return self.signing_in.with_totp(token, self.code(person.secret), origin=origin)

    def disables(self, person: Person) -> None:
        """Let somebody in no more."""
        with self.database.write() as session:
            self.office.accounts.disable(session, person.account.id, by="root")

    def resets(self, person: Person) -> str:
        """Let somebody begin anew; the token of the link."""
        with self.database.write() as session:
            return self.office.invitations.again(session, person.account.id, by="root")

    def audited(self) -> list[tuple[str, str, str]]:
        """(tag, actor, detail) of every entry, whose chain holds."""
        with self.database.read() as session:
            AuditLog(self.ring, self.clock).verify(session)
            columns = (AuditEntry.tag, AuditEntry.actor, AuditEntry.detail)
            return [
                (row.tag, row.actor, row.detail) for row in session.execute(select(*columns).order_by(AuditEntry.seq))
            ]
