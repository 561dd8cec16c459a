"""Endpoints: the telephone, SIP address or browser at which an agent is rung, dialled only once it was verified.

It is verified by a call: the desk shows a code, the line rings the address, and whoever picks up keys the code. So what
somebody types never reaches a dialled call but this one, a few times a day. Must not know: who the agent is, calls of
callers, and how anything is rung.
"""

import hmac
import json
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.followups import NotANumber, canonical_number
from hotline.limits import Bucket, Limiter, Span
from hotline.sealing import KeyRing, open_sealed, seal

SEALED_BYTES = 256
CODE_DIGITS = 4
CODE_MINUTES = 10
WRONG_CODES = 3  # then the desk must begin anew
BEGINNINGS_A_DAY = 5
_SIP = re.compile(r"sip:[a-z0-9._+-]{1,64}@(?=.{3,80}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.ASCII)
_CLIENT = re.compile(r"client:[A-Za-z0-9_.-]{1,64}", re.ASCII)


class NotAnAddress(Exception):
    """No number of the North American plan, `sip:name@host` or `client:name`. It is not repeated in the sentence."""


class TooManyBeginnings(Exception):
    """This agent's telephone was rung often enough for one day."""


class EndpointRow(Base):
    """The endpoint of one agent."""

    __tablename__ = "agent_endpoints"

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an agent is rung: E.164, `sip:…` or `client:…`.

    `code` is what must be keyed there until `code_until` (aware); empty and None once that is done or has failed.
    `wrong` counts what else was keyed.
    """

    account: int
    address: str = field(repr=False)
    verified: bool
    code: str = field(default="", repr=False)
    code_until: datetime | None = None
    wrong: int = 0


_TABLE = table_of(EndpointRow)
_READ = select(_TABLE.c.sealed)


class Endpoints:
    """Keeps agents' endpoints under a key derived from the ledger key, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._limits = Limiter(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def of(self, session: Session, account: int) -> Endpoint | None:
        """An agent's endpoint, verified or not; nothing is locked."""
        sealed = session.connection().scalar(_READ.where(_TABLE.c.account_id == account))
        return None if sealed is None else self._opened(account, sealed)

    def verified(self, session: Session, account: int) -> str | None:
        """The address at which an agent may be rung; None where there is none that was verified."""
        found = self.of(session, account)
        return found.address if found is not None and found.verified else None

    def begin(self, session: Session, account: int, *, address: str) -> Endpoint:
        """Take a new endpoint, not verified yet, with the code that must be keyed there; the old one is gone.

        NotAnAddress, TooManyBeginnings.
        """
        canonical = canonical_address(address)
        if incidents.current_for_line(session, canonical) is not None:
            raise NotAnAddress("A line does not ring itself.")
        bucket = Bucket("telephone.begin", str(account).encode(), BEGINNINGS_A_DAY, Span.DAY)
        if not self._limits.reserve(session, (bucket,)).allowed:
            raise TooManyBeginnings("This telephone was rung often enough for today.")
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        until = self._clock.now().replace(microsecond=0) + timedelta(minutes=CODE_MINUTES)
        begun = Endpoint(account, canonical, verified=False, code=code, code_until=until)
        insert_missing(session, EndpointRow, [{"account_id": account, "sealed": self._sealed(begun)}])
        return self._save(session, begun)

    def keyed(self, session: Session, account: int, *, digits: str) -> bool:
        """Whoever picked up at the endpoint has keyed these: whether it is verified now, audited if so."""
        this = _TABLE.c.account_id == account
        sealed = session.connection().scalar(_READ.where(this).with_for_update())
        found = None if sealed is None else self._opened(account, sealed)
        if found is None or found.code_until is None or self._clock.now() > found.code_until:
            return False
        if not hmac.compare_digest(found.code.encode(), digits.encode()):
            wrong = replace(found, wrong=found.wrong + 1)
            self._save(session, wrong if wrong.wrong < WRONG_CODES else replace(wrong, code="", code_until=None))
            return False
        self._save(session, Endpoint(account, found.address, verified=True))
        self._record(session, Tag.TELEPHONE_VERIFIED, account)
        return True

    def forget(self, session: Session, account: int) -> None:
        """Erase an agent's endpoint: they are rung no more. Nothing where there is none."""
        if session.execute(delete(_TABLE).where(_TABLE.c.account_id == account)).rowcount:  # type: ignore[attr-defined]
            self._record(session, Tag.TELEPHONE_FORGOTTEN, account)

    def _record(self, session: Session, tag: Tag, account: int) -> None:
        self._audit.record(session, tag, actor=f"account {account}", incident_id=None)

    def _save(self, session: Session, one: Endpoint) -> Endpoint:
        this = _TABLE.c.account_id == one.account
        session.connection().execute(update(_TABLE).where(this).values(sealed=self._sealed(one)))
        return one

    def _opened(self, account: int, sealed: bytes) -> Endpoint:
        kept = json.loads(open_sealed(self._key(), sealed, str(account).encode(), padded=True))
        until = kept.pop("until")
        return Endpoint(account, code_until=datetime.fromtimestamp(until, UTC) if until else None, **kept)

    def _sealed(self, one: Endpoint) -> bytes:
        kept = {name: getattr(one, name) for name in ("address", "verified", "code", "wrong")}
        until = int(one.code_until.timestamp()) if one.code_until else 0
        plain = json.dumps({**kept, "until": until}, separators=(",", ":")).encode()
        return seal(self._key(), plain, str(one.account).encode(), size=SEALED_BYTES)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("agent endpoints")


def canonical_address(text: str) -> str:
    """An endpoint as it is dialled: E.164, `sip:name@host` or `client:name`; NotAnAddress."""
    words = text.strip()
    if _CLIENT.fullmatch(words):
        return words
    if _SIP.fullmatch(words.lower()):
        return words.lower()
    try:
        return canonical_number(words)
    except NotANumber:
        raise NotAnAddress("This can't be rung as a telephone.") from None
