"""The installation's keys belong to its database: each is recognised by a check value kept in the database.

A ring that is missing or belongs to another database is found out at once, and a lost key is never silently replaced.
Must not know: the keys of a register (`lookup.keyring` has its own check values, in the publish record).
"""

import hmac

from sqlalchemy import LargeBinary, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, table_of
from hotline.sealing import KeyMissing, KeyRing, KeyWrong, check_value

_LEDGER = "ledger"


class KeyCheck(Base):
    """The check value of one key of the installation."""

    __tablename__ = "key_checks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    check_value: Mapped[bytes] = mapped_column(LargeBinary(8))


_CHECKS = table_of(KeyCheck)
_STORED = select(_CHECKS.c.check_value).where(_CHECKS.c.name == bindparam("name"))


def ensure_keys(session: Session, keyring: KeyRing) -> None:
    """Make the installation's keys where there never were any, else check them; KeyMissing, KeyWrong.

    A missing live key is made anew: it is never backed up, and only calls in progress are lost with it.
    """
    if _stored(session) is None:
        key = keyring.read(_LEDGER) if keyring.has(_LEDGER) else keyring.create(_LEDGER)
        session.add(KeyCheck(name=_LEDGER, check_value=check_value(key, _LEDGER)))
    verify_keys(session, keyring)
    keyring.create_live()


def verify_keys(session: Session, keyring: KeyRing) -> None:
    """Check that the ring is the one with which this database was sealed; KeyMissing, KeyWrong say which key is not."""
    stored = _stored(session)
    if stored is None:
        raise KeyMissing("This database has no keys yet: apply an incident file first (flask incident apply FILE).")
    if not hmac.compare_digest(check_value(keyring.read(_LEDGER), _LEDGER), stored):
        raise KeyWrong(f"The ledger key in {keyring.path} is not the one with which this database was sealed.")


def _stored(session: Session) -> bytes | None:
    session.flush()
    return session.connection().scalar(_STORED, {"name": _LEDGER})
