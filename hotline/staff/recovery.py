"""Recovery codes: ten for the day when a second factor is lost, shown once, each good once.

A code has sixty random bits and only its keyed digest is kept, bound to its account. Must not know: who asks.
"""

import secrets

from sqlalchemy import ForeignKey, LargeBinary, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, table_of
from hotline.sealing import KeyRing, digest

CODES_AT_ONCE = 10
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
_GROUPS, _GROUP = 3, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "\N{EN DASH}": ""})


class StaffRecoveryCode(Base):
    """One code that was not used yet."""

    __tablename__ = "staff_recovery_codes"
    # Without a hidden number of the row: the order in which codes were made is the order on somebody's paper.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), index=True)


CODES = table_of(StaffRecoveryCode)


class RecoveryCodes:
    """Makes codes and takes them, in the caller's transaction."""

    def __init__(self, keyring: KeyRing) -> None:
        self._keyring = keyring

    def anew(self, session: Session, account_id: int) -> tuple[str, ...]:
        """Ten new codes, as they are shown; the old ones are good no more."""
        clear(session, account_id)
        codes = tuple(_new_code() for _ in range(CODES_AT_ONCE))
        digests = sorted(self._digest(account_id, code) for code in codes)  # in no order that is on anybody's paper
        rows = [{"digest": one, "account_id": account_id} for one in digests]
        session.connection().execute(insert(CODES), rows)
        return codes

    def take(self, session: Session, account_id: int, *, typed: str) -> bool:
        """Use up the code that was typed; False where it is none of this account's, or was used."""
        this = CODES.c.digest == self._digest(account_id, typed)
        return session.connection().execute(delete(CODES).where(this)).rowcount == 1

    def _digest(self, account_id: int, typed: str) -> bytes:
        letters = "".join(typed[:100].upper().split()).translate(_READ_AS)
        key = self._keyring.ledger_key("staff recovery codes")
        return digest(key, str(account_id).encode(), letters.encode(errors="replace"))


def clear(session: Session, account_id: int) -> None:
    """Let no code of an account be good any more, in the caller's transaction."""
    session.connection().execute(delete(CODES).where(CODES.c.account_id == account_id))


def _new_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
